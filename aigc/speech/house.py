"""The voices of the house speak: text to words, prosody, frames and sound, all in NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import Unpack, cast

import numpy as np

from aigc.audio import SAMPLE_RATE_HZ
from aigc.errors import InputError
from aigc.speech.engine import Delivery, DeliveryOptions, check_emotion, find_voice
from aigc.speech.front import SpokenToken, sentences
from aigc.speech.leaning import asked, leaning
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.narration import Phoneme, Utterance, Word
from aigc.types.time import TimeRange, from_sample
from aigc.types.voice import Voice
from aigc.voice.colour import Spoken as Colour
from aigc.voice.frames import HOP_LENGTH, Floats
from aigc.voice.house import House, in_turn
from aigc.voice.package import VoicePackage
from aigc.voice.phones import INDEX, SILENCE, SYMBOLS
from aigc.voice.prosody.manner import EMOTIONS, Manner, reach
from aigc.voice.prosody.plan import Planned, planned
from aigc.voice.prosody.words import Leans, Mark, word_of
from aigc.voice.render import stream, to_48k
from aigc.voice.timing import UNMARKED, Ids, Phones

_LEAD, _BETWEEN, _RINGING, _TAIL = 10, 84, 24, 40
"""Frames of silence before a text, between two sentences, at least after one, after the last."""
_MOST_AT_ONCE = 8
"""Sentences are planned one at first, then two, four, and so many."""
_FRAME = SAMPLE_RATE_HZ // 200
Sentence = tuple[SpokenToken, ...]


class HouseSpeech(House):
    """Speaks Chinese, English and mixtures with the project's own voices, offline and at once."""

    version = 4
    use = "speak"

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices; each speaks both languages, its own first."""
        return tuple(replace(voice, emotions=tuple(EMOTIONS)) for voice in super().voices())

    def speak(
        self, text: str, *, voice: str, language: Language, **how: Unpack[DeliveryOptions]
    ) -> Utterance:
        """Return ``text`` as spoken, mono at 48 kHz; see `SpeechEngine.speak`."""
        lines: list[_Line] = []
        sound = list(self._spoken(text, voice, language, Delivery(**how), lines.append))
        tokens = [token for line in lines for token in line.tokens]
        return Utterance(
            text=text,
            spoken=" ".join(token.spoken + token.pause for token in tokens),
            words=tuple(word for line in lines for word in _words(text, line)),
            audio=_audio(np.concatenate(sound)),
        )

    def stream(
        self, text: str, *, voice: str, language: Language, **how: Unpack[DeliveryOptions]
    ) -> Iterator[Audio]:
        """Return the sound of `speak` in pieces, each made when it is asked for.

        The first is a part of the first sentence and comes at once, however long the text is; what
        is spoken while another piece is heard is planned no sooner than it is needed. A fault of
        the text is told where it stands, after what comes before it.
        """
        return map(_audio, self._spoken(text, voice, language, Delivery(**how), lambda _: None))

    def _spoken(
        self,
        text: str,
        voice: str,
        language: Language,
        how: Delivery,
        keep: Callable[[_Line], None],
    ) -> Iterator[Floats]:
        chosen = find_voice(self, voice, language)
        check_emotion(chosen, how.emotion)
        speaker = self.allowed(chosen.id)
        read = sentences(text, language, lexicon=how.lexicon)
        manner = replace(EMOTIONS[how.emotion].faster(how.rate), reach=_reach(self.model, speaker))
        lines = _lines(read, self.model, manner, how.seed)
        return _sound(self.model, lines, speaker, keep)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Line:
    """Sentences in time, silence around them.

    ``begin`` is the frame of the whole text at which they begin, and ``word`` which of their
    spoken words each phone belongs to, or -1.
    """

    tokens: Sentence
    begin: int
    phones: Phones
    word: Ids
    semitones: Floats
    colour: Colour
    seed: int


def _lines(
    read: Iterator[Sentence], model: VoicePackage, manner: Manner, seed: int
) -> Iterator[_Line]:
    """Yield the sentences of a text, one at first and then more at a time."""
    begin, count, most = 0, 0, 1
    while some := list(islice(read, most)):
        line = _line(some, model, manner, seed + count, begin)
        yield line
        begin += int(line.phones.ends[-1])
        count += len(some)
        most = min(2 * most, _MOST_AT_ONCE)


def _line(
    read: Sequence[Sentence], model: VoicePackage, manner: Manner, seed: int, begin: int
) -> _Line:
    rest = max(round(_BETWEEN * manner.rest / manner.rate), _LEAD + _RINGING)
    lead = rest - _RINGING if begin else _LEAD
    phone, accent, word, sizes = [INDEX[SILENCE]], [UNMARKED], [-1], [lead]
    semitones: list[Floats] = []
    levels: list[Floats] = [np.zeros(lead, np.float32)]
    first = 0
    for number, tokens in enumerate(read):
        words = [word for token in tokens for word in token.words]
        made = _planned(tokens, model, manner, seed + number)
        after = rest if number < len(read) - 1 else _RINGING
        phone += [*made.phones.phone.tolist(), INDEX[SILENCE]]
        accent += [*made.phones.accent.tolist(), UNMARKED]
        word += [*(w + first if w >= 0 else -1 for w in made.word.tolist()), -1]
        sizes += [*(made.phones.ends - made.phones.begins).tolist(), after]
        semitones += [made.semitones, np.full(after, made.semitones[-1])]
        levels += [made.level_db, np.zeros(after, np.float32)]
        first += len(words)
    colour = Colour(
        level_db=np.concatenate(levels) + np.float32(manner.level_db),
        tension=manner.tension, breathiness=manner.breathiness,
    )  # fmt: skip
    return _Line(
        tokens=tuple(token for tokens in read for token in tokens), begin=begin,
        phones=Phones(phone=np.array(phone), accent=np.array(accent), ends=np.cumsum(sizes)),
        word=np.array(word), seed=seed, colour=colour,
        semitones=np.concatenate([np.full(lead, semitones[0][0]), *semitones]),
    )  # fmt: skip


def _reach(model: VoicePackage, speaker: int) -> float:
    """Return how far English tunes go in a voice beside the voice that they were learned from."""
    pitch_hz = model.pitch_hz[speaker]
    voices = zip(model.voices, model.pitch_hz, strict=True)
    return reach(pitch_hz, next((hz for v, hz in voices if v.languages[0] == "en"), pitch_hz))


def _planned(
    tokens: Sequence[SpokenToken], model: VoicePackage, manner: Manner, seed: int
) -> Planned:
    words = [word for token in tokens for word in token.words]
    goes_on = [word is not token.words[-1] for token in tokens for word in token.words]
    marks = [cast(Mark, word.pause) for word in words]
    if marks[-1] == "?" and not asked(words):
        marks[-1] = "."
    leans: list[Leans] = [
        "right" if inner else leaning(words, i) for i, inner in enumerate(goes_on)
    ]
    made = [
        word_of(word.readings, weak=word.is_function_word, leans=lean, mark=mark)
        for word, lean, mark in zip(words, leans, marks, strict=True)
    ]
    return planned(made, model.prosody, manner, seed)


def _sound(
    model: VoicePackage, lines: Iterator[_Line], speaker: int, keep: Callable[[_Line], None]
) -> Iterator[Floats]:
    """Yield the sound of a text at 48 kHz, and hand each of its lines to ``keep``."""

    def made() -> Iterator[Floats]:
        for line in lines:
            keep(line)
            f0_hz = (model.pitch_hz[speaker] * 2 ** (line.semitones / 12)).astype(np.float32)
            yield from stream(model, line.phones, f0_hz, speaker, seed=line.seed, shape=line.colour)
        yield np.zeros((_TAIL - _RINGING) * HOP_LENGTH, np.float32)

    for piece in in_turn(to_48k(made())):
        if len(piece):
            yield np.clip(piece, -1, 1)


def _audio(samples: Floats) -> Audio:
    return Audio(samples=samples[None], sample_rate=SAMPLE_RATE_HZ)


def _words(text: str, line: _Line) -> Iterator[Word]:
    """Yield every written word of a line with its times in the whole text."""
    first = 0
    for token in line.tokens:
        rows = np.flatnonzero((line.word >= first) & (line.word < first + len(token.words)))
        yield _word(text, token, line, rows)
        first += len(token.words)


def _word(text: str, token: SpokenToken, line: _Line, rows: Ids) -> Word:
    begins, ends = line.phones.begins + line.begin, line.phones.ends + line.begin

    def span(first: int, last: int) -> TimeRange:
        start = from_sample(int(begins[first]) * _FRAME, SAMPLE_RATE_HZ)
        end: Fraction = from_sample(int(ends[last]) * _FRAME, SAMPLE_RATE_HZ)
        return TimeRange(start=start, duration=end - start)

    sounds = tuple(
        Phoneme(symbol=SYMBOLS[int(line.phones.phone[i])], time=span(i, i)) for i in rows.tolist()
    )
    if not sounds:
        raise InputError(f"There is nothing to say for {token.text!r}: write it in words.")
    return Word(
        text=token.span.of(text), span=token.span, time=span(int(rows[0]), int(rows[-1])),
        phonemes=sounds,
    )  # fmt: skip
