"""Who speaks, in which manner, and how that is heard: synthetic voices, or a person's recording."""

from __future__ import annotations

import logging
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from aigc import registry
from aigc.config import Settings
from aigc.errors import ConfigError, EngineUnavailable, InputError
from aigc.notices import notice
from aigc.progress import Progress
from aigc.store import Store
from aigc.types.article import Article, Language
from aigc.types.narration import Narration
from aigc.types.script import Script
from aigc.types.voice import Emotion
from pipelines.cached import CachedSpeech
from pipelines.voice_file import engine_for, in_file, name_in, named

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon
    from aigc.text.engine import Pace
    from pipelines.article_to_video import Config
    from pipelines.recording import Recording

LEAD_S: Final = Fraction(3, 10)
"""Silence before the first word of a clip."""
FLOOR = "espeak"
"""Speaks where the house voices are not in this copy of the project."""
INSTEAD = "The house voices are not in this copy of the project: espeak-ng speaks instead."

log = logging.getLogger(__name__)
S = TypeVar("S", bound=Settings)


class Manner(Protocol):
    """The options that say who speaks and how."""

    @property
    def speech(self) -> str:
        """The engine."""

    @property
    def voice(self) -> str:
        """The voice; empty picks one for the language."""

    @property
    def emotion(self) -> Emotion:
        """The mood."""

    @property
    def lexicon(self) -> Path | None:
        """A file of a user's own readings."""


def settled(config: S) -> S:
    """Return options whose engine can speak here.

    They stay as they are, unless the voice names its engine, or ``speech`` was left to the default,
    that engine is missing and no file of a voice is given.
    """
    default = type(config).model_fields["speech"].default
    asked = (getattr(config, "speech", default), getattr(config, "voice", ""))
    if (own := named("speech", *asked)) != asked:
        config = config.model_copy(update=dict(zip(("speech", "voice"), own, strict=True)))
    if "speech" in config.model_fields_set or in_file(default, getattr(config, "voice", "")):
        return config
    try:
        registry.get("speech", default).fingerprint  # noqa: B018
    except EngineUnavailable:
        return config.model_copy(update={"speech": FLOOR})
    return config


def noted(article: Article, asked: Manner, used: Manner) -> Article:
    """Return the article with a note where another engine speaks than was asked; the log has it."""
    if used.speech != FLOOR or asked.speech == used.speech or INSTEAD in article.notes:
        return article
    log.warning(INSTEAD)
    return replace(article, notes=(*article.notes, INSTEAD))


def speaker(manner: Manner, store: Store) -> CachedSpeech:
    """Return the engine that speaks."""
    return CachedSpeech(engine_for("speech", manner.speech, manner.voice), store)


def readings(manner: Manner) -> UserLexicon | None:
    """Return the user's own readings, where there are some.

    Raises
    ------
    InputError
        When the file cannot be read, or a line of it has no clear reading.
    """
    from aigc.g2p.user_lexicon import UserLexicon

    return UserLexicon.load(manner.lexicon) if manner.lexicon else None


def voice_for(engine: CachedSpeech, manner: Manner, language: Language) -> str:
    """Return the name of the voice in the engine that speaks.

    Raises
    ------
    ConfigError
        When the engine has no such voice, or the voice no such mood.
    """
    from aigc.speech.engine import check_emotion, named_voice

    try:
        chosen = named_voice(engine, name_in(manner.speech, manner.voice), language)
        check_emotion(chosen, manner.emotion)
    except InputError as exc:
        raise ConfigError(str(exc)) from exc
    return chosen.id


def pace_of(speech: CachedSpeech, language: Language, config: Config) -> Pace:
    """Return how quickly a language is spoken."""
    from aigc.speech.narrate import pace
    from aigc.text.engine import SYLLABLES_PER_WORD, Pace

    voice = voice_for(speech, config, language)
    measured = pace(speech, voice, language, rate=config.rate, emotion=config.emotion)
    if language == "zh":
        return Pace(zh_characters_per_s=measured)
    return Pace(en_syllables_per_s=measured / 60 * SYLLABLES_PER_WORD)


def delivery(script: Script, speech: CachedSpeech, config: Config) -> dict[str, Any]:
    """Return how a script is spoken, as `aigc.speech.narrate` takes it."""
    return {
        "voice": voice_for(speech, config, script.language),
        "rate": config.rate,
        "emotion": config.emotion,
        "lead_s": LEAD_S,
        "seed": config.seed,
        "lexicon": readings(config),
    }


def narrated(
    script: Script, config: Config, *, store: Store, progress: Progress
) -> tuple[Narration, Recording | None]:
    """Return the script as it is heard: in the recording that was given, or else spoken."""
    from aigc.speech.narrate import narrate
    from pipelines.recording import own_voice

    if config.recording is not None:
        return own_voice(script, config, store=store, progress=progress)
    if config.hearer:
        notice("No recording is given, so there is nothing to hear for the hearer.")
    speech = speaker(config, store)
    return narrate(script, speech, progress=progress, **delivery(script, speech, config)), None
