"""Stills, whole motions and turntables, in one process or several."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.pose import AT_EASE, Floats, Turns, local_turns
from aigc.avatar.render.renderer import NO_FACE, Renderer, check
from aigc.avatar.springs import Springs, swings
from aigc.errors import InputError, JobError
from aigc.progress import Progress, silent, track
from aigc.types.avatar import Avatar, Motion, Rgb

Picture = NDArray[np.uint8]
"""Shape (height, width, 4): RGB and straight alpha."""
AT_ONCE = 6
"""Frames that a process draws before it hands them over."""
STILL_SUPERSAMPLE = 3

_drawn: Renderer | None = None
"""What a worker process draws; it is made once, when the process starts."""


def still(
    avatar: Avatar,
    width: int,
    height: int,
    framing: str = "bust",
    *,
    face: Mapping[str, float] = NO_FACE,
    turns: Turns | None = None,
    yaw: float = 0.0,
    background: Rgb | None = None,
) -> Picture:
    """Draw one picture with care; hair hangs as it comes to rest.

    The parameters are those of `Renderer` and `Renderer.frame`.
    """
    local = local_turns(avatar, AT_EASE if turns is None else turns)
    settled = Springs(avatar, Fraction(60)).follow(local)
    with Renderer(
        avatar, width, height, framing,
        background=background, supersample=STILL_SUPERSAMPLE,
    ) as renderer:  # fmt: skip
        return renderer.frame(face, swing=settled, yaw=yaw)


def turntable(
    avatar: Avatar,
    width: int,
    height: int,
    framing: str = "full",
    *,
    count: int = 48,
    background: Rgb | None = None,
    progress: Progress = silent,
) -> Iterator[Picture]:
    """Draw a character that turns round once in ``count`` pictures."""
    if count < 1:
        raise InputError(f"a turntable of {count} pictures cannot be drawn; give 1 or more")
    local = local_turns(avatar, AT_EASE)
    settled = Springs(avatar, Fraction(60)).follow(local)
    with Renderer(avatar, width, height, framing, background=background) as renderer:
        yaws = (360 * k / count for k in range(count))
        drawn = (renderer.frame(swing=settled, yaw=yaw) for yaw in yaws)
        yield from track(drawn, progress, "draw", count)


def frames(
    avatar: Avatar,
    motion: Motion,
    width: int,
    height: int,
    framing: str = "bust",
    *,
    background: Rgb | None = None,
    jobs: int = 1,
    progress: Progress = silent,
) -> Iterator[Picture]:
    """Draw a whole motion, frame after frame, in order.

    Parameters
    ----------
    jobs : int
        Processes that draw; frames are the same to the bit however many there are. They are
        spawned, so a script that asks for several needs ``if __name__ == "__main__"``.
    progress : Progress
        Is told of each frame, and may raise `aigc.errors.Cancelled`.

    Yields
    ------
    uint8, shape (height, width, 4)
        RGB and straight alpha.

    Raises
    ------
    InputError, ConfigError, EngineUnavailable
        As `Renderer`.
    JobError
        A process that draws was ended from outside.
    """
    if jobs < 1:
        raise InputError(f"{jobs} processes cannot draw; give 1 or more")
    shots = _shots(avatar, motion)
    settings = (width, height, framing)
    if jobs == 1:
        with Renderer(avatar, *settings, background=background) as renderer:
            drawn = (_drawn_by(renderer, shot) for shot in shots)
            yield from track(drawn, progress, "draw", motion.frames)
        return
    check(avatar, *settings)
    with _workers(avatar, (*settings, background), jobs) as pool:
        yield from track(_in_order(pool, shots, jobs), progress, "draw", motion.frames)


Shot = tuple[Mapping[str, float], Floats, tuple[float, ...] | None]
"""A face, the turns of all bones, and how far the hips have gone."""


def _shots(avatar: Avatar, motion: Motion) -> Iterator[Shot]:
    """Yield what is drawn in each frame, hair and cloth in motion."""
    travels = [
        None if motion.travel is None else tuple(map(float, motion.travel[k]))
        for k in range(motion.frames)
    ]
    poses = ((local_turns(avatar, motion.pose(k)), travels[k]) for k in range(motion.frames))
    for k, swing in enumerate(swings(avatar, motion.fps, poses)):
        yield motion.face(k), swing, travels[k]


def _drawn_by(renderer: Renderer, shot: Shot) -> Picture:
    face, swing, travel = shot
    return renderer.frame(face, swing=swing, travel=travel)


def _in_order(pool: ProcessPoolExecutor, shots: Iterator[Shot], jobs: int) -> Iterator[Picture]:
    """Yield frames in order while few of them wait, so that memory stays the same."""
    waiting: deque[Future[list[Picture]]] = deque()
    while True:
        while len(waiting) < 2 * jobs and (some := list(islice(shots, AT_ONCE))):
            waiting.append(pool.submit(_draw_some, some))
        if not waiting:
            return
        yield from waiting.popleft().result()


@contextmanager
def _workers(avatar: Avatar, settings: tuple[Any, ...], jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes that draw this avatar, one thread of llvmpipe each."""
    given = (_plain(avatar), settings)
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _start, given)
    try:
        yield pool
    except BrokenProcessPool as exc:
        raise JobError(
            "A process that draws frames was ended, as happens where memory is short or the "
            "graphics driver fails. Try again with fewer jobs."
        ) from exc
    finally:
        pool.shutdown(cancel_futures=True)


def _start(avatar: Avatar, settings: tuple[Any, ...]) -> None:
    """Make the renderer of this worker process."""
    global _drawn
    os.environ["LP_NUM_THREADS"] = "0"
    width, height, framing, background = settings
    _drawn = Renderer(avatar, width, height, framing, background=background)


def _draw_some(shots: list[Shot]) -> list[Picture]:
    assert _drawn is not None
    return [_drawn_by(_drawn, shot) for shot in shots]


def _plain(avatar: Avatar) -> Avatar:
    """Return the avatar with plain dictionaries, which can be sent to another process."""
    return replace(
        avatar,
        parts=tuple(replace(part, morphs=dict(part.morphs)) for part in avatar.parts),
        expressions={name: dict(face) for name, face in avatar.expressions.items()},
        licence=dict(avatar.licence),
    )
