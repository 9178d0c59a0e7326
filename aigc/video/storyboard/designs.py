"""Designed scenes: every way in which a beat's facts can be shown, with how much each is worth."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aigc.types.article import Block
from aigc.types.scene import Chapter, Content, EndCard, Headline, Identity, Number, Quote, SceneKind
from aigc.video.storyboard.beats import Beat
from aigc.video.storyboard.emphasis import key_phrase
from aigc.video.storyboard.lists import clause_list, item_list, list_lines, timeline
from aigc.video.storyboard.numbers import Figure, figures, main_figure
from aigc.video.storyboard.phrases import (
    budget_length,
    capital,
    clauses,
    clean,
    content_words,
    emphasise,
    same_words,
    sentences,
    trimmed,
    without_lead,
)
from aigc.video.storyboard.statements import partial
from aigc.video.storyboard.story import BUDGETS, Story
from aigc.video.storyboard.tables import chart

_QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|(?<!\w)\"([^\"]+)\"|‘([^‘’]{12,})’")
_SPEAKER = {
    "zh": re.compile(
        r"([\u4e00-\u9fff·A-Za-z]{2,16}?)(?:对[^，。“]{1,10})?"
        r"(?:表示|介绍|认为|指出|强调|坦言|告诉|回忆|解释|写道|说)"
    ),
    "en": re.compile(
        r"(?:said|says|wrote|added|explained|according to)\s+((?:[A-Z][\w.’'-]+\s?){1,4})|"
        r"((?:[A-Z][\w.’'-]+\s?){1,4}),?(?:[^,“\"]{0,40},)?\s*(?:said|says|wrote|added|explained)"
    ),
}
_NUMBER_EDGE_ZH = re.compile(r"(?<![降升增减涨跌])(达到|达|为|是|有|至|到|了|共|共有|的|占)$")
_NUMBER_EDGE_EN = re.compile(
    r"\b(of|to|by|at|with|the|a|an|is|was|were|are|has|had|have|reached|in|some|for|on|from|about)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A scene that could show a beat; ``worth`` ranks the options of all kinds."""

    kind: SceneKind
    content: Content
    worth: float


def designs(beat: Beat, story: Story) -> tuple[Option, ...]:
    """Return the designed scenes that ``beat`` allows; the last two fit any beat."""
    made: list[Option | None] = [
        _table(beat, story),
        _list(beat, story),
        _timeline(beat, story),
        _quote(beat, story),
        _number(beat, story),
        _clauses(beat, story),
        text_scene(beat, story),
        _extract(beat, story),
    ]
    return tuple(o for o in made if o is not None)


def block_of(beat: Beat, story: Story) -> Block | None:
    """Return the article block that the beat belongs to."""
    blocks = story.article.blocks
    return blocks[beat.block] if 0 <= beat.block < len(blocks) else None


def _table(beat: Beat, story: Story) -> Option | None:
    block = block_of(beat, story)
    made = chart(block, beat.text, beat.block, story) if block and block.rows else None
    return Option(kind=made[0], content=made[1], worth=1.4) if made else None


def charted(beat: Beat, story: Story) -> bool:
    """Tell whether the beat shows a table, so that it is not cut into two scenes of one chart."""
    return _table(beat, story) is not None


def _list(beat: Beat, story: Story) -> Option | None:
    made = item_list(beat, story)
    return Option(kind="list", content=made, worth=1.4) if made else None


def _clauses(beat: Beat, story: Story) -> Option | None:
    made = clause_list(beat, story)
    return Option(kind="list", content=made, worth=0.45) if made else None


def _timeline(beat: Beat, story: Story) -> Option | None:
    made = timeline(beat, story)
    return Option(kind="timeline", content=made, worth=1.5) if made else None


def _quote(beat: Beat, story: Story) -> Option | None:
    """Return a quotation with its speaker, none when nobody is quoted at length."""
    block = block_of(beat, story)
    named = _QUOTED.findall(beat.text)
    inner = max(("".join(g) for g in named), key=len, default="")
    owner = block.attribution if block else ""
    is_quote = beat.role == "quote" or (block is not None and block.kind == "quote")
    if budget_length(inner, story.language) < BUDGETS[story.language]["quote"] * 0.2:
        inner = ""
    if not inner and not is_quote:
        return None
    who, _, role = (p.strip() for p in re.sub("，|、", ",", clean(owner)).partition(","))
    who = who or _speaker(beat.text, story)
    text = inner or trimmed(beat.text)
    fitted = story.say(text, "quote")
    if not fitted:
        return None
    fitted = _emphasised(fitted, beat.text, story)
    quote = Quote(
        text=fitted, who=story.fit(who, "detail"), role=story.fit(role, "detail") if role else ""
    )
    return Option(kind="quote", content=quote, worth=1.3 if who or is_quote else 0.8)


def quotes(beat: Beat, story: Story) -> bool:
    """Tell whether the beat quotes somebody, so that it must not be cut in the middle."""
    return _quote(beat, story) is not None


def _speaker(text: str, story: Story) -> str:
    """Return who is said to speak, outside the quotation marks."""
    outside = _QUOTED.sub("", text)
    match = _SPEAKER[story.language].search(outside)
    name = next((g for g in match.groups() if g), "") if match else ""
    return trimmed(without_lead(name, story.language)) if name else ""


def _number(beat: Beat, story: Story) -> Option | None:
    """Return the beat's main figure with the rest of its sentence as the label."""
    text = clean(beat.text)
    sentence = max(
        sentences(text, story.language) or (text,),
        key=lambda s: f.weight if (f := main_figure(s, story.language)) else 0.0,
    )
    figure = main_figure(sentence, story.language)
    if figure is None or figure.weight < 0.8:
        return None
    label = figure_label(sentence, figure, story)
    if "…" in label or budget_length(label, story.language) < 4:
        return None
    if len(content_words(label)) < 1:
        return None
    number = Number(
        label=label,
        value=figure.value,
        decimals=figure.decimals,
        prefix=figure.prefix,
        unit=figure.unit,
        kicker=story.kicker("number"),
        source=story.source,
        share=figure.share,
    )
    return Option(kind="number", content=number, worth=0.4 + 0.25 * figure.weight)


def figure_label(sentence: str, figure: Figure, story: Story) -> str:
    """Return what the figure counts: its clause without the number, or the clause beside it."""
    written = sentence[figure.start : figure.end].strip()
    parts = clauses(sentence, story.language)
    here = next((n for n, c in enumerate(parts) if written in c), 0)
    clause = parts[here] if parts else sentence
    before, _, after = clause.partition(written)
    edge = _NUMBER_EDGE_ZH if story.language == "zh" else _NUMBER_EDGE_EN
    before = edge.sub("", trimmed(before))
    after = re.sub(r"^(的|of the|of|的?人次)\s*", "", trimmed(after))
    glue = "" if story.language == "zh" else " "
    whole = trimmed(edge.sub("", trimmed(before + glue + after)))
    torn = story.language == "en" or re.search(r"[每一第名个只]$", before)
    if before and after and torn:
        whole = trimmed(clause)
    previous = _without_figures(parts[here - 1], story) if here else ""
    options = [whole] if before and after and torn else [whole, trimmed(before), trimmed(after)]
    if len(content_words(whole)) < 3 and previous:
        options.insert(0, trimmed(previous + ("，" if glue == "" else ", ") + whole))
    if here + 1 < len(parts):
        options.append(trimmed(parts[here + 1]))
    limit = BUDGETS[story.language]["label"]
    least = 4 if story.language == "zh" else 9
    for option in options:
        if least <= budget_length(option, story.language) <= limit:
            return without_lead(option, story.language)
    return story.say(sentence, "label")


def _without_figures(clause: str, story: Story) -> str:
    """Return a clause that names a subject without the numbers it gives."""
    edge = _NUMBER_EDGE_ZH if story.language == "zh" else _NUMBER_EDGE_EN
    for figure in reversed(figures(clause, story.language)):
        clause = clause[: figure.start] + clause[figure.end :]
    return edge.sub("", trimmed(clause))


def text_scene(beat: Beat, story: Story) -> Option:
    """Return a scene of words: what the beat says in fewer clauses, else its section, else all."""
    limit = BUDGETS[story.language]["headline"]
    heading = story.say(story.heading(beat.block), "headline")
    short = partial(beat.text, limit, story.language)
    whole = story.say(beat.text, "headline")
    if short and not same_words(short, without_lead(beat.text, story.language)):
        title, worth = short, 0.5
    elif heading:
        title, worth = heading, 0.35
    elif whole and _clauses_of(beat, story) > 1:
        title, worth = whole, 0.3
    else:
        title, worth = story.title("headline"), 0.25
    content = Headline(
        title=_emphasised(capital(title, story.language), beat.text, story),
        kicker=_kicker(title, beat, story),
    )
    return Option(kind="headline", content=content, worth=worth)


def _clauses_of(beat: Beat, story: Story) -> int:
    return len(clauses(beat.text, story.language))


def _kicker(title: str, beat: Beat, story: Story) -> str:
    """Return the section's heading where it fits whole and is not the title itself."""
    heading = trimmed(story.heading(beat.block))
    fits = budget_length(heading, story.language) <= BUDGETS[story.language]["kicker"]
    return heading if heading and fits and not same_words(heading, title) else story.kicker("text")


def _extract(beat: Beat, story: Story) -> Option:
    """Return the sentence that is heard, or the article's own behind it, set as an extract."""
    said = " ".join(story.said(line) for line in list_lines(beat, story)) or beat.text
    mine = content_words(beat.text)
    written = max(
        sentences(said, story.language) or (said,), key=lambda s: len(content_words(s) & mine)
    )
    heard = (written,) if beat.text[:1].islower() else (beat.text, written)
    options = [capital(t, story.language) for s in heard if (t := story.say(s, "quote"))]
    text = max(options, key=lambda t: len(content_words(t) & mine), default="")
    worth = 0.4 if text and len(content_words(text) & mine) >= 2 else 0.1
    text = _emphasised(text or story.title("quote"), beat.text, story)
    return Option(kind="quote", content=Quote(text=text, who=story.shown_publisher), worth=worth)


def _emphasised(text: str, spoken: str, story: Story) -> str:
    return emphasise(text, key_phrase(spoken, text, story.weights, story.language))


def opening(beat: Beat, story: Story, identity: Identity) -> Headline:
    """Return the opening statement: the article's title, who published it and when."""
    title = story.title("headline")
    kicker = story.say(identity.section, "kicker") or story.kicker("text")
    return Headline(title=_emphasised(title, beat.text, story), kicker=kicker, deck=story.source)


def chapter(beat: Beat, story: Story) -> Chapter:
    """Return the card of the section that the beat opens, numbered as in the article."""
    title = story.heading(beat.block) or beat.text
    number = story.section_number(beat.block)
    return Chapter(
        number=number, title=story.fit(title, "title"), kicker=story.kicker("chapter", number)
    )


def end_card(beat: Beat, story: Story, identity: Identity) -> EndCard:
    """Return the close: the takeaway in a few words and where it was taken from."""
    text = beat.text or (story.script.lines[-1].text if story.script.lines else "")
    takeaway = story.say(without_lead(text, story.language), "takeaway") or story.title("takeaway")
    return EndCard(
        takeaway=_emphasised(takeaway, text, story),
        handle=clean(identity.name),
        source=story.source,
    )
