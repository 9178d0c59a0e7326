"""The embedded voices: espeak-ng, in a process of its own, made gentler."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Unpack

import numpy as np

from aigc.audio import SAMPLE_RATE_HZ, resample
from aigc.errors import EngineFailed, InputError
from aigc.identity import version_of
from aigc.speech.engine import Delivery, DeliveryOptions, check_emotion, find_voice
from aigc.speech.espeak_process import EspeakProcess, Reply
from aigc.speech.normalise import normalise, spoken_text
from aigc.speech.polish import polish
from aigc.speech.ssml import TONGUE, Heard, listen, markup
from aigc.speech.token import Token
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.narration import Phoneme, Utterance, Word
from aigc.types.time import TimeRange
from aigc.types.voice import Emotion, Gender, Voice

_VERSION = 3
_LEAD_S = Fraction(1, 20)
_TAIL_S = Fraction(3, 20)
_FADE_S = Fraction(3, 50)
_WORDS_PER_MINUTE: dict[Language, int] = {"zh": 210, "en": 139}
_RANGE: dict[Language, int] = {"zh": 92, "en": 62}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speaker:
    """A variant of espeak-ng's voice and the pitch that suits it, 0 to 99."""

    id: str
    label: str
    gender: Gender
    variant: str
    pitch: int


_SPEAKERS = (
    _Speaker(id="female", label="Female, soft", gender="female", variant="f2", pitch=45),
    _Speaker(id="male", label="Male, soft", gender="male", variant="m7", pitch=46),
    _Speaker(id="female-breathy", label="Female, breathy", gender="female", variant="f5", pitch=38),
    _Speaker(id="male-clear", label="Male, clear", gender="male", variant="m3", pitch=48),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mood:
    """How an emotion changes pace, pitch (0 to 99) and range."""

    rate: float = 1.0
    pitch: int = 0
    range: float = 1.0


_MOODS: dict[Emotion, _Mood] = {
    "neutral": _Mood(),
    "cheerful": _Mood(rate=1.05, pitch=8, range=1.3),
    "serious": _Mood(rate=0.94, pitch=-5, range=0.8),
    "sad": _Mood(rate=0.86, pitch=-8, range=0.6),
    "excited": _Mood(rate=1.12, pitch=14, range=1.45),
}


class EspeakEngine:
    """Speaks Chinese, English and mixtures with espeak-ng, offline and at once.

    Word and phoneme times are the synthesiser's own events.
    """

    name = "espeak"

    def __init__(self) -> None:
        self._process = EspeakProcess()

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        packages = ("espeakng-loader", "jieba", "pypinyin", "num2words", "soxr", "scipy")
        return f"espeak/{_VERSION} " + " ".join(f"{p}={version_of(p)}" for p in packages)

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices; each speaks both languages."""
        return tuple(
            Voice(
                id=s.id,
                label=s.label,
                languages=("zh", "en"),
                gender=s.gender,
                emotions=tuple(_MOODS),
            )
            for s in _SPEAKERS
        )

    def close(self) -> None:
        """Stop the espeak-ng process; it starts again when needed."""
        self._process.close()

    def speak(
        self, text: str, *, voice: str, language: Language, **how: Unpack[DeliveryOptions]
    ) -> Utterance:
        """Return ``text`` as spoken, mono at 48 kHz; see `SpeechEngine.speak`."""
        asked = Delivery(**how)
        chosen = find_voice(self, voice, language)
        check_emotion(chosen, asked.emotion)
        mood = _MOODS[asked.emotion]
        speaker = next(s for s in _SPEAKERS if s.id == chosen.id)
        tokens = normalise(text, language, given=asked.lexicon)
        if not tokens:
            raise InputError(f"There is nothing to speak in {text[:40]!r}: write a word or number.")
        line = markup(tokens, language, given=asked.lexicon)
        reply = self._process.speak(
            {
                "voice": f"{TONGUE[language]}+{speaker.variant}",
                "rate": round(_WORDS_PER_MINUTE[language] * asked.rate * mood.rate),
                "pitch": speaker.pitch + mood.pitch,
                "range": min(99, round(_RANGE[language] * mood.range)),
                "seed": asked.seed,
                "ssml": line.text,
            }
        )
        heard = listen(reply.events, line, len(reply.samples))
        if len(heard) != len(tokens):
            raise EngineFailed(
                f"espeak-ng reported {len(heard)} of {len(tokens)} words in {text[:40]!r}: "
                "shorten the line."
            )
        return _utterance(text, tokens, heard, reply)


def _utterance(
    text: str, tokens: tuple[Token, ...], heard: tuple[Heard, ...], reply: Reply
) -> Utterance:
    """Return the polished line with word times moved behind its short lead."""
    stop = min(heard[-1].end + round(_TAIL_S * reply.sample_rate), len(reply.samples))
    raw = np.zeros(round(_LEAD_S * reply.sample_rate) + stop, np.float32)
    raw[-stop:] = reply.samples[:stop]
    tail = np.zeros(round(_TAIL_S * reply.sample_rate), np.float32)
    voice = Audio(samples=np.concatenate([raw, tail])[None], sample_rate=reply.sample_rate)
    smooth = polish(resample(voice, SAMPLE_RATE_HZ).samples[0])
    end = (len(raw) + round(_FADE_S * reply.sample_rate)) * SAMPLE_RATE_HZ // reply.sample_rate
    smooth = smooth[:end].copy()
    fade = round(_FADE_S * SAMPLE_RATE_HZ)
    smooth[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32) ** 2
    offset = Fraction(len(raw) - stop, reply.sample_rate)
    words = tuple(
        _word(text, token, word, reply.sample_rate, offset)
        for token, word in zip(tokens, heard, strict=True)
    )
    audio = Audio(samples=smooth[None], sample_rate=SAMPLE_RATE_HZ)
    return Utterance(text=text, spoken=spoken_text(tokens), words=words, audio=audio)


def _word(text: str, token: Token, heard: Heard, rate: int, offset: Fraction) -> Word:
    """Return a word with its times in seconds."""

    def span(start: int, end: int) -> TimeRange:
        return TimeRange(
            start=Fraction(start, rate) + offset, duration=Fraction(max(0, end - start), rate)
        )

    return Word(
        text=token.span.of(text),
        span=token.span,
        time=span(heard.start, heard.end),
        phonemes=tuple(Phoneme(symbol=s, time=span(a, b)) for s, a, b in heard.phonemes),
    )
