"""A voice on disk: networks, prosody and the record of whose voice it is, in one file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from aigc.errors import AssetError, EngineUnavailable
from aigc.types.voice import Voice
from aigc.voice.acoustic import Acoustic
from aigc.voice.prosody.plan import Prosody
from aigc.voice.record import VoiceRecord, as_metadata, record_in, require_record
from aigc.voice.vocoder import Vocoder
from aigc.weights import read, under, write

Arrays = Mapping[str, npt.NDArray[Any]]
HOUSE = files("aigc.voice") / "data" / "house.safetensors"
_PITCH = "aigc.voice.pitch_hz"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VoicePackage:
    """A voice that is ready to use.

    Attributes
    ----------
    pitch_hz : tuple of float
        The middle of each speaker's pitch, in the order of the record's speakers.
    version : str
        Changes whenever the file does.
    """

    record: VoiceRecord
    acoustic: Acoustic
    vocoder: Vocoder
    prosody: Prosody
    pitch_hz: tuple[float, ...]
    version: str

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The speakers as an engine lists them."""
        return self.record.voices

    def speaker(self, voice: str) -> int:
        """Return the number of the speaker of that name."""
        return [one.id for one in self.voices].index(voice)


def load(path: Path | None = None) -> VoicePackage:
    """Return the voice in a file, or the voices that come with the project.

    Raises
    ------
    EngineUnavailable
        When the project's voices are not in this copy of it.
    AssetError
        When the file is missing or damaged.
    TrustError
        When it has no record of whose voice it is, or the record forbids its use.
    """
    house = Path(str(HOUSE))
    if path is None and not house.exists():
        raise EngineUnavailable(
            "The house voices are not in this copy of the project. Install the package anew, or "
            "make them from the recordings with: aigc voices build RECORDINGS"
        )
    file = (path or house).resolve()
    try:
        changed = file.stat().st_mtime_ns
    except OSError as exc:
        raise AssetError(f"The voice {str(file)!r} cannot be read: {exc.strerror}.") from exc
    return _loaded(file, changed)


@lru_cache(maxsize=2)
def _loaded(file: Path, changed: int) -> VoicePackage:
    arrays, metadata = read(file)
    record = require_record(record_in(metadata), voice=file.stem)
    try:
        pitch = tuple(map(float, json.loads(metadata[_PITCH])))
        wide = {name: array.astype(np.float32) for name, array in arrays.items()}
        return VoicePackage(
            record=record, acoustic=Acoustic(under(wide, "acoustic.")),
            vocoder=Vocoder(under(wide, "vocoder.")), prosody=Prosody.of(wide), pitch_hz=pitch,
            version=f"{record.version} {metadata.get('sha256', '')}".strip(),
        )  # fmt: skip
    except (KeyError, ValueError, IndexError, TypeError, RecursionError) as exc:
        raise AssetError(
            f"The voice {str(file)!r} lacks {exc}. Make it again with: aigc voices build RECORDINGS"
        ) from exc


def save(path: Path, arrays: Arrays, record: VoiceRecord, pitch_hz: Sequence[float]) -> None:
    """Write a voice, half precision, whole or not at all.

    Raises
    ------
    TrustError
        When the record does not allow the voice to be used.
    """
    import hashlib

    require_record(record, voice=record.voice)
    half = {name: np.asarray(array, np.float16) for name, array in arrays.items()}
    digest = hashlib.sha256(b"".join(half[name].tobytes() for name in sorted(half)))
    about = as_metadata(record) | {_PITCH: json.dumps([round(hz, 1) for hz in pitch_hz])}
    write(path, half, about | {"sha256": digest.hexdigest()[:16]})
