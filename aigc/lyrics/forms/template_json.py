"""Templates as JSON: every value of a template, with what has its default left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from fractions import Fraction
from typing import Any, Final, TypeVar, get_args

from aigc.errors import InputError, did_you_mean
from aigc.lyrics.forms.bounds import bounded
from aigc.types.article import Language
from aigc.types.template import Book, Cell, Keyword, Stress, Template, TemplateLine, Tone

_FRACTION: Final = re.compile(r"\d{1,12}(?:/0*[1-9]\d{0,11}|\.\d{1,12})?")
_SAID: Final = ("language", "book")
"""Written even where they have their default."""

V = TypeVar("V", Cell, TemplateLine, Keyword, Template)
Reader = Callable[[object, str], Any]
"""Turns one value of JSON, found at a place, into one of a template."""


def to_json(template: Template) -> dict[str, Any]:
    """Return the template as values of JSON.

    Lines and cells count from 0, as in the values; fractions are text such as ``"3/2"``.
    """
    told = _told(template)
    assert isinstance(told, dict)
    return told


def from_json(obj: object) -> Template:
    """Return the template that `to_json` told.

    Raises
    ------
    InputError
        It has unknown names or values of the wrong kind, or is no possible template; the message
        names the place.
    """
    return bounded(_template(obj, "The template"))


def _told(value: object) -> object:
    if is_dataclass(value):
        pairs = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: _told(v) for f, v in pairs if f.name in _SAID or v != f.default}
    if isinstance(value, tuple):
        return [_told(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value) if isinstance(value, Fraction) else value


def _wrong(value: object, where: str, expected: str) -> InputError:
    shown = repr(value)
    shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
    return InputError(f"{where} of the template in JSON is {shown}; it must be {expected}.")


def _reader(kind: type[V], readers: Mapping[str, Reader]) -> Callable[[object, str], V]:
    """Return what reads an object of JSON into a value whose fields have these readers."""
    needed = [f.name for f in fields(kind) if f.default is MISSING]

    def read(value: object, where: str) -> V:
        if not isinstance(value, dict):
            raise _wrong(value, where, f"an object with {' and '.join(needed) or 'its names'}")
        for name in value:
            if name not in readers:
                hint = did_you_mean(str(name)[:40], readers)
                raise InputError(f"{where} in JSON has an unknown name {str(name)[:40]!r}. {hint}")
        for name in needed:
            if name not in value:
                raise InputError(f"{where} in JSON has no {name}. Add it.")
        return kind(**{n: readers[n](v, f"{where}, {n}") for n, v in value.items()})

    return read


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise _wrong(value, where, "text of at most 200 characters")
    return value


def _one_of(known: tuple[str, ...]) -> Reader:
    def read(value: object, where: str) -> str:
        if not isinstance(value, str) or value not in known:
            raise _wrong(value, where, f"one of {', '.join(map(repr, known))}")
        return value

    return read


def _number(value: object, where: str, most: int = 1_000_000) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise _wrong(value, where, f"a whole number from 0 to {most}")
    return value


def _pitch(value: object, where: str) -> int:
    return _number(value, where, 127)


def _fraction(value: object, where: str) -> Fraction:
    told = isinstance(value, str | int | float) and not isinstance(value, bool)
    if not told or not _FRACTION.fullmatch(str(value)):
        raise _wrong(value, where, "a number of up to 12 decimals, or text such as '3/2'")
    return Fraction(str(value))


def _optional(read: Reader) -> Reader:
    return lambda value, where: None if value is None else read(value, where)


def _list(read: Reader, what: str) -> Reader:
    def read_all(value: object, where: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _wrong(value, where, f"a list of {what}")
        return tuple(read(item, f"{where} {k}") for k, item in enumerate(value))

    return read_all


def _set(value: object, where: str) -> frozenset[str]:
    return frozenset(_list(_text, "characters")(value, where))


_cell = _reader(
    Cell,
    {
        "lock": _text,
        "allowed": _set,
        "rhyme": _text,
        "tone": _one_of(get_args(Tone)),
        "stress": _one_of(get_args(Stress)),
        "mark": _text,
        "pitches": _list(_pitch, "MIDI pitches"),
        "beats": _fraction,
        "rest": _fraction,
    },
)
_line = _reader(
    TemplateLine,
    {
        "cells": _list(_cell, "cells"),
        "stanza": _number,
        "part": _text,
        "repeats": _optional(_number),
        "start": _optional(_fraction),
    },
)
_keyword = _reader(Keyword, {"text": _text, "line": _optional(_number)})
_template = _reader(
    Template,
    {
        "lines": _list(_line, "lines"),
        "language": _one_of(get_args(Language)),
        "book": _one_of(get_args(Book)),
        "keywords": _list(_keyword, "keywords"),
        "name": _text,
    },
)
