"""Stills, whole motions and turntables, in one process or several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from aigc.avatar.pose import AT_EASE, Turns, local_turns
from aigc.avatar.render.player import Picture, Player
from aigc.avatar.render.renderer import NO_FACE, Renderer
from aigc.avatar.springs import Springs
from aigc.errors import InputError
from aigc.progress import Progress, silent, track
from aigc.types.avatar import Avatar, Motion, Rgb

STILL_SUPERSAMPLE = 3


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
        Processes that draw; frames are the same to the bit however many there are.
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
    with Player(avatar, motion, width, height, framing, background=background, jobs=jobs) as player:
        drawn = (player.frame(k) for k in range(motion.frames))
        yield from track(drawn, progress, "draw", motion.frames)
