"""Form controls of a character, made from the model of its spec."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache, reduce
from types import MappingProxyType
from typing import Any, Final

import gradio as gr
from pydantic import JsonValue
from pydantic.fields import FieldInfo

from aigc.app import form
from aigc.app.avatar.words import LABELS, SAID
from aigc.app.form import STEP, Names
from aigc.app.words import Tongue
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
            "skin.tone", "skin.warmth", "skin.freckles", "skin.blush", "makeup.style",
            "makeup.strength", "beard.style", "beard.density",
        ),
        "eyes": (
            "eyes.iris", "eyes.size", "eyes.iris_size", "eyes.lashes", "brows.style",
            "brows.thickness",
        ),
        "hair": ("hair.style", "hair.colour", "hair.fringe", "hair.length", "hair.volume"),
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
"""Settings of the page by the accordion that holds them; ``look`` stands above all."""
PATHS: Final = ("look", *(path for group in GROUPS.values() for path in group))
RGBA = re.compile(r"rgba?\(([\d.]+), *([\d.]+), *([\d.]+)")
"""What a colour picker gives once a colour was picked."""


def component(path: str, tongue: Tongue) -> Any:
    """Return the control of a setting."""
    field = field_of(path)
    if is_colour(path):
        words = form.spoken(path, field, tongue, hints=False, called=called(path))
        return gr.ColorPicker(value=field.default, elem_id=f"option-{path}", min_width=90, **words)
    return form.component(path, field, tongue, hints=False, called=called(path))


def spoken(path: str, tongue: Tongue) -> dict[str, Any]:
    """Return label and choices of a setting's control."""
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
    if path in TABLE_OF:
        own = [""] if field.default is None else []
        choices: list[JsonValue] = [*own, *catalogue.TABLES[TABLE_OF[path]]]
        field.annotation, field.default = str, field.default or ""
        field.json_schema_extra = {"choices": choices}
    return field


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
    room, _, name = path.rpartition(".")
    if room == "sliders":
        return spec.sliders.get(name, 0.0)
    value: Any = reduce(getattr, path.split("."), spec)
    return "" if value is None else value


def changed(spec: AvatarSpec, values: Sequence[Any]) -> AvatarSpec:
    """Return the character as the controls say; what they do not show stays as it is.

    Raises
    ------
    InputError
        A value is not allowed.
    """
    whole = spec.model_dump()
    for path, value in zip(PATHS, values, strict=True):
        room, _, name = path.rpartition(".")
        place = whole[room] if room else whole
        if not _same(_at(spec, path), value):
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
