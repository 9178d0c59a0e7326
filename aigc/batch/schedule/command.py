"""What a run of a schedule is: `aigc batch run` with the day and the time filled in."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from typing import Final

from aigc.batch.schedule.cron import Cron
from aigc.errors import InputError
from aigc.types.schedule import Schedule

DATE, TIME = BLANKS = "{date}", "{time}"
LOOKED_AT: Final = 60
"""So many runs to come are looked at to see that each gets a folder of its own."""


def command(schedule: Schedule, due: float) -> list[str]:
    """Return the command line of a run."""
    given = [filled(schedule, part, due) for part in schedule.command]
    return [*AIGC, "batch", "run", *given, "--out", str(out(schedule, due))]


AIGC: Final = (sys.executable, "-m", "aigc.cli")
"""How this workbench is called, wherever the shell's path leads."""


def out(schedule: Schedule, due: float) -> Path:
    """Return the folder of a run's results."""
    return Path(filled(schedule, schedule.out, due))


def filled(schedule: Schedule, text: str, due: float) -> str:
    """Return a text with the date and the time of a run in its blanks, by the schedule's clock.

    A time that comes twice as the clock is put back is followed by ``b`` the second time.
    """
    wall = Cron(schedule.cron, schedule.zone).wall(due)
    time = f"{wall:%H%M}{'b' if wall.fold else ''}"
    return text.replace(DATE, f"{wall:%Y-%m-%d}").replace(TIME, time)


def label(schedule: Schedule, due: float) -> str:
    """Return a name for a run: when it was due."""
    return filled(schedule, f"{DATE}-{TIME}", due)


def usual_out(root: Path, schedule: Schedule, begin: float) -> str:
    """Return a folder below ``root`` that is another for each run."""
    daily = str(root / schedule.name / DATE)
    return f"{daily}-{TIME}" if _shared(schedule, daily, begin) else daily


def check_out(schedule: Schedule, begin: float) -> None:
    """Raise where two runs that come one after the other would write into one folder.

    Raises
    ------
    InputError
        They would: the second would find everything done.
    """
    if _shared(schedule, schedule.out, begin):
        raise InputError(
            f"--out {schedule.out} gives two runs the same folder. Put {DATE} or {DATE}-{TIME} "
            "into it."
        )


def _shared(schedule: Schedule, pattern: str, begin: float) -> bool:
    cron, moment = Cron(schedule.cron, schedule.zone), begin
    folders = []
    for _ in range(LOOKED_AT):
        found = cron.after(moment)
        if found is None:
            break
        moment = found
        folders.append(filled(schedule, pattern, moment))
    return any(one == other for one, other in pairwise(folders))
