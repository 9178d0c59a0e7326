"""Any frame of a motion, drawn before it is asked for where there are cores to spare."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any, Self
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.pose import Floats, local_turns
from aigc.avatar.render.renderer import Renderer
from aigc.avatar.springs import swings
from aigc.errors import InputError, JobError
from aigc.types.avatar import Avatar, Motion, Rgb

Picture = NDArray[np.uint8]
"""Shape (height, width, 4): RGB and straight alpha."""
Shot = tuple[Mapping[str, float], Floats, tuple[float, ...] | None]
"""A face, the turns of all bones, and how far the hips have gone."""
AT_ONCE = 6
"""Frames that a process draws before it hands them over."""
MOST_JOBS, FRAMES_A_JOB = 8, 90
"""More processes, or any for fewer frames, take longer to start than they save."""
KEPT = 600
"""Frames whose swing is remembered, so that a long motion takes no more memory than a short one."""

_renderer: Renderer | None = None
"""What a worker process draws with; it is made once, when the process starts."""


def jobs_for(frames: int) -> int:
    """Return how many processes are worth while for so many frames on this machine."""
    from loky import cpu_count

    return max(1, min(int(cpu_count()), MOST_JOBS, frames // FRAMES_A_JOB))


class Player:
    """Draws frames of one motion, in any order; hair swings as if all were shown in theirs.

    Parameters
    ----------
    avatar, motion, width, height, framing, background
        As for `Renderer`.
    jobs : int
        Processes that draw what comes next while a frame is used, once frames are asked for in a
        row; frames are the same to the bit however many there are.

    Raises
    ------
    InputError, ConfigError, EngineUnavailable
        As `Renderer`, with the first frame.
    """

    def __init__(
        self,
        avatar: Avatar,
        motion: Motion,
        width: int,
        height: int,
        framing: str = "bust",
        *,
        background: Rgb | None = None,
        jobs: int = 1,
    ) -> None:
        if jobs < 1:
            raise InputError(f"{jobs} processes cannot draw; give 1 or more")
        self.motion = motion
        self._shots = _Shots(avatar, motion)
        self._settings = (avatar, width, height, framing, background)
        self._jobs = jobs
        self._drawer: _Alone | _Crew | None = None
        self._release: Callable[[], object] = _nothing
        self._held: tuple[int, Picture] | None = None

    def __enter__(self) -> Self:
        """Return the player, which is closed afterwards."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """End what draws; another frame starts it again."""
        self._release()
        self._drawer = self._held = None

    def frame(self, number: int) -> Picture:
        """Return a frame by its number from 0 on; beyond the motion, its first or last.

        Raises
        ------
        JobError
            A process that draws was ended from outside.
        """
        number = min(max(number, 0), self.motion.frames - 1)
        if self._held is None or self._held[0] != number:
            self._held = (number, self._drawn_by(number).frame(number, self._shots))
        return self._held[1]

    def _drawn_by(self, number: int) -> _Alone | _Crew:
        """Return what draws; processes start with the second frame in a row."""
        in_a_row = self._held is not None and number == self._held[0] + 1
        if self._drawer is None:
            self._employ(_Alone(self._settings))
        elif self._jobs > 1 and in_a_row and isinstance(self._drawer, _Alone):
            self._employ(_Crew(self._settings, self._jobs))
        assert self._drawer is not None
        return self._drawer

    def _employ(self, drawer: _Alone | _Crew) -> None:
        self._release()
        self._drawer = drawer
        release = finalize(self, drawer.close)
        release.atexit = False
        self._release = release


class _Shots:
    """What is drawn in each frame; the latest are kept, earlier ones are worked out again."""

    def __init__(self, avatar: Avatar, motion: Motion) -> None:
        self._avatar, self._motion = avatar, motion
        self._restart()

    def __len__(self) -> int:
        return self._motion.frames

    def __getitem__(self, number: int) -> Shot:
        if number <= self._reached - len(self._kept):
            self._restart()
        while self._reached < number:
            self._kept.append(next(self._coming))
            self._reached += 1
        swing = self._kept[number - self._reached - 1]
        return self._motion.face(number), swing, self._travel(number)

    def _restart(self) -> None:
        avatar, motion = self._avatar, self._motion
        poses = ((local_turns(avatar, motion.pose(k)), self._travel(k)) for k in range(len(self)))
        self._coming: Iterator[Floats] = iter(swings(avatar, motion.fps, poses))
        self._kept: deque[Floats] = deque(maxlen=KEPT)
        self._reached = -1

    def _travel(self, number: int) -> tuple[float, ...] | None:
        travel = self._motion.travel
        return None if travel is None else tuple(map(float, travel[number]))


class _Alone:
    """Draws in this process."""

    def __init__(self, settings: tuple[Any, ...]) -> None:
        *given, background = settings
        self._renderer = Renderer(*given, background=background)

    def frame(self, number: int, shots: _Shots) -> Picture:
        return _drawn(self._renderer, shots[number])

    def close(self) -> None:
        self._renderer.close()


class _Crew:
    """Draws in several processes, each a batch of frames, some batches ahead."""

    def __init__(self, settings: tuple[Any, ...], jobs: int) -> None:
        from loky import ProcessPoolExecutor

        avatar, *given, background = settings
        self._ahead = 2 * jobs
        self._asked: dict[int, Future[list[Picture]]] = {}
        # a process has one core: llvmpipe's own threads would only wait for one another
        self._pool = ProcessPoolExecutor(
            jobs, initializer=_begin, initargs=(_plain(avatar), given, background),
            env={"LP_NUM_THREADS": "0", "OMP_NUM_THREADS": "1"},
        )  # fmt: skip

    def frame(self, number: int, shots: _Shots) -> Picture:
        batch, place = divmod(number, AT_ONCE)
        coming = range(batch, min(batch + self._ahead, -(-len(shots) // AT_ONCE)))
        for late in [other for other in self._asked if other not in coming]:
            self._asked.pop(late).cancel()
        try:
            for other in coming:
                if other not in self._asked:
                    numbers = range(other * AT_ONCE, min((other + 1) * AT_ONCE, len(shots)))
                    self._asked[other] = self._pool.submit(_draw, [shots[k] for k in numbers])
            return self._asked[batch].result()[place]
        except BrokenProcessPool as exc:
            raise JobError(
                "A process that draws frames was ended, as happens where memory is short or the "
                "graphics driver fails. Try again with fewer jobs."
            ) from exc

    def close(self) -> None:
        self._pool.shutdown(wait=True, kill_workers=True)


def _nothing() -> None:
    """Release nothing."""


def _begin(avatar: Avatar, given: list[Any], background: Rgb | None) -> None:
    """Make the renderer of this worker process."""
    global _renderer
    _renderer = Renderer(avatar, *given, background=background)


def _draw(shots: list[Shot]) -> list[Picture]:
    assert _renderer is not None
    return [_drawn(_renderer, shot) for shot in shots]


def _drawn(renderer: Renderer, shot: Shot) -> Picture:
    face, swing, travel = shot
    return renderer.frame(face, swing=swing, travel=travel)


def _plain(avatar: Avatar) -> Avatar:
    """Return the avatar with plain dictionaries, which can be sent to another process."""
    return replace(
        avatar,
        parts=tuple(replace(part, morphs=dict(part.morphs)) for part in avatar.parts),
        expressions={name: dict(face) for name, face in avatar.expressions.items()},
        licence=dict(avatar.licence),
    )
