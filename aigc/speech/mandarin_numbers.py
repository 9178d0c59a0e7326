"""Numbers as they are said in Mandarin."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
_SMALL = ("", "十", "百", "千")
_LARGE = ("", "万", "亿", "万亿")
_LONGEST = 16


def read_digits(figures: str, *, yao: bool = False) -> str:
    """Return the figures one by one; ``yao`` says 幺 for one, as in telephone numbers.

    >>> read_digits("2024")
    '二零二四'
    """
    said = "".join(DIGITS[int(c)] for c in figures if c.isdecimal())
    return said.replace("一", "幺") if yao else said


def _four(value: int) -> str:
    """Return a number below ten thousand, without leading zero."""
    said, gap = "", False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + _SMALL[power]
            gap = False
        else:
            gap = True
    return said


def read_integer(figures: str) -> str:
    """Return a whole number as said: 12,045 is 一万二千零四十五.

    Figures with a leading zero and numbers of more than sixteen figures are read one by one.
    """
    bare = figures.replace(",", "")
    if len(bare) > _LONGEST or (len(bare) > 1 and bare[0] == "0"):
        return read_digits(bare)
    value, said = int(bare), ""
    if value == 0:
        return "零"
    for index in range(3, -1, -1):
        group = value // 10_000**index % 10_000
        if not group:
            continue
        zero = "零" if said and (group < 1000 or said.endswith("零")) else ""
        said += zero + _four(group) + _LARGE[index]
    said = said.replace("亿万", "亿")
    for large in ("千", "万", "亿"):
        said = said.replace(f"二{large}", f"两{large}") if said.startswith(f"二{large}") else said
    return said[1:] if said.startswith("一十") else said


def read_number(figures: str) -> str:
    """Return a whole or decimal number as said: 38.6 is 三十八点六."""
    whole, _, part = figures.partition(".")
    return read_integer(whole) + (f"点{read_digits(part)}" if part else "")
