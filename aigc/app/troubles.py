"""Errors as the page shows them: a title and a sentence, in the page's language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from aigc.app.phrasebook import Phrasebook, phrasebook, translated
from aigc.app.words import Tongue, say
from aigc.errors import (
    AigcError,
    AssetError,
    Cancelled,
    ConfigError,
    EngineError,
    InputError,
    JobError,
    ReviewNeeded,
    TrustError,
)

_TITLES: Final = (
    (AssetError, "error.input"),
    (ConfigError, "error.config"),
    (EngineError, "error.engine"),
    (JobError, "error.job"),
    (ReviewNeeded, "error.review"),
    (TrustError, "error.trust"),
)
_CHINESE: Final = (
    "avatar/troubles.txt",
    "voice/troubles.txt",
    "lyrics/troubles.txt",
    "copy/troubles.txt",
    "transcript/troubles.txt",
    "batch/troubles.txt",
    "review/troubles.txt",
    "troubles.txt",
)
"""What can be wrong on each page, as `phrasebook` reads it."""


def title_of(exc: BaseException, tongue: Tongue, about: str = "error.input") -> str:
    """Return the heading of an error; ``about`` is the key of one over what was given."""
    if isinstance(exc, Cancelled):
        return say("stopped", tongue)
    if not isinstance(exc, AigcError):
        return say("error.bug", tongue)
    if isinstance(exc, InputError):
        return say(about, tongue)
    return say(next((key for kind, key in _TITLES if isinstance(exc, kind)), "error"), tongue)


def sentence_of(exc: BaseException, tongue: Tongue) -> str:
    """Return what happened and what to do; what was not foreseen is not shown."""
    if isinstance(exc, Cancelled):
        return say("stopped.how", tongue)
    if not isinstance(exc, AigcError):
        return say("error.bug.how", tongue)
    return in_chinese(str(exc)) if tongue == "zh" else str(exc)


def in_chinese(message: str) -> str:
    """Return a message in Chinese, as it is where no translation is known.

    >>> in_chinese("Scene 2 shows no picture that could be moved.")
    '镜头 2 没有可以移动的图片。'
    """
    return translated(message, chinese())


@cache
def chinese() -> Phrasebook:
    """Return all that can be wrong, in Chinese."""
    pages = (files("aigc.app").joinpath(name).read_text(encoding="utf-8") for name in _CHINESE)
    return phrasebook("\n\n".join(pages))


def stopped(exc: BaseException) -> bool:
    """Tell whether work ended because somebody stopped it."""
    return isinstance(exc, Cancelled)
