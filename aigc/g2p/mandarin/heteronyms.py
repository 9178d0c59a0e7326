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
    reading: str
    before: re.Pattern[str]
    after: re.Pattern[str]


def alone(text: str, index: int) -> tuple[str, bool]:
    """Return the reading of a character that no word settles, empty where the table lacks it.

    The second value tells whether a neighbour settled it.
    """
    char = text[index]
    for case in _cases().get(char, ()):
        if case.before.search(text, 0, index) and case.after.match(text, index + 1):
            settled = bool(case.before.pattern != "\\Z" or case.after.pattern)
            return case.reading, settled
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
            reading, re.compile(f"(?:{before})\\Z" if before else "\\Z"), re.compile(after)
        )
        cases.setdefault(char, []).append(case)
    return {char: tuple(found) for char, found in cases.items()}
