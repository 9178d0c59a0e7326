"""A job that does nothing but what its options say: for tests, and to try a batch out."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from pathlib import Path
from typing import Final, Literal

from aigc.batch.kinds import Kind
from aigc.config import Settings, option
from aigc.device.group import current
from aigc.errors import EngineFailed, InputError
from aigc.progress import Progress
from aigc.store import Store

STEP_S: Final = 0.05


class Config(Settings):
    """What the job does."""

    seconds: float = option(0.0, "How long it takes.", "耗时（秒）。", ge=0)
    bytes: int = option(1000, "How much it writes.", "写多少字节。", ge=0, le=1 << 30)
    trouble: Literal["none", "input", "engine", "death"] = option(
        "none", "What goes wrong.", "出什么错。"
    )
    busy: bool = option(False, "Compute instead of waiting.", "占用处理器而不是等待。")
    pieces: int = option(
        1, "Parts that several processes share out.", "分给多个进程的份数。", ge=1, le=1000
    )
    seed: int = option(0, "Changes what it writes.", "改变写出的内容。", ge=0)


def make(source: str, out: Path, config: Config, *, store: Store, progress: Progress) -> None:
    """Wait, and write bytes that depend on the source and the options."""
    if config.trouble == "input":
        raise InputError(f"{source!r} cannot be used. Give another.")
    if config.trouble == "death":
        os.kill(os.getpid(), signal.SIGKILL)
    numbers = range(config.pieces)
    parts = current().each(numbers, lambda n: _part(source, config, n, progress))
    if config.trouble == "engine":
        raise EngineFailed("The engine broke. Try again.")
    (out / "result.bin").write_bytes(b"".join(parts))


def content(source: str, config: Config) -> bytes:
    """Return what the job of ``source`` writes."""
    return b"".join(_bytes(source, config, n) for n in range(config.pieces))


def _part(source: str, config: Config, number: int, progress: Progress) -> bytes:
    _pass(config, progress, number)
    return _bytes(source, config, number)


def _bytes(source: str, config: Config, number: int) -> bytes:
    start = f"{source}\0{config.seed}" + (f"\0{number}" if number else "")
    size = config.bytes * (number + 1) // config.pieces - config.bytes * number // config.pieces
    return hashlib.shake_256(start.encode()).digest(size)


def _pass(config: Config, progress: Progress, number: int) -> None:
    each, begin = config.seconds / config.pieces, time.monotonic()
    while (gone := time.monotonic() - begin) < each:
        progress("work", number * each + gone, config.seconds)
        if config.busy:
            _compute()
        else:
            time.sleep(min(STEP_S, each - gone))
    progress("work", (number + 1) * each, config.seconds)


def _compute() -> None:
    sum(range(100_000))


def weigh(config: Config) -> tuple[float, float]:
    """Return the seconds and the bytes that are asked for."""
    return config.seconds, config.bytes


KIND: Final = Kind(config=Config, make=make, weigh=weigh, spans=True)
