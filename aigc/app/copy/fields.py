"""What the page of copy asks for, as fields."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any, Final

from pydantic.fields import FieldInfo

from aigc.app import form
from aigc.app.choosing import engine_field
from aigc.app.copy.words import CALLED, platform, say
from aigc.app.words import Tongue, named
from aigc.text.copy.platforms import PLATFORMS
from aigc.types.copy import KINDS
from pipelines.copywriting import Config

BASIC: Final = ("count", "lang", "engine")
MORE: Final = ("seed",)
OPTIONS: Final = (*BASIC, *MORE)
CHOSEN: Final = ("platform", "kinds")
"""Options of which several values can be ticked, each with a field of its own."""
USUAL: Final = "generic"
COUNT: Final = 3
"""Variants of each kind: enough to choose from on one screen."""


@cache
def field_of(name: str) -> FieldInfo:
    """Return an option as the page asks for it."""
    field = Config.model_fields[name]
    if name == "engine":
        return engine_field(field, "copy")
    if name == "count":
        field = copy(field)
        field.default = COUNT
    return field


def component(name: str, tongue: Tongue) -> Any:
    """Return the field of an option."""
    return form.component(name, field_of(name), tongue, hints=name in MORE, called=CALLED)


def spoken(name: str, tongue: Tongue) -> dict[str, Any]:
    """Return label, hint and choices of an option."""
    return form.spoken(name, field_of(name), tongue, hints=name in MORE, called=CALLED)


def platforms_box(tongue: Tongue) -> dict[str, Any]:
    """Return label and choices of the platforms."""
    choices = [(platform(name, tongue), name) for name in PLATFORMS]
    return {"label": named(CALLED.labels, "platforms", tongue), "choices": choices}


def kinds_box(tongue: Tongue) -> dict[str, Any]:
    """Return label and choices of the kinds of words."""
    choices = [(named(CALLED.choices, kind, tongue), kind) for kind in KINDS]
    return {"label": named(CALLED.labels, "kinds", tongue), "choices": choices}


def paste_box(tongue: Tongue) -> dict[str, Any]:
    """Return what is said about the box for text."""
    return {"label": say("paste", tongue), "placeholder": say("paste", tongue)}
