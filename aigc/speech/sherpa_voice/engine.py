"""Voices published in the folders of sherpa-onnx, on a CPU or with CUDA."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Unpack

from aigc.banks import speaker_of, voice_id
from aigc.config import Settings, build, option
from aigc.errors import AigcError, InputError
from aigc.identity import identity, version_of
from aigc.speech.clauses import Heard, utterance
from aigc.speech.engine import Delivery, DeliveryOptions, check_emotion, speaker_number
from aigc.speech.espeak_process import EspeakProcess
from aigc.speech.front import SpokenToken, read
from aigc.speech.sherpa_voice.folders import (
    VoiceFolder,
    called,
    folder_of,
    installed,
    read_folder,
    voices_folder,
)
from aigc.types.article import Language
from aigc.types.narration import Utterance
from aigc.types.voice import Voice

if TYPE_CHECKING:
    from aigc.speech.sherpa_voice.networks import Networks
    from aigc.speech.sherpa_voice.rows import Writer
    from aigc.speech.sherpa_voice.spelling import Spelling

_VERSION: Final = 1
_PACKAGES: Final = ("onnxruntime", "espeakng-loader", "jieba", "pypinyin", "num2words")
_MOST_LISTED: Final = 200
_OF_ENGLISH: Final = ("af", "am", "bf", "bm")
"""How the names of Kokoro's speakers begin whose own language is English."""


class Options(Settings):
    """How voices of sherpa-onnx speak."""

    device: Literal["cpu", "cuda"] = option(
        "cpu", "Where they run: cpu or cuda.", "运行位置：cpu 或 cuda。"
    )
    speaker: str = option(
        "", "Who speaks where no voice tells: a name or a number.", "默认说话人：名字或编号。"
    )
    noise: float = option(0.667, "Chance in the sound.", "声音中的随机程度。", ge=0, le=2)
    sway: float = option(0.8, "Chance in the lengths of sounds.", "音长的随机程度。", ge=0, le=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What is read of a voice once: how it writes sounds, and its networks."""

    spelling: Spelling
    networks: Networks


class SherpaSpeech:
    """Speaks with voices published for sherpa-onnx: Kokoro, MeloTTS, VITS, Matcha and Kitten.

    Their files are read here, and sherpa-onnx itself is not needed. Texts are read by the house's
    own front end; how a voice writes a sound is learned from its lexicon, so that words in no
    lexicon, and characters of several readings, are said as they are read. Each word has the time
    that the network gave it; where it does not tell, its clause is divided by syllables.

    Parameters
    ----------
    model : str
        The voice that speaks where none is named: its name, the path of its folder, or its name on
        the hub where it was fetched; what follows ``#`` is the speaker.
    folder : Path or None
        Where voices lie; None takes ``AIGC_SHERPA_VOICES``, else the folder of other voices.
    **options
        Those of `Options`.

    Raises
    ------
    ConfigError
        An option does not exist or cannot have its value.
    """

    name = "sherpa"

    def __init__(self, model: str = "", folder: Path | None = None, **options: Any) -> None:
        self._options = build(Options, options)
        self._model, self._folder = model, folder or voices_folder()
        self._espeak = EspeakProcess()

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        packages = " ".join(f"{name}={version_of(name)}" for name in _PACKAGES)
        folders = tuple(self._known().values())
        beside = {file for place in folders for file in place.parent.glob("*.onnx")}
        states = identity(*map(str, (*folders, *sorted(beside))))
        how = self._options.model_dump_json()
        return f"sherpa/{_VERSION} {packages} {self._model} {how} voices={states}"

    def voices(self) -> tuple[Voice, ...]:
        """Return the speakers of the voices that are installed, that of ``model`` first."""
        return tuple(
            voice for name, place in self._known().items() for voice in _speakers(name, place)
        )

    def close(self) -> None:
        """Stop the espeak-ng process; it starts again when needed."""
        self._espeak.close()

    def speak(
        self, text: str, *, voice: str, language: Language, **how: Unpack[DeliveryOptions]
    ) -> Utterance:
        """Return ``text`` as spoken, mono at 48 kHz; see `SpeechEngine.speak`.

        ``voice`` is one of `voices`, or the path of a folder; what follows ``#`` is the speaker.
        """
        asked = Delivery(**how)
        who = Voice(id=voice, label=voice or self.name, languages=(language,), gender="neutral")
        check_emotion(who, asked.emotion)
        name, speaker = speaker_of(voice or self._default(language))
        found = read_folder(folder_of(name, self._known(), self._folder))
        mine = self._options.speaker
        who_speaks = speaker or mine if voice else mine or speaker
        number = speaker_number(found.told.speakers, who_speaks, found.name)
        said = read(text, language, lexicon=asked.lexicon)
        with self._lent(found) as held:
            from aigc.speech.sherpa_voice.rows import Writer

            writer = Writer(
                voice=found, spelling=held.spelling, ipa=self._espeak.phonemes, given=asked.lexicon
            )
            say = partial(self._clause, held.networks, writer, number, asked)
            return utterance(said, say, asked.rate)

    def _clause(
        self, networks: Networks, writer: Writer, speaker: int, asked: Delivery, number: int,
        clause: Sequence[SpokenToken],
    ) -> Heard:  # fmt: skip
        from aigc.speech.onnx_voice.network import Scales

        written = writer.written(clause)
        mine, rate = self._options, networks.voice.told.sample_rate
        samples, frames = networks.say(
            written, Scales(noise=mine.noise, length=1 / asked.rate, noise_w=mine.sway),
            speaker=speaker, seed=asked.seed * 1_000_003 + number,
        )  # fmt: skip
        if frames is None:
            return Heard(samples=samples, sample_rate=rate)
        frame_s = len(samples) / rate / frames.sum()
        spans, _ = written.row.times(frames, frame_s, len(clause))
        return Heard(samples=samples, sample_rate=rate, spans=spans)

    @contextmanager
    def _lent(self, voice: VoiceFolder) -> Iterator[_Read]:
        from aigc.device.shelf import shelf
        from aigc.speech.sherpa_voice.networks import Networks
        from aigc.speech.sherpa_voice.spelling import Spelling

        device = self._options.device
        with shelf(device).lend(
            f"sherpa voice {voice.folder.resolve()} {voice.state}",
            lambda: _Read(spelling=Spelling(voice), networks=Networks(voice, device)),
            label=voice.name,
            needs_bytes=voice.size,
            size=lambda _: voice.size,
        ) as held:
            yield held

    def _known(self) -> dict[str, Path]:
        """Return name -> folder, that of ``model`` first where one is named."""
        known = installed(self._folder)
        if not self._model:
            return known
        try:
            own = folder_of(speaker_of(self._model)[0], known, self._folder)
        except AigcError:  # told when it is to speak
            return known
        mine = called(own)
        return {mine: own} | {name: place for name, place in known.items() if name != mine}

    def _default(self, language: Language) -> str:
        """Return who speaks where none is named: the first whose own language it is."""
        if speaker_of(self._model)[1]:
            return self._model
        own = next(iter(self._known()), "") if self._model else ""
        fitting = [
            one
            for one in self.voices()
            if language in one.languages and own in ("", speaker_of(one.id)[0])
        ]
        best = min(fitting, key=lambda one: one.languages.index(language), default=None)
        return best.id if best else self._model


def _speakers(name: str, place: Path) -> Iterator[Voice]:
    """Yield the speakers of a voice; none where it is damaged or of another language."""
    try:
        told = read_folder(place).told
    except InputError:
        return
    for speaker in told.speakers[:_MOST_LISTED]:
        label = f"{name}, {speaker}" if speaker else name
        languages = told.languages[:: -1 if speaker[:2] in _OF_ENGLISH else 1]
        yield Voice(id=voice_id(name, speaker), label=label, languages=languages, gender="neutral")
