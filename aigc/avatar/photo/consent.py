"""That the one who is shown agrees: asked for first, and kept beside the result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from aigc.errors import TrustError

FILE = "consent.json"
LONGEST = 2000
HOW = (
    'an avatar of a person needs that person\'s consent: give --consent "TEXT" that says who is '
    "shown and that they agree, or that it is you"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who is shown and that they agree.

    Attributes
    ----------
    subject : str
        The person in the photo.
    statement : str
        In what words they, or the editor for themselves, agree.
    date : str
        When, ``YYYY-MM-DD``; empty if it is not told.
    given_by : str
        Who wrote it down; empty for the subject.
    """

    subject: str
    statement: str
    date: str = ""
    given_by: str = ""

    @classmethod
    def said(cls, text: str, date: str = "") -> Consent:
        """Return the consent of one sentence, ``SUBJECT: STATEMENT`` or a statement alone.

        >>> Consent.said("Li Na: I agree that an avatar is made of my portrait").subject
        'Li Na'
        """
        found = text.strip().replace("：", ":", 1)
        subject, colon, statement = found.partition(":")
        if not colon or len(subject) > 80:
            subject, statement = "the person who gave the photo", found
        return cls(subject=subject.strip(), statement=statement.strip(), date=date)


def checked(consent: Consent | None) -> Consent:
    """Return the consent, if there is one.

    Raises
    ------
    TrustError
        There is none, or it says nothing; how to give it is told.
    """
    if consent is None or not consent.subject.strip() or not consent.statement.strip():
        raise TrustError(HOW)
    if max(map(len, asdict(consent).values())) > LONGEST:
        raise TrustError(f"a consent of more than {LONGEST} letters is not read; say it in short")
    return consent


def provenance(consent: Consent, photo_sha256: str) -> dict[str, str]:
    """Return what a spec keeps: the consent, and which photo it is for."""
    return asdict(consent) | {"photo_sha256": photo_sha256}


def record(kept: Mapping[str, str]) -> bytes:
    """Return ``consent.json`` of what a spec kept."""
    values = {"version": 1, **kept}
    return (json.dumps(values, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()
