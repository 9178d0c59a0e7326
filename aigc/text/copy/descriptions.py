"""Descriptions: a few statements of the article that read as one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from aigc.text.copy.draft import Draft
from aigc.text.copy.platforms import Platform
from aigc.text.copy.scoring import likeness
from aigc.text.copy.statements import Statement, leaning, points_back
from aigc.text.copy.wording import contrasts, counts
from aigc.types.article import Article, Language, Span

_POINTS: Final = 3
_BULLET: Final = "· "
_ALIKE: Final = 0.5
_WORN: Final = 0.6
"""How much less a statement counts for each description that has it."""


def description_drafts(
    article: Article, told: Sequence[Statement], platform: Platform
) -> Iterator[Draft]:
    """Yield descriptions that begin with what is most telling, a number, a question, words."""
    told = [one for one in told if not (leaning(one.full) or points_back(one.full))] or list(told)
    by_merit = sorted(told, key=lambda one: -one.merit)
    anchors: dict[str, list[Statement]] = {
        "lead": list(told[:1]),
        "number": [one for one in by_merit if counts(one.full) and one.role == "point"],
        "question": [one for one in by_merit if one.question],
        "quote": [one for one in by_merit if one.role == "quote"],
        "contrast": [one for one in by_merit if contrasts(one.full) and one.role == "point"],
        "statement": [one for one in by_merit if one.role == "point"],
    }
    most = _room(article.language, platform)
    used: Counter[Statement] = Counter()
    for pattern, some in anchors.items():
        for anchor in some[:3]:
            others = sorted(by_merit, key=lambda one: _WORN * used[one] - one.merit)
            kept = _together(anchor, others, most, article.language)
            used.update(one for one in kept if one is not told[0])
            yield _joined(kept, most, pattern, article.language, lines=platform.lines)
    yield from _listed(told, by_merit, most, article.language)


def _room(language: Language, platform: Platform) -> int:
    return platform.ideal("description", language)[1]


def _together(
    anchor: Statement, others: Sequence[Statement], most: int, language: Language
) -> list[Statement]:
    """Return a statement with others that say something else, as many as there is room for."""
    gap = "" if language == "zh" else " "
    kept, size = [anchor], len(anchor.full)
    for one in others:
        alike = any(likeness(one.full, other.full) > _ALIKE for other in kept)
        plain = one.role in ("point", "close") and not one.question
        if plain and not alike and size + len(gap) + len(one.full) <= most:
            kept.append(one)
            size += len(gap) + len(one.full)
    return kept


def _joined(
    kept: Sequence[Statement], most: int, pattern: str, language: Language, *, lines: bool
) -> Draft:
    """Return statements in reading order, a question or somebody's words before the rest."""
    first = [one for one in kept[:1] if pattern in ("question", "quote")]
    ordered = [*first, *sorted(kept[len(first) :], key=_place)]
    texts = [one.full for one in ordered]
    if len(texts) == 1 and len(texts[0]) > most and kept[0].short:
        texts = [kept[0].short[0] + ("。" if language == "zh" else ".")]
    gap = "\n" if lines else "" if language == "zh" else " "
    return Draft(
        text=gap.join(texts),
        sources=_sources(ordered),
        pattern=pattern,
        merit=sum(one.merit for one in kept) / len(kept),
    )


def _listed(
    told: Sequence[Statement], by_merit: Sequence[Statement], most: int, language: Language
) -> Iterator[Draft]:
    """Yield the opening of the article and three points below it."""
    lead = next((one for one in told if one.short and not one.question), None)
    if lead is None:
        return
    room = most // _POINTS
    items = [one for one in by_merit if one.role == "list"]
    for group in (items, [one for one in by_merit if one.role == "point" and counts(one.full)]):
        apart = _apart(group, lead, room, language)
        points = sorted(islice(apart, _POINTS), key=lambda pair: _place(pair[0]))
        if len(points) < _POINTS:
            continue
        lines = [lead.full, *(f"{_BULLET}{text}" for _, text in points)]
        yield Draft(
            text="\n".join(lines), sources=_sources([lead, *(one for one, _ in points)]),
            pattern="points", merit=sum(one.merit for one, _ in points) / _POINTS,
        )  # fmt: skip


def _apart(
    some: Sequence[Statement], lead: Statement, room: int, language: Language
) -> Iterator[tuple[Statement, str]]:
    said = [lead.full]
    for one in some:
        text = next((short for short in one.short if len(short) <= room), "")
        if text and all(likeness(text, other) <= _ALIKE for other in said):
            said.append(text)
            yield one, text


def _place(one: Statement) -> int:
    return one.sources[0].start


def _sources(some: Sequence[Statement]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(span for one in some for span in one.sources))
