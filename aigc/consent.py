"""That the one whose face or voice is used agrees: asked for first, and kept beside the result."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from aigc.errors import InputError, TrustError

LONGEST = 2000
_WHOLE = "-01-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Whose face or voice is used, and that they agree.

    Attributes
    ----------
    subject : str
        Whose face or voice it is.
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
    def said(cls, text: str, date: str = "", *, of: str = "photo") -> Consent:
        """Return the consent of one sentence, ``SUBJECT: STATEMENT`` or a statement alone.

        ``of`` is what was given where no subject is named.

        >>> Consent.said("Li Na: I agree that an avatar is made of my portrait").subject
        'Li Na'
        """
        found = text.strip().replace("：", ":", 1)
        subject, colon, statement = found.partition(":")
        if not colon or len(subject) > 80:
            subject, statement = f"the person who gave the {of}", found
        return cls(subject=subject.strip(), statement=statement.strip(), date=date)


def day_of(text: str) -> date | None:
    """Return the day that a consent tells, the first of a month or a year; or None.

    Raises
    ------
    InputError
        It is no day.

    >>> day_of("2020-06-18"), day_of("2020"), day_of("")
    (datetime.date(2020, 6, 18), datetime.date(2020, 1, 1), None)
    """
    told = text.strip()
    if not told:
        return None
    try:
        return date.fromisoformat(told + _WHOLE[len(told) - 4 :] if len(told) in (4, 7) else told)
    except ValueError as exc:
        raise InputError(
            f"{told[:40]!r} is no day. Give it as YYYY-MM-DD, such as 2026-05-01."
        ) from exc


def checked(consent: Consent | None, how: str) -> Consent:
    """Return the consent, if there is one; ``how`` tells what it is for and how to give it.

    Raises
    ------
    TrustError
        There is none, or it says nothing.
    """
    if consent is None or not consent.subject.strip() or not consent.statement.strip():
        raise TrustError(how)
    if max(map(len, asdict(consent).values())) > LONGEST:
        raise TrustError(f"a consent of more than {LONGEST} letters is not read; say it in short")
    return consent


def kept(consent: Consent, **of: str) -> dict[str, str]:
    """Return what is kept beside a result: the consent, and by its hash what it is for."""
    return asdict(consent) | of
