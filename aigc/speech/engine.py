"""What a speaking engine is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypedDict, Unpack

from aigc.banks import speaker_of
from aigc.errors import InputError, did_you_mean
from aigc.types.article import Language
from aigc.types.narration import Utterance
from aigc.types.voice import Emotion, Voice

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon


class DeliveryOptions(TypedDict, total=False):
    """The keywords that tell how a text is said; one left out is as in `Delivery`."""

    rate: float
    emotion: Emotion
    seed: int
    lexicon: UserLexicon | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a text is said: at which pace, in which mood, with whose readings.

    Raises
    ------
    InputError
        When the rate is outside 0.5 to 2.
    """

    rate: float = 1.0
    emotion: Emotion = "neutral"
    seed: int = 0
    lexicon: UserLexicon | None = None

    def __post_init__(self) -> None:
        if not 0.5 <= self.rate <= 2.0:
            raise InputError(f"A speaking rate of {self.rate:g} is not possible: choose 0.5 to 2.")


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
        self, text: str, *, voice: str, language: Language, **how: Unpack[DeliveryOptions]
    ) -> Utterance:
        """Return ``text`` as spoken, mono at 48 kHz, with a time for every written word.

        An engine gathers ``how`` with ``Delivery(**how)``. Words lie inside the audio, in order,
        without overlap. Equal arguments give equal samples. Words of ``lexicon`` are said as it
        tells; no engine leaves one out silently.

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


def named_voice(engine: SpeechEngine, voice: str, language: Language) -> Voice:
    """Return what `find_voice` does, or the voice that a path names, which its engine looks for.

    Raises
    ------
    InputError
        When the engine has other voices alone.
    """
    known = [one.id for one in engine.voices()]
    bank = speaker_of(voice)[0]
    if voice not in known and (not known or (bank and Path(bank).expanduser().exists())):
        return Voice(id=voice, label=voice or engine.name, languages=(language,), gender="neutral")
    return find_voice(engine, voice, language)


def _first_of(known: Sequence[Voice], language: Language) -> str:
    """Return the first voice whose own language it is, or else the first that speaks it."""
    able = [v for v in known if language in v.languages]
    best = max(able, key=lambda v: -v.languages.index(language), default=None)
    return best.id if best else ""


def speaker_number(names: Sequence[str], asked: str, voice: str) -> int:
    """Return the number of a voice's speaker by its name, or by the number itself.

    Raises
    ------
    InputError
        The voice has no such speaker.
    """
    if not asked or asked in names:
        return names.index(asked) if asked else 0
    if asked.isdecimal() and int(asked) < len(names):
        return int(asked)
    hint = did_you_mean(asked, names) if len(names) > 1 else "It has one: leave # out."
    raise InputError(f"The voice {voice} has no speaker {asked!r}. {hint}")


def check_emotion(voice: Voice, emotion: str) -> None:
    """Raise `InputError` unless the voice can speak in that emotion."""
    if emotion not in voice.emotions:
        raise InputError(
            f"{voice.label} cannot speak in the emotion {emotion!r}. "
            f"{did_you_mean(emotion, voice.emotions)}"
        )
