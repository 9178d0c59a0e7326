"""The form of a melody: a template with one cell for each sung note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice, pairwise
from typing import Final

from aigc.errors import InputError
from aigc.lyrics.forms.bounds import bounded
from aigc.lyrics.forms.phrases import End, Sung, ends_of
from aigc.lyrics.forms.schemes import fresh_groups, rhyme_groups
from aigc.types.article import Language
from aigc.types.score import Note, Score
from aigc.types.template import Book, Cell, Stress, Template, TemplateLine

_MELISMA: Final = 4
"""A slur over more notes, or longer than a measure, is a phrase mark where there are no words."""
_MARKS: Final = {
    "zh": ("，,—–", "。．.…", "、", "！!", "？?", "；;", "：:"),
    "en": (",，、—–", ".．。…", "!！", "?？", ";；", ":："),
}
"""The marks of a language, each before what else may stand for it."""
_PAUSE: Final = {"zh": "，", "en": ","}

Words = tuple[str, ...]


def template_of_score(
    score: Score,
    *,
    language: Language,
    verse: int = 1,
    rhyme: str | None = None,
    book: Book | None = None,
    stress: bool = False,
) -> Template:
    """Return a template with a cell for each sung note, and the lines of the melody.

    Tied notes are one note. Notes without a syllable of their own go on with the one before, also
    where only other verses have one (see `_held`); so do notes under a slur where the score has no
    words. Notes before the first word, and after a rest
    without words, are played and not sung. A line whose words come again to as many notes repeats
    the earlier one. Where lines end is told in `aigc.lyrics.forms.phrases.ends_of`. The
    words themselves do not go into the template.

    Parameters
    ----------
    verse : int
        The lyric line to follow, counted from 1; see `Score.syllable` for repeats.
    rhyme : str, optional
        A scheme, as in `aigc.lyrics.forms.schemes.rhyme_groups`, over all lines. By itself the two
        lines of each pair rhyme; an odd line at the end of a stanza is free.
    stress : bool
        English: down-beats and half measures are strong, notes off the beat weak.

    Raises
    ------
    InputError
        The score has no notes, lacks the words that are asked for, or gives more lines than a
        template may have.
    """
    sung = _sung(score, verse)
    ends = ends_of(sung, score)
    cells = [_cell(s, end, score, language, stress) for s, end in zip(sung, ends, strict=True)]
    lines: list[TemplateLine] = []
    known: dict[Words, int] = {}
    stanza = first = 0
    for i, end in enumerate(ends):
        if end < End.LINE:
            continue
        words = _words(sung[first : i + 1])
        line = TemplateLine(
            cells=tuple(cells[first : i + 1]),
            stanza=stanza,
            repeats=known.get(words) if words else None,
            start=score.seconds(sung[first].start),
        )
        known.setdefault(words, len(lines))
        lines.append(line)
        stanza += end is End.STANZA
        first = i + 1
    return bounded(
        Template(
            lines=_rhymed(lines, rhyme),
            language=language,
            book=book or ("english" if language == "en" else "thirteen"),
            name=score.title or score.part,
        )
    )


def _sung(score: Score, verse: int) -> list[Sung]:
    """Return the notes in groups that are sung on one syllable."""
    if not score.notes:
        raise InputError("The score has no notes. Give one with a melody.")
    if not score.verses and verse != 1:
        raise InputError(
            f"The part {score.part or 'that was read'} has no words, so it has no verse {verse}. "
            f"Name the part that is sung: {', '.join(score.parts) or 'the score has no other'}."
        )
    if score.verses and verse not in score.verses:
        raise InputError(
            f"The score has no verse {verse}. Choose one of {', '.join(map(str, score.verses))}."
        )
    found = _by_words(score, verse) if score.verses else _by_slurs(score)
    rests = [b.start - a.notes[-1].end for a, b in pairwise(found)]
    return [replace(s, rest=rest) for s, rest in zip(found, [*rests, Fraction(0)], strict=True)]


def _by_words(score: Score, verse: int) -> list[Sung]:
    found: list[Sung] = []
    held = 0
    for i, note in enumerate(score.notes):
        syllable = score.syllable(note, verse)
        if found and i >= held:
            held = _held(score, i, verse, found[-1])
        if syllable and i >= held:
            found.append(Sung(notes=(note,), syllable=syllable, phrase_end=note.phrase_end))
        elif found and found[-1].notes[-1].end == note.start:
            found[-1] = _longer(found[-1], note)
    return found


def _held(score: Score, index: int, verse: int, last: Sung) -> int:
    """Return up to which note the syllable before is held, though other verses have words there.

    It is held for at most a measure: where it is a word or an extender that goes on, where only
    later verses have words, or where this one goes on behind without a mark between. Longer
    passages are sung by all verses on the words there are, such as a chorus printed once.
    """
    note, before, syllable = score.notes[index], last.notes[-1], last.syllable
    line, bar = score.lyric_line(note, verse), score.bar(before.start)
    if not note.lyrics or syllable is None or syllable.verse != line:
        return index
    stop, end, again = index, before.end, False
    for following in islice(score.notes, index, None):
        again = following.start == end and _sings(score, following, verse)
        if again or following.start != end:
            break
        stop, end = stop + 1, following.end
        if end - note.start > bar.length:
            return index
    tied = last.in_word or syllable.extends
    if score.bar(note.start) == bar:
        held = tied or note.lyrics[0].verse > line or (again and not last.mark)
    else:
        held = tied and again
    return stop if held else index


def _sings(score: Score, note: Note, verse: int) -> bool:
    """Tell whether a note has a syllable of the very line that a verse asks for."""
    return any(s.verse == score.lyric_line(note, verse) for s in note.lyrics)


def _by_slurs(score: Score) -> list[Sung]:
    """Return the notes of a score without words: a note each, or what a short slur covers."""
    inside: set[int] = set()
    closing: set[int] = set()
    for first, last in score.slurs:
        length = score.notes[last].end - score.notes[first].start
        bar = score.bar(score.notes[first].start)
        if last - first < _MELISMA and length <= bar.length:
            inside.update(range(first + 1, last + 1))
        else:
            closing.add(last)
    found: list[Sung] = []
    for i, note in enumerate(score.notes):
        ended = note.phrase_end or i in closing
        if i in inside:
            found[-1] = _longer(found[-1], note)
        else:
            found.append(Sung(notes=(note,)))
        found[-1] = replace(found[-1], phrase_end=ended)
    return found


def _longer(sung: Sung, note: Note) -> Sung:
    return replace(sung, notes=(*sung.notes, note), phrase_end=note.phrase_end)


def _cell(sung: Sung, end: End, score: Score, language: Language, stress: bool) -> Cell:
    mark = next((kinds[0] for kinds in _MARKS[language] if sung.mark in kinds), "")
    mark = mark if sung.mark and end >= End.PAUSE else ""
    return Cell(
        mark=mark or (_PAUSE[language] if end is End.PAUSE else ""),
        stress=_stress(sung, score) if stress and language == "en" else "",
        pitches=tuple(note.pitch for note in sung.notes),
        beats=sung.beats,
        rest=sung.rest,
    )


def _stress(sung: Sung, score: Score) -> Stress:
    """Return the stress that the metre asks for; a long note off the beat may have either."""
    weight = score.weight(sung.start)
    if weight >= 2:
        return "strong"
    return "weak" if weight == 0 and sung.beats < score.bar(sung.start).beat else ""


def _words(sung: Sequence[Sung]) -> Words:
    """Return the words of a line as they sound; empty where a cell has none."""
    texts = [s.syllable.text if s.syllable else "" for s in sung]
    bare = tuple("".join(filter(str.isalnum, text)).casefold() for text in texts)
    return bare if all(bare) else ()


def _rhymed(lines: Sequence[TemplateLine], rhyme: str | None) -> tuple[TemplateLine, ...]:
    """Return the lines with a rhyme group at each end; a repeated line keeps that of the first."""
    groups = list(_pairs(lines)) if rhyme is None else list(rhyme_groups(rhyme, len(lines)))
    for i, line in enumerate(lines):
        if line.repeats is not None and groups[i] != groups[line.repeats]:
            old, kept = groups[i], groups[line.repeats]
            partners = [k for k, group in enumerate(groups) if group == old and rhyme is None]
            for k in (i, *(partners if kept and old else ())):
                groups[k] = kept
    return tuple(
        replace(line, cells=(*line.cells[:-1], replace(line.cells[-1], rhyme=group)))
        for line, group in zip(lines, groups, strict=True)
    )


def _pairs(lines: Sequence[TemplateLine]) -> Iterator[str]:
    """Yield the rhyme groups of couplets, which begin anew with each stanza."""
    fresh = fresh_groups()
    stanzas = [line.stanza for line in lines]
    for stanza in dict.fromkeys(stanzas):
        count = stanzas.count(stanza)
        for _ in range(count // 2):
            group = next(fresh)
            yield from (group, group)
        if count % 2:
            yield ""
