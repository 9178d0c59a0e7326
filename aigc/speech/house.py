"""The voices of the house speak: text to words, prosody, frames and sound, all in NumPy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import cast

import numpy as np

from aigc.audio import SAMPLE_RATE_HZ
from aigc.blas import single_threaded
from aigc.errors import InputError
from aigc.g2p.word import SpokenWord
from aigc.speech.engine import check_emotion, check_rate, find_voice
from aigc.speech.front import Spoken, SpokenToken, read
from aigc.speech.leaning import asked, leaning
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.narration import Phoneme, Utterance, Word
from aigc.types.time import TimeRange, from_sample
from aigc.types.voice import Emotion, Voice
from aigc.voice import package
from aigc.voice.colour import Spoken as Colour
from aigc.voice.frames import Floats
from aigc.voice.phones import INDEX, SILENCE, SYMBOLS
from aigc.voice.prosody.manner import EMOTIONS, Manner
from aigc.voice.prosody.plan import Planned, planned
from aigc.voice.prosody.words import Mark, word_of
from aigc.voice.record import Use, require_record
from aigc.voice.render import stream, to_48k
from aigc.voice.timing import UNMARKED, Ids, Phones

_VERSION = 1
_USES: tuple[Use, ...] = ("speak",)
_LEAD, _BETWEEN, _TAIL = 10, 84, 40
"""Frames of silence before a line, between its sentences and after it."""
_FRAME = SAMPLE_RATE_HZ // 200
_ENDS = ".?!"


class HouseSpeech:
    """Speaks Chinese, English and mixtures with the project's own voices, offline and at once.

    Parameters
    ----------
    file : Path, optional
        Another voice package than the one that comes with the project.
    """

    name = "house"

    def __init__(self, file: Path | None = None) -> None:
        self._file = file

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        return f"house/{_VERSION} {package.load(self._file).version}"

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices; each speaks both languages, its own first."""
        every = package.load(self._file).voices
        return tuple(replace(voice, emotions=tuple(EMOTIONS)) for voice in every)

    def speak(
        self,
        text: str,
        *,
        voice: str,
        language: Language,
        rate: float = 1.0,
        emotion: Emotion = "neutral",
        seed: int = 0,
    ) -> Utterance:
        """Return ``text`` as spoken, mono at 48 kHz; see `SpeechEngine.speak`."""
        check_rate(rate)
        model = package.load(self._file)
        chosen = find_voice(self, voice, language)
        check_emotion(chosen, emotion)
        require_record(model.record, voice=chosen.id, uses=_USES)
        speaker = model.speaker(chosen.id)
        said = read(text, language)
        line = _line(said, model, EMOTIONS[emotion].faster(rate), speaker, seed)
        with single_threaded():
            pieces = stream(model, line.phones, line.f0_hz, speaker, seed=seed, shape=line.colour)
            sound = np.concatenate(list(to_48k(pieces)))
        audio = Audio(samples=np.clip(sound, -1, 1)[None], sample_rate=SAMPLE_RATE_HZ)
        spoken = " ".join(token.spoken + token.pause for token in said.tokens)
        return Utterance(text=text, spoken=spoken, words=_words(said, line), audio=audio)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Line:
    """A whole line in time; ``word`` is which spoken word each phone belongs to, or -1."""

    phones: Phones
    f0_hz: Floats
    colour: Colour
    word: Ids


def _line(
    said: Spoken, model: package.VoicePackage, manner: Manner, speaker: int, seed: int
) -> _Line:
    """Return the sentences of a line one after the other, silence around them."""
    phone, accent, word, sizes = [INDEX[SILENCE]], [UNMARKED], [-1], [_LEAD]
    semitones: list[Floats] = [np.zeros(_LEAD, np.float32)]
    levels: list[Floats] = [np.zeros(_LEAD, np.float32)]
    first = 0
    sentences = list(_sentences(said.words))
    for number, words in enumerate(sentences):
        made = _planned(words, model, manner, seed + number)
        last = number == len(sentences) - 1
        rest = _TAIL if last else round(_BETWEEN * manner.rest / manner.rate)
        phone += [*made.phones.phone.tolist(), INDEX[SILENCE]]
        accent += [*made.phones.accent.tolist(), UNMARKED]
        word += [*(w + first if w >= 0 else -1 for w in made.word.tolist()), -1]
        sizes += [*(made.phones.ends - made.phones.begins).tolist(), rest]
        semitones += [made.semitones, np.full(rest, made.semitones[-1])]
        levels += [made.level_db, np.zeros(rest, np.float32)]
        first += len(words)
    phones = Phones(phone=np.array(phone), accent=np.array(accent), ends=np.cumsum(sizes))
    tune = np.concatenate(semitones)
    tune[:_LEAD] = tune[_LEAD]
    f0_hz = (model.pitch_hz[speaker] * 2 ** (tune / 12)).astype(np.float32)
    colour = Colour(
        level_db=np.concatenate(levels) + np.float32(manner.level_db),
        tension=manner.tension, breathiness=manner.breathiness,
    )  # fmt: skip
    return _Line(phones=phones, f0_hz=f0_hz, colour=colour, word=np.array(word))


def _sentences(words: Sequence[SpokenWord]) -> Iterator[list[SpokenWord]]:
    sentence: list[SpokenWord] = []
    for word in words:
        sentence.append(word)
        if word.pause and word.pause in _ENDS:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _planned(
    words: Sequence[SpokenWord], model: package.VoicePackage, manner: Manner, seed: int
) -> Planned:
    marks = [cast(Mark, word.pause) for word in words]
    marks[-1] = "?" if asked(words) else "."
    made = [
        word_of(word.readings, weak=word.is_function_word, leans=leaning(words, i), mark=mark)
        for i, (word, mark) in enumerate(zip(words, marks, strict=True))
    ]
    return planned(made, model.prosody, manner, seed)


def _words(said: Spoken, line: _Line) -> tuple[Word, ...]:
    """Return every written word with its times."""
    found: list[Word] = []
    first = 0
    for token in said.tokens:
        rows = np.flatnonzero((line.word >= first) & (line.word < first + len(token.words)))
        found.append(_word(said.text, token, line.phones, rows))
        first += len(token.words)
    return tuple(found)


def _word(text: str, token: SpokenToken, phones: Phones, rows: Ids) -> Word:
    def span(first: int, last: int) -> TimeRange:
        start = from_sample(int(phones.begins[first]) * _FRAME, SAMPLE_RATE_HZ)
        end: Fraction = from_sample(int(phones.ends[last]) * _FRAME, SAMPLE_RATE_HZ)
        return TimeRange(start=start, duration=end - start)

    sounds = tuple(
        Phoneme(symbol=SYMBOLS[int(phones.phone[i])], time=span(i, i)) for i in rows.tolist()
    )
    if not sounds:
        raise InputError(f"There is nothing to say for {token.text!r}: write it in words.")
    return Word(
        text=token.span.of(text), span=token.span, time=span(int(rows[0]), int(rows[-1])),
        phonemes=sounds,
    )  # fmt: skip
