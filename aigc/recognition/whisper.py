"""Whisper, whichever size: long recordings in windows, and again where it is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from aigc.audio import resample, to_mono
from aigc.errors import EngineUnavailable, InputError
from aigc.networks import NetworkEngine
from aigc.progress import Progress, silent
from aigc.recognition.engine import check_recording, nobody_heard
from aigc.recognition.guards import (
    LEAST_LETTERS_A_SECOND,
    LEAST_LOG,
    MOST_COMPRESSION,
    MOST_SILENCE,
    compression,
    echoes,
    sounding,
    unrepeated,
)
from aigc.recognition.joins import Said, forward, joined, trimmed
from aigc.recognition.options import Options
from aigc.recognition.windows import FRAMES_A_SECOND, Loud, Window, levels, loud_frames, windows
from aigc.recognition.wording import segments_of, worded
from aigc.store import Store, digest
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.transcript import Transcript

if TYPE_CHECKING:
    from aigc.recognition.network import Guess, Whisper

_SAMPLE_RATE_HZ: Final = 16_000
_WARMER: Final = 0.2
"""By so much each retry is freer than the one before."""
_PLAIN_CHINESE: Final = "以下是普通话的句子。"
"""Told where nothing else is, so that simplified characters with signs are written."""
_ASKED: Final = 4
"""Windows that tell the language."""
_ELSE: Final = 0.5
"""Chance of a third language above which a recording is refused."""
_WORDS: Final = TypeAdapter(list[Said])
Floats = NDArray[np.float32]


class WhisperRecognition(NetworkEngine[Options, "Whisper"]):
    """A Whisper model in a folder or on the hub; see `RecognitionEngine`."""

    name = "whisper"
    settings = Options
    network = "aigc.recognition.network:Whisper"
    takes = "a Whisper model"

    def transcribe(
        self,
        audio: Audio,
        *,
        language: Language | None = None,
        seed: int = 0,
        progress: Progress = silent,
        store: Store | None = None,
    ) -> Transcript:
        """Return what is said; see `RecognitionEngine.transcribe`."""
        check_recording(audio)
        self.check_named()
        sound = resample(to_mono(audio), _SAMPLE_RATE_HZ).samples[0]
        run = _Run(self, sound, seed, progress, store)
        spoken = run.language() if language is None else language
        words = run.words(spoken)
        if not words:
            raise nobody_heard()
        return Transcript(
            language=spoken,
            duration=audio.duration,
            segments=segments_of(words, audio.duration, audio.sample_rate),
            engine=self.author,
        )


class _Run:
    """One recording on its way through the model."""

    def __init__(
        self, engine: WhisperRecognition, sound: Floats, seed: int, progress: Progress,
        store: Store | None,
    ) -> None:  # fmt: skip
        self._engine, self._sound, self._seed = engine, sound, seed
        self._progress, self._store = progress, store
        level = levels(sound, _SAMPLE_RATE_HZ)
        self._loud = loud_frames(level)
        with engine.lent() as model:
            if model.sample_rate != _SAMPLE_RATE_HZ:
                raise EngineUnavailable(
                    f"The model {engine.model!r} hears {model.sample_rate} Hz, which is no Whisper."
                )
            longest = model.longest
        self._windows = windows(level, longest)
        if not self._windows:
            raise nobody_heard()

    def words(self, language: Language) -> list[Said]:
        """Return the words of the whole recording."""
        keys = [self._key(window, language) for window in self._windows]
        kept = [self._kept(key) for key in keys]
        left = [n for n, words in enumerate(kept) if words is None]
        before = len(keys) - len(left)

        def run(some: Sequence[int]) -> list[list[Said]]:
            done = before + left.index(some[0])
            found = self._heard([self._windows[n] for n in some], language, done)
            for n, words in zip(some, found, strict=True):
                self._keep(keys[n], words)
            return found

        new = iter(
            self._engine.batched(
                left, run, most=self._engine.options.batch,
                told=lambda done: self._progress("transcribe", before + done, len(keys)),
            )
        )  # fmt: skip
        every = [next(new) if words is None else words for words in kept]
        return forward(unrepeated(joined(self._windows, every)))

    def language(self) -> Language:
        """Return the language of the recording.

        Raises
        ------
        InputError
            It is neither Chinese nor English.
        """
        some = self._windows[:: -(-len(self._windows) // _ASKED)]
        with self._engine.lent() as model:
            if not model.multilingual:
                return "en"

        def run(batch: Sequence[Window]) -> list[dict[str, float]]:
            with self._engine.lent() as model:
                return model.languages(model.encoded([self._samples(one) for one in batch]))

        found = self._engine.batched(
            some, run, most=_ASKED,
            told=lambda _: self._progress("transcribe", 0, len(self._windows)),
        )  # fmt: skip
        chances = {code: sum(one[code] for one in found) / len(found) for code in found[0]}
        chinese = chances.get("zh", 0.0) + chances.get("yue", 0.0)
        likeliest = max(chances, key=lambda code: chances[code])
        if likeliest not in ("zh", "yue", "en") and chances[likeliest] > _ELSE:
            raise InputError(
                f"The recording sounds like the language {likeliest!r}, and Chinese and English "
                "are understood. If it is one of these, say which: zh or en."
            )
        return "zh" if chinese > chances.get("en", 0.0) else "en"

    def _heard(self, some: Sequence[Window], language: Language, done: int) -> list[list[Said]]:
        """Return the words of some windows, each in seconds from the beginning of its window."""
        total = len(self._windows)

        def told(share: float) -> None:
            self._progress("transcribe", done + 0.9 * share * len(some), total)

        with self._engine.lent() as model:
            guesses = self._guesses(model, some, language, told)
        return [self._words(window, guess) for window, guess in zip(some, guesses, strict=True)]

    def _guesses(
        self, model: Whisper, some: Sequence[Window], language: Language, told: Any
    ) -> list[Guess]:
        options = self._engine.options
        encoded = model.encoded([self._samples(window) for window in some])
        lengths = [(window.end - window.begin) / FRAMES_A_SECOND for window in some]
        how: dict[str, Any] = {"language": language, "prompt": self._prompt(language)}
        guesses = model.written(encoded, lengths, beams=options.beams, told=told, **how)
        for n, window in enumerate(some):
            for retry in range(1, options.retries + 1):
                if not _in_doubt(guesses[n]):
                    break
                again = self._again(model, encoded[n : n + 1], window, retry, told, how)
                guesses[n] = max(guesses[n], again, key=_worth)
        return guesses

    def _again(
        self, model: Whisper, encoded: Any, window: Window, retry: int, told: Any,
        how: dict[str, Any],
    ) -> Guess:  # fmt: skip
        """Return a guess that is drawn more freely."""
        from aigc.device.seeded import seeded

        length = (window.end - window.begin) / FRAMES_A_SECOND
        drawn = int(digest((self._seed, window.begin, retry))[:8], 16)
        with seeded(drawn):
            return model.written(
                encoded, [length], temperature=retry * _WARMER, told=lambda _: told(1.0), **how
            )[0]

    def _words(self, window: Window, guess: Guess) -> list[Said]:
        """Return the words of a guess, without what nobody said."""
        loud = self._loud[window.begin : window.end]
        told = self._engine.options.prompt or _PLAIN_CHINESE
        if _unheard(guess, loud) or echoes(guess.text, told):
            return []
        return trimmed(sounding(worded(guess.pieces), loud), loud)

    def _prompt(self, language: Language) -> str:
        return self._engine.options.prompt or (_PLAIN_CHINESE if language == "zh" else "")

    def _samples(self, window: Window) -> Floats:
        size = _SAMPLE_RATE_HZ // FRAMES_A_SECOND
        return self._sound[window.begin * size : window.end * size]

    def _key(self, window: Window, language: Language) -> str:
        return digest(
            (
                "whisper window", self._engine.fingerprint, self._samples(window), window.begin,
                language, self._seed,
            )
        )  # fmt: skip

    def _kept(self, key: str) -> list[Said] | None:
        path = self._store.get(key, ".json") if self._store else None
        return _WORDS.validate_json(path.read_bytes()) if path else None

    def _keep(self, key: str, words: list[Said]) -> None:
        if self._store:
            self._store.keep(key, ".json", _WORDS.dump_json(words))


def _unheard(guess: Guess, loud: Loud) -> bool:
    """Tell whether a guess was made up for noise or silence."""
    letters, seconds = sum(map(str.isalnum, guess.text)), loud.sum() / FRAMES_A_SECOND
    few = letters < LEAST_LETTERS_A_SECOND * seconds
    return guess.mean_log < LEAST_LOG and (few or guess.silence > MOST_SILENCE)


def _in_doubt(guess: Guess) -> bool:
    """Tell whether a window should be heard again."""
    if guess.silence > MOST_SILENCE and guess.mean_log < LEAST_LOG:
        return False
    return compression(guess.text) > MOST_COMPRESSION or guess.mean_log < LEAST_LOG


def _worth(guess: Guess) -> tuple[bool, float]:
    return compression(guess.text) <= MOST_COMPRESSION, guess.mean_log
