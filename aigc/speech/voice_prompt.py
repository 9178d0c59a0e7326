"""Recordings of a voice that a model goes on from: only with the word of whose voice it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from aigc.audio import read_audio, resample, to_mono
from aigc.consent import Consent, checked
from aigc.errors import InputError, TrustError
from aigc.store import file_sha256
from aigc.voice.record import Day

RECORD: Final = ".consent.json"
FOLDER: Final = ".voice"
_SOUNDS: Final = (".wav", ".flac", ".mp3", ".m4a", ".ogg")
_LONGEST_S: Final = 60
_LONGEST_RECORD: Final = 100_000
_HOW: Final = (
    "A voice may be gone on from only if whose it is agrees. Put {name} beside the recording, with "
    '"subject" (whose voice), "statement" (in what words they agree), "date" (YYYY-MM-DD) and '
    '"uses" (["speak"])'
)

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Record(BaseModel):
    """What lies beside a recording: whose voice it is, and what they agree to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: Said
    statement: Said
    date: Annotated[Day, Field(min_length=4)]
    uses: tuple[Literal["speak", "sing", "commercial"], ...]
    given_by: str = ""
    recording_sha256: str = Field("", description="Of the recording that it is for, if told.")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePrompt:
    """A recording that may be gone on from.

    Attributes
    ----------
    said : str
        What is said in it; empty when nobody wrote it down.
    sha256 : str
        Of the recording alone, by which the book of consents knows it.
    digest : str
        Hash of the recording, its words and its record, for provenance.
    """

    file: Path
    said: str
    record: Record
    sha256: str
    digest: str

    def samples(self, sample_rate: int) -> NDArray[np.float32]:
        """Return the recording, float32 of shape (samples,).

        Raises
        ------
        AssetError
            It cannot be read, or is longer than a minute.
        """
        sound = read_audio(self.file, longest=Fraction(_LONGEST_S))
        samples: NDArray[np.float32] = resample(to_mono(sound), sample_rate).samples[0]
        return samples


def voice_prompt(place: str) -> VoicePrompt:
    """Return the recording at a path, or in a folder such as ``anna.voice``.

    What is said in it stands in a text file beside it, and the consent in ``NAME.consent.json``.

    Raises
    ------
    InputError
        There is no recording, or its record cannot be read.
    TrustError
        There is no consent beside it, or it does not allow to speak with the voice.
    """
    file = _recording(Path(place).expanduser())
    beside = file.with_name(f"{file.stem}{RECORD}")
    record = _record(beside)
    text = file.with_suffix(".txt")
    said = text.read_text(encoding="utf-8", errors="replace").strip() if text.is_file() else ""
    sha256 = file_sha256(file)
    if record.recording_sha256 not in ("", sha256):
        raise TrustError(f"{beside.name} is the consent for another recording than {file.name}.")
    whole = "\0".join((sha256, said, record.model_dump_json()))
    digest = hashlib.sha256(whole.encode()).hexdigest()
    return VoicePrompt(file=file, said=said, record=record, sha256=sha256, digest=digest)


def _recording(place: Path) -> Path:
    if place.is_file() and place.suffix.lower() in _SOUNDS:
        return place
    inside = sorted(place.iterdir()) if place.is_dir() else []
    sounds = [file for file in inside if file.suffix.lower() in _SOUNDS]
    if len(sounds) == 1:
        return sounds[0]
    found = f"{len(sounds)} recordings" if place.is_dir() else "no recording"
    raise InputError(
        f"There is {found} at {str(place)!r}: give a sound file ({', '.join(_SOUNDS)}), or a "
        f"folder NAME{FOLDER} with one in it."
    )


def _record(beside: Path) -> Record:
    how = _HOW.format(name=beside.name)
    if not beside.is_file():
        raise TrustError(f"{how}.")
    if beside.stat().st_size > _LONGEST_RECORD:
        raise TrustError(f"{beside.name} is too long for a consent; say it in short.")
    try:
        record = Record.model_validate_json(beside.read_bytes())
    except ValidationError as exc:
        fault = exc.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, fault["loc"])) or "the whole"
        raise TrustError(f"{how}; it is wrong at {where}: {fault['msg']}.") from exc
    checked(
        Consent(
            subject=record.subject, statement=record.statement, date=record.date,
            given_by=record.given_by,
        ),
        how,
    )  # fmt: skip
    if "speak" not in record.uses:
        raise TrustError(
            f"{record.subject} did not agree that the voice speaks: {beside.name} allows "
            f"{', '.join(record.uses) or 'nothing'}. Ask, and add speak to its uses."
        )
    return record
