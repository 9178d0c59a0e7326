"""Form fields made from a settings model, so that a new option appears by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args, get_origin

import gradio as gr
from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo


def fields(model: type[BaseModel], names: Sequence[str]) -> list[Any]:
    """Return one component per named field of ``model``, in order."""
    return [component(name, model.model_fields[name]) for name in names]


def component(name: str, field: FieldInfo) -> Any:
    """Return the component that fits the field's type, bounds and choices."""
    label, info = name.replace("_", " ").capitalize(), field.description
    choices = choices_of(field)
    if choices:
        return gr.Dropdown(choices, value=field.default, label=label, info=info)
    if field.annotation is bool:
        return gr.Checkbox(value=field.default, label=label, info=info)
    if field.annotation in (int, float):
        low, high = bounds(field)
        if high is None:
            return gr.Number(value=field.default, label=label, info=info, minimum=low)
        low = low or 0
        step = 1 if high - low > 10 else 0.05
        return gr.Slider(low, high, value=field.default, step=step, label=label, info=info)
    return gr.Textbox(value=field.default or "", label=label, info=info)


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
