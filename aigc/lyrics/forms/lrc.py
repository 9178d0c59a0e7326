"""The form of the lyric in an LRC file."""

from __future__ import annotations

from aigc.lyrics.forms.reference import template_of_lines
from aigc.lyrics.forms.source_lines import check_length, source_lines
from aigc.timings.lrc import read_lrc
from aigc.types.article import Language
from aigc.types.template import Book, Template


def template_of_lrc(
    text: str,
    *,
    language: Language | None = None,
    book: Book = "thirteen",
    tones: bool = False,
    rhyme: bool = True,
) -> Template:
    """Return the form of the lyric in an LRC file, with the time of every line.

    Lines that come again are hooks, lines without words part stanzas, and the title is the name.
    The rest is as in `aigc.lyrics.forms.reference.template_of`.

    Raises
    ------
    InputError
        See `aigc.timings.lrc.read_lrc` and `aigc.lyrics.forms.reference.template_of`.
    """
    read = read_lrc(check_length(text))
    lines = source_lines([(line.number, line.text, line.start) for line in read.lines])
    return template_of_lines(
        lines, language=language, book=book, tones=tones, rhyme=rhyme, name=read.title
    )
