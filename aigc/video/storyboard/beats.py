"""Beats: stretches of narration that get one scene each, before anything is designed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from aigc.types.narration import NarratedLine, Narration, Word
from aigc.types.script import LineRole
from aigc.types.time import from_frame, to_frame
from aigc.video.storyboard.phrases import clauses
from aigc.video.storyboard.statements import starts_clause
from aigc.video.storyboard.story import Story

SHORTEST = Fraction(8, 5)
"""Seconds below which a scene cannot be read."""
LONGEST = Fraction(7)
"""Seconds above which a beat is cut at a clause."""
_LEAD_IN = Fraction(3, 10)

BeatPart = Literal["opening", "body", "chapter", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What is heard from ``start`` to ``end``.

    ``words`` are the spoken words with their place in ``text``; ``whole`` tells that the beat is a
    group (a list, a quotation) which must not be cut at a clause, ``about`` is the whole sentence
    where the beat was cut inside a clause.
    """

    text: str
    start: Fraction
    end: Fraction
    words: tuple[tuple[int, Word], ...]
    lines: tuple[int, ...]
    role: LineRole = "point"
    block: int = 0
    part: BeatPart = "body"
    whole: bool = False
    about: str = ""

    @property
    def told(self) -> str:
        """What the scene may tell: the sentence that the beat is a part of, else its text."""
        return self.about or self.text

    @property
    def duration(self) -> Fraction:
        """Length in seconds."""
        return self.end - self.start

    def time_of(self, at: int) -> Fraction | None:
        """Return when the character ``at`` of the text is spoken, none after the last word."""
        for place, word in self.words:
            if place + len(word.text) > at:
                return word.time.start
        return None

    def cut_time(self, at: int) -> Fraction | None:
        """Return a moment in the pause before the character ``at``, none outside the beat."""
        before = [w for p, w in self.words if p < at]
        after = [w for p, w in self.words if p >= at]
        if not before or not after:
            return None
        return _pause(before[-1].time.end, after[0].time.start)

    def cut(self, at: int) -> tuple[Beat, Beat]:
        """Return the beat before and from the character ``at`` on."""
        moment = self.cut_time(at)
        assert moment is not None
        left = tuple((p, w) for p, w in self.words if p < at)
        right = tuple((p - at, w) for p, w in self.words if p >= at)
        return (
            replace(self, text=self.text[:at], end=moment, words=left),
            replace(self, text=self.text[at:], start=moment, words=right),
        )


def _pause(end: Fraction, start: Fraction) -> Fraction:
    """Return the moment of change in the pause between two words."""
    return start - min(_LEAD_IN, max(Fraction(0), start - end) / 2)


def line_beats(story: Story, narration: Narration, length: Fraction) -> tuple[Beat, ...]:
    """Return one beat for each narrated line, gapless from zero to ``length``."""
    lines = [n for n in narration.lines if n.text.strip()]
    starts = [Fraction(0)]
    for a, b in pairwise(lines):
        starts.append(max(starts[-1], _pause(_ends(a), _begins(b))))
    out = []
    for line, start, end in zip(lines, starts, [*starts[1:], length], strict=True):
        known = line.line < len(story.script.lines)
        script = story.script.lines[line.line] if known else None
        out.append(
            Beat(
                text=line.text,
                start=start,
                end=end,
                words=tuple((w.span.start, w) for w in line.words),
                lines=(line.line,),
                role=script.role if script else "point",
                block=script.block if script else 0,
            )
        )
    return tuple(out)


def _begins(line: NarratedLine) -> Fraction:
    return line.words[0].time.start if line.words else line.time.start


def _ends(line: NarratedLine) -> Fraction:
    return line.words[-1].time.end if line.words else line.time.end


def joined(a: Beat, b: Beat, glue: str) -> Beat:
    """Return two neighbours as one; the longer gives its role and block."""
    shift = len(a.text) + len(glue)
    longer = a if a.duration >= b.duration else b
    main = next((x for x in (a, b) if x.part != "body"), longer)
    return Beat(
        text=a.text + glue + b.text,
        start=a.start,
        end=b.end,
        words=a.words + tuple((p + shift, w) for p, w in b.words),
        lines=tuple(dict.fromkeys(a.lines + b.lines)),
        role=main.role,
        block=main.block,
        part=main.part,
        whole=a.whole or b.whole,
        about=main.about,
    )


def grouped(
    beats: Sequence[Beat], together: Callable[[Beat, Beat], bool], glue: str, longest: Fraction
) -> tuple[Beat, ...]:
    """Return the beats with neighbours joined while they belong together and fit ``longest``."""
    out: list[Beat] = []
    for beat in beats:
        fits = out and beat.end - out[-1].start <= longest
        if fits and together(out[-1], beat):
            out[-1] = replace(joined(out[-1], beat, glue), whole=True)
        else:
            out.append(beat)
    return tuple(out)


def without_short(beats: Sequence[Beat], glue: str) -> tuple[Beat, ...]:
    """Return the beats with those under `SHORTEST` joined to their shorter neighbour."""
    out = list(beats)
    while len(out) > 1:
        n = min(range(len(out)), key=lambda i: out[i].duration)
        if out[n].duration >= SHORTEST:
            break
        left = out[n - 1] if n else None
        right = out[n + 1] if n + 1 < len(out) else None
        if right is None or (left is not None and left.duration <= right.duration):
            n -= 1
        out[n : n + 2] = [joined(out[n], out[n + 1], glue)]
    return tuple(out)


def clause_cut(
    beat: Beat,
    story: Story,
    *,
    low: Fraction = Fraction(11, 5),
    high: Fraction = Fraction(60),
    best: Fraction | None = None,
    anywhere: bool = False,
) -> int | None:
    """Return the character where the beat may be cut, the clause border nearest to ``best``.

    The first part lasts ``low`` to ``high`` seconds and the second at least ``low``; ``best``
    (seconds from the start) is the middle by default; ``anywhere`` allows parts that are no
    statements of their own.
    """
    goal = beat.duration / 2 if best is None else best
    places, at = [], 0
    for clause in clauses(beat.text, story.language):
        at = beat.text.find(clause, at)
        places.append(at)
        at += len(clause)
    options = []
    for place in places[1:]:
        moment = beat.cut_time(place)
        alone = anywhere or starts_clause(beat.text, place, story.language)
        if moment is None or not alone:
            continue
        first = moment - beat.start
        if low <= first <= high and beat.end - moment >= low:
            options.append((abs(first - goal), place))
    return min(options)[1] if options else None


def word_cut(beat: Beat, best: Fraction, low: Fraction) -> int | None:
    """Return the character of the word that begins nearest to ``best`` seconds from the start.

    Both parts last at least ``low`` seconds.
    """
    options = []
    for place, _ in beat.words[1:]:
        moment = beat.cut_time(place)
        if moment is not None and moment - beat.start >= low and beat.end - moment >= low:
            options.append((abs(moment - beat.start - best), place))
    return min(options)[1] if options else None


def split_long(beat: Beat, story: Story, longest: Fraction = LONGEST) -> tuple[Beat, ...]:
    """Return the beat cut at clauses until no part is longer than ``longest`` where it can be."""
    if beat.whole or beat.duration <= longest:
        return (beat,)
    at = clause_cut(beat, story)
    if at is None:
        return (beat,)
    left, right = beat.cut(at)
    return (*split_long(left, story, longest), *split_long(right, story, longest))


def snapped(beats: Sequence[Beat], fps: Fraction | int) -> tuple[Beat, ...]:
    """Return the beats with their borders on the frame grid."""
    edges = [from_frame(to_frame(b.start, fps), fps) for b in beats]
    edges.append(from_frame(-int(-beats[-1].end * fps // 1), fps))
    return tuple(
        replace(b, start=s, end=e) for b, s, e in zip(beats, edges, edges[1:], strict=False)
    )
