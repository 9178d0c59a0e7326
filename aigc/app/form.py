"""Form fields made from a settings model, so that a new option appears by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args, get_origin

import gradio as gr
from annotated_types import Ge, Gt, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aigc.app.words import CHOICES, LABELS, Tongue, named
from aigc.config import parted

MOST_CHIPS = 6
"""So many choices are shown side by side, more in a menu."""
WIDEST_SLIDE = 100
STEP = 0.05
_UNSAID: Final = ("auto", "true", "false")
"""What a switch may say that can also be left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the fields of a model and their values are called, by name: Chinese, English."""

    labels: Mapping[str, tuple[str, str]]
    choices: Mapping[str, tuple[str, str]]


VIDEO: Final = Names(labels=LABELS, choices=CHOICES)


def fields(
    model: type[BaseModel],
    names: Sequence[str],
    tongue: Tongue,
    *,
    hints: bool = True,
    called: Names = VIDEO,
) -> list[Any]:
    """Return one component per named field of ``model``, in order, with or without its hint."""
    return [
        component(name, model.model_fields[name], tongue, hints=hints, called=called)
        for name in names
    ]


def component(
    name: str, field: FieldInfo, tongue: Tongue, *, hints: bool = True, called: Names = VIDEO
) -> Any:
    """Return the component that fits the field's type, bounds and choices."""
    words = spoken(name, field, tongue, hints=hints, called=called)
    words |= {"elem_id": f"option-{name}", "min_width": 120}
    if is_free(field):
        return gr.Dropdown(value=field.default, allow_custom_value=True, **words)
    if choices_of(field):
        kind = gr.Radio if len(choices_of(field)) <= MOST_CHIPS else gr.Dropdown
        default = "auto" if _is_switch(field) and field.default is None else field.default
        return kind(value=default, **words)
    if field.annotation is bool:
        return gr.Checkbox(value=field.default, **words)
    if field.annotation in (int, float):
        low, high = bounds(field)
        if high is None or high - (low or 0) > WIDEST_SLIDE:
            return gr.Number(value=field.default, minimum=low, maximum=high, **words)
        step = 1 if high - (low or 0) > 10 else STEP
        return gr.Slider(low or 0, high, value=field.default, step=step, buttons=[], **words)
    return gr.Textbox(value=field.default or "", **words)


def given(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the fields of ``model`` say as its values; lists are parted at commas and lines.

    A switch that was left alone says nothing.
    """
    said: dict[str, Any] = {}
    for name, value in values.items():
        field = model.model_fields[name]
        if get_origin(field.annotation) is tuple:
            said[name] = parted(str(value or ""))
        elif not (_is_switch(field) and value in (None, "auto")):
            said[name] = value
    return said


def _is_switch(field: FieldInfo) -> bool:
    return set(get_args(field.annotation)) == {bool, type(None)}


def spoken(
    name: str, field: FieldInfo, tongue: Tongue, *, hints: bool = True, called: Names = VIDEO
) -> dict[str, Any]:
    """Return label, hint and names of the choices in the page's language."""
    label = named(called.labels, name, tongue)
    words: dict[str, Any] = {"label": label if label != name else name.replace("_", " ").title()}
    words["info"] = hint_of(field, tongue) if hints else None
    if choices := choices_of(field):
        words["choices"] = [(named(called.choices, c, tongue), c) for c in choices]
    return words


def hint_of(field: FieldInfo, tongue: Tongue) -> str | None:
    """Return the field's description; a Chinese one stands in its schema as ``zh``."""
    extra = field.json_schema_extra
    chinese = extra.get("zh") if isinstance(extra, dict) else None
    return str(chinese) if tongue == "zh" and chinese else field.description


def choices_of(field: FieldInfo) -> list[str]:
    """Return the values a field may take, or nothing when it is free."""
    if get_origin(field.annotation) is Literal:
        return [str(a) for a in get_args(field.annotation)]
    if _is_switch(field):
        return list(_UNSAID)
    extra = field.json_schema_extra
    return list(extra.get("choices", [])) if isinstance(extra, dict) else []  # type: ignore[arg-type]


def is_free(field: FieldInfo) -> bool:
    """Tell whether a field takes any other value beside its choices."""
    return isinstance(field.json_schema_extra, dict) and bool(field.json_schema_extra.get("free"))


def bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    """Return the smallest and largest value offered; `None` where there is no bound."""
    low: Any = next((m.ge for m in field.metadata if isinstance(m, Ge)), None)
    low = next((m.gt + STEP for m in field.metadata if isinstance(m, Gt)), low)  # type: ignore[operator]
    high = next((m.le for m in field.metadata if isinstance(m, Le)), None)
    return low, high  # type: ignore[return-value]
