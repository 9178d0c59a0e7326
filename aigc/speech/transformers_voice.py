"""Any text-to-waveform model of the Hugging Face format as a voice: VITS, MMS, SpeechT5, Bark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Unpack

from aigc.banks import default_folder, speaker_of, voice_id
from aigc.config import build, option
from aigc.errors import AigcError, EngineUnavailable, InputError, did_you_mean
from aigc.identity import identity
from aigc.networks import Placed
from aigc.speech.clauses import Heard, utterance
from aigc.speech.engine import Delivery, DeliveryOptions, check_emotion
from aigc.speech.front import SpokenToken, read, refuse_sounds
from aigc.speech.voice_prompt import voice_prompt
from aigc.speech.waveform_folders import SPEAKING, kind_of, languages_of, speakers_of
from aigc.types.article import Language
from aigc.types.narration import Utterance
from aigc.types.voice import Voice

if TYPE_CHECKING:
    from aigc.speech.text_to_waveform import WaveformModel

_VERSION: Final = 1


class Options(Placed):
    """How text-to-waveform models are run."""

    prompt: str = option(
        "", "Recording of a voice to go on from, with its consent beside it.",
        "音色参考录音，须附授权记录。",
    )  # fmt: skip


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
    model : str
        The model that speaks where no voice is named: a folder, or a name on the hub.
    **options
        Those of `Options`.

    Raises
    ------
    EngineUnavailable
        When torch or transformers is not installed.
    ConfigError
        An option does not exist or cannot have its value.
    """

    name = "transformers"

    def __init__(
        self, folder: Path | None = None, *, hub: bool = False, model: str = "", **options: Any
    ) -> None:
        lacking = [name for name in ("torch", "transformers") if not find_spec(name)]
        if lacking:
            raise EngineUnavailable(
                f"The engine transformers needs {lacking[0]}: pip install 'aigc-workbench[all]'."
            )
        self._options = build(Options, options)
        self._folder, self._hub, self._named = folder or default_folder(), hub, model

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        packages = " ".join(f"{p}={version(p)}" for p in ("torch", "transformers"))
        models = identity(*map(str, self._models().values()))
        how = self._options.model_dump_json(exclude={"prompt"})
        return f"transformers/{_VERSION} {packages} {self._named} {how} {self._prompted()} {models}"

    def voices(self) -> tuple[Voice, ...]:
        """Return the speakers of the models that are installed, that of ``model`` first."""
        return tuple(voice for name in self._models() for voice in self._speakers(name))

    def speak(
        self, text: str, *, voice: str, language: Language, **how: Unpack[DeliveryOptions]
    ) -> Utterance:
        """Return ``text`` as spoken, mono at 48 kHz; see `SpeechEngine.speak`.

        ``voice`` is one of `voices`, or the path of a model's folder, with ``#2`` behind it for its
        third speaker. The models read letters, so a lexicon may give other words, and no sounds.

        Raises
        ------
        TrustError
            There is no consent to the recording that the voice is to go on from.
        """
        asked = Delivery(**how)
        who = Voice(id=voice, label=voice or self.name, languages=(language,), gender="neutral")
        check_emotion(who, asked.emotion)
        recording = voice_prompt(self._options.prompt) if self._options.prompt else None
        name, speaker = speaker_of(voice)
        place = self._place(name or self._named, language)
        with self._lent(place) as model:
            number = _speaker(model, speaker)
            said = read(text, language, lexicon=asked.lexicon)
            refuse_sounds(said, model.name)
            prompt = model.given(recording) if recording else None

            def say(i: int, clause: Sequence[SpokenToken]) -> Heard:
                return model.say(
                    [token.spoken for token in clause], clause[-1].pause, speaker=number,
                    rate=asked.rate, seed=asked.seed + i, prompt=prompt,
                )  # fmt: skip

            return utterance(said, say, asked.rate)

    def _lent(self, place: str) -> AbstractContextManager[WaveformModel]:
        from aigc.device.lending import lent
        from aigc.speech.text_to_waveform import WaveformModel

        how = self._options
        return lent(
            place, lambda name, device, dtype: WaveformModel(name, device.torch_name, dtype),
            what="voice", device=how.device, dtype=how.dtype,
        )  # fmt: skip

    def _prompted(self) -> str:
        """Return what changes with the recording and its consent; nothing without one."""
        if not self._options.prompt:
            return ""
        try:
            return voice_prompt(self._options.prompt).digest
        except AigcError:  # told when it is to speak
            return "no prompt"

    def _models(self) -> dict[str, Path]:
        """Return name -> folder, that of ``model`` first where it is one."""
        paths = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        own = Path(self._named).expanduser()
        if self._named and own.is_dir():
            paths.insert(0, own.resolve())
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

    def _place(self, name: str, language: Language) -> str:
        """Return the folder of a voice, or its name on the hub."""
        known = self._models()
        if not name:
            name = next((n for n, path in known.items() if language in languages_of(path)), "")
        given = Path(name).expanduser()
        if name in known:
            return str(known[name])
        if name and given.is_dir():
            return str(given)
        fetched = self._hub or name == self._named
        if name and fetched and re.fullmatch(r"[\w.-]+/[\w.-]+", name):
            return name
        hint = did_you_mean(name, known) if known else f"There is none in {self._folder}."
        raise InputError(
            f"transformers has no voice {name!r}. {hint} Or give the path of a model's folder."
        )


def _speaker(model: WaveformModel, asked: str) -> int:
    known = [str(number) for number in range(model.speakers)]
    if asked and asked not in known:
        raise InputError(
            f"The voice {model.name} has no speaker {asked!r}: give 0 to {len(known) - 1} behind #."
        )
    return int(asked or 0)
