"""A batch that was started: what can be done with it, how it stands, what failed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from aigc.app.batch.rooms import Room, Standing
from aigc.app.batch.views import figure_list, lasting
from aigc.app.batch.words import CAUSES, STATES, say
from aigc.app.troubles import in_chinese
from aigc.app.words import STEPS, Tongue, named
from aigc.batch.sight.snapshot import Failure, Snapshot
from aigc.types.job import JobRow, State

ORDER: Final[tuple[State, ...]] = (
    "done", "running", "publishing", "failed", "cancelled", "waiting", "held",
)  # fmt: skip
DOES: Final[dict[Standing, tuple[str, ...]]] = {
    "working": ("pause", "stop", "cancel"),
    "paused": ("resume", "stop", "cancel"),
    "left": ("resume", "cancel", "remove"),
    "ended": ("remove",),
}
"""What can be done with a batch, by how it stands."""
_TAGS: Final = {"working": "good", "paused": "warn", "left": "warn", "ended": ""}
_ASKED: Final = ("cancel", "remove")
MOST_RUNNING: Final = 6
MOST_FAILURES: Final = 12
MOST_STAGES: Final = 7


def control(room: Room, standing: Standing, tongue: Tongue) -> str:
    """Return the name of a batch, how it stands, and the buttons for what can be done with it."""
    tag = f'<span class="tag {_TAGS[standing]}">{say(f"is.{standing}", tongue)}</span>'
    buttons = "".join(_button(do, tongue) for do in DOES[standing])
    how = say(f"{standing}.how", tongue) if standing in ("paused", "left") else ""
    why = room.trouble() if standing == "left" else ""
    if why:
        said = in_chinese(why) if tongue == "zh" else why
        how = f"{say('trouble', tongue)} {said}"
    kind = "fault" if why else "mute"
    note = f'<p class="{kind}">{escape(how)}</p>' if how else ""
    return (
        f'<section class="control" data-standing="{standing}"><header><h3>'
        f"{escape(room.asked().title)}</h3>{tag}<div>{buttons}</div></header>{note}</section>"
    )


def _button(do: str, tongue: Tongue) -> str:
    sure = f' data-sure="{escape(say(f"sure.{do}", tongue))}"' if do in _ASKED else ""
    main = ' class="main"' if do == "resume" else ""
    return f'<button type="button" data-do="{do}"{main}{sure}>{say(f"do.{do}", tongue)}</button>'


def progress(seen: Snapshot, standing: Standing, tongue: Tongue) -> str:
    """Return how a batch stands: its bar, its figures, what runs, and where time goes."""
    return (
        f'<section class="live">{_bar(seen, tongue)}'
        f"{_figures(seen, standing, tongue)}{_running(seen, standing, tongue)}"
        f"{_stages(seen, tongue)}</section>"
    )


def _bar(seen: Snapshot, tongue: Tongue) -> str:
    whole = max(seen.jobs, 1)
    there = [state for state in ORDER if seen.counts.get(state)]
    pieces = "".join(
        f'<i class="{state}" style="width:{100 * seen.counts[state] / whole:.3f}%"></i>'
        for state in there
    )
    legend = "".join(
        f'<li class="{state}"><b>{seen.counts[state]:,}</b> {named(STATES, state, tongue)}</li>'
        for state in there
    )
    share = int(100 * seen.ended / whole)
    return (
        f'<div class="share"><strong>{share}<small>%</small></strong>'
        f"<span>{say('of', tongue, count=f'{seen.jobs:,}')}</span></div>"
        f'<div class="states">{pieces}</div><ul class="legend">{legend}</ul>'
    )


def _figures(seen: Snapshot, standing: Standing, tongue: Tongue) -> str:
    told = []
    if seen.open and standing == "working":
        known = seen.eta_s is not None
        left = lasting(seen.eta_s or 0, tongue) if known else say("left.unknown", tongue)
        told.append((say("figure.left", tongue), left))
    if seen.rate_hz and seen.open:
        told.append((say("figure.pace", tongue), _pace(seen.rate_hz, tongue)))
    if seen.counts.get("done"):
        told.append((say("figure.each", tongue), f"{seen.mean.wall_s:.1f} s"))
        told.append((say("figure.cpu", tongue), f"{seen.mean.cpu_s:.1f} s"))
        told.append((say("figure.memory", tongue), f"{seen.total.peak_mib:,.0f} MiB"))
    if seen.mean.gpu_s:
        told.append(("GPU", f"{seen.mean.gpu_s:.1f} s"))
    late = ""
    if seen.late:
        late = f'<p class="fault">{say("late", tongue, count=f"{len(seen.late):,}")}</p>'
    return (figure_list(*told) if told else "") + late


def _pace(rate_hz: float, tongue: Tongue) -> str:
    day = rate_hz * 86_400
    if day >= 100:
        return say("pace", tongue, day=f"{round(day, -1 if day < 10_000 else -2):,.0f}")
    return say("pace.hour", tongue, hour=f"{rate_hz * 3600:.1f}")


def _running(seen: Snapshot, standing: Standing, tongue: Tongue) -> str:
    if not seen.running:
        if standing == "working" and not seen.ended:
            return f'<p class="mute">{say("starts", tongue)}</p>'
        return ""
    rows = "".join(_row(row, tongue) for row in seen.running[:MOST_RUNNING])
    more = len(seen.running) - MOST_RUNNING
    rest = f"<li class=mute>{say('now.more', tongue, count=more)}</li>" if more > 0 else ""
    return f'<h4>{say("now", tongue)}</h4><ul class="now">{rows}{rest}</ul>'


def _row(row: JobRow, tongue: Tongue) -> str:
    step = step_named(row.stage, tongue) if row.stage else say("begins", tongue)
    return (
        f"<li><b>{escape(row.job.name)}</b><span>{step}</span>"
        f'<em><i style="width:{100 * row.fraction:.0f}%"></i></em></li>'
    )


def step_named(name: str, tongue: Tongue) -> str:
    """Return what a step of a pipeline is called, as HTML."""
    return named(STEPS, name, tongue) if name in STEPS else escape(name.capitalize())


def longest_first(stages: Mapping[str, float], tongue: Tongue) -> list[tuple[str, float]]:
    """Return the seconds of steps by what they are called, those that are called alike together."""
    named_alike: dict[str, float] = {}
    for name, took in stages.items():
        said = step_named(name, tongue)
        named_alike[said] = named_alike.get(said, 0.0) + took
    return sorted(named_alike.items(), key=lambda pair: -pair[1])


def _stages(seen: Snapshot, tongue: Tongue) -> str:
    stages = longest_first(seen.mean.stages, tongue)[:MOST_STAGES]
    if not stages:
        return ""
    longest = max(stages[0][1], 1e-9)
    rows = "".join(
        f"<div><dt>{said}</dt><dd><i style='width:{100 * took / longest:.1f}%'></i>"
        f"<span>{took:.1f} s</span></dd></div>"
        for said, took in stages
    )
    return f'<h4>{say("stages", tongue)}</h4><dl class="stages">{rows}</dl>'


def failures(seen: Sequence[Failure], tongue: Tongue) -> str:
    """Return what failed and why, with a button for each reason that does those jobs again."""
    if not seen:
        return ""
    rows = "".join(_failure(one, tongue) for one in seen[:MOST_FAILURES])
    return f'<section class="reasons"><h4>{say("failed", tongue)}</h4><ul>{rows}</ul></section>'


def _failure(one: Failure, tongue: Tongue) -> str:
    message = in_chinese(one.message) if tongue == "zh" else one.message
    count = say("failed.count", tongue, count=f"{len(one.jobs):,}")
    such = say("failed.such", tongue, name=one.jobs[0])
    return (
        f'<li><div><span class="tag bad">{named(CAUSES, one.cause, tongue)}</span><b>{count}</b>'
        f'<small>{escape(such)}</small></div><p>{escape(message)}</p><button type="button" '
        f'data-reason="{reason_of(one)}">{say("retry", tongue)}</button></li>'
    )


def reason_of(one: Failure) -> str:
    """Return a name for why jobs failed, short enough for a page."""
    return hashlib.sha256(f"{one.cause}\0{one.message}".encode()).hexdigest()[:16]
