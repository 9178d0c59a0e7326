"""Storyboard: every stretch of narration gets its picture or a designed scene."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from aigc.errors import InputError
from aigc.types.article import Article
from aigc.types.asset import Asset
from aigc.types.narration import Narration
from aigc.types.scene import Identity, PictureShot, Scene, Storyboard
from aigc.types.script import Script
from aigc.types.time import TimeRange
from aigc.video.storyboard.beats import (
    LONGEST,
    SHORTEST,
    Beat,
    clause_cut,
    grouped,
    joined,
    line_beats,
    snapped,
    split_long,
    without_short,
    word_cut,
)
from aigc.video.storyboard.designs import (
    Option,
    block_of,
    chapter,
    charted,
    designs,
    end_card,
    numbered,
    opening,
    quotes,
)
from aigc.video.storyboard.lists import split_items, spoken_items, starts_with_date, timeline
from aigc.video.storyboard.match import (
    THRESHOLD,
    Candidate,
    Likeness,
    assign,
    candidates,
    looked_at,
    score,
)
from aigc.video.storyboard.numbers import figures
from aigc.video.storyboard.phrases import sentences
from aigc.video.storyboard.statements import starts_clause
from aigc.video.storyboard.story import Story
from aigc.video.storyboard.variety import chosen, varied

CHAPTERS_FROM = Fraction(45)
"""Seconds from which a clip is long enough for chapter cards."""
_CHAPTER_APART = Fraction(10)
_GROUP_LONGEST = Fraction(16)
_EARLY_BLOCKS = 4
_END_SHORTEST, _END_BEST, _END_LONGEST = Fraction(3), Fraction(4), Fraction(7)
_END_HELD = Fraction(19, 2)
_TITLE_BEST = Fraction(4)
_FIGURE_LONGEST, _FIGURE_SHORTEST = Fraction(15, 2), Fraction(5, 2)
_TITLE_LONGEST = Fraction(6)
_EVENT_LONGEST = Fraction(11, 2)


def centre(asset: Asset) -> tuple[float, float]:
    """Return the focus of a picture nobody has looked at: a little above its middle."""
    return (0.5, 0.45)


def plan_storyboard(
    article: Article,
    script: Script,
    narration: Narration,
    *,
    seed: int,
    identity: Identity | None = None,
    fps: Fraction | int = 30,
    tail: Fraction = Fraction(0),
    focus_of: Callable[[Asset], tuple[float, float]] = centre,
    shots: Sequence[PictureShot] | None = None,
    likeness: Likeness | None = None,
) -> Storyboard:
    """Return the scenes of a clip, gapless from zero to the narration's end plus ``tail`` seconds.

    A scene begins on a frame of ``fps``, in the pause before its first word. Pictures come from
    the article, with ``focus_of`` telling their salient point, or from ``shots`` where given;
    each is shown once, in the order of the narration, with a beat that it belongs to by its words,
    or by what ``likeness`` sees in it. Every other beat shows facts that it speaks, taken from the
    article. All variation follows ``seed``.

    Raises
    ------
    InputError
        The narration has no line, or names lines that the script does not have.
    """
    identity = identity or Identity()
    story = Story(article=article, script=script, name=identity.name)
    _check(script, narration)
    beats = plan_beats(story, narration, tail=tail, fps=fps)
    pictures = looked_at(candidates(story, focus_of, shots), beats, likeness)
    lead = _lead(beats, pictures, story)
    rest = [p for p in pictures if p is not lead]
    placed = assign(beats, rest, story)
    options = []
    for n, beat in enumerate(beats):
        shot = (rest[placed[n][0]].shot, placed[n][1]) if n in placed else None
        options.append(_options(beat, story, identity, lead, shot))
    scenes = [
        Scene(
            kind=option.kind,
            content=option.content,
            time=TimeRange(start=beat.start, duration=beat.duration),
            lines=beat.lines,
        )
        for beat, option in zip(beats, chosen(options), strict=True)
    ]
    return Storyboard(scenes=varied(scenes, seed), identity=identity)


def _check(script: Script, narration: Narration) -> None:
    spoken = [n for n in narration.lines if n.text.strip()]
    if not spoken:
        raise InputError("The narration has no line, so there is nothing to show. Speak a script.")
    wrong = [n.line for n in spoken if not 0 <= n.line < len(script.lines)]
    if wrong:
        raise InputError(
            f"The narration speaks line {wrong[0]}, but the script has {len(script.lines)} lines. "
            "Give the script that was spoken."
        )


def plan_beats(
    story: Story, narration: Narration, *, tail: Fraction, fps: Fraction | int
) -> tuple[Beat, ...]:
    """Return the stretches of narration that get one scene each, on the frame grid."""
    glue = "" if story.language == "zh" else " "
    spoken = line_beats(story, narration, narration.duration)
    spoken = _with_parts(spoken, story, tail, narration.duration)
    body = grouped(spoken, lambda a, b: _together(a, b, story), glue, _GROUP_LONGEST)
    cut: list[Beat] = []
    for beat in body:
        if beat.part == "end":
            cut += _close(beat, story, tail)
        elif beat.part == "opening":
            cut += _opening(beat, story)
        elif charted(beat, story) and beat.duration <= _GROUP_LONGEST:
            cut.append(beat)
        elif len(spoken_items(beat, story)) >= 2:
            cut += split_items(replace(beat, whole=True), story)
        elif beat.duration <= _GROUP_LONGEST and (_dated(beat, story) or quotes(beat, story)):
            cut.append(replace(beat, whole=True))
        else:
            for part in split_long(replace(beat, whole=False), story):
                cut += _figured(part, story)
    if narration.duration + tail > CHAPTERS_FROM:
        cut = _with_chapters(cut, story)
    return snapped(without_short(_with_tail(cut, tail), glue), fps)


def _figured(beat: Beat, story: Story) -> tuple[Beat, ...]:
    """Cut a long beat between two figures where each part can show its own."""
    if beat.duration <= _FIGURE_LONGEST:
        return (beat,)
    found = figures(beat.text, story.language)
    for first, second in pairwise(found):
        between = beat.text[first.end : second.start]
        joint = re.search(r"，|；|, | and ", between)
        at = first.end + joint.end() if joint else 0
        if not joint or beat.cut_time(at) is None:
            continue
        parts = [replace(part, about=beat.told) for part in beat.cut(at)]
        if all(p.duration >= _FIGURE_SHORTEST and numbered(p, story) for p in parts):
            return tuple(parts)
    return (beat,)


def _dated(beat: Beat, story: Story) -> bool:
    """Tell whether the beat's dates fill a timeline for as long as it lasts."""
    made = timeline(beat, story)
    return made is not None and beat.duration <= _EVENT_LONGEST * len(made.events)


def _with_parts(
    beats: Sequence[Beat], story: Story, tail: Fraction, length: Fraction
) -> tuple[Beat, ...]:
    """Mark the opening, and the end where the last line closes the clip."""
    out = [replace(beats[0], part="opening"), *beats[1:]]
    closes = out[-1].role == "close" or (len(out) >= 3 and tail < SHORTEST)
    if len(out) > 1 and closes:
        out[-1] = replace(out[-1], part="end")
    return tuple(out)


def _opening(beat: Beat, story: Story) -> tuple[Beat, ...]:
    """Cut a long opening so that the title stands alone over its first words."""
    at = clause_cut(beat, story, anywhere=True) if beat.duration > Fraction(11, 2) else None
    late = at is not None and beat.cut(at)[0].duration > _TITLE_LONGEST
    if (at is None and beat.duration > LONGEST) or late:
        at = word_cut(beat, _TITLE_BEST, Fraction(5, 2))
    if at is None:
        return (beat,)
    left, right = beat.cut(at)
    right = replace(right, part="body")
    if right.duration <= LONGEST or not starts_clause(beat.text, at, story.language):
        return (left, replace(right, about=beat.text))
    return (left, *split_long(right, story))


def _close(beat: Beat, story: Story, tail: Fraction) -> tuple[Beat, ...]:
    """Cut a long close so that the end card has three to six and a half seconds.

    A fact of its own, a sentence or a clause, gets its own scene; a sentence that cannot be cut
    holds the card longer. The end card says the whole last sentence in any case.
    """
    if beat.duration + tail <= _END_LONGEST:
        return (beat,)
    last = sentences(beat.text, story.language)[-1]
    at = beat.text.rfind(last)
    moment = beat.cut_time(at) if at > 0 else None
    if moment is not None and beat.end - moment + tail >= SHORTEST:
        left, right = beat.cut(at)
        body = split_long(replace(left, part="body", role="point"), story)
        return (*body, *_close(right, story, tail))
    best = beat.duration + tail - _END_BEST
    low, high = SHORTEST, beat.duration + tail - _END_SHORTEST
    at_clause = clause_cut(beat, story, low=low, high=high, best=best, anywhere=True)
    found = at_clause if at_clause is not None else word_cut(beat, best, SHORTEST)
    if found is None:
        return (beat,)
    left, right = beat.cut(found)
    alone = at_clause is not None and starts_clause(beat.text, found, story.language)
    if not alone and beat.duration + tail <= _END_HELD:
        return (beat,)
    about = "" if alone else beat.text
    return (replace(left, part="body", about=about), replace(right, about=beat.text))


def _together(a: Beat, b: Beat, story: Story) -> bool:
    """Tell whether two neighbouring lines are one list, one table or a row of dated events."""
    if a.part != "body" or b.part != "body":
        return False
    block = block_of(b, story)
    if a.block == b.block and block is not None and (block.kind == "list" or block.rows):
        return True
    if a.block == b.block and a.text.endswith(("：", ":")) and b.text[:1] in '“「"':
        return True
    dated = starts_with_date(a, story) and starts_with_date(b, story)
    glue = "" if story.language == "zh" else " "
    return dated and timeline(joined(a, b, glue), story) is not None


def _with_chapters(beats: Sequence[Beat], story: Story) -> list[Beat]:
    """Open each new section with a card of two to three seconds, not closer than ten seconds."""
    out: list[Beat] = []
    section, last = story.heading(beats[0].block), Fraction(0)
    for beat in beats:
        heading = story.heading(beat.block)
        new = bool(heading) and heading != section and beat.part == "body"
        section = heading or section
        parts = _opened(beat, story) if new and beat.start - last >= _CHAPTER_APART else ()
        last = beat.start if parts else last
        out += parts or (beat,)
    return out


def _opened(beat: Beat, story: Story) -> tuple[Beat, ...]:
    """Return the beat with its first clause as a chapter, nothing where that cannot be cut."""
    if beat.role == "chapter" and beat.duration <= Fraction(9, 2):
        return (replace(beat, part="chapter"),)
    if beat.whole:
        return ()
    best, high = Fraction(5, 2), Fraction(7, 2)
    at = clause_cut(beat, story, low=Fraction(2), high=high, best=best)
    if at is None:
        return ()
    left, right = beat.cut(at)
    return (replace(left, part="chapter"), right)


def _with_tail(beats: Sequence[Beat], tail: Fraction) -> tuple[Beat, ...]:
    """Add the seconds after the last word to the end card, or as an end card of their own."""
    last = beats[-1]
    if tail < SHORTEST or last.part == "end":
        return (*beats[:-1], replace(last, end=last.end + tail))
    card = Beat(
        text="",
        start=last.end,
        end=last.end + tail,
        words=(),
        lines=(),
        block=last.block,
        part="end",
    )
    return (*beats, card)


def _lead(beats: Sequence[Beat], pictures: Sequence[Candidate], story: Story) -> Candidate | None:
    """Return the picture of the opening.

    The first picture where it stands early and no later line speaks of it; else the first that
    the opening speaks of and no line needs; else the first that stands early.
    """
    if not pictures or beats[0].part != "opening":
        return None
    placed = {j: worth for j, worth in assign(beats, pictures, story).values()}
    first = pictures[0]
    early = first.block < 0 or first.block <= _EARLY_BLOCKS
    if early and placed.get(0, 0.0) < 1.0:
        return first
    free = (
        p
        for j, p in enumerate(pictures)
        if j not in placed and score(beats[0], p, story) >= THRESHOLD
    )
    return next(free, first if early else None)


def _options(
    beat: Beat,
    story: Story,
    identity: Identity,
    lead: Candidate | None,
    shot: tuple[PictureShot, float] | None,
) -> tuple[Option, ...]:
    """Return what a beat may show: one card at the edges, else its picture and the designs."""
    if beat.part == "opening":
        content = opening(beat, story, identity)
        picture = lead.shot if lead else None
        return (Option(kind="headline", content=replace(content, picture=picture), worth=5.0),)
    if beat.part == "chapter":
        return (Option(kind="chapter", content=chapter(beat, story), worth=5.0),)
    if beat.part == "end":
        return (Option(kind="end", content=end_card(beat, story, identity), worth=5.0),)
    made = designs(beat, story)
    if shot is None:
        return made
    return (Option(kind="picture", content=shot[0], worth=0.8 + shot[1]), *made)
