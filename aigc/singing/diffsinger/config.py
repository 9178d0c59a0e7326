"""What the YAML files of a DiffSinger bank say."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from aigc.doors import jail
from aigc.doors.limits import Limit
from aigc.doors.table import check_size
from aigc.errors import InputError

PRELOADED: Final = ("yaml",)
_LIMIT: Final = Limit(most_bytes=64_000_000, seconds=30.0, entries=2_000_000, depth=8)
"""Of a dictionary, the largest table of a bank."""

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
    name = f"{path.name} of the bank"
    table: dict[str, Any] = jail.call(
        "aigc.singing.diffsinger.config:table_in", path, name, name=name, limit=_LIMIT
    )
    return table


def table_in(file: IO[bytes], name: str) -> dict[str, Any]:
    """Return the names and values of an open file; run in a jail, for `read_table`."""
    import yaml

    try:
        # S506 does not apply: both loaders are the safe ones
        table = yaml.load(file.read(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as exc:
        raise InputError(f"{name} is damaged: it is no YAML. Get the bank again.") from exc
    if not isinstance(table, dict):
        raise InputError(f"{name} is damaged: it holds no names and values.")
    if not check_size(table, _LIMIT):
        raise InputError(
            f"{name} holds more values, or nested deeper, than any bank does: it is refused."
        )
    return table


def read_text(path: Path) -> str:
    """Return what a list of phonemes or words holds.

    Raises
    ------
    InputError
        When it cannot be read or is too large.
    """
    try:
        if path.stat().st_size > _LIMIT.most_bytes:
            raise InputError(f"{path.name} of the bank is too large: {path.stat().st_size} bytes.")
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as exc:
        raise InputError(
            f"{path.name} of the bank cannot be read: {exc.strerror}. Get the bank again."
        ) from exc
