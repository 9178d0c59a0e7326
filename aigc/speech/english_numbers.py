"""Numbers as they are said in English."""

from __future__ import annotations

import re


def say(value: str, kind: str = "cardinal") -> str:
    """Return a number in words, without the hyphens and commas of print."""
    from num2words import num2words

    whole, _, part = value.replace(",", "").partition(".")
    said = str(num2words(int(whole or "0"), lang="en", to=kind))
    if part:
        said += " point " + " ".join(str(num2words(int(c), lang="en")) for c in part)
    return said.replace("-", " ").replace(",", "")


def read_number(figures: str) -> str:
    """Return a number in words; one that is long or begins with zero figure by figure."""
    whole = figures.replace(",", "").partition(".")[0]
    if len(whole) > 15 or (len(whole) > 1 and whole[0] == "0"):
        return read_digits(figures)
    return say(figures)


def read_digits(figures: str) -> str:
    """Return the figures one by one."""
    return " ".join(say(c) for c in figures if c.isdecimal())


def read_pairs(figures: str) -> str:
    """Return figures as names have them: 380 is three eighty, 4090 forty ninety, 101 one oh one."""
    if len(figures) not in (3, 4) or figures[0] == "0" or figures.endswith("00"):
        return read_number(figures) if figures.endswith("00") else read_digits(figures)
    head, tail = figures[:-2], figures[-2:]
    return f"{say(head)} {'oh ' if tail[0] == '0' else ''}{say(str(int(tail)))}"


def read_year(figures: str) -> str:
    """Return a year in words, or nothing when the figures are no year."""
    return say(figures, "year") if re.fullmatch(r"(?:1[1-9]|20)\d\d", figures) else ""
