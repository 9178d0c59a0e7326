"""Why a word is read as it is, in the page's language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from aigc.app.phrasebook import Phrasebook, phrasebook, translated
from aigc.app.words import Tongue


def reason(why: str, tongue: Tongue) -> str:
    """Return a decision of the front end as the page tells it.

    >>> reason("weak form", "zh")
    '弱读'
    """
    return translated(why, reasons()) if tongue == "zh" else why


@cache
def reasons() -> Phrasebook:
    """Return all decisions that have a name, in Chinese."""
    return phrasebook(files("aigc.app.voice").joinpath("reasons.txt").read_text(encoding="utf-8"))
