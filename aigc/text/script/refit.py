"""Adjusts a script whose spoken length has been measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from aigc.errors import InputError
from aigc.text.engine import Options, Pace
from aigc.text.script.assemble import joined
from aigc.text.script.guard import guarded
from aigc.text.script.passage import Form, Passage
from aigc.text.script.passages import passages
from aigc.text.script.plan import Cost, as_role, worths
from aigc.text.script.select import select
from aigc.types.article import Article, Span
from aigc.types.script import Script, ScriptLine

_GOOD_ENOUGH = 0.05
_KEEP = 3.0


def refit(
    article: Article,
    script: Script,
    spoken: Sequence[Fraction],
    target: Fraction,
    *,
    pace: Pace | None = None,
    options: Options | None = None,
) -> Script:
    """Return ``script`` with lines dropped, added or shortened to last about ``target`` seconds.

    Parameters
    ----------
    spoken : sequence of Fraction
        Measured seconds of each line, pauses between lines not counted.
    target : Fraction
        Wanted seconds in all. Within 5 % the script is returned as it is.
    pace : Pace, optional
        Its pause between lines is counted; new lines are estimated by it, corrected by how the
        measured lines differ from their estimates.

    Raises
    ------
    InputError
        There is not one duration for each line.
    """
    if len(spoken) != len(script.lines):
        raise InputError(
            f"The script has {len(script.lines)} lines but {len(spoken)} durations were given. "
            "Give one measured duration for each line."
        )
    pace = pace or Pace()
    total = float(sum(spoken)) + pace.pause_s * max(0, len(spoken) - 1)
    if abs(total - float(target)) <= _GOOD_ENOUGH * float(target):
        return replace(script, target=target)
    cost = _measured_cost(script, spoken, pace)
    groups = [tuple(g) for _, g in groupby(script.lines, key=lambda x: (x.sources, x.role))]
    groups = _lists_whole(groups)
    forms = _chosen(article, groups, float(target) + pace.pause_s, cost, options or Options())
    lines = joined(forms, script.language)
    return guarded(replace(script, lines=lines, target=target), article)


def _measured_cost(script: Script, spoken: Sequence[Fraction], pace: Pace) -> Cost:
    measured = {x.text: float(s) for x, s in zip(script.lines, spoken, strict=True)}
    guess = sum(float(pace.duration(x.text, script.language)) for x in script.lines)
    ratio = sum(measured.values()) / guess if guess else 1.0

    def cost(form: Form) -> float:
        return sum(
            measured.get(x.text, float(pace.duration(x.text, script.language)) * ratio)
            + pace.pause_s
            for x in form
        )

    return cost


def _lists_whole(groups: list[Form]) -> list[Form]:
    """Put the lines of one list or table together, whatever their sources."""
    out: list[Form] = []
    for group in groups:
        head = group[0]
        same = (
            out
            and head.role in ("list", "table", "quote")
            and ((out[-1][0].role, out[-1][0].block) == (head.role, head.block))
        )
        if same:
            out[-1] = (*out[-1], *group)
        else:
            out.append(group)
    return out


def _chosen(
    article: Article, groups: list[Form], budget_s: float, cost: Cost, options: Options
) -> list[Form]:
    offered = passages(article, options)
    ends = [groups[0], *([groups[-1]] if len(groups) > 1 else [])]
    while len(ends) > 1 and sum(map(cost, ends)) > budget_s:
        ends.pop()
    middle = groups[1 : len(groups) - (len(ends) > 1)]
    if cost(ends[0]) > budget_s:
        return [_shortest(ends[0], offered, cost)]
    pool = _pool(article, middle, ends, offered)
    order = sorted(pool, key=lambda p: (p.span.start, p.span.end))
    value = worths(article, order, options, 0) if order else ()
    kept = {id(p) for p in pool[: len(middle)]}
    worth = [v * _KEEP + 0.2 if id(p) in kept else v for p, v in zip(order, value, strict=True)]
    left = budget_s - sum(map(cost, ends))
    picks = select(order, worth, left, cost, begun=_begins(order, ends[0])) if order else ()
    return [ends[0], *(p.form for p in picks), *ends[1:]]


def _begins(order: Sequence[Passage], hook: Form) -> bool:
    return bool(order) and hook[0].sources[-1].end <= order[0].span.start


def _shortest(hook: Form, offered: Sequence[Passage], cost: Cost) -> Form:
    forms = [f for p in offered if p.span in hook[0].sources for f in (*p.forms, *p.openings)]
    return as_role(min([hook, *forms], key=cost), "hook")


def _pool(
    article: Article, middle: Sequence[Form], ends: Sequence[Form], offered: Sequence[Passage]
) -> list[Passage]:
    """Return the script's own passages first, then what the article offers besides."""
    out = []
    for form in middle:
        span = _hull(form)
        twin = [p for p in offered if p.span in form[0].sources and p.role == form[0].role]
        longer = tuple(f for p in twin[:1] for f in p.forms)
        alone = tuple(f for p in twin[:1] for f in p.openings)
        section = next((p.section for p in offered if p.block == form[0].block), 0)
        out.append(
            Passage(
                block=form[0].block,
                section=section,
                role=form[0].role,
                span=span,
                text=" ".join(x.text for x in form),
                first=False,
                forms=(form, *longer),
                openings=(form, *alone),
            )
        )
    used = [s for form in (*middle, *ends) for x in form for s in x.sources]
    last = max((s.start for s in used), default=len(article.text))
    if len(ends) > 1:
        last = ends[-1][0].sources[0].start
    free = [
        p
        for p in offered
        if not any(s.start < p.span.end and p.span.start < s.end for s in used)
        and (p.span.start < last or len(ends) == 1)
    ]
    return [*out, *(replace(p, forms=p.openings) for p in free if p.openings)]


def _hull(form: Sequence[ScriptLine]) -> Span:
    spans = [s for x in form for s in x.sources]
    return Span(start=min(s.start for s in spans), end=max(s.end for s in spans))
