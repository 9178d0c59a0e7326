"""Voices in Piper's format: a network in ONNX and, beside it, a JSON file of how it is used."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aigc.banks import default_folder
from aigc.errors import EngineUnavailable, InputError, did_you_mean
from aigc.types.article import Language

FOLDER: Final = "AIGC_ONNX_VOICES"
"""Environment variable of the folder where voices lie."""
NETWORK: Final = ".onnx"
BEGIN, END, BLANK = "^", "$", "_"
"""Signs that every table of signs holds: the ends of what is said, and what stands between."""
_LONGEST: Final = 8_000_000
_OUR_TONGUES: Final[Mapping[str, Language]] = {"en": "en", "cmn": "zh", "zh": "zh"}

Writing = Literal["espeak", "text", "pinyin"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Sound(_Part):
    sample_rate: int = Field(ge=4_000, le=192_000)


class _Espeak(_Part):
    voice: str = Field(min_length=1, max_length=40)


class _Inference(_Part):
    noise_scale: float = Field(0.667, ge=0, le=10)
    length_scale: float = Field(1.0, gt=0.05, le=20)
    noise_w: float = Field(0.8, ge=0, le=10)


class _Tongue(_Part):
    code: str = ""


class Configuration(_Part):
    """What the JSON file of a voice tells; Piper's names, and its defaults."""

    audio: _Sound
    espeak: _Espeak = _Espeak(voice="en-us")
    language: _Tongue = _Tongue()
    inference: _Inference = _Inference()
    phoneme_type: Writing = "espeak"
    phoneme_id_map: dict[str, Annotated[list[int], Field(min_length=1)]] = Field(min_length=3)
    num_speakers: int = Field(1, ge=0, le=100_000)
    speaker_id_map: dict[str, int] = {}
    vowel_clusters: list[list[str]] = []

    @property
    def tongue(self) -> Language | None:
        """The language that it speaks, if it is one of ours."""
        named = self.espeak.voice if self.phoneme_type == "espeak" else self.language.code
        first = (named or self.espeak.voice).replace("_", "-").split("-")[0].lower()
        return _OUR_TONGUES.get(first)

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names of its speakers in the order of their numbers; one nameless where it has one.

        A speaker without a name is called by its number.
        """
        if self.num_speakers < 2:
            return ("",)
        names = {number: name for name, number in self.speaker_id_map.items()}
        return tuple(names.get(number, str(number)) for number in range(self.num_speakers))


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFile:
    """A voice: its network, and how it is used."""

    network: Path
    configuration: Configuration

    @property
    def state(self) -> str:
        """Text that changes when either file does."""
        marks = (file.stat() for file in (self.network, beside(self.network)))
        return " ".join(f"{mark.st_size}:{mark.st_mtime_ns}" for mark in marks)


def voices_folder() -> Path:
    """Return the folder that ``AIGC_ONNX_VOICES`` names, or that of other voices."""
    named = os.environ.get(FOLDER)
    return Path(named).expanduser() if named else default_folder()


def beside(network: Path) -> Path:
    """Return where the JSON file of a network lies."""
    return network.with_name(f"{network.name}.json")


def installed(folder: Path) -> dict[str, Path]:
    """Return name -> network of the voices in a folder, and in the folders in it."""
    found = (*folder.glob(f"*/*{NETWORK}"), *folder.glob(f"*{NETWORK}"))
    return dict(sorted((file.stem, file) for file in found if beside(file).is_file()))


def network_of(name: str, known: Mapping[str, Path], folder: Path) -> Path:
    """Return the network of a voice by its name, its path or the path of its folder.

    Raises
    ------
    InputError
        There is none.
    EngineUnavailable
        No voice is named, and none is there.
    """
    if name in known:
        return known[name]
    given = Path(name).expanduser()
    if name and given.suffix == NETWORK and given.is_file():
        return given
    if name and given.is_dir() and len(inside := installed(given)) == 1:
        return next(iter(inside.values()))
    if not known and not name:
        raise EngineUnavailable(
            f"There is no ONNX voice in {folder}. Put one there, voice.onnx with voice.onnx.json "
            f"beside it, name another folder by {FOLDER}, or give the path of one as the voice."
        )
    hint = did_you_mean(name, known) if known else f"There is none in {folder}."
    raise InputError(f"onnx has no voice {name!r}. {hint} Or give the path of its .onnx file.")


def read_voice(network: Path) -> VoiceFile:
    """Return a voice with what its JSON file tells.

    Raises
    ------
    InputError
        There is no such file beside the network, it is damaged or of another format, or the voice
        speaks neither Chinese nor English.
    """
    file = beside(network)
    try:
        if file.stat().st_size > _LONGEST:
            raise InputError(f"{file.name} is too long to describe a voice. Get the voice again.")
        told = Configuration.model_validate(json.loads(file.read_bytes()))
    except OSError as exc:
        raise InputError(
            f"There is no {file.name} beside {network.name}, which would tell how the voice is "
            f"used ({exc.strerror}). Put it there: voices are published with both."
        ) from exc
    except ValidationError as exc:
        fault = exc.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, fault["loc"])) or "the whole"
        raise InputError(
            f"{file.name} is not of Piper's format at {where}: {fault['msg']}. Take a voice that "
            "is published for Piper."
        ) from exc
    except (ValueError, RecursionError) as exc:
        raise InputError(f"{file.name} is damaged: it is no JSON. Get the voice again.") from exc
    lacking = [sign for sign in (BEGIN, END, BLANK) if sign not in told.phoneme_id_map]
    if lacking:
        raise InputError(f"{file.name} has no number for {' '.join(lacking)} in phoneme_id_map.")
    if told.tongue is None:
        raise InputError(
            f"The voice {network.stem} speaks {told.language.code or told.espeak.voice}; texts are "
            "read in Chinese and English alone. Choose a voice of one of them."
        )
    return VoiceFile(network=network, configuration=told)
