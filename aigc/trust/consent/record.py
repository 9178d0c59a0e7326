"""What a consent says, and whether it holds: values in, values out."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, get_args

from aigc.consent import LONGEST
from aigc.errors import InputError, TrustError, did_you_mean
from aigc.trust.provenance.manifest import canonical

Kind = Literal["voice", "portrait"]
Purpose = Literal["speak", "sing", "portrait", "avatar", "commercial"]
"""A voice speaks or sings; a photo speaks, or a character is made of it; money is earned."""
Status = Literal["active", "revoked"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_MATERIAL: Final = {"voice": "voice", "portrait": "photo"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """That somebody agrees.

    Attributes
    ----------
    subject : str
        Whose voice or face it is.
    kind : str
        Which of the two.
    evidence : str
        Hex SHA-256 of the photo, the recording or the voice; see `aigc.trust.consent.evidence`.
    statement : str
        In what words they agree.
    purposes : tuple of str
        To what.
    given_by : str
        Who wrote it down; empty for the subject.
    valid_from, valid_until : date, optional
        The first and the last day on which it holds; without an end where that is left out.
    """

    subject: str
    kind: Kind
    evidence: str
    statement: str
    purposes: tuple[Purpose, ...]
    given_by: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Given):
    """A consent as the book has it.

    Attributes
    ----------
    id : str
        Follows from subject, kind, evidence and statement.
    given_at, revoked_at : float
        When it was entered and revoked, in seconds since 1970; 0 where it is not revoked.
    revoked_by, reason : str
        Who revoked it, and why.
    """

    id: str
    given_at: float
    status: Status = "active"
    revoked_at: float = 0.0
    revoked_by: str = ""
    reason: str = ""


def settled(given: Given) -> Given:
    """Return a consent in the one form in which equal ones are equal.

    Raises
    ------
    TrustError
        Nobody is named, nothing is said, or nothing is agreed to.
    InputError
        A kind, a purpose, a digest or a day cannot be.
    """
    subject, statement = _plain(given.subject), _plain(given.statement)
    if not subject or not statement or not given.purposes:
        raise TrustError(
            "A consent names whose voice or face it is, in what words they agree, and to what. Add "
            "what is missing."
        )
    if max(map(len, (subject, statement, given.given_by))) > LONGEST:
        raise TrustError(f"a consent of more than {LONGEST} letters is not read; say it in short")
    evidence = given.evidence.lower()
    if not _DIGEST.fullmatch(evidence):
        raise InputError(
            f"{given.evidence[:80]!r} is no SHA-256. Name the photo or the recording itself."
        )
    if given.valid_from and given.valid_until and given.valid_until < given.valid_from:
        raise InputError(
            f"A consent cannot end on {given.valid_until}, before it begins on {given.valid_from}."
        )
    _known("kind", [given.kind], KINDS)
    _known("purpose", given.purposes, PURPOSES)
    purposes = tuple(one for one in PURPOSES if one in given.purposes)
    return replace(
        given, subject=subject, statement=statement, evidence=evidence, purposes=purposes,
        given_by=_plain(given.given_by),
    )  # fmt: skip


def identifier(given: Given) -> str:
    """Return the name of a consent: the same words for the same material are the same consent."""
    told = (given.subject, given.kind, given.evidence, given.statement)
    return hashlib.sha256(canonical(told)).hexdigest()[:16]


def fault(record: Record, purpose: str | None, on: date) -> str:
    """Return why a consent does not hold on a day, in a sentence; empty where it does."""
    if record.status == "revoked":
        return revoked(record)
    told = f"The consent {record.id} of {record.subject}"
    if record.valid_from and on < record.valid_from:
        return f"{told} holds from {record.valid_from} on, and not on {on}. Wait until then."
    if record.valid_until and on > record.valid_until:
        return (
            f"{told} ended on {record.valid_until}. Ask {record.subject} again, and enter the new "
            "end with aigc trust consent add."
        )
    if purpose is not None and purpose not in record.purposes:
        return (
            f"{told} is for {', '.join(record.purposes)} alone, not for {purpose}. Ask "
            f"{record.subject}; give the words in which they agree to it, or enter it with aigc "
            "trust consent add."
        )
    return ""


def revoked(record: Record) -> str:
    """Return that a consent was revoked, in a sentence."""
    day = date.fromtimestamp(record.revoked_at)
    return (
        f"{record.subject} revoked the consent {record.id} on {day}: {record.reason.rstrip('. ')}. "
        f"Nothing is made of this {_MATERIAL[record.kind]} or published any more."
    )


def state(record: Record, on: date) -> str:
    """Return how a consent stands on a day, in a word or two, for lists."""
    if record.status == "revoked":
        return "revoked"
    if record.valid_until and on > record.valid_until:
        return "ended"
    return "not yet" if record.valid_from and on < record.valid_from else "active"


def _known(what: str, given: Iterable[str], known: tuple[str, ...]) -> None:
    for one in given:
        if one not in known:
            raise InputError(f"There is no {what} {one!r}. {did_you_mean(one, known)}")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
