"""Texts that have a line for the label which readers pass over: ASS, WebVTT, LRC and HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO, Final

from aigc.trust.labels.record import LONGEST
from aigc.trust.labels.streams import Damaged, whole

MARK: Final = b"\xef\xbb\xbf"
_LONGEST_HEAD: Final = 1 << 16
_FLAGS: Final = re.IGNORECASE | re.MULTILINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Where a kind of text keeps the label.

    ``label`` finds it, its group ``text`` is the string. The first of ``heads`` that is there is
    what it stands behind, ``line`` is how it is written there, and ``plain`` undoes its escapes.
    """

    label: re.Pattern[bytes]
    heads: tuple[re.Pattern[bytes], ...]
    line: Callable[[str], str]
    plain: Callable[[str], str] = str


KINDS: Final = MappingProxyType(
    {
        ".ass": Kind(
            label=re.compile(
                rb"^(?:;[ \t]*)?AIGC:[ \t]*(?P<text>\{[^\r\n]*\})[ \t]*\r?\n?", _FLAGS
            ),
            heads=(re.compile(rb"^\[Script Info\][ \t]*\r?\n", _FLAGS),),
            line=lambda text: f"AIGC: {text}\n",
        ),
        ".vtt": Kind(
            label=re.compile(
                rb"^NOTE AIGC:?[ \t]*(?P<text>\{[^\r\n]*\})[ \t]*(?:\r?\n){0,2}", _FLAGS
            ),
            heads=(re.compile(rb"\AWEBVTT(?:[ \t][^\r\n]*)?(?:\r?\n[^\r\n]+)*(?:\r?\n|\Z)"),),
            line=lambda text: f"\nNOTE AIGC: {text}\n",
        ),
        ".lrc": Kind(
            label=re.compile(rb"^\[AIGC:[ \t]*(?P<text>\{[^\r\n]*\})\][ \t]*\r?\n?", _FLAGS),
            heads=(re.compile(rb"\A"),),
            line=lambda text: f"[AIGC:{text}]\n",
        ),
        ".html": Kind(
            label=re.compile(
                rb'<meta\s+name="AIGC"\s+content="(?P<text>[^"<>]*)"\s*/?>\r?\n?', re.IGNORECASE
            ),
            heads=(
                re.compile(rb"<head(?:\s[^>]{0,2000})?>", _FLAGS),
                re.compile(rb"<html(?:\s[^>]{0,2000})?>", _FLAGS),
                re.compile(rb"<!doctype[^>]{0,2000}>", _FLAGS),
                re.compile(rb"\A"),
            ),
            line=lambda text: f'<meta name="AIGC" content="{html.escape(text)}">\n',
            plain=html.unescape,
        ),
    }
)  # fmt: skip


def found(source: BinaryIO, kind: Kind) -> Iterator[str]:
    """Yield the labels."""
    for one in kind.label.finditer(text_of(source)[1]):
        if len(one["text"]) > 2 * LONGEST:
            raise Damaged("its label is too long")
        yield kind.plain(one["text"].decode("utf-8"))


def write(source: BinaryIO, target: BinaryIO, text: str, kind: Kind) -> None:
    """Copy the file with ``text`` as its one label, in the line ends of the file."""
    mark, data = text_of(source)
    end = line_end(data)
    data = kind.label.sub(b"", data)
    places = (head.search(data, 0, _LONGEST_HEAD) for head in kind.heads)
    place = next((one.end() for one in places if one), None)
    if place is None:
        raise Damaged("it does not begin as such a file does")
    before = data[:place]
    gap = end if before and not before.endswith((b"\n", b">")) else b""
    line = kind.line(text).encode().replace(b"\n", end)
    target.write(mark + before + gap + line + data[place:])


def text_of(source: BinaryIO) -> tuple[bytes, bytes]:
    """Return the mark of the encoding, and the text as it is.

    Raises
    ------
    Damaged
        It is no text of single bytes.
    """
    data = whole(source)
    if b"\0" in data:
        raise Damaged("it is not text in UTF-8")
    mark = MARK if data.startswith(MARK) else b""
    return mark, data[len(mark) :]


def line_end(data: bytes) -> bytes:
    """Return how the lines of a text end."""
    return b"\r\n" if b"\r\n" in data[:_LONGEST_HEAD] else b"\n"
