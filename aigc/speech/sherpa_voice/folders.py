"""Folders as sherpa-onnx publishes voices: a network, the numbers of its signs, its lexicons."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aigc.banks import default_folder
from aigc.errors import EngineUnavailable, InputError, did_you_mean
from aigc.speech.sherpa_voice.metadata import metadata
from aigc.types.article import Language

FOLDER: Final = "AIGC_SHERPA_VOICES"
"""Environment variable of the folder where voices lie."""
TOKENS: Final = "tokens.txt"
_STYLES: Final = "voices.bin"
_VOCODERS: Final = ("vocos", "hifigan", "vocoder")
_SMALL: Final = ".int8"
_ON_HUB: Final = re.compile(r"[\w.-]+/[\w.-]+")
_PIPER: Final = ".onnx.json"

Kind = Literal["vits", "melo", "matcha", "kokoro", "kitten"]


class Told(BaseModel):
    """What a network tells of itself; sherpa-onnx's names, and its defaults."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sample_rate: int = Field(ge=4_000, le=192_000)
    n_speakers: int = Field(1, ge=0, le=100_000)
    speaker_id: int = 0
    speaker_names: str = ""
    model_type: str = ""
    comment: str = ""
    language: str = ""
    voice: str = "en-us"
    style_dim: str = ""
    add_blank: int = 0
    pad_id: int = 0
    jieba: int = 0
    use_eos_bos: int = 0

    @property
    def kind(self) -> Kind:
        """Which family it is of."""
        about = f"{self.model_type} {self.comment}".lower()
        families: tuple[Kind, ...] = ("kokoro", "kitten", "matcha", "melo")
        return next((one for one in families if one in about), "vits")

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that it speaks, of ours."""
        named = self.language.lower()
        ours: tuple[tuple[Language, str], ...] = (("zh", "chinese"), ("en", "english"))
        told = tuple(one for one, name in ours if name in named)
        return told or (("en",) if self.voice.startswith("en") and not named else ())

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names of its speakers in the order of their numbers; one nameless where it has one.

        A speaker without a name is called by its number.
        """
        if self.n_speakers < 2:
            return ("",)
        names = [one.strip() for one in self.speaker_names.split(",")]
        whole = len(names) == self.n_speakers and all(names)
        return tuple(names) if whole else tuple(map(str, range(self.n_speakers)))

    @property
    def styles(self) -> tuple[int, ...]:
        """The shape of what tells one speaker from another."""
        parts = self.style_dim.split(",")
        return tuple(int(one) for one in parts if one.strip().isdecimal())


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFolder:
    """A voice: its files, and what its network tells."""

    folder: Path
    network: Path
    told: Told
    lexicons: tuple[Path, ...]
    styles: Path | None
    vocoder: Path | None

    @property
    def name(self) -> str:
        """What it is called."""
        return called(self.folder)

    @property
    def files(self) -> tuple[Path, ...]:
        """Everything that is read to speak."""
        more = (self.styles, self.vocoder)
        own = (self.network, self.folder / TOKENS, *self.lexicons)
        return own + tuple(one for one in more if one)

    @property
    def state(self) -> str:
        """Text that changes when a file does."""
        marks = ((one.name, one.stat()) for one in self.files)
        return " ".join(f"{name}:{mark.st_size}:{mark.st_mtime_ns}" for name, mark in marks)

    @property
    def size(self) -> int:
        """How many bytes its networks take."""
        return sum(one.stat().st_size for one in self.files if one.suffix == ".onnx")


def voices_folder() -> Path:
    """Return the folder that ``AIGC_SHERPA_VOICES`` names, or that of other voices."""
    named = os.environ.get(FOLDER)
    return Path(named).expanduser() if named else default_folder()


def is_voice(folder: Path) -> bool:
    """Tell whether a folder looks like one of sherpa-onnx; Piper's own belong to ``onnx``."""
    return (folder / TOKENS).is_file() and bool(_networks(folder)) and not _of_piper(folder)


def installed(folder: Path) -> dict[str, Path]:
    """Return name -> folder of the voices in a folder."""
    inside = sorted(folder.iterdir()) if folder.is_dir() else []
    return {one.name: one for one in inside if one.is_dir() and is_voice(one)}


def folder_of(name: str, known: Mapping[str, Path], folder: Path) -> Path:
    """Return the folder of a voice by its name or path.

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
    if name and given.is_dir():
        return given
    if name and given.is_file() and given.suffix == ".onnx":
        return given.parent
    if _ON_HUB.fullmatch(name):
        return _fetched(name)
    if not known and not name:
        raise EngineUnavailable(
            f"There is no voice of sherpa-onnx in {folder}. Unpack one there, such as "
            f"kokoro-multi-lang-v1_1, name another folder by {FOLDER}, or give the path of one as "
            "the voice."
        )
    hint = did_you_mean(name, known) if known else f"There is none in {folder}."
    raise InputError(f"sherpa has no voice {name!r}. {hint} Or give the path of its folder.")


def called(folder: Path) -> str:
    """Return the name of a voice: that of its folder, or of its repository in the hub's cache."""
    whole = folder.resolve()
    kept = whole.parent.name == "snapshots"
    return whole.parent.parent.name.rpartition("--")[2] if kept else whole.name


def _fetched(repository: str) -> Path:
    """Return the folder of a repository that was fetched."""
    from aigc.models.places import folder_of as place_of

    place = place_of(repository)
    if place is None:
        raise InputError(
            f"The voice {repository!r} is not on this machine. Fetch it with: aigc models fetch "
            f"{repository}"
        )
    return place


def read_folder(folder: Path) -> VoiceFolder:
    """Return a voice with what its network tells.

    Raises
    ------
    InputError
        A file is missing or damaged, or the voice is of another form or language.
    """
    if file := _of_piper(folder):
        raise InputError(f"{called(folder)} is a voice of Piper's: ask for it as onnx:{file}.")
    networks = _networks(folder)
    if not networks or not (folder / TOKENS).is_file():
        lacking = TOKENS if networks else "model.onnx"
        raise InputError(
            f"{called(folder)} has no {lacking}, so it is no voice of sherpa-onnx or not whole. "
            "Unpack the whole archive that is published."
        )
    told = _told(networks[0])
    voice = VoiceFolder(
        folder=folder, network=networks[0], told=told, lexicons=_lexicons(folder),
        styles=folder / _STYLES if told.styles else None,
        vocoder=_vocoder(folder, told.sample_rate) if told.kind == "matcha" else None,
    )  # fmt: skip
    _check(voice)
    return voice


def _told(network: Path) -> Told:
    try:
        return Told.model_validate(metadata(network))
    except ValidationError as exc:
        fault = exc.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, fault["loc"]))
        raise InputError(
            f"{network.name} tells nothing right as its {where} ({fault['msg']}), so it is no "
            "voice of sherpa-onnx's form. Take a network that is published for sherpa-onnx."
        ) from exc
    except (ValueError, OSError) as exc:
        raise InputError(f"{network.name} is damaged: {exc}. Get the voice again.") from exc


def _check(voice: VoiceFolder) -> None:
    """Raise `InputError` where a file is missing that a voice of its kind needs."""
    told, name = voice.told, voice.name
    if not told.languages:
        raise InputError(
            f"The voice {name} speaks {told.language or told.voice}; texts are read in Chinese "
            "and English alone. Choose a voice of one of them."
        )
    if told.kind in ("vits", "melo") or "zh" in told.languages:
        _need(bool(voice.lexicons), name, "lexicon.txt")
    if told.kind in ("kokoro", "kitten"):
        if len(told.styles) < 2:
            raise InputError(
                f"{voice.network.name} of {name} tells no style_dim, so its speakers cannot be "
                "read. Take a network that is published for sherpa-onnx."
            )
        _need(voice.styles is not None and voice.styles.is_file(), name, _STYLES)
    if told.kind == "matcha" and voice.vocoder is None:
        raise InputError(
            f"{name} writes a spectrogram for {told.sample_rate} Hz: put the vocoder for it into "
            "its folder or beside it, such as vocos-22khz-univ.onnx or vocos-16khz-univ.onnx."
        )


def _need(there: bool, name: str, file: str) -> None:
    if not there:
        raise InputError(
            f"The voice {name} has no {file}. Unpack the whole archive that is published."
        )


def _networks(folder: Path) -> list[Path]:
    """Return the networks of a voice, the whole ones first and the usual one before others."""
    found = [one for one in folder.glob("*.onnx") if not _is_vocoder(one)]
    return sorted(found, key=lambda one: (_SMALL in one.name, one.stem != "model", one.name))


def _of_piper(folder: Path) -> Path | None:
    """Return the network of a voice that has Piper's own description beside it."""
    told = sorted(folder.glob(f"*{_PIPER}"))
    return told[0].with_suffix("") if told else None


def _lexicons(folder: Path) -> tuple[Path, ...]:
    """Return the lexicons, of English ones the American where there are several."""
    found: Sequence[Path] = sorted(folder.glob("lexicon*.txt"))
    american = any("-us-" in one.name for one in found)
    return tuple(one for one in found if not (american and "-gb-" in one.name))


def _is_vocoder(path: Path) -> bool:
    return any(one in path.name.lower() for one in _VOCODERS)


def _vocoder(folder: Path, rate: int) -> Path | None:
    """Return the vocoder in a folder or beside it, one whose name has the sample rate first."""
    found = [
        one
        for place in (folder, folder.parent)
        for one in sorted(place.glob("*.onnx"))
        if _is_vocoder(one)
    ]
    fitting = [one for one in found if f"{rate // 1000}khz" in one.name.lower()]
    other = [one for one in found if "khz" not in one.name.lower()]
    return next(iter((*fitting, *other)), None)
