"""The settings that a sentence may set, and what is told about each that it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from aigc.avatar import catalogue, sliders
from aigc.avatar.sentence.lexicon import rows
from aigc.avatar.spec import AvatarSpec, checked
from aigc.config import Settings
from aigc.errors import InputError

Value = str | float
CLOSED = ("version", "name", "seed", "sliders", "asymmetry", "provenance")
"""Settings of the spec that no words reach by themselves."""
TABLE_OF = {
    "look": "look", "hair.style": "hair", "hair.fringe": "fringe", "glasses.style": "glasses",
    "headwear.style": "headwear", "earrings.style": "earrings", "makeup.style": "makeup",
    "beard.style": "beard", "brows.style": "brows", "outfit.style": "outfit",
}  # fmt: skip


STANDS_FOR = {
    "hair.cut": "hair.style", "hair.layers": "hair.style", "hair.texture": "hair.curl",
    "tie": "outfit.style", "descent": "body.asian", "body.weight_kg": "body.weight",
    "beard.colour": "hair.colour",
}  # fmt: skip
"""What claims are about beside settings, and the settings that come of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One setting that the text asked for.

    Attributes
    ----------
    path : str
        The setting (``hair.style``, ``sliders.head-oval``).
    words : str
        What of the text asked for it; ``text[span[0]:span[1]]``.
    explanation : str
        A sentence in the language of those words.
    implied : bool
        Whether a role asked for it (a chef's hat) rather than words of its own.
    """

    path: str
    value: Value
    words: str
    span: tuple[int, int]
    explanation: str
    implied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Words that ask for different values of one setting.

    Attributes
    ----------
    taken, left : str
        The words that were followed and those that were not.
    explanation : str
        A sentence in the language of those words.
    """

    path: str
    taken: str
    left: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A spec, and where each of its settings stood in the text."""

    spec: AvatarSpec
    slots: tuple[Slot, ...]
    unknown: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


@lru_cache(maxsize=1)
def labels() -> Mapping[str, tuple[str, str]]:
    """Return each setting that words can reach, with what it is called (English, Chinese)."""
    found = dict(_fields(AvatarSpec, "", ("", "")))
    for name in sliders.symmetric():
        words = name.replace("-", " ")
        found[f"sliders.{name}"] = (words, words)
    found |= {path: (en, zh) for path, en, zh in rows("labels")}
    return MappingProxyType({p: v for p, v in found.items() if p.split(".")[0] not in CLOSED
                             or p.startswith("sliders.")})  # fmt: skip


def _fields(model: type[Settings], prefix: str, of: tuple[str, str]) -> Any:
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, Settings):
            yield from _fields(inner, f"{prefix}{name}.", of)
            continue
        extra = field.json_schema_extra
        chinese = str(extra.get("zh", name)) if isinstance(extra, dict) else name
        yield prefix + name, (field.description or name, chinese)


def nested(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return settings by path as the nested mapping that a spec is made of.

    >>> nested({"look": "clay", "hair.style": "bob"})
    {'look': 'clay', 'hair': {'style': 'bob'}}
    """
    found: dict[str, Any] = {}
    for path, value in values.items():
        room, _, name = path.rpartition(".")
        (found.setdefault(room, {}) if room else found)[name] = value
    return found


def checked_slot(path: str, value: object) -> Value:
    """Return a value that a setting may have.

    Raises
    ------
    InputError
        There is no such slot, or it cannot have that value.
    """
    if path not in labels():
        raise InputError(f"there is no slot {path!r}; slots are such as hair.style, body.age")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputError(f"slot {path} takes a name, a colour or a number, not {value!r:.60}")
    checked(nested({path: value}), f"slot {path}")
    return value


SEXES = ("a woman", "a man"), ("女", "男")


def called(path: str, value: Value, chinese: bool) -> str:
    """Return what a value of a setting is called; a share stands with its ends.

    >>> called("body.masculine", 1.0, True), called("smile", 0.5, False), called("body.age", 30, 0)
    ('男', '0.5 of -1 to 1', '30')
    """
    table = catalogue.TABLES.get(TABLE_OF.get(path, ""), {})
    if isinstance(value, str):
        return table[value][chinese] if value in table else value
    if path == "body.masculine" and value in (0, 1):
        return SEXES[chinese][round(value)]
    low = ends().get(path)
    told = f"{round(value, 2):g}"
    if low is None:
        return told
    return f"{told}（{low} 到 1）" if chinese else f"{told} of {low} to 1"


@lru_cache(maxsize=1)
def ends() -> Mapping[str, int]:
    """Return where settings begin that end at 1."""
    lean = {path: -1 for path in labels() if path.startswith("sliders.")}
    return MappingProxyType(lean | dict(_ends(AvatarSpec, "")))


def _ends(model: type[Settings], prefix: str) -> Iterator[tuple[str, int]]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Settings):
            yield from _ends(field.annotation, f"{prefix}{name}.")
        limits = repr((field.annotation, field.metadata))
        for low in (-1, 0):
            if f"ge={low})" in limits and "le=1)" in limits:
                yield prefix + name, low


def explained(path: str, value: Value, words: str, because: tuple[str, ...], implied: bool) -> str:
    """Return why a setting has its value, in the language of the words.

    >>> explained("glasses.style", "none", "没有戴眼镜", ("没有",), False)
    '「没有戴眼镜」：眼镜 → 不戴眼镜，因为有「没有」'
    """
    chinese = not words.isascii()
    label, name = labels()[path][chinese], called(path, value, chinese)
    if chinese:
        why = "，因为有" + "、".join(f"「{b}」" for b in because) if because else ""
        return f"「{words}」：{label} → {name}{why}{'（由此推想，可另说明）' if implied else ''}"
    why = ", because of " + ", ".join(f"“{b}”" for b in because) if because else ""
    return f"“{words}”: {label} is {name}{why}{' (implied; say otherwise to change it)' * implied}"


def contradicted(path: str, taken: str, left: str) -> Conflict:
    """Return a conflict between words, told in their language."""
    chinese = not taken.isascii()
    path = STANDS_FOR.get(path, path)
    label = labels()[path][chinese]
    told = (
        f"「{left}」与「{taken}」在{label}上矛盾；采用了「{taken}」"
        if chinese
        else f"“{left}” and “{taken}” contradict each other ({label}); “{taken}” was taken"
    )
    return Conflict(path=path, taken=taken, left=left, explanation=told)
