"""WebVTT subtitles."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from aigc.types.timing import Timed


def write_vtt(cues: Iterable[Timed]) -> str:
    r"""Return the cues as WebVTT text, times rounded to milliseconds; a text may have several rows.

    Source: W3C, WebVTT: The Web Video Text Tracks Format, section 4.

    >>> write_vtt([])
    'WEBVTT\n'
    """
    blocks = ["WEBVTT\n"]
    for cue in cues:
        rows = "\n".join(row for row in _escaped(cue.text).splitlines() if row.strip())
        blocks.append(f"{_stamp(cue.time.start)} --> {_stamp(cue.time.end)}\n{rows}\n")
    return "\n".join(blocks)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _stamp(time: Fraction) -> str:
    ms = round(time * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
