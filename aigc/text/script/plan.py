"""Plans a script: an opening, the points in the article's order, and an ending."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from aigc.text.engine import Options, Pace
from aigc.text.script.assemble import joined, with_chapters
from aigc.text.script.days import days_named, with_days
from aigc.text.script.guard import check
from aigc.text.script.lines import size
from aigc.text.script.lists import central
from aigc.text.script.passage import Form, Passage
from aigc.text.script.pointing import announces
from aigc.text.script.rank import scores
from aigc.text.script.select import select
from aigc.text.script.spoken import say
from aigc.types.article import Article, Language
from aigc.types.script import LineRole, ScriptLine

_CLOSE_ENOUGH = 0.04
_MISS = 20.0
_HEART = 1.2
_CENTRAL_LIST = 2.0
_TABLE = 1.3
_QUOTE = 1.9
_PICTURED = 1.25
_SAYS = re.compile(
    r"[说道示称指出]：?“[^”]{8,}”|”[，。]?[^。，“]{2,12}说"
    r"|[”\"] (?:[A-Z][\w.’'-]+ ){0,3}(?:said|says)\b|\b(?:said|says)[:,] [“\"]"
)
_LONG_HOOK_S = 6.5
_BRIEF_CLOSE = {"zh": 7, "en": 5}
_DAY_S = 0.7
_LONG_CLOSE_S = 6.0
_CONCLUDES = re.compile(
    r"将|计划|打算|预计|明年|未来|下一步|建议|提醒|应该|应当|不妨|值得|记得|只要|如果|才能|还是|仍|真正"
    r"|\b(?:will|plans?|expects?|should|next|need to|worth|remember|must|due|until|still|hopes?)\b"
)
_ALONE = re.compile(
    r"要|别|最好|应该|应当|不妨|记得|将|计划|打算"
    r"|^(?:Keep|Bring|Take|Use|Leave|Make|Let|Do|Don't|Never|Always|Start|Stop|Ask|Check|Choose)\b"
    r"|\b(?:will|plans?|should|must)\b"
)
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
    for at, p in enumerate(offered):
        if _is_heart(article, p):
            base[at] = max(base[at], 0.6) * _CENTRAL_LIST
        elif p.role == "table":
            base[at] = max(base[at], 0.5) * _TABLE
        elif p.role == "quote" or _SAYS.search(p.text):
            base[at] = max(base[at], 0.4) * _QUOTE
        if _beside_picture(article, p.block):
            base[at] *= _PICTURED
    if seed:
        base = base * np.random.default_rng(seed).uniform(0.4, 1.6, len(base))
    return tuple(float(v) for v in base)


def _beside_picture(article: Article, block: int) -> bool:
    """Tell whether a picture stands right before or after a block."""
    near = article.blocks[max(0, block - 1) : block + 2]
    return any(b.figure is not None for b in near)


def _is_heart(article: Article, passage: Passage) -> bool:
    if passage.role != "list" or not passage.forms:
        return False
    return central(article, passage.block, passage.forms[0][0].text)


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
    best first, until the passages between them fill the time to within 4 %.
    """
    cost = clock(pace, article.language)
    goal = float(target)
    everything = [f for p in offered for f in p.forms[:1]]
    if sum(map(cost, everything)) - pace.pause_s <= goal * 1.02:
        return _dressed(article, _roles(everything, offered), options)
    goal -= _DAY_S * min(days_named(article), int(goal // 10))
    worth = worths(article, offered, options, seed)
    best: tuple[float, list[Form]] | None = None
    pairs = _pairs(article, offered, worth, cost, goal)
    heart = next((p.block for p in offered if _is_heart(article, p)), None)
    top = _merit(pairs[0]) if pairs else 0.0
    for pair in pairs:
        forms = _filled(offered, worth, goal + pace.pause_s, cost, *pair)
        miss = abs(sum(map(cost, forms)) - pace.pause_s - goal) / goal
        missing = heart is not None and not any(x.block == heart for f in forms for x in f)
        loss = top - _merit(pair) + _MISS * max(0.0, miss - _CLOSE_ENOUGH) + _HEART * missing
        if best is None or loss < best[0]:
            best = (loss, forms)
        if miss <= _CLOSE_ENOUGH and not missing:
            break
    forms = best[1] if best else [min((p.forms[-1] for p in offered if p.forms), key=cost)]
    return _dressed(article, ended(forms), options)


def _merit(pair: tuple[_End, _End | None]) -> float:
    return pair[0].merit + (pair[1].merit if pair[1] else 0.0)


def ended(forms: list[Form]) -> list[Form]:
    """Return ``forms`` with the last one marked as the close where it is a point.

    One that promises more than follows is left out.
    """
    while len(forms) > 2 and announces(forms[-1][-1].text):
        forms = forms[:-1]
    asks = any(x.text.endswith(("？", "?")) for x in forms[-1]) if forms else True
    if len(forms) > 1 and forms[-1][-1].role == "point" and not asks:
        return [*forms[:-1], as_role(forms[-1], "close")]
    return forms


def _dressed(article: Article, forms: Sequence[Form], options: Options) -> tuple[ScriptLine, ...]:
    lines = with_days(joined(forms, article.language), article)
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
    return sorted(pairs, key=_merit, reverse=True)[:30]


def _hooks(
    article: Article, offered: Sequence[Passage], worth: Sequence[float], cost: Cost, goal: float
) -> list[_End]:
    out = []
    for index, passage in enumerate(offered[:3]):
        if passage.role != "point" or not passage.openings:
            continue
        for rank, form in enumerate(passage.openings):
            merit = worth[index] + (1.0 if index == 0 else -0.6) - 0.1 * rank
            merit += 0.5 if form[0].text.endswith(("？", "?")) else 0.0
            merit -= 0.35 * (len(form) - 1) + 0.12 * max(0.0, cost(form) - _LONG_HOOK_S)
            out.append(_End(index=index, form=as_role(form, "hook"), merit=merit))
    out += _title(article, offered)
    fitting = [h for h in out if cost(h.form) <= max(goal * (0.5 if h.index else 0.6), 4.0)]
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
        for rank, form in enumerate(_endings(passage)):
            merit = 0.5 * worth[index] + 0.9 - 0.22 * (last - index) - 0.06 * rank
            merit -= 0.5 * (len(form) - 1) + 0.08 * max(0.0, cost(form) - _LONG_CLOSE_S)
            merit -= 0.8 * (size(form[-1].text, article.language) < _BRIEF_CLOSE[article.language])
            merit += 0.2 if _CONCLUDES.search(form[-1].text) else 0.0
            merit -= 1.5 * announces(form[-1].text)
            asks = any(x.text.endswith(("？", "?")) for x in form)
            if cost(form) <= goal * 0.4 and not asks:
                role: LineRole = "close" if passage.role == "point" else "quote"
                out.append(_End(index=index, form=as_role(form, role), merit=merit))
    return out


def _endings(passage: Passage) -> tuple[Form, ...]:
    """Return the lengths in which a passage can end a script, its first sentence among them."""
    out = list(passage.openings)
    for form in passage.openings:
        whole = [n for n, x in enumerate(form[:-1], 1) if x.text.endswith(("。", ".", "！", "!"))]
        if whole and form[0].role == "point" and _ALONE.search(form[whole[0] - 1].text):
            out.append(form[: whole[0]])
    return tuple(dict.fromkeys(out))


def _filled(
    offered: Sequence[Passage],
    worth: Sequence[float],
    budget_s: float,
    cost: Cost,
    hook: _End,
    close: _End | None,
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
        select(
            free,
            values,
            left,
            cost,
            tolerance_s=_CLOSE_ENOUGH * budget_s,
            covered=frozenset(covered),
            begun=hook.index == 0,
        )
        if left > 0 and free
        else ()
    )
    tail = [close.form] if close else []
    return [hook.form, *(p.form for p in picks), *tail]


def _unleaning(passage: Passage) -> Passage:
    return replace(passage, forms=passage.openings)
