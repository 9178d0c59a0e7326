"""Form fields made from a settings model, so that a new option appears by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args, get_origin

import gradio as gr
from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aigc.app.words import CHOICES, LABELS, Tongue, named

MOST_CHIPS = 6
"""So many choices are shown side by side, more in a menu."""
WIDEST_SLIDE = 100


def fields(
    model: type[BaseModel], names: Sequence[str], tongue: Tongue, *, hints: bool = True
) -> list[Any]:
    """Return one component per named field of ``model``, in order, with or without its hint."""
    return [component(name, model.model_fields[name], tongue, hints=hints) for name in names]


def component(name: str, field: FieldInfo, tongue: Tongue, *, hints: bool = True) -> Any:
    """Return the component that fits the field's type, bounds and choices."""
    words = spoken(name, field, tongue, hints=hints)
    words |= {"elem_id": f"option-{name}", "min_width": 120}
    if choices_of(field):
        kind = gr.Radio if len(choices_of(field)) <= MOST_CHIPS else gr.Dropdown
        return kind(value=field.default, **words)
    if field.annotation is bool:
        return gr.Checkbox(value=field.default, **words)
    if field.annotation in (int, float):
        low, high = bounds(field)
        if high is None or high - (low or 0) > WIDEST_SLIDE:
            return gr.Number(value=field.default, minimum=low, maximum=high, **words)
        step = 1 if high - (low or 0) > 10 else 0.05
        return gr.Slider(low or 0, high, value=field.default, step=step, buttons=[], **words)
    return gr.Textbox(value=field.default or "", **words)


def spoken(name: str, field: FieldInfo, tongue: Tongue, *, hints: bool = True) -> dict[str, Any]:
    """Return label, hint and names of the choices in the page's language."""
    label = named(LABELS, name, tongue)
    words: dict[str, Any] = {"label": label if label != name else name.replace("_", " ").title()}
    words["info"] = hint_of(field, tongue) if hints else None
    if choices := choices_of(field):
        words["choices"] = [(named(CHOICES, c, tongue), c) for c in choices]
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
    extra = field.json_schema_extra
    return list(extra.get("choices", [])) if isinstance(extra, dict) else []  # type: ignore[arg-type]


def bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    """Return the smallest and largest value allowed; `None` where there is no bound."""
    low = next((m.ge for m in field.metadata if isinstance(m, Ge)), None)
    high = next((m.le for m in field.metadata if isinstance(m, Le)), None)
    return low, high  # type: ignore[return-value]
