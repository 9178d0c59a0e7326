"""The two pages: what each asks for, which engines it has, and how its fields are made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import JsonValue
from pydantic.fields import FieldInfo

from aigc import registry
from aigc.app import form
from aigc.app.form import Names
from aigc.app.voice.words import CALLED, CHOICES, VOICES
from aigc.app.words import Tongue
from aigc.config import Settings
from aigc.errors import AigcError
from aigc.types.voice import Voice
from pipelines import song, speech

HOUSE: Final = "house"
TONES: Final = "fake"
NEED_A_MODEL: Final = frozenset({"transformers"})
"""Engines that say nothing without a model of the visitor's own; the page has no place for one."""
Hands = Mapping[str, tuple[Voice, ...]]
"""The voices of every engine that is at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One of the two pages.

    Attributes
    ----------
    capability, engine : str
        What the engines are registered under, and the option that names one.
    basic, more, hinted : tuple of str
        Options that are seen at once, those that are folded away, and those with a hint.
    steps : tuple of str
        What is reported while it works, in order.
    heads : tuple of str
        Keys of the three headings.
    """

    name: Literal["speak", "sing"]
    config: type[Settings]
    capability: str
    engine: str
    basic: tuple[str, ...]
    more: tuple[str, ...]
    hinted: tuple[str, ...]
    steps: tuple[str, ...]
    heads: tuple[str, str, str]
    examples: tuple[tuple[str, str], ...]

    @property
    def options(self) -> tuple[str, ...]:
        """All options, in the order of their fields."""
        return self.basic + self.more


SPEAK: Final = Kind(
    name="speak",
    config=speech.Config,
    capability="speech",
    engine="speech",
    basic=("voice", "emotion", "rate", "language"),
    more=("speech", "seed"),
    hinted=("speech", "seed"),
    steps=("front", "narrate"),
    heads=("text", "heard", "files"),
    examples=(
        ("早上好", "早上好！今天天气真不错，我们一起去公园走走吧。"),
        ("数字", "2026年5月3日起，GPT-5 降价 15%，只要 $20，电话 010-6553-2188。"),
        ("多音字", "银行行长重新长跑，觉得还是睡一觉更好。"),
        ("English", "She read the report on 3 May, and paid $4.50 to read it again."),
    ),
)
SING: Final = Kind(
    name="sing",
    config=song.Config,
    capability="singing",
    engine="singer",
    basic=("voice", "accompaniment", "mood", "key", "tempo"),
    more=(
        "language", "part", "verse", "chords", "balance", "reverb", "loudness", "singer", "band",
        "seed",
    ),
    hinted=("part", "verse", "chords", "balance", "reverb", "loudness", "singer", "band", "seed"),
    steps=("sing", "accompaniment", "mix"),
    heads=("score", "song", "parts"),
    examples=(
        ("月亮", "月亮挂在柳树梢\n晚风轻轻摇\n小船划过石板桥\n一路唱歌谣"),
        ("雨", "春雨落在旧屋檐\n一滴一滴连成线"),
        ("Lantern", "Carry home a little light\nThrough the wide and windy night"),
    ),
)  # fmt: skip
NOT_ASKED: Final = ("timings", "lyrics", "lexicon", "soundfont")
"""The first is always made; the others would name files on the server's own disk.

Lyrics and a lexicon have text boxes of their own.
"""


def at_hand(kind: Kind) -> Hands:
    """Return the engines that can be used here, with their voices."""
    found: dict[str, tuple[Voice, ...]] = {}
    for name in registry.names(kind.capability):
        if name in NEED_A_MODEL:
            continue
        try:
            voices = tuple(registry.get(kind.capability, name).voices())
        except AigcError:
            continue
        if voices:
            found[name] = voices
    return found


def usual(kind: Kind, hands: Hands) -> str:
    """Return the engine that is chosen by itself: the house's, or else the first real one."""
    real = [name for name in hands if name != TONES]
    return HOUSE if HOUSE in hands or not real else real[0]


def engines(hands: Hands) -> list[str]:
    """Return the engines that are offered; the house's is named even where it is missing."""
    return [HOUSE, *(name for name in hands if name != HOUSE)]


def component(kind: Kind, hands: Hands, name: str, tongue: Tongue) -> Any:
    """Return the field of an option."""
    field = field_of(kind, hands, name, usual(kind, hands))
    return form.component(
        name, field, tongue, hints=name in kind.hinted, called=called(hands, name)
    )


def spoken(kind: Kind, hands: Hands, name: str, engine: str, tongue: Tongue) -> dict[str, Any]:
    """Return label, hint and choices of an option's field where ``engine`` is chosen."""
    field = field_of(kind, hands, name, engine)
    return form.spoken(name, field, tongue, hints=name in kind.hinted, called=called(hands, name))


def field_of(kind: Kind, hands: Hands, name: str, engine: str) -> FieldInfo:
    """Return an option as the page asks for it: of engines, voices and moods those there are."""
    field = kind.config.model_fields[name]
    if name == "voice":
        return _chosen_from(field, ["", *(voice.id for voice in hands.get(engine, ()))], "")
    if name == kind.engine:
        return _chosen_from(field, engines(hands), usual(kind, hands))
    if name == "emotion":
        able = {mood for voice in hands.get(engine, ()) for mood in voice.emotions}
        moods = form.choices_of(field)
        return _chosen_from(field, [m for m in moods if m in able] or moods[:1], field.default)
    return field


def _chosen_from(field: FieldInfo, names: Collection[str], default: Any) -> FieldInfo:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    choices: list[JsonValue] = list(names)
    chosen = copy(field)
    chosen.annotation, chosen.default = str, default
    chosen.json_schema_extra = {**extra, "choices": choices}
    return chosen


def called(hands: Hands, name: str) -> Names:
    """Return what an option and its values are called; voices have labels of their own."""
    if name != "voice":
        return CALLED
    voices = (voice for every in hands.values() for voice in every)
    labels = {v.id: (VOICES.get(v.label, v.label), v.label) for v in voices}
    return Names(labels=CALLED.labels, choices={**labels, "": CHOICES[""]})
