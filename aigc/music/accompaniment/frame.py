"""The song inside its introduction and ending, in the key that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, TypeVar

from aigc.errors import InputError
from aigc.music.accompaniment.sections import Section, sections_of
from aigc.music.metre import Span, spans
from aigc.types.chord import SILENT, Chord, Key, PlacedChord, Progression
from aigc.types.score import Bar, ChordSymbol, Dynamic, Hairpin, Note, Score, Tempo

Placed = TypeVar("Placed", Note, Tempo, Bar, Dynamic, Hairpin, ChordSymbol, PlacedChord)

_OPENINGS: Final = {
    "major": {1: "7", 2: "0 7", 3: "0 5 7", 4: "0 9m 5 7"},
    "minor": {1: "7", 2: "0m 7", 3: "0m 5m 7", 4: "0m 8 5m 7"},
}
_ENDINGS: Final = {
    "major": {0: "", 1: "0", 2: "5 0", 3: "0 5 0", 4: "0 9m 5 0"},
    "minor": {0: "", 1: "0m", 2: "5m 0m", 3: "0m 5m 0m", 4: "0m 8 5m 0m"},
}
"""Roots in semitones over the tonic, ``m`` for minor, one a bar."""

MOST_BARS: Final = 4
"""Of an introduction and of an ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A whole piece before anybody plays: its score, bars, chords and sections.

    ``counted`` bars at the beginning are only counted in.
    """

    score: Score
    bars: tuple[Span, ...]
    chords: Progression
    sections: tuple[Section, ...]
    counted: int


def framed(
    score: Score,
    chords: Progression,
    key: Key,
    *,
    count: bool,
    intro: int,
    outro: int,
    shift: int,
    least: int,
) -> Frame:
    """Return a song with bars before and behind it; a pickup joins the last bar before it.

    Raises
    ------
    InputError
        When the introduction or ending is longer than 4 bars, or the key leaves the MIDI range.
    """
    for name, bars in (("introduction", intro), ("ending", outro)):
        if not 0 <= bars <= MOST_BARS:
            raise InputError(f"An {name} of {bars} bars is not possible: choose 0 to {MOST_BARS}.")
    song = spans(score)
    before = int(count) + intro
    moved, first, lead = _behind(score, song, before)
    last = song[-1].bar
    song_end = song[-1].end + lead
    behind = [
        replace(last, start=song_end + i * last.length, offset=Fraction(0)) for i in range(outro)
    ]
    all_bars = [*_leading(first, before), *moved.bars, *behind]
    ends = [*(bar.start for bar in all_bars[1:]), song_end + outro * last.length]
    whole = tuple(Span(bar=b, end=e) for b, e in zip(all_bars, ends, strict=True))
    placed = [
        *_row(_OPENINGS[key.mode].get(intro, ""), key, whole[int(count) : before]),
        *_later(chords, lead),
        *_row(_ENDINGS[key.mode][outro], key, whole[len(whole) - outro :]),
    ]
    heard = tuple(replace(p, chord=p.chord and p.chord.transposed(shift)) for p in placed)
    inner = sections_of(moved, whole[before : len(whole) - outro], least)
    return Frame(
        score=_transposed(replace(moved, bars=tuple(all_bars), chords=_symbols(heard)), shift),
        bars=whole,
        chords=heard,
        sections=tuple(_sections(inner, before, len(whole))),
        counted=int(count),
    )  # fmt: skip


def _behind(score: Score, song: Sequence[Span], before: int) -> tuple[Score, Bar, Fraction]:
    """Return the score moved behind ``before`` bars, its first whole metre, and how far it moved.

    A pickup at the beginning becomes the end of the last of those bars.
    """
    first = song[0].bar
    bars = [span.bar for span in song]
    pickup = song[0].end - song[0].start if song[0].pickup and len(song) > 1 else Fraction(0)
    if before and pickup:
        bars = bars[1:]
    lead = before * first.length - (pickup if before else 0)
    tempos = list(_later(score.tempos, lead))
    tempos[0] = Tempo(start=Fraction(0), bpm=tempos[0].bpm)
    moved = replace(
        score,
        notes=tuple(_later(score.notes, lead)),
        tempos=tuple(tempos),
        bars=tuple(_later(bars, lead)),
        keys=tuple(
            replace(k, start=k.start + (lead if i else 0)) for i, k in enumerate(score.keys)
        ),
        dynamics=tuple(_later(score.dynamics, lead)),
        hairpins=tuple(replace(h, end=h.end + lead) for h in _later(score.hairpins, lead)),
    )
    return moved, first, lead


def _later(things: Iterable[Placed], lead: Fraction) -> Iterator[Placed]:
    """Yield what begins at a place, moved by ``lead`` quarter notes."""
    for thing in things:
        yield replace(thing, start=thing.start + lead)


def _leading(first: Bar, count: int) -> list[Bar]:
    """Return the bars before the song."""
    return [replace(first, start=i * first.length, offset=Fraction(0)) for i in range(count)]


def _row(row: str, key: Key, bars: Sequence[Span]) -> list[PlacedChord]:
    """Return a row of chords, one a bar."""
    return [
        PlacedChord(
            start=bar.start,
            chord=Chord(
                root=(key.tonic + int(sign.rstrip("m"))) % 12,
                quality="minor" if sign.endswith("m") else "major",
            ),
        )
        for sign, bar in zip(row.split(), bars, strict=True)
    ]


def _symbols(chords: Progression) -> tuple[ChordSymbol, ...]:
    """Return chords as a score holds them."""
    return tuple(
        ChordSymbol(start=p.start, symbol=p.chord.symbol if p.chord else SILENT[0]) for p in chords
    )


def _sections(inner: Sequence[Section], before: int, bars: int) -> list[Section]:
    """Return the sections of the whole piece: softer before the song and behind it."""
    moved = [replace(s, first=s.first + before, stop=s.stop + before) for s in inner]
    opening = Section(first=0, stop=before, energy=max(1, moved[0].energy - 1))
    ending = Section(first=moved[-1].stop, stop=bars, energy=max(2, moved[-1].energy - 2))
    return [s for s in (opening, *moved, ending) if s.stop > s.first]


def _transposed(score: Score, shift: int) -> Score:
    """Return the score ``shift`` semitones higher.

    Raises
    ------
    InputError
        When a note leaves the MIDI range.
    """
    notes = tuple(
        replace(n, pitch=n.pitch + shift, graces=tuple(p + shift for p in n.graces))
        for n in score.notes
    )
    if any(not 0 <= n.pitch <= 127 for n in notes):
        raise InputError(
            f"Moved by {shift:+d} semitones the melody leaves the range of MIDI. Choose a shift "
            "nearer to 0."
        )
    keys = tuple(replace(k, fifths=(k.fifths + 7 * shift + 5) % 12 - 5) for k in score.keys)
    return replace(score, notes=notes, keys=keys if shift else score.keys)
