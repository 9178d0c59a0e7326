"""Rhyme schemes: one letter a line, repeated with fresh letters over longer stanzas."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import count
from string import ascii_lowercase
from typing import Final

from aigc.errors import InputError
from aigc.types.template import UNRHYMED

GROUP: Final = re.compile(r"[a-wyz]'*")
"""How the notation names a rhyme group: a letter but x, with primes when letters run out."""

_TOKEN: Final = re.compile(r"[A-Z]\d*|x|[a-wyz]'*|-")
_REFRAIN: Final = re.compile(r"[A-Z]\d*")


def rhyme_groups(scheme: str, lines: int) -> tuple[str, ...]:
    """Return the rhyme group of each of ``lines`` lines; spaces in the scheme are ignored.

    A letter is a group, ``x`` a line that must rhyme with none, ``-`` a free one.

    >>> rhyme_groups("aaxa", 8)
    ('a', 'a', 'x', 'a', 'b', 'b', 'x', 'b')

    Raises
    ------
    InputError
        The scheme has other signs, or is neither as long as the stanza nor a divisor of it.
    """
    tokens = scheme_tokens("".join(scheme.split()))
    return tuple(group_of(token) for token in spread(tokens, lines, {group_of(t) for t in tokens}))


def scheme_tokens(scheme: str) -> tuple[str, ...]:
    """Return the signs of a scheme without spaces.

    Beside small letters a capital, with a figure where several refrains share a rhyme (A1 b A2),
    is a refrain: a line that comes again word for word wherever the same capital stands. A
    scheme in capitals alone means the same as in small letters.

    >>> scheme_tokens("AABB")
    ('a', 'a', 'b', 'b')

    Raises
    ------
    InputError
        A sign is none of a scheme.
    """
    tokens = tuple(_TOKEN.findall(scheme))
    if "".join(tokens) != scheme or not tokens:
        wrong = next((c for c in scheme if not _TOKEN.match(c)), scheme)
        raise InputError(
            f"{wrong!r} cannot stand in the rhyme scheme {scheme!r}: use a letter for a rhyme, x "
            "for a line that must not rhyme, - for a free line, a capital for a refrain."
        )
    small = any(token not in ("-", UNRHYMED) and token[0].islower() for token in tokens)
    figures = any(character.isdigit() for character in scheme)
    return tokens if small or figures else tuple(token.lower() for token in tokens)


def is_refrain(token: str) -> bool:
    """Tell whether a sign names a line that comes again word for word."""
    return bool(_REFRAIN.fullmatch(token))


def group_of(token: str) -> str:
    """Return the rhyme group that a sign names; empty when it is free."""
    return "" if token == "-" else token[0].lower() if is_refrain(token) else token


def spread(tokens: tuple[str, ...], lines: int, used: Collection[str]) -> tuple[str, ...]:
    """Return one sign a line: the scheme, repeated with groups not in ``used`` as it divides.

    Raises
    ------
    InputError
        The scheme does not divide the stanza, or a scheme to be repeated has refrains.
    """
    if len(tokens) == lines:
        return tokens
    scheme = "".join(tokens)
    if lines % len(tokens):
        raise InputError(
            f"The rhyme scheme {scheme} names {len(tokens)} lines, but its stanza has {lines}. "
            f"Name every line, or a number of lines that divides {lines}."
        )
    if any(map(is_refrain, tokens)):
        raise InputError(
            f"The rhyme scheme {scheme} has refrains and names {len(tokens)} of {lines} lines. "
            "Name every line of a stanza with refrains."
        )
    fresh = fresh_groups(used)
    out = list(tokens)
    for _ in range(lines // len(tokens) - 1):
        names: dict[str, str] = {"-": "-", UNRHYMED: UNRHYMED}
        out += [names[t] if t in names else names.setdefault(t, next(fresh)) for t in tokens]
    return tuple(out)


def fresh_groups(used: Collection[str] = ()) -> Iterator[str]:
    """Yield names of groups not in ``used``: a to z without x, then a', b' and so on."""
    for primes in count():
        for letter in ascii_lowercase:
            name = letter + "'" * primes
            if letter != UNRHYMED and name not in used:
                yield name
