"""When the words of a song are heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Final

from aigc.errors import InputError
from aigc.timings.spelling import is_silent
from aigc.timings.tiers import laid, over, timing_of
from aigc.types.timing import Timed, Timing
from aigc.types.vocal import Singing, SungNote, VocalLine

_REST_S: Final = Fraction(1, 4)
"""A rest as long as this parts two lines where nothing else tells."""
_STEPS: Final = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


@dataclass(frozen=True, slots=True)
class _Sung:
    """A syllable: its note's index, the note, and its phonemes."""

    index: int
    note: SungNote
    sounds: tuple[Timed, ...]


def timing_of_singing(
    singing: Singing, line: VocalLine, *, line_starts: Sequence[int] = ()
) -> Timing:
    """Return when the sounds, syllables, words, lines and notes of a song are heard.

    A syllable goes from its first consonant, which comes before the beat, to its last sound; a
    melisma is one syllable. Notes have the times that were asked for.

    Parameters
    ----------
    singing : Singing
        Its phonemes go end to end.
    line : VocalLine
        What was sung.
    line_starts : sequence of int
        Indices of the notes on which lines of the lyric begin; without any, a line begins where
        the singer breathes or rests for a quarter of a second.

    Raises
    ------
    InputError
        The phonemes go backwards in time or name a note that the line does not have.
    """
    duration, rate = singing.audio.duration, singing.audio.sample_rate
    given = [Timed(text=p.phoneme.symbol, time=p.phoneme.time) for p in singing.phonemes]
    sounds = laid(given, duration, rate)
    heads = _heads(line)
    owners = [_owner(p.note, heads) for p in singing.phonemes]
    syllables = list(_syllables(line, sounds, owners))
    words = list(_words(syllables))
    starts = set(line_starts) or _phrase_starts(line)
    notes = [Timed(text=pitch_name(n.pitch), time=n.time) for n in line.notes]
    inside = [n for n in notes if n.time.start < duration]
    tiers = {
        "lines": [_row(row) for row in _rows(words, starts)],
        "words": [_joined(word) for word in words],
        "syllables": [over(s.sounds, s.note.text) for s in syllables],
        "phonemes": sounds,
        "notes": inside,
    }
    return timing_of(tiers, duration, rate)


def pitch_name(midi_pitch: int) -> str:
    """Return the name of a MIDI pitch, middle C being C4.

    >>> pitch_name(60), pitch_name(78)
    ('C4', 'F#5')
    """
    return f"{_STEPS[midi_pitch % 12]}{midi_pitch // 12 - 1}"


def _heads(line: VocalLine) -> list[int]:
    """Return for each note the index of the one on which its syllable begins, -1 before any."""
    out, head = [], -1
    for i, note in enumerate(line.notes):
        head = i if note.reading is not None else head
        out.append(head)
    return out


def _owner(note: int, heads: Sequence[int]) -> int:
    if note >= len(heads):
        raise InputError(
            f"A phoneme names note {note}, but the line has {len(heads)}. Give the line that was "
            "sung."
        )
    return heads[note] if note >= 0 else -1


def _syllables(line: VocalLine, sounds: Sequence[Timed], owners: Sequence[int]) -> Iterator[_Sung]:
    """Yield each syllable; silence and breath that belong to a note are no part of it."""
    pairs = [(o, s) for o, s in zip(owners, sounds, strict=True) if not is_silent(s.text)]
    for owner, group in groupby(pairs, key=lambda pair: pair[0]):
        if owner >= 0:
            yield _Sung(owner, line.notes[owner], tuple(sound for _, sound in group))


def _words(syllables: Sequence[_Sung]) -> Iterator[list[_Sung]]:
    word: list[_Sung] = []
    for syllable in syllables:
        word.append(syllable)
        if syllable.note.word_end:
            yield word
            word = []
    if word:
        yield word


def _phrase_starts(line: VocalLine) -> set[int]:
    """Return the notes before which the singer breathes or rests."""
    rested = (
        i + 1
        for i, (a, b) in enumerate(pairwise(line.notes))
        if b.breath or b.time.start - a.time.end >= _REST_S
    )
    return {0, *rested}


def _rows(words: Sequence[list[_Sung]], starts: set[int]) -> Iterator[list[list[_Sung]]]:
    """Yield the words of each line; a word is never parted."""
    row: list[list[_Sung]] = []
    before = -1
    for word in words:
        if row and any(before < start <= word[0].index for start in starts):
            yield row
            row = []
        row.append(word)
        before = word[0].index
    if row:
        yield row


def _joined(word: Sequence[_Sung]) -> Timed:
    sounds = [sound for syllable in word for sound in syllable.sounds]
    return over(sounds, "".join(s.note.text for s in word))


def _row(words: Sequence[Sequence[_Sung]]) -> Timed:
    """Return a line; a space stands between words unless both sides of it are hanzi."""
    said = [_joined(word) for word in words]
    text = said[0].text
    for word in said[1:]:
        spaced = _latin(text[-1:]) or _latin(word.text[:1])
        text += (" " if spaced else "") + word.text
    return over(said, text)


def _latin(character: str) -> bool:
    return character.isascii() and character.strip() != ""
