"""The words of a song: laid under a score, or given a melody of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby, pairwise, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aigc.errors import InputError
from aigc.types.article import Language
from aigc.types.label import BEARS_LABEL, unlabelled
from aigc.types.reading import Reading
from aigc.types.review import Exhibit, SpokenLine
from aigc.types.score import Score

if TYPE_CHECKING:
    from aigc.music.writer.words import LyricSyllable
    from aigc.scores.lyrics import LyricsReport
    from aigc.singing.words import Read
    from aigc.types.vocal import SungNote, VocalLine
    from pipelines.song import Config

_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇]")
_PIECE: Final = re.compile(rf"{_HAN.pattern}|\d|[^\W\d_\u3400-\u9fff]['’\w]*")
_MARKS: Final = re.compile(r"[\W_]*")
"""What stands between the words of a text and is not sung."""
_FIGURES: Final[dict[Language, Sequence[str]]] = {
    "zh": "零一二三四五六七八九",
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}


def text_of(path: Path) -> str:
    """Return the text of a file in any of the usual encodings, without the label of AI.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    return unlabelled(_read(path))


def notes_on(words: Path | None) -> tuple[str, ...]:
    """Return what there is to tell of words that bear the label of AI, which nobody sings."""
    if words is None or (text := _read(words)) == unlabelled(text):
        return ()
    return (f"{words.name} {BEARS_LABEL}",)


def _read(path: Path) -> str:
    from aigc.encodings import decoded

    try:
        return decoded(path.read_bytes())
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror}. Check the path.") from exc


def lines_of(line: VocalLine, starts: Sequence[int]) -> tuple[SpokenLine, ...]:
    """Return the words of each line; without notes on which lines begin, all is one."""
    rows = (line.notes[a:b] for a, b in pairwise(sorted({0, *starts, len(line.notes)})))
    sung = ([note for note in row if note.reading is not None] for row in rows)
    return tuple(
        SpokenLine(text=_said(row), start_s=float(row[0].time.start)) for row in sung if row
    )


def exhibit_of(lines: Iterable[SpokenLine], score: Score, words: Path | None) -> Exhibit:
    """Return what is sung, and where each line stands in the words that were given."""
    text, out, at = text_of(words) if words else "", list[SpokenLine](), 0
    for line in lines:
        signs = _MARKS.pattern.join(re.escape(one) for one in line.text if one.isalnum())
        found = re.compile(signs).search(text, at) if signs else None
        at = found.end() if found else at
        out.append(replace(line, sources=(found.span(),)) if found else line)
    return Exhibit(title=score.title, lines=tuple(out), source=text)


def _said(notes: Sequence[SungNote]) -> str:
    """Return syllables as they are written; words of letters stand apart."""
    out = ""
    for note, following in zip_longest(notes, notes[1:]):
        out += "" if note.text == "+" else note.text
        letters = out[-1:].isascii() or bool(following and following.text[:1].isascii())
        out += " " if following and note.word_end and letters else ""
    return out


def with_words(score: Score, text: str, config: Config) -> tuple[Score, LyricsReport]:
    """Return the score with other words, and how they fit."""
    from aigc.g2p.english.hyphenation import syllables_of
    from aigc.scores.lyrics import with_lyrics

    return with_lyrics(score, text, _language(text, config), syllables=syllables_of)


def composed(text: str, config: Config) -> Score:
    """Return a melody for words.

    Raises
    ------
    InputError
        When there is no word, or one cannot be read.
    """
    from aigc.music.writer.write import write_melody

    language, read = _language(text, config), reader(config)
    figures = _FIGURES["zh" if _HAN.search(text) else language]
    lines = [list(_syllables(line, language, figures, read)) for line in text.splitlines()]
    if not any(lines):
        raise InputError("There is no word to write a melody for. Give lines of words.")
    return write_melody(lines, mood=config.mood, seed=config.seed)


def reader(config: Config) -> Read:
    """Return what reads the words, with the user's lexicon where there is one.

    Raises
    ------
    InputError
        When the lexicon cannot be read, or a line of it has no clear reading.
    """
    from aigc.g2p.user_lexicon import UserLexicon
    from aigc.singing.words import read_words

    if config.lexicon is None:
        return read_words
    return partial(read_words, lexicon=UserLexicon.load(config.lexicon))


def _language(text: str, config: Config) -> Language:
    from aigc.text.article.language import language_of

    return language_of(text, config.language)


def _syllables(
    line: str, language: Language, figures: Sequence[str], read: Read
) -> Iterator[LyricSyllable]:
    """Yield the syllables of a line of words, with their readings."""
    from aigc.g2p.english.hyphenation import syllables_of
    from aigc.music.writer.words import LyricSyllable
    from aigc.scores.sung_text import units_of

    units = [unit for unit in units_of(line, language, syllables_of) if not unit.hold]
    words: list[list[str]] = []
    for unit in units:
        if unit.syllabic in ("single", "begin") or not words:
            words.append([])
        words[-1].append(unit.text)
    readings = _readings(["".join(word) for word in words], figures, read)
    for word, said in zip(words, readings, strict=True):
        for i, reading in enumerate(said):
            text = word[i] if i < len(word) else "+"
            yield LyricSyllable(reading=reading, text=text, word_end=i + 1 == len(said))


def _readings(words: Sequence[str], figures: Sequence[str], read: Read) -> list[list[Reading]]:
    """Return the readings of each word, whatever mixture of both languages and figures it is."""
    found: list[list[Reading]] = [[] for _ in words]
    pieces = [(i, piece) for i, word in enumerate(words) for piece in _PIECE.findall(word)]
    said = [(i, figures[int(p)] if p.isdecimal() else p) for i, p in pieces]
    for tongue, run in groupby(said, lambda one: _tongue(one[1])):
        owners, texts = zip(*run, strict=True)
        for owner, readings in zip(owners, read(texts, tongue), strict=True):
            found[owner] += readings
    return found


def _tongue(piece: str) -> Language:
    return "zh" if _HAN.match(piece) else "en"
