"""SubRip subtitles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from aigc.errors import InputError
from aigc.timings.decoding import text_of
from aigc.types.time import TimeRange
from aigc.types.timing import Timed

_BACKSLASH: Final = "\ue000"
_TIMING: Final = re.compile(r"^\d+:\d\d:\d\d[,.]\d+ *--> *\d+:\d\d:\d\d[,.]\d+", re.MULTILINE)


def write_srt(cues: Iterable[Timed]) -> str:
    """Return the cues as SubRip text, times rounded to milliseconds; a text may have several rows.

    >>> write_srt([])
    ''
    """
    out = []
    for n, cue in enumerate(cues, 1):
        start, end = _stamp(cue.time.start), _stamp(cue.time.end)
        out.append(f"{n}\n{start} --> {end}\n{cue.text}\n")
    return "\n".join(out)


def read_srt(data: bytes | str) -> tuple[Timed, ...]:
    """Return the cues of SubRip text, with their markup as it stands.

    Raises
    ------
    InputError
        The text has no cue, or one ends before it begins.
    """
    import pysubs2

    text = text_of(data, "SubRip file")
    if text.strip() and not _TIMING.search(text):
        raise InputError("No cue was found in the subtitles. Give SubRip (.srt) text.")
    guarded = text.replace("\\", _BACKSLASH)
    read = pysubs2.SSAFile.from_string(
        guarded, format_="srt", keep_html_tags=True, keep_unknown_html_tags=True
    )
    return tuple(_cue(n, event.text, event.start, event.end) for n, event in enumerate(read, 1))


def _cue(number: int, text: str, start_ms: int, end_ms: int) -> Timed:
    if end_ms < start_ms:
        raise InputError(
            f"Cue {number} of the subtitles ends at {end_ms / 1000:.3f} s, before it begins at "
            f"{start_ms / 1000:.3f} s. Correct its times."
        )
    time = TimeRange(start=Fraction(start_ms, 1000), duration=Fraction(end_ms - start_ms, 1000))
    return Timed(text=text.replace("\\N", "\n").replace(_BACKSLASH, "\\"), time=time)


def _stamp(time: Fraction) -> str:
    ms = round(time * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"
