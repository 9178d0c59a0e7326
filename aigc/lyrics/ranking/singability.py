"""How well words can be sung to their melody: tones or stress, and vowels on long notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from aigc.errors import InputError
from aigc.lyrics.forms.filling import Placed, cells_of, off_beat
from aigc.lyrics.sound.readings import read, readings
from aigc.types.template import Cell, Template, TemplateLine, place_name

LONG_BEATS: Final = Fraction(2)
"""Notes of at least so many quarter notes want an open vowel."""

_VOWELS_WEIGH: Final = 0.2
_SEMITONES: Final = 2
"""So many semitones count as one of Chao's levels."""
_LEVELS: Final = {"1": (5, 5), "2": (3, 5), "3": (2, 1), "4": (5, 1)}
"""Where a tone begins and ends; the third tone is low before other syllables, as it is in song."""
_NEUTRAL_AFTER: Final = {"1": 2, "2": 3, "3": 4, "4": 1}
_NEUTRAL_ALONE: Final = 3
_WIDEST: Final = 4
_TURN: Final = 1.5
"""A melisma has to go so many levels against a tone to make it another; less is ornament."""
_FREE: Final = 8
"""What is no contradiction costs half: a misfit of so many levels would cost all."""

_OPENNESS: Final = {
    1.0: "a ia ua ai uai ao iao an uan ang iang uang AA AE AH AO AW AY",
    0.5: "ian van o uo e ie ve ei uei ou iou en uen eng ueng ong er EH EY ER OW OY UH",
}
_OPEN: Final = {sound: grade for grade, all_ in _OPENNESS.items() for sound in all_.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A cell whose words the melody makes hard to understand; ``reason`` is for the writer.

    In Mandarin this is 倒字: the melody goes against the tone so that another tone is heard.
    """

    line: int
    cell: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Singability:
    """How well words fit a melody; every figure from 0 to 1, 1 where nothing could be wrong.

    Attributes
    ----------
    score : float
        Four parts ``contour`` and one part ``vowels``, where both apply.
    contour : float or None
        Mandarin: tones against the melody. English: stress against it. None: nothing to compare.
    vowels : float or None
        How open the vowels on long notes are. None: there is no long note.
    misfits : tuple of Misfit
        In reading order, one a cell at most.
    """

    score: float
    contour: float | None
    vowels: float | None
    misfits: tuple[Misfit, ...] = ()


class _Judged(NamedTuple):
    """A value from 0 to 1, and what is wrong at a cell of the line, if anything."""

    value: float
    cell: int = 0
    reason: str = ""


def contour(template: Template, lyric_lines: Sequence[str]) -> Singability:
    """Return how well the lines of a lyric fit the melody of their template.

    Mandarin. Neighbouring syllables between two marks are compared by their tones' levels (55, 35,
    21, 51; third tones before third tones as second; neutral tones by the tone before). The step
    from one tone to the next is what lies between the step of their beginnings and that of their
    ends; the melody's step is counted from first note to first note, two semitones a level. A
    melody in that range, or going the same way, fits; standing still is neither right nor wrong and
    a step between equal tones costs half; going against it costs a quarter for each level of
    distance. A contradiction is 倒字 when another tone of one of the two syllables would fit
    better by at least one level. Several notes on one syllable are compared with the course of
    its tone.

    English. In words of two or more syllables, stressed syllables belong on strong cells and not on
    weak ones (a secondary stress there costs half), unstressed ones not on strong cells; where the
    template names no stress, stressed ones on notes no shorter than those of their unstressed
    neighbours.

    Both. On notes of two quarter notes or more open vowels count 1, middle ones 1/2, close ones 0.

    Raises
    ------
    InputError
        The lines do not have the form of the template, or an English word is not known.

    Source: direction between neighbours, with steps that oppose it and those that do not: M.
    Schellenberg, Singing in a tone language: Shona, 2009; for Mandarin: L. H. Wee, Unraveling the
    relation between Mandarin tones and musical melody, Journal of Chinese Linguistics 35 (1), 2007;
    first notes of melismas: X. Zhang and I. Cross, Analysing the relationship between tone
    and melody in Chaozhou songs, Journal of New Music Research 50, 2021; tones as a constraint on
    written lyrics: F. Guo et al., Automatic Song Translation for Tonal Languages, Findings of ACL
    2022. Levels of tones: Y. R. Chao, A Grammar of Spoken Chinese, 1968. Stress and length: E.
    Nichols et al., Relationships between lyrics and melody in popular music, ISMIR 2009. What a
    step costs and the grades of openness are this project's own.
    """
    if len(lyric_lines) != len(template.lines):
        raise InputError(
            f"The lyric has {len(lyric_lines)} lines and the template {len(template.lines)}. "
            "Give a lyric that was written under this template."
        )
    tones: list[float] = []
    vowels: list[float] = []
    misfits: dict[tuple[int, int], Misfit] = {}
    for i, (line, text) in enumerate(zip(template.lines, lyric_lines, strict=True)):
        placed = cells_of(line, text, i, template.language)
        judge, sounds = (_stress, _phones) if template.language == "en" else (_tones, _finals)
        for found in judge(line, placed):
            tones.append(found.value)
            if found.reason:
                reason = f"{place_name(i, found.cell)} {found.reason}"
                misfit = Misfit(line=i, cell=found.cell, reason=reason)
                misfits.setdefault((i, found.cell), misfit)
        vowels += (
            _OPEN.get(sound, 0.0)
            for cell, sound in zip(line.cells, sounds(line, placed), strict=True)
            if cell.beats >= LONG_BEATS and sound
        )
    return _weighed(tones, vowels, tuple(misfits[place] for place in sorted(misfits)))


def _weighed(
    tones: Sequence[float], vowels: Sequence[float], misfits: tuple[Misfit, ...]
) -> Singability:
    fit = sum(tones) / len(tones) if tones else None
    openness = sum(vowels) / len(vowels) if vowels else None
    if fit is None or openness is None:
        known = [value for value in (fit, openness) if value is not None]
        score = known[0] if known else 1.0
    else:
        score = (1 - _VOWELS_WEIGH) * fit + _VOWELS_WEIGH * openness
    return Singability(score=score, contour=fit, vowels=openness, misfits=misfits)


class _Sung(NamedTuple):
    """A syllable of Mandarin on its notes."""

    place: int
    character: str
    syllable: str
    levels: tuple[int, int]
    cell: Cell

    @property
    def tone(self) -> str:
        """The figure of its tone as it is written; 5: neutral."""
        return self.syllable[-1]


def _segments(line: TemplateLine, placed: Sequence[Placed]) -> Iterator[tuple[int, str]]:
    """Yield the index of the first cell and the characters of each stretch between marks."""
    first = 0
    for k, cell in enumerate(line.cells):
        if cell.mark or k == len(line.cells) - 1:
            yield first, "".join(p.text for p in placed[first : k + 1])
            first = k + 1


def _syllables(line: TemplateLine, placed: Sequence[Placed]) -> Iterator[list[str]]:
    """Yield the pinyin of each stretch between marks; empty where it is not known."""
    for _, characters in _segments(line, placed):
        yield [reading.syllable for reading in read(characters)]


def _finals(line: TemplateLine, placed: Sequence[Placed]) -> list[str]:
    known = readings()
    return [known.final(s) if s else "" for segment in _syllables(line, placed) for s in segment]


def _tones(line: TemplateLine, placed: Sequence[Placed]) -> Iterator[_Judged]:
    """Yield a judgement for each pair of neighbours and for each melisma."""
    segments = zip(_segments(line, placed), _syllables(line, placed), strict=True)
    for (first, characters), syllables in segments:
        sung = [
            _Sung(first + k, character, syllable, levels, line.cells[first + k])
            for k, (character, syllable, levels) in enumerate(
                zip(characters, syllables, _levels(syllables), strict=True)
            )
        ]
        for here in sung:
            if here.syllable and len(here.cell.pitches) > 1:
                yield _melisma(here)
        for before, here in pairwise(sung):
            if before.syllable and here.syllable and before.cell.pitches and here.cell.pitches:
                yield _step(before, here)


def _levels(syllables: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the tone of each syllable of a segment begins and ends."""
    tones = [syllable[-1:] for syllable in syllables]
    found: list[tuple[int, int]] = []
    for k, tone in enumerate(tones):
        spoken = "2" if tone == "3" and tones[k + 1 : k + 2] == ["3"] else tone
        if spoken in _LEVELS:
            found.append(_LEVELS[spoken])
        else:
            level = _NEUTRAL_AFTER.get(tones[k - 1], _NEUTRAL_ALONE) if k else _NEUTRAL_ALONE
            found.append((level, level))
    return found


def _range(before: tuple[int, int], here: tuple[int, int]) -> tuple[int, int]:
    """Return the least and the greatest step, in levels, between two tones."""
    begin, end = here[0] - before[0], here[1] - before[1]
    return min(begin, end), max(begin, end)


def _against(step: float, least: int, most: int) -> bool:
    """Tell whether the melody goes the other way than the tones."""
    return (step > 0 and most <= 0 and least < 0) or (step < 0 and least >= 0 and most > 0)


def _distance(step: float, least: int, most: int) -> float:
    return max(least - step, step - most, 0.0)


def _step(before: _Sung, here: _Sung) -> _Judged:
    """Judge the step from one syllable to the next."""
    semitones = here.cell.pitches[0] - before.cell.pitches[0]
    step = max(min(semitones / _SEMITONES, _WIDEST), -_WIDEST)
    least, most = _range(before.levels, here.levels)
    distance = _distance(step, least, most)
    if not _against(step, least, most):
        same_way = step * (least + most) > 0
        return _Judged(1.0 if same_way else 1 - distance / _FREE)
    value = max(1 - distance / _WIDEST, 0.0)
    heard = _heard(before, here, step)
    if heard is None:
        return _Judged(value)
    wrong, tone = heard
    other, way = (before, step > 0) if wrong is here else (here, step < 0)
    reason = (
        f"{wrong.character} ({wrong.syllable}) is sung {_counted(abs(semitones))} "
        f"{'above' if way else 'below'} {other.character} ({other.syllable}) and is heard like "
        f"{wrong.syllable[:-1]}{tone}."
    )
    return _Judged(value, wrong.place, reason)


def _heard(before: _Sung, here: _Sung, step: float) -> tuple[_Sung, str] | None:
    """Return the syllable that is misheard and its tone; nothing when none fits a level better."""
    found: list[tuple[float, float, bool, str]] = []
    for tone, levels in _LEVELS.items():
        for wrong, pair in ((here, (before.levels, levels)), (before, (levels, here.levels))):
            if wrong.tone not in ("5", tone):
                least, most = _range(*pair)
                middle = abs(step - (least + most) / 2)
                found.append((_distance(step, least, most), middle, wrong is before, tone))
    if not found:
        return None
    distance, _, first, tone = min(found)
    own = _distance(step, *_range(before.levels, here.levels))
    return (before if first else here, tone) if own - distance >= 1 else None


def _melisma(here: _Sung) -> _Judged:
    """Judge the course of several notes on one syllable against that of its tone."""
    semitones = here.cell.pitches[-1] - here.cell.pitches[0]
    step = max(min(semitones / _SEMITONES, _WIDEST), -_WIDEST)
    course = here.levels[1] - here.levels[0]
    if here.tone not in "24" or step * course >= 0:
        return _Judged(1.0)
    value = max(1 - abs(step) / _WIDEST, 0.0)
    if abs(step) < _TURN:
        return _Judged(value)
    way, heard = ("rises", "2") if semitones > 0 else ("falls", "4")
    reason = (
        f"{here.character} ({here.syllable}) {way} by {_counted(abs(semitones))} and is heard like "
        f"{here.syllable[:-1]}{heard}."
    )
    return _Judged(value, here.place, reason)


def _counted(semitones: int) -> str:
    return f"{semitones} semitone{'s' if semitones > 1 else ''}"


def _spoken(
    line: TemplateLine, placed: Sequence[Placed]
) -> Iterator[tuple[Placed, str, tuple[str, ...]]]:
    """Yield each English word with its stress and the vowel of each syllable, as the beat asks."""
    from aigc.g2p.english.lexicon import lexicon

    known = lexicon()
    for word in placed:
        cells = line.cells[word.cell : word.cell + word.cells]
        fits = [r for r in known.readings(word.text) if r.syllables == word.cells]
        reading = min(fits, key=lambda r: off_beat(cells, r.stress))
        vowels = tuple(phone[:-1] for phone in reading.phones if phone[-1].isdigit())
        yield word, reading.stress, vowels


def _phones(line: TemplateLine, placed: Sequence[Placed]) -> list[str]:
    return [vowel for _, _, vowels in _spoken(line, placed) for vowel in vowels]


def _stress(line: TemplateLine, placed: Sequence[Placed]) -> Iterator[_Judged]:
    """Yield a judgement for each syllable of words that have more than one."""
    for word, stress, _ in _spoken(line, placed):
        cells = line.cells[word.cell : word.cell + word.cells]
        for k, cell in enumerate(cells if len(cells) > 1 else ()):
            value, why = _stressed(cells, stress, k, cell)
            reason = f"in {word.text!r} {why}." if why else ""
            yield _Judged(value, word.cell + k, reason)


def _stressed(cells: Sequence[Cell], stress: str, k: int, cell: Cell) -> tuple[float, str]:
    """Return how well a syllable stands, and what is wrong."""
    if stress[k] == "0":
        wrong = cell.stress == "strong"
        return float(not wrong), "an unstressed syllable stands on a strong beat" if wrong else ""
    if cell.stress == "weak":
        return (
            (0.0, "the stressed syllable stands on a weak beat") if stress[k] == "1" else (0.5, "")
        )
    beside = [cells[n].beats for n in (k - 1, k + 1) if 0 <= n < len(cells) and stress[n] == "0"]
    longest = max(beside, default=Fraction(0))
    if cell.stress or stress[k] == "2" or cell.beats >= longest:
        return 1.0, ""
    return float(cell.beats / longest), "an unstressed syllable is held longer than the stressed"
