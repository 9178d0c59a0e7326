"""Adjusts a script whose spoken length has been measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from aigc.errors import InputError
from aigc.text.engine import Options, Pace
from aigc.text.script.assemble import joined
from aigc.text.script.days import with_days, without_days
from aigc.text.script.guard import guarded
from aigc.text.script.passage import Form, Passage
from aigc.text.script.passages import passages
from aigc.text.script.plan import Cost, as_role, ended, worths
from aigc.text.script.pointing import dangling
from aigc.text.script.select import select
from aigc.text.script.words import has_han
from aigc.types.article import Article, Span
from aigc.types.script import Script, ScriptLine

_GOOD_ENOUGH = 0.05
_KEEP = 3.0
_CLOSE_WORTH = 0.06


def refit(
    article: Article,
    script: Script,
    spoken: Sequence[Fraction],
    target: Fraction,
    *,
    whole: Fraction | None = None,
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
    whole : Fraction, optional
        Measured seconds of the narration with all its silences, where they differ from the pace's.
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
    silence = float(whole) - total if whole is not None else 0.0
    wanted = float(target) - silence
    if abs(total - wanted) <= _GOOD_ENOUGH * float(target):
        return replace(script, target=target)
    plain = without_days(script.lines, article)
    cost = _measured_cost(replace(script, lines=plain), spoken, pace)
    offered = passages(article, options or Options())
    groups = _grouped(plain, offered)
    forms = _chosen(article, groups, offered, wanted + pace.pause_s, cost, options or Options())
    lines = with_days(joined(forms, script.language), article)
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


def _grouped(lines: Sequence[ScriptLine], offered: Sequence[Passage]) -> list[Form]:
    """Return the lines in groups that stay or go together.

    A run of lines that one passage offers is a group; other lines are grouped by their source,
    those of one list, table or quotation by their block.
    """
    known: dict[tuple[str, ...], int] = {}
    for form in (f for p in offered for f in (*p.forms, *p.openings)):
        known[tuple(x.text for x in form)] = len(form)
    out: list[Form] = []
    at = 0
    while at < len(lines):
        lengths = range(min(9, len(lines) - at), 1, -1)
        texts = [x.text for x in lines[at : at + 9]]
        count = next((n for n in lengths if tuple(texts[:n]) in known), 1)
        group = tuple(lines[at : at + count])
        if count == 1 and (group[0].text,) not in known and out and _akin(out[-1], group[0]):
            out[-1] = (*out[-1], *group)
        else:
            out.append(group)
        at += count
    return out


def _akin(group: Form, line: ScriptLine) -> bool:
    last = group[-1]
    if last.role == "chapter":
        return True
    if line.role in ("list", "table", "quote"):
        return (last.role, last.block) == (line.role, line.block)
    return (last.sources, last.role) == (line.sources, line.role)


def _chosen(
    article: Article,
    groups: list[Form],
    offered: Sequence[Passage],
    budget_s: float,
    cost: Cost,
    options: Options,
) -> list[Form]:
    ends = [groups[0], *([groups[-1]] if len(groups) > 1 else [])]
    while len(ends) > 1 and sum(map(cost, ends)) > budget_s:
        ends.pop()
    middle = groups[1 : len(groups) - (len(ends) > 1)]
    if cost(ends[0]) > budget_s:
        return [_shortest(ends[0], offered, cost)]
    best: tuple[float, list[Form]] | None = None
    for outer in _outer(ends, offered):
        forms = _between(article, outer, middle, offered, budget_s, cost, options)
        miss = abs(sum(map(cost, forms)) - budget_s) / budget_s
        least = 0.02 if len(outer) == len(ends) else _CLOSE_WORTH
        if best is None or miss < best[0] - least:
            best = (miss, forms)
        if best[0] <= _GOOD_ENOUGH:
            break
    return best[1] if best else ends


def _outer(ends: list[Form], offered: Sequence[Passage]) -> list[list[Form]]:
    """Return the first and last form as they are, in their other lengths, then the first alone."""
    lengths = [[end, *_others(end, offered)] for end in ends]
    if len(lengths) == 1:
        return [[form] for form in lengths[0]]
    both = [[first, last] for first in lengths[0] for last in lengths[1]]
    return [*both, *([first] for first in lengths[0])]


def _others(end: Form, offered: Sequence[Passage]) -> list[Form]:
    """Return the other lengths in which an opening or ending can be said."""
    if end[-1].role not in ("hook", "close"):
        return []
    said = [x.text for x in end]
    for passage in offered:
        lengths = dict.fromkeys((*passage.openings, *passage.forms))
        if any([x.text for x in f] == said for f in lengths):
            forms = [as_role(f, end[-1].role) for f in dict.fromkeys(passage.openings)]
            return [f for f in forms if f != end][:2]
    return []


def _between(
    article: Article,
    ends: list[Form],
    middle: Sequence[Form],
    offered: Sequence[Passage],
    budget_s: float,
    cost: Cost,
    options: Options,
) -> list[Form]:
    """Return the ends with what is chosen between them."""
    pool = _pool(article, middle, ends, offered)
    value = worths(article, [p for p, _ in pool], options, 0) if pool else ()
    worth = [v * _KEEP + 0.2 if kept else v for (_, kept), v in zip(pool, value, strict=True)]
    order = [p for p, _ in pool]
    left = budget_s - sum(map(cost, ends))
    if not order:
        return ends
    begun = _begins(order, ends[0])
    picks = select(order, worth, left, cost, tolerance_s=_GOOD_ENOUGH * budget_s, begun=begun)
    told = [ends[0], *(p.form for p in picks), *ends[1:]]
    return told if len(ends) > 1 else ended(told)


def _begins(order: Sequence[Passage], hook: Form) -> bool:
    return bool(order) and hook[-1].sources[-1].end <= order[0].span.start


def _shortest(hook: Form, offered: Sequence[Passage], cost: Cost) -> Form:
    forms = [f for p in offered if p.span in hook[0].sources for f in (*p.forms, *p.openings)]
    return as_role(min([hook, *forms], key=cost), "hook")


def _pool(
    article: Article, middle: Sequence[Form], ends: Sequence[Form], offered: Sequence[Passage]
) -> list[tuple[Passage, bool]]:
    """Return what can stand between the ends in reading order, and whether the script has it.

    A line of the script that the article's own passages do not offer stays as it is.
    """
    begin = ends[0][-1].sources[-1].end
    stop = ends[-1][0].sources[0].start if len(ends) > 1 else len(article.text) + 1
    taken = [x.sources for form in ends for x in form]
    out: list[tuple[Passage, bool]] = []
    mine = list(middle)
    for passage in offered:
        told = [m for m in mine if _overlap(passage.span, m)]
        own = [
            m for m in told if _hull(m) == passage.span or m in (*passage.forms, *passage.openings)
        ]
        if own:
            mine.remove(own[0])
            out.append((_preferring(passage, own[0]), True))
        elif not told and begin <= passage.span.start < stop:
            free = not any(_crosses(passage.span, s) for spans in taken for s in spans)
            out += [(passage, False)] if free else []
    out += [(_fixed(m, offered), True) for m in mine]
    return sorted(out, key=lambda p: (p[0].span.start, p[0].span.end))


def _offers(passage: Passage, form: Form) -> bool:
    return form in passage.forms or form in passage.openings


def _preferring(passage: Passage, form: Form) -> Passage:
    """Return ``passage`` with the length that the script uses first."""
    forms, openings = passage.forms, passage.openings
    stands = form in openings or not (form in forms or _leans(form))
    return replace(
        passage,
        forms=tuple(dict.fromkeys((form, *forms))),
        openings=tuple(dict.fromkeys((form, *openings))) if stands else openings,
    )


def _fixed(form: Form, offered: Sequence[Passage]) -> Passage:
    """Return a passage of lines that stay as they are."""
    return Passage(
        block=form[-1].block,
        section=next((p.section for p in offered if p.block == form[-1].block), 0),
        role=form[-1].role,
        span=_hull(form),
        text=" ".join(x.text for x in form),
        first=False,
        forms=(form,),
        openings=() if _leans(form) else (form,),
    )


def _leans(form: Form) -> bool:
    first = form[0].text
    return first[-1:] not in "：:" and dangling(first, "zh" if has_han(first) else "en")


def _overlap(span: Span, form: Form) -> bool:
    return any(_crosses(span, s) for x in form if x.role != "chapter" for s in x.sources)


def _crosses(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _hull(form: Sequence[ScriptLine]) -> Span:
    spans = [s for x in form if x.role != "chapter" for s in x.sources]
    spans = spans or [s for x in form for s in x.sources]
    return Span(start=min(s.start for s in spans), end=max(s.end for s in spans))
