"""Which voice of a piece is the one that is sung."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aigc.errors import InputError, did_you_mean

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
    """

    part: int
    key: str
    notes: int
    words: float
    pitch: float


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
