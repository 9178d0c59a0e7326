"""That the one who is shown agrees: asked for first, and kept beside the result."""

from __future__ import annotations

import json
from collections.abc import Mapping

from aigc.consent import Consent, kept
from aigc.consent import checked as checked_for

__all__ = ["FILE", "HOW", "Consent", "checked", "provenance", "record", "shown"]

FILE = "consent.json"
HOW = (
    'an avatar of a person needs that person\'s consent: give --consent "TEXT" that says who is '
    "shown and that they agree, or that it is you"
)


def checked(consent: Consent | None) -> Consent:
    """Return the consent, if there is one.

    Raises
    ------
    TrustError
        There is none, or it says nothing; how to give it is told.
    """
    return checked_for(consent, HOW)


def provenance(consent: Consent, photo_sha256: str) -> dict[str, str]:
    """Return what a spec keeps: the consent, and which photo it is for."""
    return kept(consent, photo_sha256=photo_sha256)


def shown(kept: Mapping[str, str]) -> tuple[Consent, str] | None:
    """Return the consent that a spec keeps and the SHA-256 of its photo; None for a fiction.

    Raises
    ------
    TrustError
        It names a photo or a person, and no consent.
    """
    if not kept:
        return None
    names = ("subject", "statement", "date", "given_by")
    consent = checked(Consent(**{"subject": "", "statement": ""} | {
        name: kept[name] for name in names if name in kept
    }))  # fmt: skip
    return consent, kept.get("photo_sha256", "")


def record(kept: Mapping[str, str]) -> bytes:
    """Return ``consent.json`` of what a spec kept."""
    values = {"version": 1, **kept}
    return (json.dumps(values, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()
