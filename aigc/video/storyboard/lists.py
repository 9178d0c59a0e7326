"""Lists that build and timelines, each item at the moment when it is spoken."""

from __future__ import annotations

import re
from fractions import Fraction

from aigc.types.scene import ItemList, ListItem, TimelineCard
from aigc.types.script import ScriptLine
from aigc.video.storyboard.beats import Beat
from aigc.video.storyboard.numbers import dated
from aigc.video.storyboard.phrases import (
    budget_length,
    clauses,
    clean,
    content_words,
    pieces,
    topic,
    trimmed,
)
from aigc.video.storyboard.story import BUDGETS, Story

MOST_ITEMS = 4
_HEAD = re.compile(r"^\s*(?:\d+[.、)）]\s*)?(.{1,40}?)\s*(?:[:：]|——|\s[–—-]\s)\s*(.+)$", re.DOTALL)
_NOT_LED = re.compile(r"^[\s，,、：:的]+|^(?:以来|以后|起|底|初|末)[，,]?")


def list_lines(beat: Beat, story: Story) -> tuple[ScriptLine, ...]:
    """Return the script lines of the beat."""
    return tuple(story.script.lines[n] for n in beat.lines if n < len(story.script.lines))


def spoken_items(beat: Beat, story: Story) -> tuple[str, ...]:
    """Return the article's list items that the beat speaks, in order."""
    spans = dict.fromkeys(i for line in list_lines(beat, story) for i in story.items(line))
    return tuple(t for s in spans if (t := clean(s.of(story.article.text))))


def item_places(items: tuple[str, ...], beat: Beat) -> tuple[int, ...]:
    """Return where each item begins in the beat's text, -1 for one that is not heard.

    An item begins at the first of its content words found after the item before it.
    """
    out, after = [], 0
    low = beat.text.lower()
    for item in items:
        words = [p.lower() for p in pieces(item) if content_words(p)]
        found = next((at for w in words[:4] if (at := low.find(w, after)) >= 0), -1)
        out.append(found)
        after = max(after, found + 1)
    return tuple(out)


def split_items(beat: Beat, story: Story) -> tuple[Beat, ...]:
    """Return the beat cut between items so that no part has more than four."""
    places = [p for p in item_places(spoken_items(beat, story), beat) if p >= 0]
    parts = -(-len(places) // MOST_ITEMS)
    out, shift = [], 0
    for n in range(1, parts):
        at = places[n * len(places) // parts] - shift
        if at <= 0 or beat.cut_time(at) is None:
            continue
        left, beat = beat.cut(at)
        out.append(left)
        shift += at
    return (*out, beat)


def item_list(beat: Beat, story: Story) -> ItemList | None:
    """Return the list that the beat speaks, none with fewer than two items."""
    items = spoken_items(beat, story)
    places = item_places(items, beat)
    heard = [(i, p) for i, p in zip(items, places, strict=True) if p >= 0]
    chosen = (heard or list(zip(items, places, strict=True)))[:MOST_ITEMS]
    if len(chosen) < 2:
        return None
    made = tuple(_item(text, _at(beat, place), story) for text, place in chosen)
    return ItemList(title=_title(beat, story), items=made, kicker=story.kicker("list"))


def clause_list(beat: Beat, story: Story) -> ItemList | None:
    """Return the clauses of a sentence as a list, for two to four that fit without cutting."""
    limit = BUDGETS[story.language]["detail"] * 0.8
    out, at = [], 0
    for clause in clauses(beat.text, story.language):
        at = beat.text.find(clause, at)
        text = trimmed(clean(clause))
        if budget_length(text, story.language) > limit:
            return None
        if content_words(text):
            out.append(ListItem(head=text, at=_at(beat, at)))
    heading = story.heading(beat.block)
    if not 2 <= len(out) <= MOST_ITEMS or not heading:
        return None
    fits = all(
        budget_length(i.head, story.language) <= BUDGETS[story.language]["head"] for i in out
    )
    if not fits:
        return None
    return ItemList(
        title=story.fit(heading, "title"), items=tuple(out), kicker=story.kicker("list")
    )


def timeline(beat: Beat, story: Story) -> TimelineCard | None:
    """Return the dated events of the beat, in order of time as told, none with fewer than two."""
    found = dated(beat.text, story.language)
    if len({d.text for d in found}) < 2:
        return None
    events = []
    for n, date in enumerate(found):
        end = found[n + 1].start if n + 1 < len(found) else len(beat.text)
        after = _NOT_LED.sub("", beat.text[date.end : end])
        first = next(iter(clauses(after, story.language)), "")
        text = story.fit(re.sub(r"\b(in|by|on|and|到|至|从)\s*$", "", first), "event")
        if len(content_words(text)) >= 2:
            events.append((_year(date.text, story), text))
    if not 2 <= len(events) <= MOST_ITEMS:
        return None
    return TimelineCard(
        title=_title(beat, story), events=tuple(events), kicker=story.kicker("timeline")
    )


def starts_with_date(beat: Beat, story: Story) -> bool:
    """Tell whether the beat opens with a date."""
    found = dated(beat.text, story.language)
    return bool(found) and found[0].start <= 4


def _year(date: str, story: Story) -> str:
    """Return a date as short as it can be: a bare year without 年."""
    return date[:4] if re.fullmatch(r"\d{4}年", date) else date


def _item(text: str, at: float, story: Story) -> ListItem:
    """Return an item's head and detail within their budgets, no word said twice."""
    named = _HEAD.match(text)
    limit = BUDGETS[story.language]["head"]
    if named and budget_length(named.group(1), story.language) <= limit:
        head, detail = trimmed(named.group(1)), story.fit(named.group(2), "detail")
        return ListItem(head=head, detail=detail, at=at)
    if budget_length(text, story.language) <= BUDGETS[story.language]["title"]:
        return ListItem(head=trimmed(text), at=at)
    parts = clauses(text, story.language)
    first = trimmed(parts[0]) if parts else text
    if budget_length(first, story.language) <= limit:
        rest = ("" if story.language == "zh" else " ").join(parts[1:])
        return ListItem(head=first, detail=story.fit(rest, "detail"), at=at)
    label = story.fit(topic(text, story.weights, story.language), "head").rstrip("…")
    rest = trimmed(text[len(label) :]) if text.startswith(label) else text
    return ListItem(head=label, detail=story.fit(rest, "detail"), at=at)


def _at(beat: Beat, place: int) -> float:
    """Return when the character at ``place`` is spoken, in seconds from the beat's start."""
    moment = beat.time_of(place) if place >= 0 else None
    return -1.0 if moment is None else round(float(max(Fraction(0), moment - beat.start)), 3)


def _title(beat: Beat, story: Story) -> str:
    """Return what the list is about: the words before its first item, the heading, the title."""
    heading = story.heading(beat.block)
    if heading:
        return story.fit(heading, "title")
    lead = next((c for c in clauses(beat.text, story.language) if c.endswith(("：", ":"))), "")
    return story.fit(lead or story.article.title, "title")
