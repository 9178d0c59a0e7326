"""A mouth that follows a recording, as JSON."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Annotated, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aigc.errors import InputError, did_you_mean
from aigc.timings.decoding import text_of
from aigc.timings.tiers import between
from aigc.types.label import KEY as LABEL
from aigc.types.time import to_sample
from aigc.types.viseme import BLENDSHAPES, VISEMES, LipSync, VisemeEvent

FORMAT: Final = "aigc.lip-sync"
VERSION: Final = 1
_PLACES: Final = 3

Weight = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Columns = dict[str, list[Weight]]


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    viseme: str
    phoneme: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["aigc.lip-sync"]
    version: Literal[1]
    sample_rate: int = Field(ge=1000, le=1_000_000)
    samples: int = Field(ge=1)
    fps: str = Field(pattern=r"^[1-9]\d{0,6}(/[1-9]\d{0,6})?$")
    frames: int = Field(ge=1, le=5_000_000)
    events: list[_Event] = Field(min_length=1)
    visemes: Columns
    blendshapes: Columns
    label: object = Field(None, alias=LABEL)


def write_lip_sync(mouth: LipSync) -> str:
    """Return JSON: events in samples, and a list of weights for every shape that moves.

    Weights are rounded to thousandths. A shape that is not named stays at 0.
    """
    told = {
        "format": FORMAT,
        "version": VERSION,
        "sample_rate": mouth.sample_rate,
        "samples": to_sample(mouth.duration, mouth.sample_rate),
        "fps": str(mouth.fps),
        "frames": mouth.frames,
        "events": [_told(event, mouth.sample_rate) for event in mouth.events],
        "visemes": _columns(mouth.visemes, VISEMES),
        "blendshapes": _columns(mouth.blendshapes, BLENDSHAPES),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_lip_sync(data: bytes | str) -> LipSync:
    """Return what `write_lip_sync` was given, weights to half a thousandth.

    Raises
    ------
    InputError
        It is no such file, or what it says cannot be: a gap between events, a weight outside 0 to
        1, a list of another length than the frames, a shape that does not exist.
    """
    try:
        file = _File.model_validate_json(text_of(data, "lip-sync file"))
    except ValidationError as exc:
        first = exc.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(
            f"The lip-sync file is wrong at {where}: {first['msg']}. Write it anew; the format "
            f"is {FORMAT!r}, version {VERSION}."
        ) from exc
    _check_events(file)
    rate = file.sample_rate
    return LipSync(
        duration=Fraction(file.samples, rate),
        sample_rate=rate,
        fps=Fraction(file.fps),
        events=tuple(
            VisemeEvent(viseme=e.viseme, phoneme=e.phoneme, time=between(e.start, e.end, rate))
            for e in file.events
        ),
        visemes=_matrix(file.visemes, VISEMES, file.frames),
        blendshapes=_matrix(file.blendshapes, BLENDSHAPES, file.frames),
    )


def _told(event: VisemeEvent, sample_rate: int) -> dict[str, int | str]:
    return {
        "start": to_sample(event.time.start, sample_rate),
        "end": to_sample(event.time.end, sample_rate),
        "viseme": event.viseme,
        "phoneme": event.phoneme,
    }


def _columns(weights: NDArray[np.float32], names: tuple[str, ...]) -> dict[str, list[float]]:
    rounded = np.round(weights.astype(np.float64), _PLACES)
    moving = np.flatnonzero(rounded.any(0))
    return {names[i]: rounded[:, i].tolist() for i in moving}


def _matrix(columns: Columns, names: tuple[str, ...], frames: int) -> NDArray[np.float32]:
    out = np.zeros((frames, len(names)), np.float32)
    for name, values in columns.items():
        _check_name(name, names)
        if len(values) != frames:
            raise InputError(
                f"The lip-sync file has {len(values)} weights of {name} for {frames} frames. Give "
                "one for each frame."
            )
        out[:, names.index(name)] = values
    return out


def _check_events(file: _File) -> None:
    """Refuse events that do not go from the first sample to the last."""
    now = 0
    for event in file.events:
        _check_name(event.viseme, VISEMES)
        if event.start != now or event.end <= event.start:
            raise InputError(
                f"The lip-sync file has {event.phoneme!r} from sample {event.start} to "
                f"{event.end}, but it should begin at {now} and last. Events go end to end."
            )
        now = event.end
    if now != file.samples:
        raise InputError(
            f"The events of the lip-sync file end at sample {now} of {file.samples}. Go on to the "
            "end, in silence if nothing is heard."
        )
    if not 0 <= file.frames - Fraction(file.samples, file.sample_rate) * Fraction(file.fps) < 1:
        raise InputError(
            f"The lip-sync file has {file.frames} frames, which do not cover {file.samples} "
            f"samples at {file.fps} a second. Give a frame for every moment."
        )


def _check_name(name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        raise InputError(f"The lip-sync file names {name!r}. {did_you_mean(name, names)}")
