"""Designed scenes: every way in which a beat's facts can be shown, with how much each is worth."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from aigc.types.article import Block
from aigc.types.scene import (
    Chapter,
    Content,
    EndCard,
    Headline,
    Identity,
    Number,
    SceneKind,
    Statement,
)
from aigc.video.storyboard.beats import Beat
from aigc.video.storyboard.emphasis import key_phrase
from aigc.video.storyboard.gist import Gist, gist, titled, unattributed, when_of
from aigc.video.storyboard.labels import figure_label
from aigc.video.storyboard.lists import deeds, enumeration, item_list, timeline
from aigc.video.storyboard.numbers import figures
from aigc.video.storyboard.phrases import (
    capital,
    clauses,
    clean,
    emphasise,
    same_words,
    sentences,
    trimmed,
    without_lead,
)
from aigc.video.storyboard.quotes import quotation
from aigc.video.storyboard.story import BUDGETS, Story
from aigc.video.storyboard.tables import chart, table_spoken

_LEAST_WEIGHT = 0.6
_STUDY = re.compile(
    r"报告|研究|调查|统计|数据|局$|委$|协会|大学|\b(?:study|report|survey|university|institute|"
    r"research\w*|ministry|office|agency|bank|council)\b",
    re.IGNORECASE,
)
_CHANGE_NOTE = re.compile(r"^(?:同比|环比|比|较|up |down |from )")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A scene that could show a beat; ``worth`` ranks the options of all kinds."""

    kind: SceneKind
    content: Content
    worth: float


def designs(beat: Beat, story: Story) -> tuple[Option, ...]:
    """Return the designed scenes that ``beat`` allows; the last two fit any beat."""
    made = [
        _table(beat, story),
        _option("list", item_list(beat, story), 1.4),
        _option("timeline", timeline(beat, story), 1.5),
        _quote(beat, story),
        _option("list", enumeration(beat, story), 0.95),
        _number(beat, story),
        _option("list", deeds(beat, story), 0.55),
        *_words(beat, story),
    ]
    return tuple(o for o in made if o is not None)


def _option(kind: SceneKind, content: Content | None, worth: float) -> Option | None:
    return Option(kind=kind, content=content, worth=worth) if content is not None else None


def block_of(beat: Beat, story: Story) -> Block | None:
    """Return the article block that the beat belongs to."""
    blocks = story.article.blocks
    return blocks[beat.block] if 0 <= beat.block < len(blocks) else None


def _table(beat: Beat, story: Story) -> Option | None:
    """Return the chart of the table that the beat reads, or of one whose values it speaks."""
    index = table_spoken(beat.block, beat.text, story)
    made = chart(story.article.blocks[index], beat, index, story) if index is not None else None
    worth = 1.6 + 0.4 * beat.whole if index == beat.block else 0.9
    return Option(kind=made[0], content=made[1], worth=worth) if made else None


def charted(beat: Beat, story: Story) -> bool:
    """Tell whether the beat shows a table, so that it is not cut into two scenes of one chart."""
    block = block_of(beat, story)
    return block is not None and bool(block.rows) and _table(beat, story) is not None


def _quote(beat: Beat, story: Story) -> Option | None:
    made = quotation(beat, block_of(beat, story), story)
    if made is None:
        return None
    marked = replace(made, text=_emphasised(made.text, beat.text, story))
    return Option(kind="quote", content=marked, worth=1.6)


def quotes(beat: Beat, story: Story) -> bool:
    """Tell whether the beat quotes somebody, so that it must not be cut in the middle."""
    return quotation(beat, block_of(beat, story), story) is not None


def numbered(beat: Beat, story: Story) -> bool:
    """Tell whether a figure that is spoken in the beat itself can stand alone."""
    made = _number(beat, story)
    return made is not None and isinstance(made.content, Number)


def _number(beat: Beat, story: Story) -> Option | None:
    """Return the weightiest figure of the beat that can be labelled well.

    In a part of a sentence only the figures that this part speaks count.
    """
    best: Option | None = None
    for sentence in sentences(clean(beat.told), story.language):
        for figure in figures(sentence, story.language):
            worth = 0.4 + 0.25 * figure.weight
            spoken = not beat.about or sentence[figure.start : figure.end] in beat.text
            if not spoken or figure.weight < _LEAST_WEIGHT or (best and best.worth >= worth):
                continue
            limit = BUDGETS[story.language]["label"]
            label = figure_label(sentence, figure, limit, story.language)
            if label is None:
                continue
            content = Number(
                label=label.text,
                value=figure.value,
                decimals=figure.decimals,
                prefix=figure.prefix,
                unit=figure.unit,
                kicker=when_of(sentence, story.language) or story.kicker("number"),
                note=label.note or _change(sentence, figure.end, story),
                source=_source(sentence, story),
                share=figure.share,
            )
            best = Option(kind="number", content=content, worth=worth)
    return best


def _change(sentence: str, at: int, story: Story) -> str:
    """Return the clause after a figure that says how it changed."""
    rest = clauses(sentence[at:].lstrip("，,；; "), story.language)
    first = trimmed(rest[0]) if rest else ""
    return story.fit(first, "detail") if _CHANGE_NOTE.match(first) else ""


def _source(sentence: str, story: Story) -> str:
    """Return the study that a sentence names, else the article's own source."""
    who = unattributed(trimmed(sentence), story.language)[1]
    named = story.fit(re.sub(r"^(?:据|根据|an? (?:study|report) by )", "", who), "credit")
    usable = named and _STUDY.search(named) and not figures(named, story.language)
    return capital(named, story.language) if usable else story.source


def gist_of(text: str, story: Story) -> Gist | None:
    """Return the gist of a text within the budgets of a statement."""
    limits = BUDGETS[story.language]
    return gist(text, limits["gist"], limits["statement"], story.language)


def _words(beat: Beat, story: Story) -> tuple[Option, Option]:
    """Return the beat's gist as a statement, and as a headline where two went before."""
    made = gist_of(beat.told, story)
    if made is None:
        made = Gist(
            text=story.say(story.heading(beat.block), "headline") or story.title("headline")
        )
    verbatim = same_words(made.text, without_lead(beat.told, story.language))
    asked = _asked(capital(made.text, story.language), beat.told, story)
    text = _emphasised(asked, beat.text, story)
    plain = Statement(
        text=text, kicker=_kicker(made, beat, story), note=story.fit(made.who, "detail")
    )
    heading = trimmed(story.heading(beat.block))
    limits = BUDGETS[story.language]
    short = titled(made.text, limits["headline"], story.language)
    short = short or titled(made.text, limits["again"], story.language)
    title = short or story.say(heading, "headline") or story.title("headline")
    above = plain.kicker if not same_words(plain.kicker, title) else story.kicker("text")
    again = Headline(
        title=_emphasised(title, beat.text, story),
        kicker=above or story.kicker("text"),
        deck=plain.note,
    )
    return (
        Option(kind="statement", content=plain, worth=0.5 - 0.1 * verbatim),
        Option(kind="headline", content=again, worth=0.15 if short else 0.0),
    )


def _asked(text: str, told: str, story: Story) -> str:
    """Return a whole question with its mark, other texts as they are."""
    mark = "？" if story.language == "zh" else "?"
    asks = told.rstrip().endswith(("？", "?")) and same_words(text, told)
    return f"{text}{mark}" if asks else text


def _kicker(made: Gist | None, beat: Beat, story: Story) -> str:
    """Return when the sentence holds, else its section where that fits whole, else nothing."""
    if made is not None and made.when:
        return made.when
    heading = trimmed(story.heading(beat.block))
    if made is not None and same_words(made.text, story.article.title):
        return ""
    fits = heading and story.fit(heading, "kicker") == heading
    return heading if fits and made is not None and not same_words(heading, made.text) else ""


def _emphasised(text: str, spoken: str, story: Story) -> str:
    return emphasise(text, key_phrase(spoken, text, story.weights, story.language))


def opening(beat: Beat, story: Story, identity: Identity) -> Headline:
    """Return the opening statement: the article's title, who published it and when."""
    title = _asked(story.title("headline"), story.article.title, story)
    kicker = story.say(identity.section, "kicker") or story.kicker("text")
    return Headline(title=_emphasised(title, beat.text, story), kicker=kicker, deck=story.source)


def chapter(beat: Beat, story: Story) -> Chapter:
    """Return the card of the section that the beat opens, numbered as in the article."""
    title = story.fit(story.heading(beat.block), "title") or story.fit(beat.text, "title")
    number = story.section_number(beat.block)
    return Chapter(number=number, title=title, kicker=story.kicker("chapter", number))


def end_card(beat: Beat, story: Story, identity: Identity) -> EndCard:
    """Return the close: the takeaway in a few words and where it was taken from."""
    text = beat.about or beat.text or (story.script.lines[-1].text if story.script.lines else "")
    bare = without_lead(text, story.language)
    takeaway = titled(bare, BUDGETS[story.language]["takeaway"], story.language)
    takeaway = takeaway or story.title("takeaway")
    return EndCard(
        takeaway=_emphasised(_asked(takeaway, text, story), text, story),
        handle=clean(identity.name),
        tagline=clean(identity.account),
        source=story.source,
        logo=identity.logo,
    )
