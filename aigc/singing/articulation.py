"""Readings on notes to what the mouth does: sounds before the beat, on it and after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from aigc.errors import InputError, did_you_mean
from aigc.g2p.english.lexicon import SYMBOLS as ARPABET
from aigc.types.reading import Reading
from aigc.types.vocal import SungNote
from aigc.voice.phones import SONORANT, VOWELS
from aigc.voice.syllables import of_each_arpabet, of_pinyin
from aigc.voice.timing import STRESSES, TONES, UNMARKED

Sound = tuple[str, int]
"""A phone and its accent as `aigc.voice.timing.Phones` has it."""

LEVEL_TONE = TONES
"""A sung syllable is held level whatever its tone in speech, as one of the first tone is."""
_GLIDES = ("j", "w", "ɥ")
_NAMES = frozenset(symbol.rstrip("012") for symbol in ARPABET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Syllable:
    """A syllable taken apart.

    Attributes
    ----------
    onset : tuple of Sound
        Consonants, which stand before the beat.
    medial : tuple of Sound
        The glide of a Mandarin final, which begins on the beat.
    nucleus : Sound
        What is held.
    coda : tuple of Sound
        What ends it.
    """

    onset: tuple[Sound, ...] = ()
    medial: tuple[Sound, ...] = ()
    nucleus: Sound
    coda: tuple[Sound, ...] = ()

    @property
    def sounds(self) -> tuple[Sound, ...]:
        """All phones in order."""
        return (*self.onset, *self.medial, self.nucleus, *self.coda)


HUMMED = Syllable(nucleus=("a", UNMARKED))
"""For a melisma that follows no syllable."""


def articulated(notes: Sequence[SungNote]) -> tuple[tuple[Syllable, ...], ...]:
    """Return the syllables that begin on each note: none on a melisma, several in a hurry.

    Raises
    ------
    InputError
        When a reading has no sound or one that is not known.
    """
    found: list[tuple[Syllable, ...]] = [()] * len(notes)
    for word in _words(notes):
        readings = [note.reading for note in notes[word.start : word.stop]]
        for number, syllables in zip(word, _syllables(readings), strict=True):
            found[number] = syllables
    return tuple(found)


def _words(notes: Sequence[SungNote]) -> Iterator[range]:
    """Yield the notes of each word; every Mandarin syllable is one by itself."""
    begin = None
    for i, note in enumerate(notes):
        if note.reading is None:
            continue
        if begin is not None and _language(notes[begin]) != note.reading.language:
            yield range(begin, i)
            begin = None
        begin = i if begin is None else begin
        if note.word_end or note.reading.language == "zh":
            yield range(begin, i + 1)
            begin = None
    if begin is not None:
        yield range(begin, len(notes))


def _language(note: SungNote) -> str:
    return note.reading.language if note.reading else ""


def _syllables(readings: Sequence[Reading | None]) -> list[tuple[Syllable, ...]]:
    """Return the syllables of the notes of one word."""
    if any(r is not None and r.language == "zh" for r in readings):
        return [(_of_pinyin(r.sounds),) if r else () for r in readings]
    spelled = [_checked(r.sounds) if r else [] for r in readings]
    parts = iter(of_each_arpabet([phone for one in spelled for phone in one]))
    made = []
    for one in spelled:
        sounds = [_stressed(*sound) for part in islice(parts, len(one)) for sound in part]
        made.append(tuple(_split(sounds)) if one else ())
    return made


def _of_pinyin(sounds: str) -> Syllable:
    symbols = of_pinyin(sounds.strip().rstrip("12345"))
    (syllable,) = _split([(symbol, LEVEL_TONE) for symbol in symbols])
    glides = tuple(s for s in syllable.onset if s[0] in _GLIDES)
    return replace(
        syllable, onset=syllable.onset[: len(syllable.onset) - len(glides)], medial=glides
    )


def _stressed(symbol: str, stress: int) -> Sound:
    """Return an English sound with its accent: a full vowel is sung as a stressed one."""
    if symbol not in VOWELS:
        return symbol, UNMARKED
    return symbol, STRESSES + (stress if symbol in ("ə", "ɚ") else 1)


def _checked(sounds: str) -> list[str]:
    phones = sounds.upper().split()
    for phone in phones:
        if phone.rstrip("012") not in _NAMES:
            raise InputError(
                f"{phone!r} in {sounds!r} is no sound of English: use ARPAbet such as 'SH AY1'. "
                f"{did_you_mean(phone.rstrip('012'), _NAMES)}"
            )
    if not phones:
        raise InputError("A reading is empty: give every sung note a sound, such as 'L AA1'.")
    return phones


def _split(sounds: Sequence[Sound]) -> list[Syllable]:
    """Return sounds around each vowel; consonants between two vowels belong to the second.

    A reading without a vowel is held on its clearest sound.
    """
    peaks = [i for i, (symbol, _) in enumerate(sounds) if symbol in VOWELS]
    if not peaks:
        peaks = [next((i for i, (s, _) in enumerate(sounds) if s in SONORANT), len(sounds) - 1)]
    syllables, begin = [], 0
    for number, peak in enumerate(peaks):
        last = number == len(peaks) - 1
        end = len(sounds) if last else _break(sounds, peak, peaks[number + 1])
        syllables.append(
            Syllable(
                onset=tuple(sounds[begin:peak]),
                nucleus=sounds[peak],
                coda=tuple(sounds[peak + 1 : end]),
            )
        )
        begin = end
    return syllables


def _break(sounds: Sequence[Sound], peak: int, following: int) -> int:
    """Return where the second of two syllables begins; a diphthong keeps its glide."""
    glide = peak + 1 < following and sounds[peak + 1][0] in ("j", "w")
    first = peak + 2 if glide else peak + 1
    return max(first, following - 1)
