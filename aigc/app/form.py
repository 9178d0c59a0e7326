"""Form fields made from a settings model, so that a new option appears by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args, get_origin

import gradio as gr
from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

LABELS = {
    "seconds": "Seconds · 秒数",
    "aspect": "Shape · 画幅",
    "lang": "Language · 语言",
    "theme": "Theme · 主题",
    "music": "Music · 配乐",
    "voice": "Voice · 音色",
    "rate": "Speaking rate · 语速",
    "captions": "Captions · 字幕",
    "palette": "Palette · 配色",
    "seed": "Seed · 种子",
    "writer": "Writer · 写稿引擎",
    "speech": "Speech · 语音引擎",
    "beds": "Music engine · 配乐引擎",
    "scenes": "Scenes · 画面引擎",
}
"""What a field is called in the page; any other is called by its own name."""


def fields(model: type[BaseModel], names: Sequence[str], *, hints: bool = True) -> list[Any]:
    """Return one component per named field of ``model``, in order, with or without its hint."""
    return [component(name, model.model_fields[name], hints=hints) for name in names]


def component(name: str, field: FieldInfo, *, hints: bool = True) -> Any:
    """Return the component that fits the field's type, bounds and choices."""
    label = LABELS.get(name) or name.replace("_", " ").capitalize()
    info = field.description if hints else None
    choices = choices_of(field)
    if choices:
        return gr.Dropdown(choices, value=field.default, label=label, info=info, min_width=120)
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
