"""Plans a script: an opening, the points in the article's order, and an ending."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from aigc.text.engine import Options, Pace
from aigc.text.script.assemble import joined, with_chapters
from aigc.text.script.guard import check
from aigc.text.script.lines import size
from aigc.text.script.passage import Form, Passage
from aigc.text.script.rank import scores
from aigc.text.script.select import select
from aigc.text.script.spoken import say
from aigc.types.article import Article, Language
from aigc.types.script import LineRole, ScriptLine

_CLOSE_ENOUGH = 0.025
_ONE_LINE = {"zh": 34, "en": 24}

Cost = Callable[[Form], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """A fixed first or last passage; ``index`` is negative for a line made from the title."""

    index: int
    form: Form
    merit: float


def clock(pace: Pace, language: Language) -> Cost:
    """Return the function that estimates a form's seconds, with a pause after each line."""

    def cost(form: Form) -> float:
        return sum(float(pace.duration(x.text, language)) + pace.pause_s for x in form)

    return cost


def worths(
    article: Article, offered: Sequence[Passage], options: Options, seed: int
) -> tuple[float, ...]:
    """Return what each passage is worth; a ``seed`` other than 0 shakes the order a little."""
    base = np.array(
        scores(
            [p.text for p in offered], article.title, [p.first for p in offered], options.diversity
        )
    )
    if seed:
        base = base * np.random.default_rng(seed).uniform(0.7, 1.3, len(base))
    return tuple(float(v) for v in base)


def plan(
    article: Article,
    offered: Sequence[Passage],
    target: Fraction,
    pace: Pace,
    options: Options,
    seed: int,
) -> tuple[ScriptLine, ...]:
    """Return the lines of a script of about ``target`` seconds.

    Everything is said when all of it fits. Otherwise several openings and endings are tried, the
    best first, until the passages between them fill the time to within 2.5 %.
    """
    cost = clock(pace, article.language)
    goal = float(target)
    everything = [f for p in offered for f in p.forms[:1]]
    if sum(map(cost, everything)) - pace.pause_s <= goal * 1.02:
        return _dressed(article, _roles(everything, offered), options)
    worth = worths(article, offered, options, seed)
    best: tuple[float, list[Form]] | None = None
    for hook, close in _pairs(article, offered, worth, cost, goal):
        forms = _filled(offered, worth, goal + pace.pause_s, cost, hook, close, options)
        miss = abs(sum(map(cost, forms)) - pace.pause_s - goal) / goal
        if best is None or miss < best[0] - 0.01:
            best = (miss, forms)
        if miss <= _CLOSE_ENOUGH:
            break
    forms = best[1] if best else [min((p.forms[-1] for p in offered if p.forms), key=cost)]
    return _dressed(article, forms, options)


def _dressed(article: Article, forms: Sequence[Form], options: Options) -> tuple[ScriptLine, ...]:
    lines = joined(forms, article.language)
    return with_chapters(lines, article) if options.chapters else lines


def _roles(forms: Sequence[Form], offered: Sequence[Passage]) -> list[Form]:
    out = list(forms)
    if out and offered[0].role == "point":
        out[0] = as_role(out[0], "hook")
    if len(out) > 1 and offered[-1].role == "point":
        out[-1] = as_role(out[-1], "close")
    return out


def as_role(form: Form, role: LineRole) -> Form:
    """Return ``form`` with the role of each line changed, headings apart."""
    return tuple(x if x.role == "chapter" else replace(x, role=role) for x in form)


def _pairs(
    article: Article, offered: Sequence[Passage], worth: Sequence[float], cost: Cost, goal: float
) -> list[tuple[_End, _End | None]]:
    hooks = _hooks(article, offered, worth, cost, goal)
    closes: list[_End | None] = [*_closes(article, offered, worth, cost, goal), None]
    pairs = [(h, c) for h in hooks for c in closes if c is None or c.index > h.index + 1]
    return sorted(pairs, key=lambda p: -(p[0].merit + (p[1].merit if p[1] else 0.0)))[:14]


def _hooks(
    article: Article, offered: Sequence[Passage], worth: Sequence[float], cost: Cost, goal: float
) -> list[_End]:
    out = []
    for index, passage in enumerate(offered[:3]):
        if passage.role != "point" or not passage.openings:
            continue
        for rank, form in enumerate(passage.openings):
            merit = worth[index] + (1.0 if index == 0 else 0.15) - 0.1 * rank
            merit += 0.5 if form[0].text.endswith(("？", "?")) else 0.0
            merit -= 0.35 * (len(form) - 1)
            out.append(_End(index=index, form=as_role(form, "hook"), merit=merit))
    out += _title(article, offered)
    fitting = [h for h in out if cost(h.form) <= max(goal * 0.5, 4.0)]
    if not fitting and offered:
        forms = offered[0].openings or offered[0].forms
        fitting = [_End(index=0, form=as_role(min(forms, key=cost), "hook"), merit=0.0)]
    return fitting


def _title(article: Article, offered: Sequence[Passage]) -> list[_End]:
    """Return the title as an opening when the first sentences support it."""
    said = say(article.title, article.language)
    length = size(said, article.language)
    least = 8 if article.language == "zh" else 5
    if not offered or not least <= length <= _ONE_LINE[article.language]:
        return []
    if said.endswith((":", "：")) or re.match(r"(?:How to|Why|如何|怎样)", said):
        return []
    for count in (1, 2, 3):
        spans = tuple(p.span for p in offered[:count])
        line = ScriptLine(text=said, sources=spans, role="hook", block=offered[0].block)
        if not check(line, article):
            asks = said.endswith(("？", "?"))
            return [_End(index=-1, form=(line,), merit=2.4 if asks else 0.85)]
    return []


def _closes(
    article: Article, offered: Sequence[Passage], worth: Sequence[float], cost: Cost, goal: float
) -> list[_End]:
    out = []
    last = len(offered) - 1
    for index in range(last, max(0, last - 4), -1):
        passage = offered[index]
        if passage.role not in ("point", "quote"):
            continue
        for rank, form in enumerate(passage.openings):
            merit = 0.5 * worth[index] + 0.9 - 0.22 * (last - index) - 0.06 * rank
            merit -= 0.3 * (len(form) - 1)
            if cost(form) <= goal * 0.35:
                role: LineRole = "close" if passage.role == "point" else "quote"
                out.append(_End(index=index, form=as_role(form, role), merit=merit))
    return out


def _filled(
    offered: Sequence[Passage],
    worth: Sequence[float],
    budget_s: float,
    cost: Cost,
    hook: _End,
    close: _End | None,
    options: Options,
) -> list[Form]:
    """Return the hook, the passages chosen between, and the close."""
    stop = close.index if close else len(offered)
    free = [
        _unleaning(p) if i == hook.index + 1 and hook.index > 0 else p
        for i, p in enumerate(offered[:stop])
        if i != hook.index
    ]
    values = [w for i, w in enumerate(worth[:stop]) if i != hook.index]
    ends = [hook.form, *([close.form] if close else [])]
    left = budget_s - sum(map(cost, ends))
    covered = {offered[e.index].section for e in (hook, close) if e and e.index >= 0}
    picks = (
        select(free, values, left, cost, covered=frozenset(covered), begun=hook.index == 0)
        if left > 0 and free
        else ()
    )
    tail = [close.form] if close else []
    return [hook.form, *(p.form for p in picks), *tail]


def _unleaning(passage: Passage) -> Passage:
    return replace(passage, forms=passage.openings)
