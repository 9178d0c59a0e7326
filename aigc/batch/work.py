"""One job from claim to publishing: the same for every executor."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, NoReturn

from aigc.batch.desk import Desk
from aigc.batch.folder import BatchFolder
from aigc.batch.heart import Heart, TimeUp
from aigc.batch.kinds import kind_of
from aigc.batch.log import log
from aigc.batch.publishing import discard, parts_of, publish, published
from aigc.config import build
from aigc.errors import (
    AigcError,
    AssetError,
    Cancelled,
    ConfigError,
    DiskFull,
    EngineError,
    EngineUnavailable,
    InputError,
    OutOfMemory,
    Superseded,
    TrustError,
    UnknownEngine,
)
from aigc.notices import noticing
from aigc.store import Store
from aigc.types.job import Cause, Claim

Outcome = Literal["done", "found", "failed", "released", "superseded", "disk"]
LOST: Final = 75
"""The exit code of a worker that could not stop its job otherwise."""
_FINAL: Final[tuple[tuple[type[AigcError], Cause], ...]] = (
    (InputError, "input"),
    (ConfigError, "input"),
    (AssetError, "input"),
    (TrustError, "trust"),
    (UnknownEngine, "input"),
    (EngineUnavailable, "engine"),
)
"""Errors that trying again does not mend."""
_RESULT: Final = "@"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where a worker works.

    Attributes
    ----------
    beat_s : float
        Seconds between heartbeats.
    stopped : callable
        Returns whether the worker is to stop.
    expendable : bool
        Whether this process may end itself where a job does not stop.
    """

    desk: Desk
    folder: BatchFolder
    store: Store
    beat_s: float = 2.0
    stopped: Callable[[], bool] = field(default=lambda: False)
    expendable: bool = False


def perform(claim: Claim, bench: Bench) -> Outcome:
    """Do the job of ``claim`` and publish its results, or tell the desk why not; never raises."""
    told = {"job": claim.job.name, "token": claim.token, "worker": claim.worker}
    log(bench.folder, "started", attempt=claim.attempt, **told)
    outcome, more = _performed(claim, bench)
    log(bench.folder, outcome, **told, **more)
    return outcome


def _performed(claim: Claim, bench: Bench) -> tuple[Outcome, dict[str, Any]]:
    heart = Heart(
        claim, bench.desk, beat_s=bench.beat_s, stopped=bench.stopped,
        abandon=(lambda why: _abandon(claim, bench, why)) if bench.expendable else None,
    )  # fmt: skip
    try:
        return _made(claim, bench, heart)
    except Superseded:
        return "superseded", {}
    except TimeUp as exc:
        return _failed(claim, bench, heart, "time", exc)
    except Cancelled as exc:
        bench.desk.release(claim, str(exc))
        return "released", {"message": str(exc)}
    except DiskFull as exc:
        bench.desk.release(claim, str(exc))
        return "disk", {"message": str(exc)}
    except Exception as exc:
        return _failed(claim, bench, heart, *_judged(exc))
    finally:
        discard(parts_of(bench.folder, claim))


def _made(claim: Claim, bench: Bench, heart: Heart) -> tuple[Outcome, dict[str, Any]]:
    before = published(claim, bench.folder)
    if before is not None:
        bench.desk.done(claim, before)
        return "found", {}
    parts = parts_of(bench.folder, claim)
    discard(parts)
    parts.mkdir(parents=True)
    with heart, noticing() as told:
        run_job(claim, bench, parts, heart)
        cost = heart.meter.cost()
        publish(claim, bench.desk, bench.folder, cost)
    return "done", {"cost": cost, "notes": told}


def run_job(claim: Claim, bench: Bench, parts: Path, heart: Heart) -> None:
    """Let the pipeline of a claim write its files into ``parts``."""
    kind = kind_of(claim.job.pipeline)
    source = str(resolved(claim.job.source, bench.folder))
    options = {name: resolved(value, bench.folder) for name, value in claim.job.options.items()}
    config = build(kind.config, options)
    kind.make(source, parts, config, store=bench.store, progress=heart.progress)


def resolved(value: Any, folder: BatchFolder) -> Any:
    """Return a value of a job in which ``@JOB/FILE`` is the path of another job's result.

    Raises
    ------
    InputError
        The other job left no such file.
    """
    if isinstance(value, list):
        return [resolved(one, folder) for one in value]
    if not isinstance(value, str) or not value.startswith(_RESULT) or "\n" in value:
        return value
    path = folder.root / value.removeprefix(_RESULT)
    if not path.exists():
        raise InputError(f"{value} is not there. Name a file that the job before it makes.")
    return str(path)


def _failed(
    claim: Claim, bench: Bench, heart: Heart, cause: Cause, exc: BaseException
) -> tuple[Outcome, dict[str, Any]]:
    final = any(isinstance(exc, kind) for kind, _ in _FINAL)
    message = _sentence(exc)
    cost = heart.meter.cost()
    bench.desk.fail(claim, cause, message, permanent=final, cost=cost)
    trace = "".join(traceback.format_exception(exc)) if cause == "fault" else ""
    return "failed", {"cause": cause, "message": message, "permanent": final, "trace": trace}


def _judged(exc: BaseException) -> tuple[Cause, BaseException]:
    causes: tuple[tuple[type[BaseException], Cause], ...] = (
        *_FINAL, (OutOfMemory, "memory"), (MemoryError, "memory"), (EngineError, "engine"),
    )  # fmt: skip
    return next((cause for kind, cause in causes if isinstance(exc, kind)), "fault"), exc


def _sentence(exc: BaseException) -> str:
    if isinstance(exc, AigcError):
        return str(exc)
    return f"Internal error: {' '.join(f'{type(exc).__name__}: {exc}'.split())[:300]}"


def _abandon(claim: Claim, bench: Bench, why: type[Cancelled]) -> NoReturn:
    try:
        if why is TimeUp:
            message = f"It took longer than {claim.job.limit_s:g} s and could not be stopped."
            bench.desk.fail(claim, "time", message)
        else:
            bench.desk.release(claim, "It was stopped.")
    finally:
        os._exit(LOST)
