"""How a character performs: options of `pipelines.performance.Config` as the page asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any, Final

import gradio as gr
from pydantic import JsonValue
from pydantic.fields import FieldInfo

from aigc.app import form
from aigc.app.avatar.settings import hex_of
from aigc.app.avatar.words import FRAMINGS, LABELS, SAID, say
from aigc.app.form import Names
from aigc.app.voice import kinds
from aigc.app.voice.kinds import SPEAK, Hands, usual
from aigc.app.words import Tongue
from aigc.avatar import catalogue
from aigc.config import build
from aigc.errors import InputError
from pipelines.performance import Config

BASIC: Final = ("voice", "emotion", "rate")
MORE: Final = ("framing", "width", "height", "background", "liveliness", "speech", "seed")
OPTIONS: Final = BASIC + MORE
LEFT_OUT: Final = ("landmarks",)
"""Options of a film that follows a face, which the page does not make."""
FOLLOWERS: Final = ("voice",)
"""What can be chosen follows from the engine that speaks."""


def component(name: str, hands: Hands, tongue: Tongue) -> Any:
    """Return the field of an option, for the engine that speaks by itself."""
    words = spoken(name, hands, usual(SPEAK, hands), tongue)
    if name == "background":
        return gr.ColorPicker(value=Config().background, elem_id=f"act-{name}", **words)
    field = field_of(name, hands, usual(SPEAK, hands))
    found = form.component(name, field, tongue, hints=False, called=called(name, hands))
    found.elem_id = f"act-{name}"
    return found


def spoken(name: str, hands: Hands, engine: str, tongue: Tongue) -> dict[str, Any]:
    """Return label and choices of an option's field where ``engine`` speaks."""
    field = field_of(name, hands, engine)
    return form.spoken(name, field, tongue, hints=False, called=called(name, hands))


def field_of(name: str, hands: Hands, engine: str) -> FieldInfo:
    """Return an option as the page asks for it: of engines and voices those there are."""
    if name in ("voice", "speech"):
        return kinds.field_of(SPEAK, hands, name, engine)
    field = copy(Config.model_fields[name])
    if name == "emotion":
        choices: list[JsonValue] = ["", *catalogue.EMOTIONS]
        field.json_schema_extra = {"choices": choices}
    return field


def called(name: str, hands: Hands) -> Names:
    """Return what an option and its values are called."""
    if name in ("voice", "speech"):
        return Names(labels=LABELS, choices=kinds.called(hands, name).choices)
    moods = {key: (zh, en.capitalize()) for key, (en, zh) in catalogue.EMOTIONS.items()}
    return Names(labels=LABELS, choices={**FRAMINGS, **moods, "": SAID["auto"]})


def config_of(values: Mapping[str, Any], hands: Hands) -> Config:
    """Return what was chosen; a voice that the page does not offer could name a file.

    Raises
    ------
    ConfigError, InputError
        A value is not allowed, or there is no such voice.
    """
    said = {**values, "background": hex_of(values.get("background", Config().background))}
    config = build(Config, said)
    offered = {voice.id for voice in hands.get(config.speech, ())}
    if config.voice and config.voice not in offered:
        raise InputError(say("no_voice", "en"))
    return config
