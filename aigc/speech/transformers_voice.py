"""Any text-to-waveform model of the Hugging Face format as a voice: VITS, MMS, SpeechT5, Bark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from importlib.metadata import version
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ, resample
from aigc.banks import default_folder, speaker_of, voice_id
from aigc.errors import EngineUnavailable, InputError, did_you_mean
from aigc.speech.engine import Delivery, DeliveryOptions, check_emotion
from aigc.speech.front import Spoken, SpokenToken, read
from aigc.speech.waveform_folders import SPEAKING, kind_of, languages_of, speakers_of
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.narration import Phoneme, Utterance, Word
from aigc.types.time import TimeRange, from_sample
from aigc.types.voice import Voice
from aigc.voice.phones import VOWELS
from aigc.voice.syllables import of_arpabet, of_pinyin

if TYPE_CHECKING:
    from aigc.speech.text_to_waveform import Heard, WaveformModel

_VERSION: Final = 1
_LEAD_S, _TAIL_S = 0.06, 0.15
_PAUSE_S: Final = {",": 0.22, ";": 0.3, ":": 0.3, ".": 0.45, "?": 0.45, "!": 0.45}
_QUIET_DB: Final = -38.0
_WINDOW_S: Final = 0.01
_LEVEL: Final = 0.1
_PEAK: Final = 0.95
_LEAST_S: Final = 0.002

Floats = NDArray[np.float64]


class TransformersSpeech:
    """Speaks with the models in a folder, and with any other by its path, on a GPU if there is one.

    Word times are the model's own where it tells them (VITS). Else a clause is divided among its
    words by their syllables, between where its sound begins and ends.

    Parameters
    ----------
    folder : Path or None
        Where models are installed; None takes ``AIGC_VOICES``, or ``voices`` in the store.
    hub : bool
        A voice may also be the name of a model on the Hugging Face hub, which is then fetched.

    Raises
    ------
    EngineUnavailable
        When torch or transformers is not installed.
    """

    name = "transformers"

    def __init__(self, folder: Path | None = None, *, hub: bool = False) -> None:
        lacking = [name for name in ("torch", "transformers") if not find_spec(name)]
        if lacking:
            raise EngineUnavailable(
                f"The engine transformers needs {lacking[0]}: pip install 'aigc-workbench[all]'."
            )
        self._folder, self._hub = folder or default_folder(), hub
        self._loaded: tuple[str, WaveformModel] | None = None

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        packages = " ".join(f"{p}={version(p)}" for p in ("torch", "transformers"))
        files = (file for path in self._models().values() for file in path.glob("*.safetensors"))
        stats = ((file.name, file.stat()) for file in sorted(files))
        weights = ",".join(f"{name}:{s.st_size}:{s.st_mtime_ns}" for name, s in stats)
        return f"transformers/{_VERSION} {packages} models={weights}"

    def voices(self) -> tuple[Voice, ...]:
        """Return the speakers of the models that are installed."""
        return tuple(voice for name in self._models() for voice in self._speakers(name))

    def speak(
        self, text: str, *, voice: str, language: Language, **how: Unpack[DeliveryOptions]
    ) -> Utterance:
        """Return ``text`` as spoken, mono at 48 kHz; see `SpeechEngine.speak`.

        ``voice`` is one of `voices`, or the path of a model's folder, with ``#2`` behind it for its
        third speaker. The models read letters, so a lexicon may give other words, and no sounds.
        """
        asked = Delivery(**how)
        who = Voice(id=voice, label=voice or self.name, languages=(language,), gender="neutral")
        check_emotion(who, asked.emotion)
        name, speaker = speaker_of(voice)
        model = self._model(name, language)
        number = _speaker(model, speaker)
        said = read(text, language, lexicon=asked.lexicon)
        _check_lexicon(said.tokens, model.name)
        words: list[Word] = []

        def say(i: int, clause: Sequence[SpokenToken]) -> Heard:
            spoken = [token.spoken for token in clause]
            return model.say(
                spoken, clause[-1].pause, speaker=number, rate=asked.rate, seed=asked.seed + i
            )

        sound = list(_sound(said, say, asked.rate, words.append))
        return Utterance(
            text=text,
            spoken=" ".join(token.spoken + token.pause for token in said.tokens),
            words=tuple(words),
            audio=_levelled(np.concatenate(sound)),
        )

    def _models(self) -> dict[str, Path]:
        paths = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        return {path.name: path for path in paths if path.is_dir() and kind_of(path) in SPEAKING}

    def _speakers(self, name: str) -> Iterator[Voice]:
        path = self._models()[name]
        count = speakers_of(path)
        for number in range(count):
            speaker = str(number) if count > 1 else ""
            label = f"{name}, speaker {number + 1}" if speaker else name
            yield Voice(
                id=voice_id(name, speaker), label=label, languages=languages_of(path),
                gender="neutral",
            )  # fmt: skip

    def _model(self, name: str, language: Language) -> WaveformModel:
        known = self._models()
        if not name:
            name = next((n for n, path in known.items() if language in languages_of(path)), "")
        given = Path(name).expanduser()
        if name in known:
            place = str(known[name])
        elif name and given.is_dir():
            place = str(given)
        elif name and self._hub and re.fullmatch(r"[\w.-]+/[\w.-]+", name):
            place = name
        else:
            hint = did_you_mean(name, known) if known else f"There is none in {self._folder}."
            raise InputError(
                f"transformers has no voice {name!r}. {hint} Or give the path of a model's folder."
            )
        if self._loaded is None or self._loaded[0] != place:
            from aigc.speech.text_to_waveform import WaveformModel

            self._loaded = (place, WaveformModel(place))
        return self._loaded[1]


def _check_lexicon(tokens: Sequence[SpokenToken], name: str) -> None:
    """Raise `InputError` where a lexicon gives a word sounds."""
    for token in tokens:
        if any("user lexicon" in word.why for word in token.words):
            raise InputError(
                f"The voice {name} reads letters and cannot take the sounds of {token.text!r} from "
                "the lexicon: give words to say instead there, after '='."
            )


def _speaker(model: WaveformModel, asked: str) -> int:
    known = [str(number) for number in range(model.speakers)]
    if asked and asked not in known:
        raise InputError(
            f"The voice {model.name} has no speaker {asked!r}: give 0 to {len(known) - 1} behind #."
        )
    return int(asked or 0)


def _sound(
    said: Spoken,
    say: Callable[[int, Sequence[SpokenToken]], Heard],
    rate: float,
    keep: Callable[[Word], None],
) -> Iterator[Floats]:
    """Yield the sound of each clause and its rests, and hand every word to ``keep``."""
    yield np.zeros(round(_LEAD_S * SAMPLE_RATE_HZ))
    now = round(_LEAD_S * SAMPLE_RATE_HZ)
    for i, clause in enumerate(_clauses(said.tokens)):
        sound, spans = _placed(say(i, clause), clause)
        for token, span in zip(clause, spans, strict=True):
            keep(_word(said.text, token, now, span))
        rest = round(_PAUSE_S.get(clause[-1].pause, 0.1) / rate * SAMPLE_RATE_HZ)
        yield sound
        yield np.zeros(rest)
        now += len(sound) + rest
    yield np.zeros(round(_TAIL_S * SAMPLE_RATE_HZ))


def _clauses(tokens: Sequence[SpokenToken]) -> Iterator[list[SpokenToken]]:
    """Yield the tokens parted at every pause."""
    clause: list[SpokenToken] = []
    for token in tokens:
        clause.append(token)
        if token.pause:
            yield clause
            clause = []
    if clause:
        yield clause


def _placed(heard: Heard, clause: Sequence[SpokenToken]) -> tuple[Floats, list[tuple[int, int]]]:
    """Return a clause at 48 kHz without silence at its ends, and each word's samples in it."""
    given = Audio(samples=heard.samples[None], sample_rate=heard.sample_rate)
    sound = resample(given, SAMPLE_RATE_HZ).samples[0].astype(np.float64)
    begin, end = _sounding(sound)
    if heard.spans is None:
        shares = np.array([sum(len(w.readings) for w in token.words) for token in clause])
        edges = np.concatenate(([0.0], np.cumsum(shares) / shares.sum())) * (end - begin)
        pairs = list(pairwise(edges))
    else:
        begin = min(begin, round(heard.spans[0][0] * SAMPLE_RATE_HZ))
        end = max(end, round(heard.spans[-1][1] * SAMPLE_RATE_HZ))
        pairs = [(a * SAMPLE_RATE_HZ - begin, b * SAMPLE_RATE_HZ - begin) for a, b in heard.spans]
    return sound[begin:end], _apart(pairs, min(end, len(sound)) - begin)


def _apart(pairs: Sequence[tuple[float, float]], length: int) -> list[tuple[int, int]]:
    """Return spans in whole samples, in order, apart, and none of them empty."""
    least = max(1, min(round(_LEAST_S * SAMPLE_RATE_HZ), length // (len(pairs) + 1)))
    found: list[tuple[int, int]] = []
    now = 0
    for i, (a, b) in enumerate(pairs):
        room = length - least * (len(pairs) - i)
        start = min(max(round(a), now), room)
        now = max(start + least, min(round(b), room + least))
        found.append((start, now))
    return found


def _sounding(sound: Floats) -> tuple[int, int]:
    """Return the samples between which a clause sounds, by its level in windows of 10 ms."""
    window = round(_WINDOW_S * SAMPLE_RATE_HZ)
    count = max(1, len(sound) // window)
    level = np.array([np.sqrt(np.mean(part**2)) for part in np.array_split(sound, count)])
    loud = np.flatnonzero(level > level.max() * 10 ** (_QUIET_DB / 20))
    if not len(loud) or level.max() == 0:
        return 0, len(sound)
    size = len(sound) / count
    return int(loud[0] * size), min(len(sound), int(np.ceil((loud[-1] + 1) * size)))


def _word(text: str, token: SpokenToken, offset: int, span: tuple[int, int]) -> Word:
    start, end = offset + span[0], offset + span[1]
    sounds = [
        sound
        for word in token.words
        for r in word.readings
        for sound in _phones(r.language, r.sounds)
    ]
    weights = np.array([2.0 if sound in VOWELS else 1.0 for sound in sounds])
    edges = np.rint(
        start + np.concatenate(([0], np.cumsum(weights) / weights.sum())) * (end - start)
    )
    phonemes = tuple(
        Phoneme(symbol=sound, time=_range(int(a), int(b)))
        for sound, (a, b) in zip(sounds, pairwise(edges), strict=True)
        if b > a
    )
    return Word(
        text=token.span.of(text), span=token.span, time=_range(start, end), phonemes=phonemes
    )


def _phones(language: Language, sounds: str) -> list[str]:
    if language == "zh":
        return list(of_pinyin(sounds.rstrip("012345")))
    return [phone for phone, _ in of_arpabet(sounds.split())]


def _range(start: int, end: int) -> TimeRange:
    first: Fraction = from_sample(start, SAMPLE_RATE_HZ)
    return TimeRange(start=first, duration=from_sample(end - start, SAMPLE_RATE_HZ))


def _levelled(samples: Floats) -> Audio:
    """Return the samples at the usual level of speech, and softer where they would clip."""
    sounding = samples[np.abs(samples) > 0]
    level = float(np.sqrt(np.mean(sounding**2))) if len(sounding) else 1.0
    loudest = float(np.abs(samples).max(initial=0.0))
    gain = min(_LEVEL / max(level, 1e-9), _PEAK / max(loudest, 1e-9))
    made = (samples * gain).astype(np.float32)
    return Audio(samples=made[None], sample_rate=SAMPLE_RATE_HZ)
