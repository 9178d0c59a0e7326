"""The options of the page of videos; voices, moods and who speaks are those that are at hand."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any, Final

from pydantic import JsonValue
from pydantic.fields import FieldInfo

from aigc.app import form
from aigc.app.choosing import engine_field
from aigc.app.form import VIDEO, Names
from aigc.app.parts import BASIC, ENGINES
from aigc.app.voice.kinds import SPEAK, Hands, called, field_of, usual
from aigc.app.words import Tongue
from aigc.avatar.presets import presets
from pipelines.article_to_video import Config

FOLLOWERS: Final = ("voice", "emotion")
"""What can be chosen follows from the engine that speaks."""
LOOKS: Final = Names(labels=VIDEO.labels, choices={**VIDEO.choices, "ink": ("水墨", "Ink wash")})
"""A look of paintings has the name of a theme."""
_AT_HAND: Final = (*FOLLOWERS, "speech")


def component(name: str, hands: Hands, tongue: Tongue) -> Any:
    """Return the field of an option, for the engine that speaks by itself."""
    field, names = _field(name, hands, usual(SPEAK, hands))
    return form.component(name, field, tongue, hints=name not in BASIC, called=names)


def spoken(name: str, hands: Hands, engine: str, tongue: Tongue) -> dict[str, Any]:
    """Return label, hint and choices of an option where ``engine`` speaks."""
    field, names = _field(name, hands, engine)
    return form.spoken(name, field, tongue, hints=name not in BASIC, called=names)


def _field(name: str, hands: Hands, engine: str) -> tuple[Any, Names]:
    if name in _AT_HAND:
        return field_of(SPEAK, hands, name, engine), called(hands, name)
    if name == "presenter":
        return presenter()
    if ENGINES.get(name):
        return chooser(name)
    return Config.model_fields[name], LOOKS if name == "look" else VIDEO


@cache
def chooser(name: str) -> tuple[FieldInfo, Names]:
    """Return who may do something: the engines that are ready here, or any other that is typed."""
    field = engine_field(Config.model_fields[name], ENGINES[name])
    return field, Names(labels=VIDEO.labels, choices={**VIDEO.choices, "": VIDEO.choices["none"]})


@cache
def presenter() -> tuple[FieldInfo, Names]:
    """Return who may present, nobody or one of the library: a path would name a server's file."""
    field, library = copy(Config.model_fields["presenter"]), presets()
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    choices: list[JsonValue] = ["", *library]
    field.description = "A character of the library presents the clip."
    field.json_schema_extra = {**extra, "zh": "由形象库里的一位出镜主持。", "choices": choices}
    called = {p.id: (p.chinese, p.english) for p in library.values()}
    return field, Names(labels=VIDEO.labels, choices={**called, "": VIDEO.choices["none"]})
