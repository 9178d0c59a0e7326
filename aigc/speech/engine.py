"""What a speaking engine is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, ConfigDict, Field

from aigc.errors import InputError, did_you_mean
from aigc.types.article import Language
from aigc.types.narration import Utterance
from aigc.types.voice import Emotion, Voice

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon


class Options(BaseModel):
    """How a script is spoken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    voice: str = Field("", description="Name of the voice; empty takes the engine's first.")
    rate: float = Field(1.0, ge=0.5, le=2.0, description="Speed; 1 is the voice's natural pace.")
    emotion: Emotion = Field("neutral", description="The mood in which it is spoken.")
    gap_s: Fraction = Field(Fraction(3, 10), ge=0, le=5, description="Pause between two lines.")
    lead_s: Fraction = Field(Fraction(2, 5), ge=0, le=10, description="Silence before the first.")
    seed: int = Field(0, ge=0, description="Fixes everything random in the voice.")


class SpeechEngine(Protocol):
    """Speaks one line at a time."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices, the default one first."""

    def speak(
        self,
        text: str,
        *,
        voice: str,
        language: Language,
        rate: float = 1.0,
        emotion: Emotion = "neutral",
        seed: int = 0,
        lexicon: UserLexicon | None = None,
    ) -> Utterance:
        """Return ``text`` as spoken, mono at 48 kHz, with a time for every written word.

        Words lie inside the audio, in order, without overlap. Equal arguments give equal samples.
        Words of ``lexicon`` are said as it tells; no engine leaves one out silently.

        Raises
        ------
        InputError
            When the voice is unknown or has no such emotion, the rate is outside 0.5 to 2, nothing
            can be spoken, or the engine cannot say a word of the text as the lexicon tells.
        EngineFailed
            When the engine broke.
        """


def find_voice(engine: SpeechEngine, voice: str, language: Language) -> Voice:
    """Return the voice of that name; an empty name takes the first that speaks the language best.

    Raises
    ------
    InputError
        When there is none.
    """
    known = engine.voices()
    if not voice:
        voice = _first_of(known, language)
    for candidate in known:
        if candidate.id == voice:
            return candidate
    names = [v.id for v in known]
    raise InputError(f"{engine.name} has no voice {voice!r}. {did_you_mean(voice, names)}")


def _first_of(known: Sequence[Voice], language: Language) -> str:
    """Return the first voice whose own language it is, or else the first that speaks it."""
    able = [v for v in known if language in v.languages]
    best = max(able, key=lambda v: -v.languages.index(language), default=None)
    return best.id if best else ""


def check_emotion(voice: Voice, emotion: str) -> None:
    """Raise `InputError` unless the voice can speak in that emotion."""
    if emotion not in voice.emotions:
        raise InputError(
            f"{voice.label} cannot speak in the emotion {emotion!r}. "
            f"{did_you_mean(emotion, voice.emotions)}"
        )


def check_rate(rate: float) -> None:
    """Raise `InputError` unless ``rate`` is from 0.5 to 2."""
    if not 0.5 <= rate <= 2.0:
        raise InputError(f"A speaking rate of {rate:g} is not possible: choose 0.5 to 2.")
