"""Captions as SubRip and as Advanced SubStation with karaoke tags, and SubRip read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from aigc.timings.srt import read_srt, write_srt
from aigc.types.article import Language
from aigc.types.caption import Caption
from aigc.types.timing import Timed

_JOINER = "\u2060"


def to_srt(captions: Iterable[Caption]) -> str:
    """Return the captions as SubRip text, times rounded to milliseconds.

    >>> to_srt([])
    ''
    """
    return write_srt(Timed(text="\n".join(c.rows), time=c.time) for c in captions)


def from_srt(text: str, *, language: Language) -> tuple[Caption, ...]:
    """Return the captions of SubRip text; they hold no word times, and ``line`` is their number.

    Raises
    ------
    InputError
        The text has no cue.
    """
    return tuple(
        Caption(
            rows=tuple(cue.text.split("\n")), words=(), time=cue.time, line=n, language=language
        )
        for n, cue in enumerate(read_srt(text))
    )


def to_ass(
    captions: Iterable[Caption],
    *,
    width_px: int,
    height_px: int,
    font: str,
    size_px: int = 60,
    bottom_px: int | None = None,
    colour: tuple[int, int, int] = (255, 255, 255),
    spoken: tuple[int, int, int] = (255, 210, 87),
) -> str:
    r"""Return the captions as ASS whose ``\k`` tags fill each word when it is spoken.

    ``bottom_px`` is the distance of the captions from the lower edge (a quarter of a tall canvas,
    a sixteenth of a wide one by default); ``colour`` and ``spoken`` are RGB before and after a
    word is said. Braces and backslashes are escaped, so text never becomes a tag.
    """
    import pysubs2

    if bottom_px is None:
        bottom_px = height_px // 4 if height_px > width_px else height_px // 16
    subs = pysubs2.SSAFile()
    subs.info.update({"PlayResX": str(width_px), "PlayResY": str(height_px), "WrapStyle": "2"})
    subs.styles = {
        "Default": pysubs2.SSAStyle(
            fontname=font,
            fontsize=size_px,
            primarycolor=pysubs2.Color(*spoken),
            secondarycolor=pysubs2.Color(*colour),
            outlinecolor=pysubs2.Color(0, 0, 0),
            outline=max(2, size_px // 15),
            shadow=0,
            marginv=bottom_px,
            alignment=pysubs2.Alignment.BOTTOM_CENTER,
        )
    }
    for c in captions:
        start, end = _centis(c.time.start), _centis(c.time.end)
        subs.append(pysubs2.SSAEvent(start=start * 10, end=end * 10, text=_karaoke(c)))
    return str(subs.to_string("ass"))


def ass_escape(text: str) -> str:
    r"""Return ``text`` so that ASS shows it as it is.

    A backslash is parted from what follows by a word joiner, since ASS has no escape for it.

    >>> ass_escape("a{b}")
    'a\\{b\\}'
    """
    parted = text.replace("\\", "\\" + _JOINER)
    return parted.replace("{", "\\{").replace("}", "\\}").replace("\n", " ")


def _karaoke(caption: Caption) -> str:
    """Return the caption's text with a tag before each word, free of drift."""
    flat = "".join(caption.rows)
    breaks, at = set(), 0
    for row in caption.rows[:-1]:
        at += len(row)
        breaks.add(at)
    out, done, now = [], 0, _centis(caption.time.start)
    for word in caption.words:
        out.append(_piece(flat, done, word.span.start, breaks))
        start, end = _centis(word.time.start), _centis(word.time.end)
        if start > now:
            out.append(f"{{\\k{start - now}}}")
            now = start
        out.append(f"{{\\k{max(0, end - now)}}}")
        now = max(now, end)
        out.append(_piece(flat, word.span.start, word.span.end, breaks))
        done = word.span.end
    out.append(_piece(flat, done, len(flat), breaks))
    return "".join(out)


def _piece(flat: str, start: int, end: int, breaks: set[int]) -> str:
    """Return escaped characters, with a line break before each that opens a row."""
    return "".join(_chars(flat, start, end, breaks))


def _chars(flat: str, start: int, end: int, breaks: set[int]) -> Iterator[str]:
    for n in range(start, end):
        yield ("\\N" if n in breaks else "") + ass_escape(flat[n])


def _centis(time: Fraction) -> int:
    return round(time * 100)
