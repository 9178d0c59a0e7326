"""Dates and times as they are said in English."""

from __future__ import annotations

import re

from aigc.speech.english_numbers import read_number, read_year, say
from aigc.speech.latin import spell

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)"
)
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def read_clock(match: re.Match[str]) -> str:
    """Return a time of day, empty where it is none."""
    hour, minute, half = int(match["h"]), match["m"], match["half"]
    if hour > 24 or int(minute) > 59:
        return ""
    if minute == "00":
        said = say(str(hour)) + ("" if half else " o'clock" if hour <= 12 else " hundred hours")
    else:
        low = f"oh {say(minute[1])}" if minute[0] == "0" else say(minute)
        said = f"{say(str(hour))} {low}"
    return said + (f" {spell(half.replace('.', ''))}" if half else "")


def read_iso(match: re.Match[str]) -> str:
    """Return a date whose year stands first, empty where it is none."""
    month, day = int(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f"{MONTHS[month - 1]} {say(str(day), 'ordinal')} {read_year(match['y'])}"


def read_day_first(match: re.Match[str]) -> str:
    """Return the day before the name of a month, empty where it is none."""
    day = int(match["d"])
    return f"the {say(str(day), 'ordinal')} of" if 1 <= day <= 31 else ""


def read_slashed(match: re.Match[str]) -> str:
    """Return a date written with slashes, empty where it is none."""
    month, day, year = int(match["m"]), int(match["d"]), match["y"]
    if month > 12:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    year = year if len(year) == 4 else f"20{year}"
    return f"{MONTHS[month - 1]} {say(str(day), 'ordinal')} {read_year(year) or read_number(year)}"


def read_month(match: re.Match[str]) -> str:
    """Return the month that is written short."""
    return next(m for m in MONTHS if m.startswith(match["m"][:3]))


def day_of_month(said: str, figures: str, before: str) -> str:
    """Return the ordinal for figures that follow the name of a month, else ``said``."""
    if figures.isdecimal() and 1 <= int(figures) <= 31 and re.search(rf"\b{MONTH}\.?\s$", before):
        return say(figures, "ordinal")
    return said
