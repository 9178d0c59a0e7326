"""When a cron expression is due, in a time zone with all its jumps.

APScheduler's `CronTrigger` walks the calendar; it is let walk one without time zone, and what it
finds is laid on the clock here. Left to itself it runs a job twice in the hour that comes twice,
leaves out a whole day where the jump is at midnight, and counts the days of the week from Monday.

- A time that is skipped in spring is due as much later as the clock jumps.
- A time that comes twice in autumn is due the first time; where every hour is meant, both times.
- Where day of month and day of week are both given, either is enough, as in cron.

Source: crontab(5), of Vixie cron.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from heapq import merge
from itertools import takewhile
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from aigc.errors import ConfigError, EngineUnavailable, did_you_mean

JUMP: Final = timedelta(hours=3)
"""No clock jumps further when its zone goes to summer time or back."""
NEVER: Final = datetime(2200, 1, 1, tzinfo=UTC)
"""What has not come until then never comes."""
_MACROS: Final = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELD: Final = re.compile(r"[\w*/,-]+")
_PART: Final = re.compile(r"(\*|\w+)(?:-(\w+))?(?:/(\d+))?")
_BEIJING: Final = re.compile(r"beijing|peking|china|北京|中国|(?:utc|gmt)\+0?8", re.IGNORECASE)
"""What the zone of China is called that has another name."""
_FORM: Final = (
    "Give minute, hour, day of month, month and day of week, such as '0 2 * * *' for two o'clock "
    "every night."
)


@dataclass(frozen=True, slots=True)
class Cron:
    """Times that come again and again.

    Raises
    ------
    ConfigError
        The expression cannot be read or never comes, or there is no such zone.
    EngineUnavailable
        APScheduler is not here.
    """

    expression: str
    zone: str

    def __post_init__(self) -> None:
        _zone(self.zone)
        if next(_walls(self.expression, datetime(2024, 1, 1)), None) is None:
            raise ConfigError(f"{self.expression!r} never comes. {_FORM}")

    def after(self, moment: float) -> float | None:
        """Return when it is due next after a moment, both in seconds since 1970."""
        return _after(self, moment)

    def between(self, begin: float, end: float) -> list[float]:
        """Return when it is due after ``begin`` and until ``end``, in order."""
        last = self.wall(end) + JUMP
        walls = takewhile(lambda wall: wall <= last, self._walls(begin))
        found = {one for wall in walls for one in self._moments(wall)}
        return sorted(one for one in found if begin < one <= end)

    def wall(self, moment: float) -> datetime:
        """Return what a clock of the zone shows."""
        return datetime.fromtimestamp(moment, _zone(self.zone)).replace(tzinfo=None)

    def _walls(self, begin: float) -> Iterator[datetime]:
        return _walls(self.expression, self.wall(begin) - JUMP)

    def _moments(self, wall: datetime) -> list[float]:
        first, second = (
            wall.replace(tzinfo=_zone(self.zone), fold=fold).timestamp() for fold in (0, 1)
        )
        twice = second > first and "*" in fields(self.expression)[1]
        return [first, second] if twice else [first]


@lru_cache(maxsize=1000)
def _after(cron: Cron, moment: float) -> float | None:
    found: float | None = None
    for wall in cron._walls(moment):
        later = [one for one in cron._moments(wall) if one > moment]
        found = min([*later, *([found] if found else [])], default=None)
        if found and wall > cron.wall(found) + JUMP:
            break
    return found


def fields(expression: str) -> list[str]:
    """Return the five fields of a cron expression.

    Raises
    ------
    ConfigError
        It has another number of them, or signs that none has.
    """
    found = _MACROS.get(expression.strip().lower(), expression).split()
    if len(found) != 5 or not all(map(_FIELD.fullmatch, found)):
        raise ConfigError(f"{expression!r} is no cron expression. {_FORM}")
    return found


@lru_cache(maxsize=100)
def _triggers(expression: str) -> tuple[Any, ...]:
    try:
        from apscheduler.triggers.cron import CronTrigger
    except ImportError as exc:
        raise EngineUnavailable(
            "Schedules need APScheduler: pip install 'aigc-workbench[batch]'."
        ) from exc
    minute, hour, day, month, weekday = fields(expression)
    either = not day.startswith("*") and not weekday.startswith("*")
    days = ((day, "*"), ("*", weekday)) if either else ((day, weekday),)
    try:
        return tuple(
            CronTrigger(
                minute=minute, hour=hour, day=of_month, month=month.lower(),
                day_of_week=_weekdays(of_week), timezone=UTC, end_date=NEVER,
            )
            for of_month, of_week in days
        )  # fmt: skip
    except ValueError as exc:
        raise ConfigError(f"{expression!r} is no cron expression: {exc}. {_FORM}") from exc


def _walls(expression: str, begin: datetime) -> Iterator[datetime]:
    """Yield when a clock without time zone shows the expression, from ``begin`` on."""
    last = None
    for wall in merge(*(_walked(trigger, begin) for trigger in _triggers(expression))):
        if wall != last:
            yield wall
        last = wall


def _walked(trigger: Any, begin: datetime) -> Iterator[datetime]:
    now = begin.replace(tzinfo=UTC)
    while (found := trigger.get_next_fire_time(None, now)) is not None:
        yield found.replace(tzinfo=None)
        now = found + timedelta(seconds=1)


def _weekdays(field: str) -> str:
    """Return days of the week as APScheduler names them; cron counts from Sunday, 0 and 7."""
    if field == "*":
        return field
    days = sorted({day for part in field.split(",") for day in _days(part)})
    return ",".join(_DAYS[day] for day in days)


def _days(part: str) -> list[int]:
    found = _PART.fullmatch(part)
    if found is None:
        raise ValueError(f"{part!r} is no day of the week")
    first = 0 if found[1] == "*" else _day(found[1])
    open_end = found[1] == "*" or (found[3] and not found[2])
    last = 6 if open_end else _day(found[2] or found[1])
    # From Friday to Sunday is 5-7, or fri-sun.
    last += 7 if last < first else 0
    step = int(found[3] or 1)
    if not step:
        raise ValueError("a step of 0 leads nowhere")
    return [day % 7 for day in range(first, last + 1, step)]


def _day(name: str) -> int:
    if name.lower() in _DAYS:
        return _DAYS.index(name.lower())
    if name.isdigit() and int(name) <= 7:
        return int(name)
    raise ValueError(f"{name!r} is no day of the week")


@lru_cache(maxsize=100)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        known = available_timezones()
        if not known:
            raise ConfigError("No time zones are known here: pip install tzdata.") from exc
        hint = did_you_mean(name, known)
        if not hint.startswith("Did") or _BEIJING.search(name):
            hint = "Name one such as Asia/Shanghai, which is Beijing's."
        raise ConfigError(f"There is no time zone {name!r}. {hint}") from exc


def local_zone() -> str:
    """Return the name of this machine's time zone."""
    try:
        from tzlocal import get_localzone_name
    except ImportError:
        return "UTC"
    return get_localzone_name() or "UTC"
