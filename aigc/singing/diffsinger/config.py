"""What the YAML files of a DiffSinger bank say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from aigc.errors import InputError

_MOST_BYTES: Final = 64_000_000
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Text = Annotated[
    str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)
]
"""Text that people also write as a number, such as the base 10."""


class _Config(BaseModel):
    """Keys that are not known are for other programs, and passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class MelConfig(_Config):
    """The frames and the mel bands that an acoustic model writes and a vocoder reads."""

    sample_rate: int = Field(44_100, ge=8_000, le=192_000)
    hop_size: int = Field(512, ge=16, le=8192)
    num_mel_bins: int = Field(128, ge=8, le=1024)
    mel_fmin: float = 40.0
    mel_fmax: float = 16_000.0
    mel_base: Text = "10"
    mel_scale: str = "slaney"

    @property
    def frame_s(self) -> float:
        """Time from one frame to the next."""
        return self.hop_size / self.sample_rate


class BankConfig(MelConfig):
    """``dsconfig.yaml`` of a bank or of one of its parts."""

    phonemes: str = "phonemes.txt"
    languages: str | None = None
    acoustic: str | None = None
    vocoder: str | None = None
    linguistic: str | None = None
    dur: str | None = None
    pitch: str | None = None
    variance: str | None = None
    speakers: tuple[str, ...] | None = None
    hidden_size: int = Field(256, ge=1, le=65_536)
    predict_dur: bool = True
    max_depth: float = Field(-1.0, allow_inf_nan=False)


class VocoderConfig(MelConfig):
    """``vocoder.yaml``."""

    name: str = "vocoder"
    model: str = "model.onnx"


C = TypeVar("C", bound=_Config)


def read_config(path: Path, kind: type[C]) -> C:
    """Return a YAML file as a model of ``kind``.

    Raises
    ------
    InputError
        When it cannot be read, is no YAML, or a value in it is impossible.
    """
    values = {key: value for key, value in read_table(path).items() if value is not None}
    try:
        return kind.model_validate(values)
    except ValidationError as exc:
        error = exc.errors()[0]
        key = ".".join(map(str, error["loc"]))
        raise InputError(
            f"{path.name} of the bank says {key}: {str(error['input'])[:60]}, which is not "
            f"possible ({error['msg']}). Export the bank again."
        ) from exc


def read_table(path: Path) -> dict[str, Any]:
    """Return a YAML or JSON file that holds names and values.

    Raises
    ------
    InputError
        When it cannot be read or holds something else.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path.name} of the bank is too large: {path.stat().st_size} bytes.")
        # S506 does not apply: both loaders are the safe ones
        table = yaml.load(path.read_bytes(), Loader=_Loader)
    except (OSError, yaml.YAMLError, ValueError, RecursionError) as exc:
        raise InputError(
            f"{path.name} of the bank is damaged: it is no YAML. Get the bank again."
        ) from exc
    if not isinstance(table, dict):
        raise InputError(f"{path.name} of the bank is damaged: it holds no names and values.")
    return table
