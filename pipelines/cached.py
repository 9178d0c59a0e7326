"""Engines that remember: what was once spoken, composed, written or prompted is read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, Unpack

import numpy as np
from pydantic import TypeAdapter

from aigc.notices import notice, noticing
from aigc.progress import Progress, silent
from aigc.speech.engine import Delivery, DeliveryOptions, SpeechEngine
from aigc.store import Store
from aigc.text.engine import Pace, Writer
from aigc.text.picturing.engine import PromptEngine
from aigc.text.translation.engine import Translator
from aigc.types.article import Article, Language
from aigc.types.audio import Audio
from aigc.types.narration import Utterance, Word
from aigc.types.prompt import PicturePrompt
from aigc.types.script import Script
from aigc.types.usage import Usage
from pipelines.voice_file import state_of

if TYPE_CHECKING:
    from aigc.music.engine import BedEngine
    from aigc.types.voice import Voice

T = TypeVar("T")
E = TypeVar("E", bound="_Engine")
_WORDS = TypeAdapter(tuple[Word, ...])
_SCRIPT = TypeAdapter(Script)


class _Engine(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...


class _Kept(Generic[E]):
    """An engine in front of a store."""

    def __init__(self, engine: E, store: Store) -> None:
        self._engine = engine
        self._store = store
        self.name = engine.name
        self.fingerprint = engine.fingerprint


class CachedSpeech(_Kept[SpeechEngine]):
    """A speech engine in front of a store; it satisfies the engine's Protocol."""

    def voices(self) -> tuple[Voice, ...]:
        """Return the engine's voices."""
        return self._engine.voices()

    def speak(
        self, text: str, *, voice: str, language: Language, **how: Unpack[DeliveryOptions]
    ) -> Utterance:
        """Return the line as spoken before, or let the engine speak it."""
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
    engine: BedEngine, store: Store, *, duration: Fraction, mood: str, seed: int,
    progress: Progress = silent,
) -> Audio:  # fmt: skip
    """Return the bed that ``engine`` composes, from the store when it is there."""
    key = store.key("bed", 1, engine=engine.fingerprint, duration=duration, mood=mood, seed=seed)

    def make(path: Path) -> None:
        bed = engine.compose(
            duration=duration, mood=mood, tempo_bpm=None, seed=seed, progress=progress
        )
        with path.open("wb") as file:
            np.savez(file, samples=bed.samples, sample_rate=bed.sample_rate)

    with np.load(store.get_or_make(key, ".npz", make), allow_pickle=False) as data:
        return Audio(samples=data["samples"], sample_rate=int(data["sample_rate"]))


def bed_for(
    music: str, engine: BedEngine, store: Store, *, duration: Fraction, seed: int,
    progress: Progress = silent,
) -> Audio | None:  # fmt: skip
    """Return the bed that ``music`` asks for: a mood, a file, or nothing for ``none``."""
    from aigc.music.file import bed_from_file

    if music == "none":
        return None
    path = Path(music)
    if path.suffix and path.exists():
        return bed_from_file(path, duration)
    return compose_bed(engine, store, duration=duration, mood=music, seed=seed, progress=progress)


class CachedWriter(_Kept[Writer]):
    """A writer in front of a store: one that costs is not asked twice for the same script."""

    def write(
        self,
        article: Article,
        *,
        target: Fraction,
        language: Language,
        seed: int,
        pace: Pace,
        progress: Progress = silent,
    ) -> Script:
        """Return the script as written before, or let the engine write it."""
        key = self._store.key(
            "write", 1, engine=self.fingerprint, article=told_by(article), target=target,
            language=language, seed=seed, pace=pace,
        )  # fmt: skip

        def make(path: Path) -> None:
            with noticing() as told:
                script = self._engine.write(
                    article, target=target, language=language, seed=seed, pace=pace,
                    progress=progress,
                )  # fmt: skip
            notes = dict.fromkeys((*script.notes, *told))
            path.write_bytes(_SCRIPT.dump_json(replace(script, notes=tuple(notes))))

        return _SCRIPT.validate_json(self._store.get_or_make(key, ".json", make).read_bytes())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer(Generic[T]):
    """What a model answered, as it is kept: what it cost, and what was told meanwhile."""

    value: T
    usage: Usage
    notes: tuple[str, ...]


class _Costly(_Kept[E]):
    """An engine whose answers cost something, in front of a store.

    Attributes
    ----------
    usage : Usage
        What the answers that it gave have cost, when they were made.
    """

    def __init__(self, engine: E, store: Store) -> None:
        super().__init__(engine, store)
        self.usage = Usage()

    def _answers(
        self, keys: Sequence[str], kind: type[T], ask: Callable[[Sequence[int]], Sequence[T]]
    ) -> list[T]:
        """Return the answer of each key; ``ask`` is given the places of those that are new."""
        adapter = TypeAdapter[_Answer[T]](_Answer[kind])  # type: ignore[valid-type]
        first = {key: n for n, key in reversed(list(enumerate(keys)))}
        new = sorted(n for key, n in first.items() if self._store.get(key, ".json") is None)
        if new:
            with noticing() as told:
                made = ask(new)
            cost = getattr(self._engine, "usage", None) or Usage()
            for at, value in zip(new, made, strict=True):
                answer = _Answer(value=value, usage=cost, notes=tuple(told))
                self._store.keep(keys[at], ".json", adapter.dump_json(answer))
                cost = Usage()
        found = {k: adapter.validate_json(self._store.path(k, ".json").read_bytes()) for k in first}
        for note in dict.fromkeys(note for one in found.values() for note in one.notes):
            notice(note)
        self.usage += sum((one.usage for one in found.values()), Usage())
        return [found[key].value for key in keys]


class CachedPrompts(_Costly[PromptEngine]):
    """An engine of prompts in front of a store: it is asked for scenes that are new."""

    def prompts(
        self,
        article: Article,
        script: Script,
        lines: Sequence[tuple[int, ...]],
        *,
        style: str,
        seed: int,
        progress: Progress = silent,
    ) -> tuple[PicturePrompt, ...]:
        """Return the prompts as written before, and let the engine write the others at once."""

        def ask(new: Sequence[int]) -> tuple[PicturePrompt, ...]:
            wanted = [lines[n] for n in new]
            return self._engine.prompts(
                article, script, wanted, style=style, seed=seed, progress=progress
            )

        seen, keys = Counter[tuple[int, ...]](), []
        for own in lines:
            key = self._store.key(
                "prompt", 1, engine=self.fingerprint, article=told_by(article), style=style,
                seed=seed, language=script.language, said=[script.lines[n].text for n in own],
                nth=seen[own], of=lines.count(own),
            )  # fmt: skip
            keys.append(key)
            seen[own] += 1
        found = self._answers(keys, PicturePrompt, ask)
        return tuple(replace(one, lines=own) for one, own in zip(found, lines, strict=True))


class CachedTranslator(_Costly[Translator]):
    """A translator in front of a store: no text is translated twice."""

    def translate(
        self,
        texts: Sequence[str],
        *,
        source: Language,
        target: Language,
        context: str = "",
        progress: Progress = silent,
    ) -> tuple[str, ...]:
        """Return the texts as translated before, and let the engine translate the others."""

        def ask(new: Sequence[int]) -> tuple[str, ...]:
            return self._engine.translate(
                [texts[n] for n in new], source=source, target=target, context=context,
                progress=progress,
            )  # fmt: skip

        keys = [
            self._store.key(
                "translate", 1, engine=self.fingerprint, text=text, source=source, target=target,
                context=context,
            )
            for text in texts
        ]  # fmt: skip
        return tuple(self._answers(keys, str, ask))


def told_by(article: Article) -> tuple[object, ...]:
    """Return what an article says, as part of a key."""
    return (article.title, article.text, article.language, [b.span for b in article.blocks])
