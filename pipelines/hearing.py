"""A recording becomes times: what is said in it and when, told its words or not.

>>> timing = run(read_audio(Path("greeting.wav")), "大家好！")              # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.label import unlabelled
from aigc.types.timing import Timed, Timing

if TYPE_CHECKING:
    from aigc.hearing.engine import Line, Word
    from aigc.speech.front import SpokenToken

_WEAK, _FULL = "ə", "ʌ"
_TEXTS, _LONGEST_NAME = (".txt", ".md"), 250


def run(
    audio: Audio, text: str = "", *, engine: str = "embedded", progress: Progress = silent
) -> Timing:
    """Return when everything in a recording is heard.

    Parameters
    ----------
    text : str
        What is said in it, Chinese, English or both; empty listens to the sound alone.

    Raises
    ------
    InputError
        When no voice is in the recording, it is too short or too long, or the text does not fit.
    """
    from aigc import registry

    lines = lines_of(text) if text.strip() else ()
    found: Timing = registry.get("hearing", engine).hear(audio, lines, progress=progress)
    return found


def recording(
    path: Path, text: str = "", *, progress: Progress = silent
) -> tuple[Audio, Timing, str]:
    """Return a recording with its times and its words, where a text tells them.

    A ``.lab`` or ``.TextGrid`` of the same name beside it goes before what is heard.

    Parameters
    ----------
    text : str
        What is said in it, or the name of a file that tells it.

    Raises
    ------
    AssetError
        When the recording is missing, damaged or too long.
    InputError
        As `run`.
    """
    from aigc.audio import read_audio
    from aigc.hearing.engine import LONGEST_S
    from aigc.timings.tiers import timing_of

    words = _words_in(text)
    phonemes = _beside(path)
    if phonemes is None:
        audio = read_audio(path, longest=Fraction(LONGEST_S))
        return audio, run(audio, words, progress=progress), words
    audio = read_audio(path)
    tiers = {"phonemes": phonemes(audio.sample_rate)}
    return audio, timing_of(tiers, audio.duration, audio.sample_rate), words


def _beside(path: Path) -> Callable[[int], tuple[Timed, ...]] | None:
    """Return what reads the phonemes of the file beside a recording, by its sample rate."""
    from aigc.timings.lab import read_lab
    from aigc.timings.textgrid import read_textgrid

    lab, grid = path.with_suffix(".lab"), path.with_suffix(".TextGrid")
    if lab.is_file():
        return lambda rate: read_lab(lab.read_bytes(), rate)
    if grid.is_file():
        return lambda rate: read_textgrid(grid.read_bytes(), rate).tiers.get("phonemes", ())
    return None


def _words_in(text: str) -> str:
    """Return a text, or what is in the file that it names."""
    from aigc.encodings import text_of

    path = Path(text)
    if len(text) > _LONGEST_NAME or "\n" in text or path.suffix.lower() not in _TEXTS:
        return text
    if not path.is_file():
        raise InputError(f"There is no file {text!r} that tells what is said. Give the text.")
    return unlabelled(text_of(path.read_bytes(), path.name))


def lines_of(text: str) -> tuple[Line, ...]:
    """Return the sentences of a text, each word with the ways in which it may be said.

    Raises
    ------
    InputError
        When there is nothing to say in it, or no reading of a Chinese character is known.
    """
    from aigc.hearing.engine import Line
    from aigc.speech.front import sentences

    language: Language = "zh" if _chinese(text) else "en"
    found = [
        Line(text=_written(tokens, text), words=tuple(w for t in tokens for w in spoken_words(t)))
        for tokens in sentences(text, language)
    ]
    lines = tuple(line for line in found if line.words)
    if not lines:
        raise InputError(f"There is nothing to say in {text[:40]!r}: write the words that are.")
    return lines


def _chinese(text: str) -> bool:
    from aigc.timings.syllables import HAN

    return bool(HAN.search(text))


def _written(tokens: tuple[SpokenToken, ...], text: str) -> str:
    """Return a sentence as it is written, with the sign that ends it."""
    start, end = tokens[0].span.start, tokens[-1].span.end
    while end < len(text) and text[end] in "。！？!?….;；”’\"'）)":
        end += 1
    return text[start:end]


def spoken_words(token: SpokenToken) -> list[Word]:
    """Return the spoken words of a token; a vowel without stress may be said in full."""
    from aigc.hearing.engine import Word
    from aigc.voice.prosody.words import word_of

    words = []
    for word in token.words:
        phones = word_of(word.readings).phones
        full = tuple(_FULL if phone == _WEAK else phone for phone in phones)
        words.append(Word(text=word.text, ways=tuple(dict.fromkeys((phones, full)))))
    return words
