"""The notation's signs, one after another, and where in the text they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from aigc.errors import InputError
from aigc.lyrics.forms.bounds import MOST_CELLS, MOST_LINES
from aigc.types.article import Language
from aigc.types.template import Cell, Stress, Tone

MOST_SIGNS: Final = 100_000
LOCK: Final = r"\d{1,6}:\d{1,6}(?:-\d{1,6})?="
HOOK: Final = r"(\d{1,6})=(\d{1,6})(?![\w:=])"

_WIDE: Final = "／｜：＝＋－（），；？！＠＂～“”‘’–"
_NARROW: Final = '/|:=+-(),;?!@"~""\'\'-'
_PLAIN: Final = str.maketrans(
    {wide: narrow for wide, narrow in zip(_WIDE, _NARROW, strict=True)}
    | {chr(code + 0xFEE0): chr(code) for code in range(0x30, 0x7B) if chr(code).isalnum()}
)
_MARKS: Final[dict[Language, dict[int, int]]] = {
    "zh": str.maketrans(",;:?!.", "，；：？！。"),
    "en": str.maketrans("、。", ",."),
}
_ITEMS: Final[dict[Language, str]] = {"zh": r"\d+|[平仄中]+", "en": r"\d+|[u*-]+"}
_UNLOCKED: Final = rf"(?!{LOCK}|{HOOK})"
_GROUP: Final = r"\((x|[a-wyz]'*)\)|(x|[a-wyz]'*)"
_MARK: Final[dict[Language, str]] = {
    language: rf'"([^"\n]*)"|[,;:?!、。…—]+|\.+(?!{items})' for language, items in _ITEMS.items()
}
_TONES: Final[dict[str, Tone]] = {"平": "平", "仄": "仄", "中": ""}
_STRESSES: Final[dict[str, Stress]] = {"u": "weak", "-": "strong", "*": ""}

Row = tuple[Cell, ...]


def plain(text: str) -> str:
    """Return ``text`` with wide signs made narrow, one for one."""
    return text.translate(_PLAIN)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@dataclass(slots=True)
class Scanner:
    """A place in a notation: ``plain`` is ``text`` with wide signs made narrow, one for one."""

    text: str
    plain: str
    at: int = 0
    language: Language = "zh"

    @classmethod
    def of(cls, text: str) -> Scanner:
        """Return a scanner at the start of ``text``."""
        if len(text) > MOST_SIGNS:
            raise InputError(
                f"The template notation has {len(text):,} characters; {MOST_SIGNS:,} at most are "
                "read. Shorten it."
            )
        return cls(text, plain(text))

    def skip(self) -> None:
        """Pass over spaces within a line of text."""
        self.take(r"[^\S\n]+")

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.text)

    def peek(self, pattern: str) -> re.Match[str] | None:
        """Return how ``pattern`` matches here."""
        return _compiled(pattern).match(self.plain, self.at)

    def take(self, pattern: str) -> re.Match[str] | None:
        """Return how ``pattern`` matches here and pass over it."""
        found = self.peek(pattern)
        if found:
            self.at = found.end()
        return found

    def raw(self, found: re.Match[str], group: int = 0) -> str:
        """Return what was written where ``group`` of a match stands."""
        return self.text[slice(*found.span(group))]

    def error(self, message: str, at: int | None = None) -> InputError:
        """Return an error that names the place."""
        here = self.at if at is None else at
        shown = self.text[here : here + 12].split("\n")[0]
        where = f"at {shown!r}, character {here + 1}" if shown.strip() else "at its end"
        return InputError(f"The template notation is not understood {where}: {message}")


def scan_form(scan: Scanner) -> tuple[Row, ...]:
    """Return the lines of a stanza: lengths or patterns of tone or stress, with their marks."""
    items = _ITEMS[scan.language]
    again = rf"\s*/\s*|\.(?={items})|[^\S\n]+(?=[\d平仄中]){_UNLOCKED}"
    lines = [_line(scan)]
    while scan.take(again):
        if len(lines) == MOST_LINES:
            raise scan.error(f"a template has {MOST_LINES} lines at most. Split it.")
        lines.append(_line(scan))
    return tuple(lines)


def starts_form(scan: Scanner) -> bool:
    """Tell whether a form can begin here, where a rhyme scheme could stand as well."""
    return bool(scan.peek(rf"[\d平仄中]{_UNLOCKED}|\.\.\.|…|[u*-]+[^\S\n]*/"))


def starts_item(scan: Scanner) -> bool:
    """Tell whether a length or a pattern stands here."""
    return bool(scan.peek(_ITEMS[scan.language]))


def _line(scan: Scanner) -> Row:
    start = scan.at
    row = _item(scan)
    while _goes_on(scan, row[-1]):
        row += _item(scan)
    if len(row) > MOST_CELLS:
        raise scan.error(f"a line has 1 to {MOST_CELLS} cells, not {len(row)}.", start)
    return row


def _goes_on(scan: Scanner, last: Cell) -> bool:
    """Tell whether the line goes on after a pause or an inner rhyme; pass over spaces then."""
    if last.mark and scan.take(rf"[^\S\n]+(?=[\d平仄中]){_UNLOCKED}"):
        return True
    return bool(last.mark or last.rhyme) and starts_item(scan)


def _item(scan: Scanner) -> Row:
    start = scan.at
    found = scan.take(_ITEMS[scan.language])
    if not found:
        raise scan.error(_expected(scan))
    cells = _cells(scan, found[0], start)
    if group := scan.take(_GROUP):
        cells = (*cells[:-1], replace(cells[-1], rhyme=group[1] or group[2]))
    if mark := scan.take(_MARK[scan.language]):
        quoted = mark[1] is not None
        sign = scan.raw(mark, 1) if quoted else mark[0].translate(_MARKS[scan.language])
        cells = (*cells[:-1], replace(cells[-1], mark=sign))
    return cells


def _cells(scan: Scanner, item: str, start: int) -> Row:
    if not item.isdigit():
        return tuple(
            Cell(tone=_TONES[s]) if s in _TONES else Cell(stress=_STRESSES[s]) for s in item
        )
    length = int(item) if len(item) < 5 else MOST_CELLS + 1
    if not 1 <= length <= MOST_CELLS:
        raise scan.error(f"a line has 1 to {MOST_CELLS} cells, not {item[:12]}.", start)
    return (Cell(),) * length


def _expected(scan: Scanner) -> str:
    if scan.peek("[平仄中]"):
        return "平仄中 are tones of Chinese; stress is written with u, - and *."
    if scan.peek("[u*-]+"):
        return "u, - and * are English stress; begin the template with en, or use 平仄中."
    pattern = "a pattern such as 平平仄仄" if scan.language == "zh" else "a pattern such as u-u-u-"
    return f"here the length of a line is expected, such as 7, or {pattern}."
