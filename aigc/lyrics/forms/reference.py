"""The form of an existing lyric, never its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from aigc.lyrics.forms.bounds import bounded
from aigc.lyrics.forms.reference_chinese import chinese_verse, tones_where_mixed
from aigc.lyrics.forms.reference_english import english_verse
from aigc.lyrics.forms.rhyme_finding import LineEnd, rhymes_found
from aigc.lyrics.forms.source_lines import SourceLine, check_length, language_of, source_lines
from aigc.lyrics.forms.verse import Verse
from aigc.lyrics.sound.books import book as book_of
from aigc.types.article import Language
from aigc.types.template import Book, Cell, Template, TemplateLine, Tone


def template_of(
    lyric: str,
    *,
    language: Language | None = None,
    book: Book = "thirteen",
    tones: bool = False,
    rhyme: bool = True,
) -> Template:
    """Return the form of a lyric: lengths, pauses, stanzas, parts, hooks, and what rhymes.

    Parameters
    ----------
    lyric : str
        Lines of words. Empty lines and headings such as ``[Chorus]`` or ``【副歌】`` part
        stanzas; a line that comes again word for word is a hook.
    language : Language, optional
        By itself the one that most letters are of.
    book : Book
        What rhymes in Chinese, and which tones there are; English has its own.
    tones : bool
        Whether every character keeps its tone; in English, every word of two or more syllables
        its stress.
    rhyme : bool
        Whether line ends that rhyme must rhyme again; see
        `aigc.lyrics.forms.rhyme_finding.rhymes_found` for how they are told.

    Raises
    ------
    InputError
        The lyric is empty or too long, or has signs or words whose sound is not known; the
        message names line and character.
    """
    rows = enumerate(check_length(lyric).splitlines(), 1)
    lines = source_lines([(number, text, None) for number, text in rows])
    return template_of_lines(lines, language=language, book=book, tones=tones, rhyme=rhyme)


def template_of_lines(
    lines: Sequence[SourceLine],
    *,
    language: Language | None = None,
    book: Book = "thirteen",
    tones: bool = False,
    rhyme: bool = True,
    name: str = "",
) -> Template:
    """Return the form of lines that were read already; see `template_of`."""
    spoken = language or language_of(lines)
    known: Book = "english" if spoken == "en" else book
    read = _reader(spoken, known, tones=tones)
    sung = [(line, verse) for line in lines if (verse := read(line)).cells]
    verses = [verse for _, verse in sung]
    firsts = _firsts(verses)
    made = [
        TemplateLine(
            cells=verse.cells,
            stanza=line.stanza,
            part=line.part,
            repeats=firsts[i] if firsts[i] != i else None,
            start=line.start,
        )
        for i, (line, verse) in enumerate(sung)
    ]
    if rhyme:
        made = _rhymed(made, verses, firsts, known, tones=tones)
    stanzas = {stanza: k for k, stanza in enumerate(dict.fromkeys(t.stanza for t in made))}
    numbered = tuple(replace(line, stanza=stanzas[line.stanza]) for line in made)
    return bounded(Template(lines=numbered, language=spoken, book=known, name=name))


def _reader(language: Language, name: Book, *, tones: bool) -> Callable[[SourceLine], Verse]:
    if language == "en":
        from aigc.g2p.english.lexicon import lexicon

        return partial(english_verse, lexicon=lexicon(), stress=tones)
    return partial(chinese_verse, sounds=book_of(name), tones=tones)


def _firsts(verses: Sequence[Verse]) -> list[int]:
    """Return for every line the index of the first line with the same words."""
    first: dict[tuple[str, ...], int] = {}
    return [first.setdefault(verse.words, i) for i, verse in enumerate(verses)]


def _rhymed(
    lines: Sequence[TemplateLine],
    verses: Sequence[Verse],
    firsts: Sequence[int],
    name: Book,
    *,
    tones: bool,
) -> list[TemplateLine]:
    """Return the lines with rhyme groups at their ends, and the tones that these need."""
    heard = [
        LineEnd(classes=verse.classes, hook=first, word=verse.word)
        for verse, first in zip(verses, firsts, strict=True)
    ]
    groups = rhymes_found(heard, rare=name == "english")
    ends: tuple[Tone, ...] = tuple("" for _ in groups)
    if name == "cilin" and not tones:
        ends = tones_where_mixed(groups, verses)
    return [
        replace(line, cells=(*line.cells[:-1], _ended(line.cells[-1], group, tone)))
        for line, group, tone in zip(lines, groups, ends, strict=True)
    ]


def _ended(cell: Cell, group: str, tone: Tone) -> Cell:
    return replace(cell, rhyme=group, tone=cell.tone or tone)
