"""Voices published as ONNX networks in Piper's format, on a CPU or with CUDA."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Unpack

from pydantic import Field

from aigc.banks import speaker_of, voice_id
from aigc.config import Settings, build
from aigc.errors import InputError
from aigc.identity import identity, version_of
from aigc.speech.clauses import Heard, utterance
from aigc.speech.engine import Delivery, DeliveryOptions, check_emotion, speaker_number
from aigc.speech.espeak_process import EspeakProcess
from aigc.speech.front import SpokenToken, read, refuse_sounds
from aigc.speech.onnx_voice.signs import row_of
from aigc.speech.onnx_voice.voices import (
    Configuration,
    VoiceFile,
    installed,
    network_of,
    read_voice,
    voices_folder,
)
from aigc.types.article import Language
from aigc.types.narration import Utterance
from aigc.types.voice import Voice

if TYPE_CHECKING:
    from aigc.speech.onnx_voice.network import Network

_VERSION: Final = 1
_PACKAGES: Final = ("onnxruntime", "espeakng-loader", "jieba", "pypinyin", "num2words")
_MOST_LISTED: Final = 200


class Options(Settings):
    """How ONNX voices speak."""

    device: Literal["cpu", "cuda"] = Field("cpu", description="Where they run: cpu or cuda.")
    noise: float | None = Field(
        None, ge=0, le=2, description="Chance in the sound; empty: the voice's own."
    )
    sway: float | None = Field(
        None, ge=0, le=2, description="Chance in the lengths of sounds; empty: the voice's own."
    )


class OnnxSpeech:
    """Speaks with voices of Piper's format: a network, and a JSON file beside it.

    Texts are read by the house's own front end, and by espeak-ng where a voice wants IPA. Each word
    has the time that the network gave it; where the network does not tell, its clause is divided by
    syllables.

    Parameters
    ----------
    model : str
        The voice that speaks where none is named: its name, or the path of its ``.onnx`` file.
    folder : Path or None
        Where voices lie; None takes ``AIGC_ONNX_VOICES``, else the folder of other voices.
    **options
        Those of `Options`.

    Raises
    ------
    ConfigError
        An option does not exist or cannot have its value.
    """

    name = "onnx"

    def __init__(self, model: str = "", folder: Path | None = None, **options: Any) -> None:
        self._options = build(Options, options)
        self._model, self._folder = model, folder or voices_folder()
        self._espeak = EspeakProcess()

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        packages = " ".join(f"{name}={version_of(name)}" for name in _PACKAGES)
        states = identity(*map(str, sorted(self._known().values())))
        how = self._options.model_dump_json()
        return f"onnx/{_VERSION} {packages} {self._model} {how} voices={states}"

    def voices(self) -> tuple[Voice, ...]:
        """Return the speakers of the voices that are installed, that of ``model`` first."""
        return tuple(
            voice for name, file in self._known().items() for voice in _speakers(name, file)
        )

    def close(self) -> None:
        """Stop the espeak-ng process; it starts again when needed."""
        self._espeak.close()

    def speak(
        self, text: str, *, voice: str, language: Language, **how: Unpack[DeliveryOptions]
    ) -> Utterance:
        """Return ``text`` as spoken, mono at 48 kHz; see `SpeechEngine.speak`.

        ``voice`` is one of `voices`, or the path of a ``.onnx`` file; what follows ``#`` is the
        speaker. Voices that read letters take other words of a lexicon, and no sounds.
        """
        asked = Delivery(**how)
        who = Voice(id=voice, label=voice or self.name, languages=(language,), gender="neutral")
        check_emotion(who, asked.emotion)
        name, speaker = speaker_of(voice)
        known = self._known()
        file = read_voice(network_of(name or self._default(language), known, self._folder))
        number = speaker_number(file.configuration.speakers, speaker, file.network.stem)
        said = read(text, language, lexicon=asked.lexicon)
        if file.configuration.phoneme_type == "text":
            refuse_sounds(said, file.network.stem)
        with self._lent(file) as network:
            say = partial(self._clause, network, file.configuration, number, asked)
            return utterance(said, say, asked.rate)

    def _clause(
        self, network: Network, told: Configuration, speaker: int, asked: Delivery, number: int,
        clause: Sequence[SpokenToken],
    ) -> Heard:  # fmt: skip
        from aigc.speech.onnx_voice.network import Scales

        row = row_of(clause, told, self._espeak.phonemes, asked.lexicon, network.path.stem)
        own, mine = told.inference, self._options
        scales = Scales(
            noise=own.noise_scale if mine.noise is None else mine.noise,
            length=own.length_scale / asked.rate,
            noise_w=own.noise_w if mine.sway is None else mine.sway,
        )
        samples, frames = network.say(
            row.ids, scales, speaker=speaker, seed=asked.seed * 1_000_003 + number
        )
        rate = told.audio.sample_rate
        if frames is None:
            return Heard(samples=samples, sample_rate=rate)
        frame_s = len(samples) / rate / frames.sum()
        spans, phones = row.times(frames, frame_s, len(clause))
        sounds = phones if told.phoneme_type == "espeak" else None
        return Heard(samples=samples, sample_rate=rate, spans=spans, phones=sounds)

    @contextmanager
    def _lent(self, file: VoiceFile) -> Iterator[Network]:
        from aigc.device.shelf import shelf
        from aigc.speech.onnx_voice.network import Network

        device, size = self._options.device, file.network.stat().st_size
        with shelf(device).lend(
            f"onnx voice {file.network.resolve()} {file.state}",
            lambda: Network(file.network, device),
            label=file.network.stem,
            needs_bytes=size,
            size=lambda _: size,
        ) as network:
            yield network

    def _known(self) -> dict[str, Path]:
        """Return name -> network, that of ``model`` first where one is named."""
        known = installed(self._folder)
        if not self._model:
            return known
        try:
            own = network_of(self._model, known, self._folder)
        except InputError:  # told when it is to speak
            return known
        return {own.stem: own} | {name: file for name, file in known.items() if name != own.stem}

    def _default(self, language: Language) -> str:
        """Return the voice that speaks where none is named: of its language, best of both."""
        if self._model:
            return self._model
        fitting = [one for one in self.voices() if language in one.languages]
        best = min(
            fitting,
            key=lambda one: (one.languages.index(language), -len(one.languages)),
            default=None,
        )
        return speaker_of(best.id)[0] if best else ""


def _speakers(name: str, network: Path) -> Iterator[Voice]:
    """Yield the speakers of a voice; none where it is damaged or of another language."""
    try:
        told = read_voice(network).configuration
    except InputError:
        return
    for speaker in told.speakers[:_MOST_LISTED]:
        label = f"{name}, {speaker}" if speaker else name
        yield Voice(
            id=voice_id(name, speaker), label=label, languages=_languages(told), gender="neutral"
        )


def _languages(told: Configuration) -> tuple[Language, ...]:
    """Return what a voice speaks: IPA is written for both languages, its own is the better."""
    own: Language = told.tongue or "en"
    other: Language = "en" if own == "zh" else "zh"
    return (own, other) if told.phoneme_type == "espeak" else (own,)
