"""Lists that build and timelines, each item at the moment when it is spoken."""

from __future__ import annotations

import re
from fractions import Fraction

from aigc.types.scene import ItemList, ListItem, TimelineCard
from aigc.types.script import ScriptLine
from aigc.video.storyboard.beats import Beat
from aigc.video.storyboard.emphasis import tagged
from aigc.video.storyboard.gist import adverbial
from aigc.video.storyboard.numbers import dated
from aigc.video.storyboard.phrases import (
    budget_length,
    capital,
    clauses,
    clean,
    content_words,
    pieces,
    sentences,
    trimmed,
    without_lead,
)
from aigc.video.storyboard.statements import closes, conditional
from aigc.video.storyboard.story import BUDGETS, Story

MOST_ITEMS = 4
_HEAD = re.compile(r"^\s*(?:\d+[.、)）]\s*)?(.{1,40}?)\s*(?:[:：]|——|\s[–—-]\s)\s*(.+)$", re.DOTALL)
_NOT_LED = re.compile(r"^[\s，,、：:的]+|^(?:以来|以后|起|底|初|末|[春夏秋冬][天季])[，,]?")


def list_lines(beat: Beat, story: Story) -> tuple[ScriptLine, ...]:
    """Return the script lines of the beat."""
    return tuple(story.script.lines[n] for n in beat.lines if n < len(story.script.lines))


def spoken_items(beat: Beat, story: Story) -> tuple[str, ...]:
    """Return the article's list items that the beat speaks, in order."""
    spans = dict.fromkeys(i for line in list_lines(beat, story) for i in story.items(line))
    return tuple(t for s in spans if (t := clean(s.of(story.article.text))))


def item_places(items: tuple[str, ...], beat: Beat) -> tuple[int, ...]:
    """Return where each item begins in the beat's text, -1 for one that is not heard.

    An item begins where its first letters, else the first of its content words, are found after the
    item before it.
    """
    out, after = [], 0
    low = beat.text.lower()
    for item in items:
        words = [p.lower() for p in pieces(item) if content_words(p)]
        starts = [item[:8].lower(), item[:4].lower(), *words[:4]]
        found = next((at for w in starts if (at := low.find(w, after)) >= 0), -1)
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
    made = tuple(
        i for text, place in chosen if (i := _item(text, _at(beat, place), story)) is not None
    )
    if len(made) < 2:
        return None
    return ItemList(title=_title(beat, story), items=made, kicker=story.kicker("list"))


_BEFORE_EN = re.compile(
    r"(?:.*[,;.] |.*\b(?:and|is|was|were) |^)(?:(?:and|was|were|then) )*"
    r"([A-Za-z][^,;.]*?) (?:in|on) $"
)
_CLOSED_EN = re.compile(r"\s*(?:[,.;]|and\b|$)")
_LEADS_ON = re.compile(r"(?:\b(?:in|by|on|and)|[，,]?[到至从])\s*$")
_SERIES = {
    "zh": re.compile(
        r"(?P<items>(?:[^，。；：、！？“”]{1,16}、){1,3}[^，。；：、！？“”]{1,12}?(?:和|及|以及|与)"
        r"[^，。；：、！？“”]{1,12})(?=[，。；！？]|$)|(?<=：)(?P<named>[^，。；：、！？“”]{2,9}"
        r"(?:，[^，。；：、！？“”]{2,9}){2,3})(?=[。；]|$)"
    ),
    "en": re.compile(
        r"(?P<lead>[^,:;]*(?:\b(?:needs?|includes?|offers|sells|paid for|things)\b:?|:))\s"
        r"(?P<items>(?:[\w’'-]+(?: [\w’'-]+){0,2}, ){1,3}[\w’'-]+(?: [\w’'-]+){0,2},? and "
        r"[\w’'-]+(?: [\w’'-]+){0,2})(?=[.;]|$)"
    ),
}
_JOINTS = {"zh": re.compile("、|和|以及|及|与|，"), "en": re.compile(r",? and |, ")}
_COUNTED_ZH = re.compile(r"(?:等|这)?(?:[一二两三四五六七八九十]+[种个套项类样].*|等.*)$")
_DEED_EN = re.compile(
    r"(?:^|(?<=\s))(?:[a-z]{2,}ed|began|became|took|made|built|gave|put|came|went|held|found|kept|left|"
    r"lost|met|paid|ran|saw|sold|sent|set|spent|stood|won|wrote|swept|wound|brought|led)\s"
)
_PRONOUN = re.compile(
    r"^(?:它|他|她|这|那|其|我|你|(?:it|they|he|she|we|i|this|these)\b)", re.IGNORECASE
)


def enumeration(beat: Beat, story: Story) -> ItemList | None:
    """Return three or four short things that a sentence names in a row, or nothing."""
    found = _SERIES[story.language].search(beat.text)
    if found is None:
        return None
    named = found.groupdict().get("named")
    at = found.start("named" if named else "items")
    parts = [trimmed(p) for p in _JOINTS[story.language].split(named or found.group("items"))]
    if named:
        lead = clauses(beat.text[:at], "zh")[-1]
    elif story.language == "zh":
        lead, parts[0] = _after_verb(parts[0])
        lead = beat.text[:at].rpartition("，")[2] + lead
        parts[-1] = _COUNTED_ZH.sub("", parts[-1])
    else:
        lead = found.group("lead")
    limit = BUDGETS[story.language]["head"]
    sound = all(
        p
        and not p.endswith("的")
        and budget_length(p, story.language) <= limit
        and content_words(p)
        for p in parts
    )
    if not 3 <= len(parts) <= MOST_ITEMS or not sound:
        return None
    items = []
    for part in parts:
        at = max(at, beat.text.find(part, at))
        items.append(ListItem(head=capital(part, story.language), at=_at(beat, at)))
    about = trimmed(re.sub(r"(?:是|有|为|包括|are)$", "", trimmed(lead)))
    usable = budget_length(about, story.language) >= 4 and (named or not _PRONOUN.match(about))
    title = (story.fit(about, "title") if usable else "") or _title(beat, story)
    return ItemList(
        title=capital(title, story.language), items=tuple(items), kicker=story.kicker("list")
    )


def deeds(beat: Beat, story: Story) -> ItemList | None:
    """Return three or four short clauses, or things done by one subject, of a plain sentence."""
    text = beat.text.strip()
    if len(sentences(text, story.language)) != 1 or conditional(text, story.language):
        return None
    if story.language == "zh":
        parts = [trimmed(c) for c in clauses(without_lead(text, "zh"), "zh")]
        sound = all(
            closes(p) and not adverbial(p, "zh") and not re.match("而|但|将来|却", p) for p in parts
        )
    else:
        parts = [trimmed(p) for p in re.split(r", (?:and )?| and ", trimmed(text))]
        sound = all(_DEED_EN.match(p) for p in parts[1:])
        verb = _DEED_EN.search(parts[0]) if sound else None
        sound = verb is not None and len(parts[0][: verb.start()].split()) <= 4
        parts[0] = parts[0][verb.start() :].strip() if verb else parts[0]
    limit = BUDGETS[story.language]["detail"] * 0.8
    fits = all(3 <= budget_length(p, story.language) <= limit for p in parts)
    if not (3 <= len(parts) <= MOST_ITEMS and sound and fits):
        return None
    items, at = [], 0
    for part in parts:
        at = max(at, beat.text.find(part, at))
        items.append(ListItem(head=capital(part, story.language), at=_at(beat, at)))
    return ItemList(title=_title(beat, story), items=tuple(items), kicker=story.kicker("list"))


def _after_verb(text: str) -> tuple[str, str]:
    """Return a Chinese clause cut after its last verb, before the first thing that it names."""
    words = tagged(text)
    last = max(
        (n for n, (w, flag) in enumerate(words) if flag in ("v", "p") or w == "是"), default=-1
    )
    end = sum(len(w) for w, _ in words[: last + 1])
    end += len(text[end:]) - len(text[end:].lstrip("了着过"))
    return text[:end], text[end:].strip()


def timeline(beat: Beat, story: Story) -> TimelineCard | None:
    """Return the dated events of the beat, in order of time as told, none with fewer than two."""
    told = beat.told if story.language == "en" else beat.text
    shift = max(0, told.find(beat.text))
    found = dated(told, story.language)
    if len({d.text for d in found}) < 2:
        return None
    events, at = [], []
    for n, date in enumerate(found):
        begin = found[n - 1].end if n else 0
        end = found[n + 1].start if n + 1 < len(found) else len(told)
        text = _event(told[begin : date.start], told[date.end : end], story)
        if len(content_words(text)) >= 2 or (text and told[: date.start].endswith(" in ")):
            later = re.match(r"(?:以后|之后|后)", told[date.end :])
            when = f"{date.text.removesuffix('年')}年后" if later else _year(date.text, story)
            events.append((when, text))
            at.append(_at(beat, max(0, date.start - shift)))
    if not 2 <= len(events) <= MOST_ITEMS:
        return None
    return TimelineCard(
        title=_title(beat, story),
        events=tuple(events),
        kicker=story.kicker("timeline"),
        at=tuple(at),
    )


def _event(before: str, after: str, story: Story) -> str:
    """Return what happened at a date: what follows it, or precedes a date that ends its clause."""
    if story.language == "zh":
        rest = _NOT_LED.sub("", _LEADS_ON.sub("", after))
        first = next(iter(clauses(rest, "zh")), "")
        return story.say(rest, "event") or story.fit(first, "event")
    closing = _BEFORE_EN.search(before) if _CLOSED_EN.match(after) else None
    if closing:
        return capital(story.fit(closing.group(1), "event"), "en")
    rest = _NOT_LED.sub("", _LEADS_ON.sub("", after))
    return story.fit(next(iter(clauses(rest, "en")), ""), "event")


def starts_with_date(beat: Beat, story: Story) -> bool:
    """Tell whether the beat opens with a date."""
    found = dated(beat.text, story.language)
    return bool(found) and found[0].start <= 4


def _year(date: str, story: Story) -> str:
    """Return a date as short as it can be: a bare year without 年."""
    return date[:4] if re.fullmatch(r"\d{4}年", date) else date


def _item(text: str, at: float, story: Story) -> ListItem | None:
    """Return an item's head and detail within their budgets, none where it cannot be said short."""
    named = _HEAD.match(text)
    limit = BUDGETS[story.language]["head"]
    if named and budget_length(named.group(1), story.language) <= limit:
        head, detail = trimmed(named.group(1)), story.fit(named.group(2), "detail")
        return ListItem(head=head, detail=detail, at=at)
    short = story.fit(text, "detail")
    return ListItem(head=short, at=at) if short else None


def _at(beat: Beat, place: int) -> float:
    """Return when the character at ``place`` is spoken, in seconds from the beat's start."""
    moment = beat.time_of(place) if place >= 0 else None
    return -1.0 if moment is None else round(float(max(Fraction(0), moment - beat.start)), 3)


def _title(beat: Beat, story: Story) -> str:
    """Return what the list is about: the words before its first item, the heading, the title."""
    lead = next((c for c in clauses(beat.text, story.language) if c.endswith(("：", ":"))), "")
    named = (story.fit(t, "title") for t in (story.heading(beat.block), lead) if t)
    return next((t for t in named if t), "") or story.title("title")
