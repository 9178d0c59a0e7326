"""How a row's job is done: its name, its turn, and how long and how often it is tried."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator

from aigc.batch.manifest.columns import moment
from aigc.types.job import NEVER

NO_MOMENT: Final = "must be a day, or a day with a time, such as 2026-05-01 18:00"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class Order(BaseModel):
    """The columns of a row that say how its job is done, not what it makes."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    priority: int = Field(0, ge=-1000, le=1000)
    deadline: datetime | None = None
    attempts: int = Field(3, ge=1, le=100)
    limit: float = Field(0.0, ge=0, le=7 * 86_400)

    @field_validator("deadline", mode="before")
    @classmethod
    def _moment(cls, given: Any) -> datetime:
        """Read a moment; a day alone is meant to its end, and a bare number is none."""
        text = moment(str(given))
        try:
            return datetime.fromisoformat(f"{text}T23:59:59" if _DAY.fullmatch(text) else text)
        except ValueError as exc:
            raise ValueError(NO_MOMENT) from exc


SHARED: Final = ("source", "pipeline", *Order.model_fields)
"""The columns that every pipeline understands."""
MANNERS: Final = tuple(name for name in Order.model_fields if name != "name")
"""Those that may be the same for all rows."""


def manner(order: Order) -> dict[str, Any]:
    """Return an order as the fields of a job; a moment without zone is one of this machine."""
    return {
        "priority": order.priority,
        "deadline": order.deadline.timestamp() if order.deadline else NEVER,
        "attempts": order.attempts,
        "limit_s": order.limit,
    }
