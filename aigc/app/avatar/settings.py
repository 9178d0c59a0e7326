"""Form controls of a character, made from the model of its spec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy
from functools import cache, reduce
from types import MappingProxyType
from typing import Any, Final, get_args

import gradio as gr
from pydantic import JsonValue
from pydantic.fields import FieldInfo

from aigc.app import form
from aigc.app.avatar.words import LABELS, SAID
from aigc.app.form import STEP, Names
from aigc.app.words import Tongue, named
from aigc.avatar import catalogue
from aigc.avatar.sentence.slots import TABLE_OF, labels
from aigc.avatar.spec import HEX, AvatarSpec, checked

Value = str | float
GROUPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "body": (
            "body.masculine", "body.age", "body.height_m", "body.weight", "body.muscle",
            "body.asian", "body.european", "body.african",
        ),
        "skin": (
            "skin.tone", "skin.warmth", "skin.freckles", "skin.blush", "skin.wrinkles",
            "makeup.style", "makeup.strength", "makeup.lips", "beard.style", "beard.density",
        ),
        "eyes": (
            "eyes.iris", "eyes.iris_right", "eyes.size", "eyes.iris_size", "eyes.lashes",
            "brows.style", "brows.thickness", "brows.colour",
        ),
        "hair": (
            "hair.style", "hair.colour", "hair.tips", "hair.fringe", "hair.parting",
            "hair.length", "hair.volume", "hair.curl",
        ),
        "clothes": ("outfit.style", "outfit.colour", "outfit.inner", "outfit.accent"),
        "worn": (
            "glasses.style", "glasses.colour", "headwear.style", "headwear.colour",
            "headwear.accent", "earrings.style", "earrings.colour",
        ),
        "face": (
            "smile", "sliders.head-oval", "sliders.head-round", "sliders.head-square",
            "sliders.head-scale-horiz", "sliders.head-fat", "sliders.cheek-bones",
            "sliders.cheek-volume", "sliders.chin-width", "sliders.chin-height",
            "sliders.chin-bones", "sliders.chin-triangle", "sliders.eye-trans-across",
            "sliders.eye-corner1", "sliders.eye-height2", "sliders.eyebrows-trans-height",
            "sliders.nose-scale-horiz", "sliders.nose-scale-vert", "sliders.nose-scale-depth",
            "sliders.nose-volume", "sliders.mouth-scale-horiz", "sliders.mouth-upperlip-height",
            "sliders.mouth-lowerlip-height", "sliders.forehead-scale-vert", "sliders.ear-scale",
            "sliders.neck-scale-horiz",
        ),
    }
)  # fmt: skip
"""Settings of the page by the accordion that holds them."""
OWN: Final[Mapping[str, Value]] = MappingProxyType(
    {
        "skin.wrinkles": 0.5, "makeup.lips": "#c2525f", "eyes.iris_right": "eyes.iris",
        "brows.colour": "hair.colour", "hair.tips": "hair.colour", "hair.parting": 0.5,
        "hair.curl": 0.6,
    }
)  # fmt: skip
"""Settings that are left alone until a switch is set, and what they begin with or as then."""
SWITCH: Final = "?"
"""Ends the name of such a switch."""


def parts_of(path: str) -> tuple[str, ...]:
    """Return the controls of a setting.

    >>> parts_of("hair.curl"), parts_of("hair.style")
    (('hair.curl?', 'hair.curl'), ('hair.style',))
    """
    return (path + SWITCH, path) if path in OWN else (path,)


PATHS: Final = ("look", *(p for group in GROUPS.values() for path in group for p in parts_of(path)))
"""Controls of the page; ``look`` stands above all."""
RGBA = re.compile(r"rgba?\(([\d.]+), *([\d.]+), *([\d.]+)")
"""What a colour picker gives once a colour was picked."""


def components(path: str, tongue: Tongue) -> list[Any]:
    """Return the controls of a setting: its own, below a switch where it may be left alone."""
    if path not in OWN:
        return [component(path, tongue)]
    with gr.Column(elem_classes=["maybe"]):
        return [component(part, tongue) for part in parts_of(path)]


def component(path: str, tongue: Tongue) -> Any:
    """Return one control."""
    if path.endswith(SWITCH):
        return gr.Checkbox(value=False, elem_id=f"option-{path}", **spoken(path, tongue))
    field = field_of(path)
    if is_colour(path):
        words = {**spoken(path, tongue), "show_label": path not in OWN}
        return gr.ColorPicker(value=field.default, elem_id=f"option-{path}", min_width=90, **words)
    return form.component(path, field, tongue, hints=False, called=called(path))


def spoken(path: str, tongue: Tongue) -> dict[str, Any]:
    """Return label and choices of a control."""
    if path.endswith(SWITCH):
        return {"label": named(LABELS, path, tongue)}
    return form.spoken(path, field_of(path), tongue, hints=False, called=called(path))


def is_colour(path: str) -> bool:
    """Tell whether a setting is a colour."""
    return isinstance(field_of(path).default, str) and bool(HEX.fullmatch(field_of(path).default))


@cache
def field_of(path: str) -> FieldInfo:
    """Return a setting as the page asks for it; of names, those of the catalogue."""
    room, _, name = path.rpartition(".")
    if room == "sliders":
        return _lean()
    model = AvatarSpec.model_fields[room].annotation if room else AvatarSpec
    field: FieldInfo = copy(model.model_fields[name])  # type: ignore[union-attr]
    if path in OWN:
        return _begun(field, OWN[path])
    if path in TABLE_OF:
        own = [""] if field.default is None else []
        choices: list[JsonValue] = [*own, *catalogue.TABLES[TABLE_OF[path]]]
        field.annotation, field.default = str, field.default or ""
        field.json_schema_extra = {"choices": choices}
    return field


def _begun(field: FieldInfo, begins: Value) -> FieldInfo:
    """Return a setting that may be left alone as one that may not."""
    inner = next(a for a in get_args(field.annotation) if a is not type(None))
    found: FieldInfo = FieldInfo.from_annotation(inner)
    found.default = field_of(str(begins)).default if _is_path(begins) else begins
    return found


def _is_path(begins: Value) -> bool:
    return isinstance(begins, str) and not HEX.fullmatch(begins)


def _lean() -> FieldInfo:
    field = copy(AvatarSpec.model_fields["smile"])
    field.default = 0.0
    return field


@cache
def called(path: str) -> Names:
    """Return what a setting and its values are called."""
    english, chinese = labels().get(path, ("", ""))
    label = LABELS.get(path) or (chinese, english[:1].upper() + english[1:])
    table = catalogue.TABLES.get(TABLE_OF.get(path, ""), {})
    choices = {name: (zh, en[:1].upper() + en[1:]) for name, (en, zh) in table.items()}
    return Names(labels={path: label}, choices={**choices, "": SAID["style.own"]})


def values_of(spec: AvatarSpec) -> tuple[Value, ...]:
    """Return what the controls say of a character, in the order of `PATHS`."""
    found = (_at(spec, path) for path in PATHS)
    return tuple(round(v, 2) if isinstance(v, float) else v for v in found)


def _at(spec: AvatarSpec, path: str) -> Value:
    """Return what a control says of a character."""
    if path.endswith(SWITCH):
        return _found(spec, path.removesuffix(SWITCH)) is not None
    found = _found(spec, path)
    if found is None and path in OWN:
        begins = OWN[path]
        return _at(spec, str(begins)) if _is_path(begins) else begins
    return "" if found is None else found


def _found(spec: AvatarSpec, path: str) -> Value | None:
    room, _, name = path.rpartition(".")
    if room == "sliders":
        return spec.sliders.get(name, 0.0)
    value: Any = reduce(getattr, path.split("."), spec)
    found: Value | None = value
    return found


def changed(spec: AvatarSpec, values: Iterable[Any]) -> AvatarSpec:
    """Return the character as the controls say; what they do not show stays as it is.

    Raises
    ------
    InputError
        A value is not allowed.
    """
    whole = spec.model_dump()
    said = dict(zip(PATHS, values, strict=True))
    for path, value in said.items():
        room, _, name = path.rpartition(".")
        place = whole[room] if room else whole
        if path.endswith(SWITCH):
            continue
        if not said.get(path + SWITCH, True):
            place[name] = None
        elif _found(spec, path) is None or not _same(_at(spec, path), value):
            place[name] = hex_of(value) if is_colour(path) else value or _empty(value)
    return checked(whole, "the form")


def _empty(value: Any) -> Any:
    """Return a value that counts as false as the spec has it: no text there is the style's own."""
    return None if value == "" else value


def _same(had: Value, now: Any) -> bool:
    """Tell whether a control still says what it was given; slides round to their steps."""
    if isinstance(had, int | float) and isinstance(now, int | float):
        return abs(had - now) < STEP / 2
    return bool(had == now)


def hex_of(colour: Any) -> Any:
    """Return a colour as ``#rrggbb`` where it is written another way.

    >>> hex_of("rgba(255, 0.2, 128, 1)"), hex_of("#abcdef")
    ('#ff0080', '#abcdef')
    """
    found = RGBA.match(str(colour))
    if not found:
        return colour
    return "#" + "".join(f"{min(round(float(part)), 255):02x}" for part in found.groups())
