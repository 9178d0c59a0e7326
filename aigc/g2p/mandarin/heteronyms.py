"""Characters of several readings, told apart by their neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NUMERAL = "[零一二三四五六七八九十百千万亿两几多数半]"
_DETERMINER = f"(?:{_NUMERAL}|[这那哪每某各此何])"
_NAMED = (
    "先生|女士|小姐|太太|老师|教授|博士|医生|大夫|总|经理|主任|局长|书记|某|同学|师傅|警官|律师|"
    "院长|校长|董事长|法官|导演|教练|氏|老板|队长"
)


@dataclass(frozen=True, slots=True)
class _Case:
    """A reading and where it is taken.

    ``follows`` and ``leads`` ask that something of the same word stands before, or after.
    """

    reading: str
    before: re.Pattern[str]
    after: re.Pattern[str]
    follows: bool
    leads: bool

    def fits(self, text: str, index: int, start: int, end: int) -> bool:
        if (self.follows and index == start) or (self.leads and index == end - 1):
            return False
        return bool(self.before.search(text, 0, index) and self.after.match(text, index + 1))

    @property
    def settles(self) -> bool:
        """Tell whether it asks anything of its neighbours."""
        anywhere = self.before.pattern == "\\Z" and not self.after.pattern
        return self.follows or self.leads or not anywhere


def alone(text: str, index: int, start: int, end: int) -> tuple[str, bool]:
    """Return the reading of a character that no word settles, empty where the table lacks it.

    The character is of the word from ``start`` to ``end``. The second value tells whether a
    neighbour settled it.
    """
    for case in _cases().get(text[index], ()):
        if case.fits(text, index, start, end):
            return case.reading, case.settles
    return "", False


@cache
def _cases() -> dict[str, tuple[_Case, ...]]:
    """Return the cases of each character, in the order in which they are tried."""
    cases: dict[str, list[_Case]] = {}
    table = files("aigc.g2p") / "data" / "heteronyms.tsv"
    for line in table.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        char, reading, before, after = [*line.split("\t"), "", ""][:4]
        for name, pattern in (("N", _NUMERAL), ("D", _DETERMINER), ("T", f"(?:{_NAMED})")):
            before, after = before.replace(name, pattern), after.replace(name, pattern)
        case = _Case(
            reading,
            re.compile(f"(?:{before})\\Z" if before else "\\Z"),
            re.compile(after),
            follows=char.startswith("~"),
            leads=char.endswith("~"),
        )
        cases.setdefault(char.strip("~"), []).append(case)
    return {char: tuple(found) for char, found in cases.items()}
