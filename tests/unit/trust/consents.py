"""Consents and a clock for tests."""

from __future__ import annotations

import hashlib
import time
from datetime import date
from typing import Any

from aigc.trust.consent.record import Given

NOON = (12, 0, 0, 0, 0, -1)


class Days:
    """A clock that stands at noon of a day until it is set to another."""

    def __init__(self, day: str = "2026-05-01") -> None:
        self.day = date.fromisoformat(day)

    def __call__(self) -> float:
        return time.mktime((self.day.year, self.day.month, self.day.day, *NOON))

    def to(self, day: str) -> None:
        self.day = date.fromisoformat(day)


def digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def given(**changed: Any) -> Given:
    """Return Li Na's consent to a photo that speaks, with some of it changed."""
    told: dict[str, Any] = {
        "subject": "Li Na", "kind": "portrait", "evidence": digest("photo"),
        "statement": "This is me, and I agree.", "purposes": ("portrait",), "given_by": "wang",
    }  # fmt: skip
    return Given(**(told | changed))
