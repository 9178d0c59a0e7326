"""The page of copy as HTML; everything that came from outside is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from aigc.app import giving
from aigc.app import views as shared
from aigc.app.copy.actions import Session, Texts, key_of
from aigc.app.copy.files import KINDS as FILES
from aigc.app.copy.words import MEASURES, platform, reason, say
from aigc.app.words import Tongue, named
from aigc.text.copy.editing import HAND, edited, unsupported
from aigc.text.copy.platforms import WIDE, platform_named
from aigc.types.article import Article
from aigc.types.copy import KINDS, Copy, CopyKind, CopySheet, Measure

POST = ("title", "description", "hashtags")
"""Kinds of which one variant each is picked for the post."""
SOURCE_CHARS = 160
GOOD = 0.6


def head(number: int, name: str, tongue: Tongue) -> str:
    """Return the heading above a part of the page."""
    return shared.heading(number, say(name, tongue), say(f"{name}.hint", tongue))


def nothing(tongue: Tongue) -> str:
    """Return the place of the cards before there are any."""
    rows = "".join("<i><b></b><u></u><u></u></i>" for _ in range(3))
    return (
        f'<section class="empty"><div class="posts" aria-hidden="true">{rows}</div>'
        f"<h3>{say('empty', tongue)}</h3><p>{say('empty.how', tongue)}</p></section>"
    )


def about(tongue: Tongue) -> str:
    """Return how facts are kept, and how a model takes part."""
    where = f'<a href="{shared.PAGES["engines"]}">{say("model.where", tongue)}</a>'
    return (
        f'<section class="aside"><h4>{say("guard", tongue)}</h4><p>{say("guard.how", tongue)}</p>'
        f"<h4>{say('model', tongue)}</h4><p>{say('model.how', tongue)}</p><p>{where}</p></section>"
    )


def files(session: Session | None, tongue: Tongue, given: Path | None = None) -> str:
    """Return the files that can be taken along, or the place where they will be."""
    if session is None:
        return f'<section class="read none"><p>{say("empty.files", tongue)}</p></section>'
    return giving.offer([(kind, say(f"give.{kind}", tongue)) for kind in FILES], tongue, given)


def cards(session: Session, texts: Texts, tongue: Tongue) -> str:
    """Return a card for each platform, its texts as they stand in the page."""
    said = " ".join(f'data-{key}="{escape(say(key, tongue))}"' for key in ("copied", "checking"))
    each = "".join(_card(sheet, session.article, texts, tongue) for sheet in session.sheets)
    title = escape(session.article.title)
    return (
        f'<section class="copies" data-wide="{escape(WIDE.pattern)}" {said}><div class="bar">'
        f"<h3>{title}</h3>{_ways(session.sheets, tongue)}</div><ol>{each}</ol></section>"
    )


def _ways(sheets: Sequence[CopySheet], tongue: Tongue) -> str:
    """Return what leads to each card; nothing where there is but one."""
    if len(sheets) < 2:
        return ""
    each = "".join(
        f'<button type="button" data-go="{one.platform}">{escape(platform(one.platform, tongue))}'
        "</button>"
        for one in sheets
    )
    return f"<nav>{each}</nav>"


def _card(sheet: CopySheet, article: Article, texts: Texts, tongue: Tongue) -> str:
    parts = "".join(_kind(sheet, kind, article, texts, tongue) for kind in KINDS)
    name = escape(platform(sheet.platform, tongue))
    tone = escape(platform_named(sheet.platform).tone[tongue])
    return (
        f'<li class="post" data-platform="{sheet.platform}"><header><h4>{name}</h4>'
        f'<small>{tone}</small><button type="button" data-do="post" '
        f'title="{say("post.how", tongue)}">{say("post", tongue)}</button></header>'
        f"{parts}{_notes(sheet, tongue)}</li>"
    )


def _notes(sheet: CopySheet, tongue: Tongue) -> str:
    told = [reason(one, tongue) for one in sheet.notices]
    if sheet.usage is not None:
        told.append(say("usage", tongue, usage=sheet.usage))
    items = "".join(f"<li>{escape(one)}</li>" for one in told)
    return f'<ul class="remarked">{items}</ul>' if items else ""


def _kind(sheet: CopySheet, kind: CopyKind, article: Article, texts: Texts, tongue: Tongue) -> str:
    copies = sheet.of(kind)
    if not copies:
        return ""
    rows = "".join(
        _variant(sheet, one, texts.get(key_of(sheet, one), one.text), article, tongue, n == 0)
        for n, one in enumerate(copies)
    )
    return f'<h5>{say(f"kind.{kind}", tongue)}</h5><ol class="{kind}">{rows}</ol>'


def _variant(
    sheet: CopySheet, one: Copy, text: str, article: Article, tongue: Tongue, first: bool
) -> str:
    key = key_of(sheet, one)
    name = say("text", tongue, kind=say(f"kind.{one.kind}", tongue), variant=one.variant)
    fresh = "" if text == one.text else " edited"
    return (
        f'<li class="variant{fresh}" data-key="{key}" data-original="{escape(one.text)}">'
        f'{_letter(sheet, one, tongue, first)}<div><textarea rows="1" '
        f'aria-label="{escape(name)}" lang="{sheet.language}">{escape(text)}</textarea>'
        f"{verdict(sheet, one, text, article, tongue)}</div><div class='acts'>"
        f'<button type="button" data-do="copy">{say("copy", tongue)}</button>'
        f'<button type="button" data-do="restore">{say("restore", tongue)}</button></div></li>'
    )


def _letter(sheet: CopySheet, one: Copy, tongue: Tongue, first: bool) -> str:
    """Return the letter of a variant, by which it is picked for the post."""
    letter = f"<b>{one.variant}</b>"
    if one.kind not in POST:
        return letter
    pick = say("pick", tongue, variant=one.variant)
    return (
        f'<label title="{pick}"><input type="radio" name="{sheet.platform}-{one.kind}" '
        f'aria-label="{pick}"{" checked" if first else ""}>{letter}</label>'
    )


def verdict(sheet: CopySheet, one: Copy, text: str, article: Article, tongue: Tongue) -> str:
    """Return what is to be said of a variant with these words: size, score, facts and why."""
    copy, place = edited(one, text, sheet, article), platform_named(sheet.platform)
    wrong = [reason(fault, tongue) for fault in unsupported(copy, sheet, article)]
    kind, key = ("bad", "fact.no") if wrong else ("good", "fact.yes")
    if not place.fits(copy.text, copy.kind):
        least = place.title_least if copy.kind == "title" else 1
        wrong.append(say("room", tongue, least=least, most=f"{place.most(copy.kind):g}"))
    faults = "".join(f'<p class="fault">{escape(f"{w[:1].upper()}{w[1:]}")}</p>' for w in wrong)
    return (
        f'<div class="judged">{faults}<details><summary title="{say("why", tongue)}">'
        f'<b class="points">{100 * copy.score:.0f}</b>{_size(sheet, copy, tongue)}'
        f'<span class="tag {kind}" data-fact>{say(key, tongue)}</span>{_author(copy, tongue)}'
        f"</summary>{_measures(copy.measures, tongue)}{_sources(copy, article, tongue)}"
        "</details></div>"
    )


def _size(sheet: CopySheet, copy: Copy, tongue: Tongue) -> str:
    place = platform_named(sheet.platform)
    size, most, weight = place.size(copy.text), place.most(copy.kind), place.letter_weight
    key = "size"
    if copy.kind == "hashtags":
        size, most, weight, key = len(copy.text.split()), place.hashtags, 0, "size.tags"
    over = " over" if size > most else ""
    form = say(key, tongue, size="{}", most=f"{most:g}")
    return (
        f'<output class="size{over}" data-most="{most:g}" data-weight="{weight:g}" '
        f'data-form="{form}" title="{say("size.how", tongue)}">{form.format(f"{size:g}")}</output>'
    )


def _author(copy: Copy, tongue: Tongue) -> str:
    """Return who wrote a variant; nothing where it is the article's own words."""
    if copy.author == "extractive":
        return ""
    engine = copy.author.partition("?")[0]
    said = say("by.hand", tongue) if copy.author == HAND else say("by.model", tongue, engine=engine)
    return f'<span class="tag">{escape(said)}</span>'


def _measures(measures: Sequence[Measure], tongue: Tongue) -> str:
    return f'<dl class="measures">{"".join(_measure(one, tongue) for one in measures)}</dl>'


def _measure(one: Measure, tongue: Tongue) -> str:
    kind = "" if one.value >= GOOD else ' class="low"'
    bar = f'<i><u{kind} style="width: {100 * one.value:.0f}%"></u></i>'
    name, why = named(MEASURES, one.name, tongue), escape(reason(one.note, tongue))
    return f"<div><dt>{name}</dt><dd>{bar}{why}</dd></div>"


def _sources(copy: Copy, article: Article, tongue: Tongue) -> str:
    if copy.sources[0].end - copy.sources[0].start == len(article.text):
        return f"<h6>{say('sources.whole', tongue)}</h6>"
    texts = (escape(_short(span.of(article.text))) for span in copy.sources)
    quotes = "".join(f'<blockquote lang="{article.language}">{one}</blockquote>' for one in texts)
    return f"<h6>{say('sources', tongue)}</h6>{quotes}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SOURCE_CHARS else plain[: SOURCE_CHARS - 1] + "…"
