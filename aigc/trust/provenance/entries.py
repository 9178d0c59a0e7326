"""Entries of the log, each bound to the one before it by a hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from aigc.errors import InputError, TrustError
from aigc.trust.provenance.manifest import ASSET, FILES, canonical

Kind = Literal[
    "made", "published", "approved", "rejected", "withdrawn", "consent-given", "consent-revoked",
    "key-made", "policy-changed", "reviewed", "audited", "merged",
]  # fmt: skip
Way = Literal["file", "asset", "watermark", "input", "consent"]
"""What an entry is found by: a file's digest, a ProduceID, a watermark's ID, the digest of what
an asset was made from, or a consent's identifier."""
KINDS: Final = frozenset(get_args(Kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a chain ends. Kept elsewhere, it proves later that nothing before it was changed.

    >>> Head.of("9f:12:ab") == Head(chain="9f", seq=12, hash="ab")
    True
    """

    chain: str
    seq: int
    hash: str

    def __str__(self) -> str:
        """Return it as one word; see `of`."""
        return f"{self.chain}:{self.seq}:{self.hash}"

    @classmethod
    def of(cls, told: str) -> Head:
        """Return the head that a word tells.

        Raises
        ------
        InputError
            It is no such word.
        """
        chain, _, rest = told.partition(":")
        seq, _, digest = rest.partition(":")
        if not (chain and seq.isdecimal() and seq.isascii() and digest):
            raise InputError(f"{told[:80]!r} is no head of a log. It looks like CHAIN:NUMBER:HASH.")
        return cls(chain=chain, seq=int(seq), hash=digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that happened.

    Attributes
    ----------
    chain : str
        Of which log.
    seq : int
        Its place there, from 1 without gaps.
    at : str
        When, in UTC.
    kind : str
        What happened.
    payload : str
        What is told of it, as canonical JSON.
    before : str
        Hash of the entry before; the chain's name for the first.
    hash : str
        Of all of this.
    """

    chain: str
    seq: int
    at: str
    kind: str
    payload: str
    before: str
    hash: str

    @property
    def told(self) -> dict[str, Any]:
        """What is told of it.

        Raises
        ------
        TrustError
            It was written by something else.
        """
        try:
            found = json.loads(self.payload)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise TrustError(f"Entry {self.seq} of log {self.chain} is no JSON. Check the log.")
        return found

    @property
    def head(self) -> Head:
        """The end of its chain up to here."""
        return Head(chain=self.chain, seq=self.seq, hash=self.hash)

    def true_hash(self, *, seq: int | None = None) -> str:
        """Return what its hash has to be, there or at another place of its chain."""
        place = self.seq if seq is None else seq
        told = (self.chain, str(place), self.at, self.kind, self.before, self.payload)
        # No part but the last can hold a line break.
        return hashlib.sha256(
            "\n".join(map(str, told)).encode("utf-8", "surrogatepass")
        ).hexdigest()


def written(payload: Mapping[str, Any]) -> str:
    """Return a payload as the log keeps it.

    Raises
    ------
    InputError
        It is no plain JSON.
    """
    try:
        return canonical(payload).decode()
    except (TypeError, ValueError, RecursionError) as exc:
        raise InputError(f"The log takes plain JSON only: {exc}.") from exc


def marks(payload: Mapping[str, Any]) -> frozenset[tuple[Way, str]]:
    """Return all that an entry is found by.

    Read are the fields of `aigc.trust.provenance.manifest.manifest`, and ``sha256``, ``watermark``
    and ``consent``.
    """
    return frozenset((way, value) for way, value in _marks(payload) if value)


def _marks(payload: Mapping[str, Any]) -> Iterator[tuple[Way, str]]:
    yield "file", _word(payload.get("sha256"))
    yield "asset", _word(payload.get(ASSET))
    yield "watermark", _word(payload.get("watermark"))
    yield "consent", _word(payload.get("consent"))
    files = payload.get(FILES)
    for digest in files.values() if isinstance(files, Mapping) else ():
        yield "file", _word(digest)
    for source in _items(payload.get("sources")):
        yield "input", _word(source.get("sha256")) if isinstance(source, Mapping) else ""
    for parent in _items(payload.get("parents")):
        yield "input", _word(parent)
    for consent in _items(payload.get("consents")):
        yield "consent", _word(consent)


def _items(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _word(value: object) -> str:
    return str(value) if type(value) in (str, int) else ""


def mark_number(way: str, value: str) -> int:
    """Return what an index keeps in place of a mark: 63 bits of its hash."""
    found = hashlib.sha256(f"{way}:{value}".encode()).digest()
    return int.from_bytes(found[:8], "big") >> 1
