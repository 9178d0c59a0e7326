"""What the page of batches shows before a batch runs; everything from outside is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import PurePath
from typing import Any, Final

from aigc.app import views as shared
from aigc.app.batch.actions import TYPED, Draft
from aigc.app.batch.words import PIPELINES, say
from aigc.app.troubles import in_chinese
from aigc.app.words import Tongue, named
from aigc.batch.manifest.problems import Problem, grouped, listed, stood
from aigc.batch.sight.words import sized
from aigc.types.job import Job

MOST_ROWS: Final = 6
MOST_KINDS: Final = 40
MOST_SOURCE: Final = 90
MOST_TITLE: Final = 2000
_LINES: Final = ((62, 40, 24), (54, 30, 40), (66, 46, 18), (48, 36, 30))


def head(number: int, name: str, tongue: Tongue) -> str:
    """Return the heading above a part of the page."""
    return shared.heading(number, say(name, tongue), say(f"{name}.hint", tongue))


def nothing(tongue: Tongue) -> str:
    """Return the place of the batch before there is one."""
    rows = "".join(
        f"<i><b></b>{''.join(f'<u style=width:{w}px></u>' for w in line)}</i>" for line in _LINES
    )
    return (
        f'<section class="empty"><div class="grid" aria-hidden="true">{rows}</div>'
        f"<h3>{say('empty', tongue)}</h3><p>{say('empty.how', tongue)}</p></section>"
    )


def draft(found: Draft, tongue: Tongue) -> str:
    """Return what will be done, what it will take, and the button that starts it."""
    expected, jobs = found.expected, found.planned.jobs
    short = expected.size_bytes > expected.free_bytes
    figures = figure_list(
        (say("plan.jobs", tongue), _counted(jobs, tongue)),
        (say("plan.time", tongue), lasting(expected.wall_s, tongue)),
        (say("plan.size", tongue), sized(expected.size_bytes)),
        (say("plan.free", tongue), sized(expected.free_bytes)),
    )
    chains = len({job.pipeline for job in jobs}) > 1
    rows = "".join(_row(job, tongue, named_pipeline=chains) for job in jobs[:MOST_ROWS])
    more = len(jobs) - MOST_ROWS
    rest = f'<p class="mute">{say("plan.more", tongue, count=f"{more:,}")}</p>' if more > 0 else ""
    heads = "".join(
        f"<th>{say(f'plan.{h}', tongue)}</th>" for h in ("row", "name", "source", "options")
    )
    kind, key = ("fault", "plan.room") if short else ("mute", "plan.guess")
    return (
        f'<section class="plan"><header><h3>{say("plan", tongue)}</h3><button type="button" '
        f'class="main" data-do="start"{" disabled" if short else ""}>{say("start", tongue)}'
        f'</button></header>{_origin(found, tongue)}{figures}<p class="{kind}">{say(key, tongue)}'
        f'</p><div class="wide">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{rest}</section>"
    )


def _counted(jobs: Sequence[Job], tongue: Tongue) -> str:
    """Return how many jobs there are, and how many rows where a row makes several."""
    rows = len({job.row for job in jobs})
    told = f"{len(jobs):,}"
    if rows != len(jobs):
        told += f" · {say('plan.rows', tongue, count=f'{rows:,}')}"
    return told


def _origin(found: Draft, tongue: Tongue) -> str:
    """Return which table is filled into which brief."""
    if not found.brief:
        return ""
    written = found.brief == TYPED
    said = say("plan.typed" if written else "plan.brief", tongue, rows=found.table,
               brief=found.brief)  # fmt: skip
    return f'<p class="mute">{escape(said)}</p>'


def _row(job: Job, tongue: Tongue, *, named_pipeline: bool) -> str:
    source = PurePath(job.source).name if job.source.startswith("/") else job.source
    short = " ".join(source.split())
    short = short if len(short) <= MOST_SOURCE else short[: MOST_SOURCE - 1] + "…"
    told = " · ".join(f"{key} {_value(value)}" for key, value in job.options.items())
    makes = f"<br><small>{named(PIPELINES, job.pipeline, tongue)}</small>" if named_pipeline else ""
    return (
        f"<tr><td>{job.row}</td><td><b>{escape(job.name)}</b>{makes}</td>"
        f'<td title="{escape(source[:MOST_TITLE])}">{escape(short)}</td>'
        f"<td><small>{escape(told)}</small></td></tr>"
    )


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return PurePath(text).name if text.startswith("/") else text


def problems(wrong: Sequence[Problem], tongue: Tongue) -> str:
    """Return what is wrong with a table, a line for each kind of problem."""
    kinds = grouped(wrong)
    rows = "".join(_kind(kind, tongue) for kind in kinds[:MOST_KINDS])
    left = len(kinds) - MOST_KINDS
    more = f'<p class="mute">{say("wrong.kinds", tongue, count=left)}</p>' if left > 0 else ""
    keys = ("rows", "column", "what", "value")
    heads = "".join(f"<th>{say(f'wrong.{key}', tongue)}</th>" for key in keys)
    count = len({one.row for one in wrong})
    return (
        f'<section class="plan faulty" role="alert"><header><h3>'
        f"{say('wrong', tongue, count=f'{count:,}')}</h3></header>"
        f'<p class="mute">{say("wrong.how", tongue)}</p><div class="wide"><table><thead><tr>{heads}'
        f"</tr></thead><tbody>{rows}</tbody></table></div>{more}</section>"
    )


def _kind(kind: Sequence[Problem], tongue: Tongue) -> str:
    first = kind[0]
    told, left = listed([one.row for one in kind])
    more = f" {say('wrong.more', tongue, count=f'{left:,}')}" if left else ""
    column = f"<code>{escape(first.column)}</code>" if first.column else say("wrong.whole", tongue)
    message = in_chinese(first.message) if tongue == "zh" else first.message
    return (
        f'<tr><td class="lines">{told}{more}</td><td>{column}</td>'
        f"<td>{escape(message[:1].upper() + message[1:])}</td><td><small>{escape(stood(kind))}"
        "</small></td></tr>"
    )


def figure_list(*pairs: tuple[str, str]) -> str:
    """Return figures with their names, side by side."""
    each = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in pairs)
    return f'<dl class="figures">{each}</dl>'


def lasting(seconds: float, tongue: Tongue) -> str:
    """Return a length of time in words, hours and days as well.

    >>> lasting(9000, "zh"), lasting(200_000, "en"), lasting(0.4, "en")
    ('2 小时 30 分', '2 d 8 h', '1 s')
    """
    from aigc.app.words import lasting as short

    if seconds < 5400:
        return short(seconds, tongue)
    minutes = round(seconds / 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} 天 {hours} 小时" if tongue == "zh" else f"{days} d {hours} h"
    return f"{hours} 小时 {rest} 分" if tongue == "zh" else f"{hours} h {rest} min"
