"""Engines that remember: a line once spoken and a bed once composed are read back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import numpy as np
from pydantic import TypeAdapter

from aigc.store import Store
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.narration import Utterance, Word
from pipelines.voice_file import state_of

if TYPE_CHECKING:
    from aigc.music.engine import BedEngine
    from aigc.speech.engine import DeliveryOptions, SpeechEngine
    from aigc.types.voice import Voice

_WORDS = TypeAdapter(tuple[Word, ...])


class CachedSpeech:
    """A speech engine in front of a store; it satisfies the engine's Protocol."""

    def __init__(self, engine: SpeechEngine, store: Store) -> None:
        self._engine = engine
        self._store = store
        self.name = engine.name
        self.fingerprint = engine.fingerprint

    def voices(self) -> tuple[Voice, ...]:
        """Return the engine's voices."""
        return self._engine.voices()

    def speak(
        self, text: str, *, voice: str, language: Language, **how: Unpack[DeliveryOptions]
    ) -> Utterance:
        """Return the line as spoken before, or let the engine speak it."""
        from aigc.speech.engine import Delivery

        key = self._store.key(
            "speak", 2, engine=self.fingerprint, text=text, voice=voice, language=language,
            how=Delivery(**how), **state_of(voice),
        )  # fmt: skip

        def make(path: Path) -> None:
            said = self._engine.speak(text, voice=voice, language=language, **how)
            with path.open("wb") as file:
                np.savez(
                    file,
                    samples=said.audio.samples,
                    sample_rate=said.audio.sample_rate,
                    spoken=said.spoken,
                    words=_WORDS.dump_json(said.words).decode(),
                )

        with np.load(self._store.get_or_make(key, ".npz", make), allow_pickle=False) as data:
            audio = Audio(samples=data["samples"], sample_rate=int(data["sample_rate"]))
            words = _WORDS.validate_json(str(data["words"]))
            return Utterance(text=text, spoken=str(data["spoken"]), words=words, audio=audio)


def compose_bed(
    engine: BedEngine, store: Store, *, duration: Fraction, mood: str, seed: int
) -> Audio:
    """Return the bed that ``engine`` composes, from the store when it is there."""
    key = store.key("bed", 1, engine=engine.fingerprint, duration=duration, mood=mood, seed=seed)

    def make(path: Path) -> None:
        bed = engine.compose(duration=duration, mood=mood, tempo_bpm=None, seed=seed)
        with path.open("wb") as file:
            np.savez(file, samples=bed.samples, sample_rate=bed.sample_rate)

    with np.load(store.get_or_make(key, ".npz", make), allow_pickle=False) as data:
        return Audio(samples=data["samples"], sample_rate=int(data["sample_rate"]))


def bed_for(
    music: str, engine: BedEngine, store: Store, *, duration: Fraction, seed: int
) -> Audio | None:
    """Return the bed that ``music`` asks for: a mood, a file, or nothing for ``none``."""
    from aigc.music.file import bed_from_file

    if music == "none":
        return None
    path = Path(music)
    if path.suffix and path.exists():
        return bed_from_file(path, duration)
    return compose_bed(engine, store, duration=duration, mood=music, seed=seed)
