"""Which voice of a piece is the one that is sung."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from aigc.errors import InputError, did_you_mean
from aigc.types.score import Bar, Score

_SUNG = ("voice", "vocal", "vox", "melody", "lead", "soprano", "sing", "人声", "主旋律", "歌", "唱")
_FEWEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice that may be chosen.

    Attributes
    ----------
    part : int
        Number of its part, counted from 1.
    key : str
        How the reader finds it within the part.
    notes : int
        How many notes it has.
    words : float
        How much of it is sung, comparable within one piece: the notes with words in MusicXML, how
        well words and notes begin together in MIDI.
    pitch : float
        Mean MIDI pitch.
    sung : bool
        It has words of its own.
    """

    part: int
    key: str
    notes: int
    words: float
    pitch: float
    sung: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a file holds.

    Attributes
    ----------
    names : tuple of str
        Of the parts, in order.
    voices : tuple of Voice
        All that may be chosen.
    lay : callable
        Gives the score of one of the voices.
    """

    names: tuple[str, ...]
    voices: tuple[Voice, ...]
    lay: Callable[[Voice], Score]


def alone(*scores: Score) -> Piece:
    """Return scores that are already laid out, a part each, as a piece."""
    voices = tuple(
        Voice(
            part=number,
            key="1",
            notes=len(score.notes),
            words=sum(bool(note.lyrics) for note in score.notes),
            pitch=sum(note.pitch for note in score.notes) / len(score.notes),
            sung=any(note.lyrics for note in score.notes),
        )
        for number, score in enumerate(scores, 1)
        if score.notes
    )
    names = tuple(score.part for score in scores)
    return Piece(names=names, voices=voices, lay=lambda voice: scores[voice.part - 1])


def overlap_remarks(places: Sequence[Fraction], bars: Sequence[Bar]) -> tuple[str, ...]:
    """Return what to tell of notes that were cut where the next began; places in quarter notes."""
    if not places:
        return ()
    score = Score(notes=(), bars=tuple(bars) or Score(notes=()).bars)
    numbers = sorted({score.bars.index(score.bar(place)) + 1 for place in places})
    shown = ", ".join(map(str, numbers[:8])) + (", ..." if len(numbers) > 8 else "")
    many = (
        "notes overlap the next and were" if len(places) > 1 else "note overlaps the next and was"
    )
    return (f"{len(places)} {many} cut where that begins (in measure {shown}).",)


def sung_voices(piece: Piece) -> tuple[Voice, ...]:
    """Return the voices that are sung: those with words, or else the melody of each part."""
    worded = tuple(voice for voice in piece.voices if voice.sung)
    if worded:
        return worded
    best: dict[int, Voice] = {}
    for voice in piece.voices:
        known = best.get(voice.part)
        if known is None or (voice.notes, voice.pitch) > (known.notes, known.pitch):
            best[voice.part] = voice
    return tuple(best[part] for part in sorted(best))


def chosen(
    voices: Sequence[Voice], names: Sequence[str], part: str | int | None, source: str
) -> Voice:
    """Return the voice to read: the one with the most words, or else the highest melody.

    A voice with less than a quarter of the notes of the busiest is no melody; a part that is named
    like a singer comes before the others.

    Parameters
    ----------
    names : sequence of str
        Of the parts, in order.
    source : str
        Name of the file, for messages.

    Raises
    ------
    InputError
        When there is no note, or no such part.
    """
    if not voices:
        raise InputError(f"{source} has no pitched note. Give a score with a melody.")
    if part is not None:
        voices = _of_part(voices, names, part, source)
    worded = [voice for voice in voices if voice.words]
    if worded:
        return max(worded, key=lambda voice: (voice.words, voice.pitch))
    busiest = max(voice.notes for voice in voices)
    melodies = [voice for voice in voices if voice.notes * _FEWEST >= busiest]
    return max(melodies, key=lambda voice: (_is_sung(names[voice.part - 1]), voice.pitch))


def _is_sung(name: str) -> bool:
    return any(word in name.lower() for word in _SUNG)


def _of_part(
    voices: Sequence[Voice], names: Sequence[str], part: str | int, source: str
) -> list[Voice]:
    """Return the voices of one part, by name or by number."""
    wanted = int(part) if isinstance(part, int) or part.strip().isdecimal() else 0
    numbers = {wanted} if 1 <= wanted <= len(names) else set[int]()
    if isinstance(part, str) and not numbers:
        name = part.strip().lower()
        numbers = {n for n, known in enumerate(names, 1) if known.lower() == name}
    if not numbers:
        raise InputError(
            f"{source} has no part {part!r}; it has {len(names)}, counted from 1. "
            f"{did_you_mean(str(part), names)}"
        )
    found = [voice for voice in voices if voice.part in numbers]
    if not found:
        raise InputError(f"Part {part!r} of {source} has no pitched note. Choose another part.")
    return found
