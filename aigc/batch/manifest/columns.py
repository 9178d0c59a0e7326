"""What the columns of a table and the words in its cells mean, in whatever way they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from aigc.batch.manifest.chinese import CHOICES, COLUMNS
from aigc.errors import did_you_mean

NOTE: Final = "#"
"""Columns whose names begin with it are for people."""
NOTES: Final = ("note", "notes", "备注", "注释")
"""Columns that are for people wherever a pipeline has no option of that name."""
_REMARK: Final = re.compile(r"\([^()]*\)")
_GAP: Final = re.compile(r"[\s_-]+")
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_RATIO: Final = re.compile(r"0*(\d+)[:∶x×/比]0*(\d+)(?::00)?")
_THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_COMMA: Final = re.compile(r"[+-]?\d+,\d+")
_LASTING: Final = re.compile(r"(?:(\d+)(?:分钟?|min))?(?:(\d+(?:\.\d+)?)(?:秒钟?|sec|s))?")
_DAY: Final = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?")
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(.*)")
_LENGTHS: Final = ("seconds", "limit")
_MOMENTS: Final = ("deadline", "date")
_CAST: Final = ("character", "presenter")


def plain(text: str) -> str:
    """Return a name without what people write in different ways: width, case, gaps, remarks.

    >>> plain(" Ｐresenter Place "), plain("时长（秒）*")
    ('presenter_place', '时长')
    """
    told = _REMARK.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return _GAP.sub("_", told).strip("_*:")


@lru_cache(maxsize=1000)
def meant(column: str, known: tuple[str, ...]) -> str:
    """Return which of the ``known`` names a column says, in either language; empty for none.

    >>> meant("Seconds", ("seconds",)), meant("比例", ("aspect", "seed")), meant("?", ("seed",))
    ('seconds', 'aspect', '')
    """
    if column in known:
        return column
    said = plain(column)
    same = (name for name in known if plain(name) == said)
    chinese = (name for name, words in COLUMNS.items() if said in words and name in known)
    return next(same, next(chinese, ""))


def is_note(column: str) -> bool:
    """Return whether a column that says nothing else is for people."""
    said = plain(column)
    return said.startswith(NOTE) or said in NOTES


@lru_cache(maxsize=1000)
def nearest(column: str, known: tuple[str, ...]) -> str:
    """Return a sentence with the names that a column may have meant, in its language.

    >>> nearest("secnds", ("seconds",)), nearest("时常", ("seconds", "aspect"))
    ('Did you mean seconds?', 'Did you mean 时长?')
    """
    if not _HAN.search(column):
        return did_you_mean(plain(column), known)
    words = {name: COLUMNS[name] for name in known if name in COLUMNS}
    close = [_closest(plain(column), each) for each in words.values()]
    best = [word for share, word in sorted(close, key=lambda one: -one[0]) if share >= 0.5]
    if best:
        return f"Did you mean {' or '.join(best[:3])}?"
    return f"Known: {', '.join(each[0] for each in words.values())}."


def _closest(column: str, words: Iterable[str]) -> tuple[float, str]:
    """Return the word that shares most of its characters with a column, and how many."""
    shares = {word: len(set(word) & set(column)) / max(len(word), len(column)) for word in words}
    best = max(shares, key=lambda word: (shares[word], word[:1] == column[:1]))
    return shares[best], best


def value_of(name: str, field: FieldInfo, value: Any) -> Any:
    """Return what a cell says to an option; one that is not understood stays as it is.

    Choices may stand in Chinese, in capitals and in full width, figures with a unit or with commas
    between thousands, and ``9:16`` as what a spreadsheet or YAML takes it for: a time of day.
    """
    if choices := choices_of(field):
        return _chosen(value, choices)
    if not isinstance(value, str):
        return value
    if name in _MOMENTS:
        return moment(value)
    if name in _CAST:
        return _character(value)
    kinds = {field.annotation, *get_args(field.annotation)}
    if bool in kinds:
        left = type(None) in kinds and chosen(value, ("auto",)) == "auto"
        return None if left else chosen(value, ("true", "false"))
    if kinds & {int, float}:
        return _figure(value, lasting=name in _LENGTHS)
    return value


def choices_of(field: FieldInfo) -> tuple[str, ...]:
    """Return the values among which an option chooses; empty where it is free."""
    if get_origin(field.annotation) is Literal:
        return tuple(map(str, get_args(field.annotation)))
    extra = field.json_schema_extra
    found = extra.get("choices", ()) if isinstance(extra, dict) else ()
    return tuple(map(str, found)) if isinstance(found, list) else ()


def chosen(text: str, choices: Iterable[str]) -> str:
    """Return the choice that a text says, in either language; the text itself for none.

    >>> chosen("竖屏", ["16:9", "9:16"]), chosen("Ink", ["ink"]), chosen("x", ["ink"])
    ('9:16', 'ink', 'x')
    """
    said = _even(plain(text))
    known = list(choices)
    same = (one for one in known if _even(plain(one)) == said)
    chinese = (one for one in known if said in CHOICES.get(one, ()))
    return next(same, next(chinese, text))


def _chosen(value: Any, choices: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        return value if value in choices else chosen(value, choices)
    if isinstance(value, list | tuple):
        return [_chosen(one, choices) for one in value]
    if isinstance(value, int):
        # YAML counts 9:16 as 9 times 60 and 16.
        ratios = (tuple(map(int, one.split(":"))) for one in choices if _RATIO.fullmatch(one))
        return next((f"{a}:{b}" for a, b in ratios if 60 * a + b == value), value)
    return value


def _even(text: str) -> str:
    """Return a ratio in the one way of writing it: 16:09, as spreadsheets have it, is 16:9."""
    found = _RATIO.fullmatch(text)
    return f"{found[1]}:{found[2]}" if found else text


def _character(text: str) -> str:
    """Return the character of the library that bears a Chinese name."""
    if not _HAN.search(text):
        return text
    from aigc.avatar.presets import presets

    names = {one.chinese.partition("，")[0]: one.id for one in presets().values()}
    return names.get(text.strip(), text)


def _figure(text: str, *, lasting: bool) -> str:
    said = unicodedata.normalize("NFKC", text).replace(" ", "").casefold()
    if _THOUSANDS.fullmatch(said):
        return said.replace(",", "")
    if _COMMA.fullmatch(said):
        return said.replace(",", ".")
    found = _LASTING.fullmatch(said) if lasting and said else None
    return f"{60 * int(found[1] or 0) + float(found[2] or 0):g}" if found else said


def moment(text: str) -> str:
    """Return a day, or a day with a time, as ISO 8601 has it; anything else stays as it is.

    >>> moment("2026/5/1 8:30"), moment("2026年5月1日"), moment("soon")
    ('2026-05-01T08:30', '2026-05-01', 'soon')
    """
    said = unicodedata.normalize("NFKC", text).strip()
    found = _DAY.match(said)
    if found is None:
        return text
    day = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    rest = said[found.end() :].strip().removeprefix("T")
    clock = _CLOCK.fullmatch(rest)
    rest = f"{int(clock[1]):02}:{clock[2]}{clock[3]}" if clock else rest
    return f"{day}T{rest}" if rest else day
