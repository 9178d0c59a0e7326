"""What tells of a person: identity numbers, cards, numbers to call, addresses.

Numbers with a check digit are only found where it is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from aigc.types.article import Span
from aigc.types.verdict import Decision, Finding

DETECTOR: Final = "personal/1"
_FIGURES: Final = str.maketrans(
    "０１２３４５６７８９〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺ｘＸ－",
    "0123456789001234567891234567891xX-",
)
"""Other figures, one for one, so that places stay."""
_PROVINCES: Final = frozenset(
    (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46,
     50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83)
)  # fmt: skip
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_CARD_BEGINS: Final = re.compile(r"62|4|5[1-5]|2[2-7]|3[47]|35|60|65|9")


def personal(text: str) -> Iterator[Finding]:
    """Yield what tells of a person, in the order of its kinds."""
    plain = text if text.isascii() else text.translate(_FIGURES)
    taken: list[Span] = []
    for kind, pattern, right, decision in _KINDS:
        for match in pattern.finditer(plain):
            start, end = match.span(match.lastindex or 0)
            span = Span(start=start, end=end)
            if right(plain[start:end]) and not any(_overlap(span, one) for one in taken):
                taken.append(span)
                yield Finding(
                    category=f"personal.{kind}", decision=decision, detector=DETECTOR,
                    entry=kind, words=span.of(text), span=span,
                )  # fmt: skip


def is_identity_number(number: str) -> bool:
    """Tell whether 18 figures are an identity number: province, day of birth, check digit.

    Notes
    -----
    Source: GB 11643-1999, Citizen identification number.

    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
    bare = re.sub(r"[\s-]", "", number).upper()
    if int(bare[:2]) not in _PROVINCES:
        return False
    try:
        born = date(int(bare[6:10]), int(bare[10:12]), int(bare[12:14]))
    except ValueError:
        return False
    total = sum(int(figure) * weight for figure, weight in zip(bare, _WEIGHTS, strict=False))
    return born.year >= 1900 and _CHECKS[total % 11] == bare[17]


def is_card(number: str) -> bool:
    """Tell whether figures are the number of a bank card: its beginning, and Luhn's check.

    >>> is_card("4111 1111 1111 1111"), is_card("4111 1111 1111 1112")
    (True, False)
    """
    bare = [int(char) for char in number if char.isdigit()]
    doubled = (sum(divmod(2 * figure, 10)) for figure in bare[-2::-2])
    luhn = (sum(doubled) + sum(bare[::-2])) % 10 == 0
    return luhn and len(set(bare)) > 1 and bool(_CARD_BEGINS.match("".join(map(str, bare))))


def _is_iban(number: str) -> bool:
    bare = number.replace(" ", "")
    turned = "".join(str(int(char, 36)) for char in bare[4:] + bare[:4])
    return int(turned) % 97 == 1


def _any(_found: str) -> bool:
    return True


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


_Kind = tuple[str, re.Pattern[str], Callable[[str], bool], Decision]
_KINDS: Final[tuple[_Kind, ...]] = (
    ("id", re.compile(r"(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?![\da-zA-Z])"),
     is_identity_number, "review"),
    ("card", re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.]\d|\d)"), is_card, "review"),
    ("account", re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?"
                           r"(?![A-Za-z0-9])"), _is_iban, "review"),
    ("id", re.compile(r"(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])"),
     _any, "review"),
    ("mobile", re.compile(r"(?<!\d)(?:(?:\+|00)86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
     _any, "pass"),
    ("phone", re.compile(r"(?<![\d-])(?:0\d{2,3}-\d{7,8}|[48]00-\d{3,4}-?\d{3,4}|"
                         r"\(?[2-9]\d{2}\)?[ -][2-9]\d{2}-\d{4})(?![\d-])"), _any, "pass"),
    ("email", re.compile(r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_+-][A-Za-z0-9_.+-]{0,63}@"
                         r"(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9_-])"),
     _any, "pass"),
    ("passport", re.compile(r"(?:护照(?:号码?)?|[Pp]assport)[^A-Za-z0-9\n]{0,4}[No.号:： ]{0,6}"
                            r"([A-Z][A-Z0-9]?\d{7})(?![A-Za-z0-9])"), _any, "pass"),
    ("plate", re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
                         r"[A-HJ-NP-Z][ ·•]?(?=[A-HJ-NP-Z]*\d)[A-HJ-NP-Z0-9]{5,6}"
                         r"(?![A-Za-z0-9])"), _any, "pass"),
    ("address", re.compile(r"[一-鿿]{2}(?:路|街|道|巷|胡同|弄|村|小区|花园)\d{1,5}号"
                           r"(?:院)?\w{0,6}?\d{1,4}(?:号楼|栋|幢|单元|室|层)"), _any, "pass"),
)  # fmt: skip
