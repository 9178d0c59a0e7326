"""One shot of a film model: what it is asked for, and its frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

import numpy as np
import torch
from PIL import Image

from aigc.device.fallback import first_that_fits
from aigc.device.seeded import seeded
from aigc.diffusion.calling import pixels, put
from aigc.diffusion.opened import Opened
from aigc.diffusion.prompting import guidance_of, tell_lost, unwanted_of
from aigc.errors import ConfigError
from aigc.notices import notice
from aigc.progress import Progress
from aigc.types.prompt import PicturePrompt
from aigc.video.filming.engine import Film, Frames
from aigc.video.filming.families import Family, family_of, frame_count, working_size
from aigc.video.filming.options import FilmOptions
from aigc.video.filming.retiming import SLOWEST
from aigc.video.filming.sizes import Picture, all_covering, staged

SMALLER: Final = 0.7
"""By how much each side is smaller where memory is short."""

MOST_SHOTS: Final = 8
TOLD_S: Final = 0.5
"""So long a rest at the end of a scene is told."""
LACKING: Final = Fraction(1, 8)
"""A chain goes on while more than this share of the time is still to be filmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a shot shall be.

    Attributes
    ----------
    width_px, height_px : int
        Size of the film; the model works at another of the same aspect.
    still : uint8, shape (height, width, 3), or None
        What it begins with.
    """

    prompt: PicturePrompt
    duration: Fraction
    width_px: int
    height_px: int
    seed: int
    still: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Take:
    frames: int
    fps: Fraction
    width_px: int
    height_px: int


def filmed(
    opened: Opened,
    ask: Ask,
    options: FilmOptions,
    progress: Progress,
    from_pictures: Callable[[], Opened | None],
) -> Film:
    """Return a film of the size that is asked for: one shot, or a chain of them.

    Parameters
    ----------
    from_pictures : callable
        Opens what makes the further shots of a chain, None where nothing does.
    """
    film = shot(opened, ask, options, progress)
    if options.chain and _lacks(film, ask) and (following := from_pictures()):
        film = _continued(film, following, ask, options, progress)
    _tell_rest(film, ask, options)
    return Film(frames=all_covering(film.frames, ask.width_px, ask.height_px), fps=film.fps)


def _lacks(film: Film, ask: Ask) -> bool:
    return ask.duration - film.duration > ask.duration * LACKING


def _tell_rest(film: Film, ask: Ask, options: FilmOptions) -> None:
    """Tell where a film is so short that its scene ends on a picture that hardly moves."""
    rest = float(ask.duration - film.duration * Fraction(SLOWEST))
    if rest > TOLD_S:
        more = "" if options.chain else " chain=1 goes on with further shots instead."
        notice(
            f"A film of {float(film.duration):.1f} s is slowed down for a scene of "
            f"{float(ask.duration):.1f} s, and rests for its last {rest:.1f} s.{more}"
        )


def _continued(
    film: Film, opened: Opened, ask: Ask, options: FilmOptions, progress: Progress
) -> Film:
    """Return a film with further shots, each from the last frame of the one before it."""
    height, width = film.frames.shape[1:3]
    for n in range(1, MOST_SHOTS):
        if not _lacks(film, ask):
            break
        left = ask.duration - film.duration + 1 / film.fps
        following = replace(ask, duration=left, seed=ask.seed + n, still=film.frames[-1])
        made = all_covering(shot(opened, following, options, progress).frames, width, height)
        # A shot begins with the frame that it goes on from.
        film = Film(frames=np.concatenate([film.frames, made[1:]]), fps=film.fps)
    return film


def shot(opened: Opened, ask: Ask, options: FilmOptions, progress: Progress) -> Film:
    """Return a shot as the model makes it, at the model's own size.

    Where memory is short there are fewer frames, then smaller ones, which is told.

    Raises
    ------
    OutOfMemory
        Memory suffices for none of these.
    EngineFailed
        The model broke, or what it made is no film.
    ConfigError
        An option does not suit the model.
    """
    family = opened.fitting(family_of, progress=progress)

    def attempt(take: _Take) -> Callable[[], Film]:
        def made(pipe: Any) -> Film:
            return _made(opened, pipe, family, take, ask, options, progress)

        return lambda: opened.fitting(made, progress=progress)

    attempts = [(told, attempt(take)) for told, take in _takes(family, ask, options)]
    return first_that_fits(attempts, device=opened.plan.device, what=opened.name)


def _takes(family: Family, ask: Ask, options: FilmOptions) -> list[tuple[str, _Take]]:
    """Return what is tried in turn, and how it is told."""
    fps = Fraction(options.fps or family.fps).limit_denominator(1001)
    longest = round(options.seconds * fps) + 1 if options.seconds else family.longest
    count = frame_count(family, ask.duration, fps, longest)
    width, height = working_size(family, ask.width_px, ask.height_px, side_px=options.side_px)
    whole = _Take(frames=count, fps=fps, width_px=width, height_px=height)
    half = replace(whole, frames=frame_count(family, Fraction(count, 2) / fps, fps, count))
    side = max(family.multiple, round((options.side_px or family.side_px) * SMALLER))
    less = working_size(family, ask.width_px, ask.height_px, side_px=side)
    small = replace(half, width_px=less[0], height_px=less[1])
    tries = [
        ("the film as asked", whole),
        (f"{half.frames} frames in place of {count}", half),
        (f"{half.frames} frames of {less[0]}x{less[1]} px", small),
    ]
    return [one for n, one in enumerate(tries) if n == 0 or one[1] != tries[n - 1][1]]


def _made(
    opened: Opened, pipe: Any, family: Family, take: _Take, ask: Ask, options: FilmOptions,
    progress: Progress,
) -> Film:  # fmt: skip
    aspect, words = (ask.width_px, ask.height_px), _words(ask.prompt)
    tell_lost(pipe, [words])
    guidance = guidance_of(pipe, options)
    unwanted = _joined(", ", ask.prompt.unwanted, options.negative)
    left_out = unwanted_of(pipe, [unwanted], guidance)
    picture = None if ask.still is None else Image.fromarray(
        staged(ask.still, take.width_px, take.height_px, aspect=aspect))  # fmt: skip
    arguments: dict[str, Any] = {
        family.frames_name: take.frames,
        "prompt": words,
        "negative_prompt": left_out[0] if left_out else None,
        "width": take.width_px,
        "height": take.height_px,
        "image": picture,
        "num_inference_steps": options.steps or None,
        "motion_bucket_id": options.motion,
        "generator": torch.Generator("cpu").manual_seed(ask.seed),
        "output_type": "np",
    }
    if family.rate_name:
        arguments[family.rate_name] = round(take.fps)
    arguments |= dict(family.more) | guidance
    with seeded(ask.seed, deterministic=options.deterministic), _shifted(pipe, options.flow_shift):
        given = opened.call(pipe, progress=progress, what="film", **arguments)
    return Film(frames=_frames(given, opened.name), fps=take.fps)


def _words(prompt: PicturePrompt) -> str:
    return _joined(" ", prompt.text, prompt.motion)


def _joined(between: str, *parts: str) -> str:
    return between.join(part.strip() for part in parts if part.strip())


@contextmanager
def _shifted(pipe: Any, shift: float) -> Iterator[None]:
    """Let the scheduler shift its noise within the block.

    Raises
    ------
    ConfigError
        This scheduler has no shift.
    """
    own = pipe.scheduler
    if not shift:
        yield
        return
    name = next((key for key in ("flow_shift", "shift") if key in own.config), None)
    if name is None:
        raise ConfigError(
            f"flow_shift cannot be {shift:g}: the scheduler of this model, a {type(own).__name__}, "
            "has none. Leave the option out."
        )
    put(pipe, "scheduler", type(own).from_config(own.config, **{name: shift}))
    try:
        yield
    finally:
        put(pipe, "scheduler", own)


def _frames(given: Any, name: str) -> Frames:
    """Return the frames of the first film that a pipeline gave, as `Film` wants them."""
    nested = isinstance(given, tuple | list) and not isinstance(given[0], Image.Image)
    shots = given[0] if nested else given
    while isinstance(shots, np.ndarray) and shots.ndim > 4:
        shots = shots[0]
    frames = [pixels(one, name) for one in shots]
    return np.stack(frames) if frames else np.empty((0, 0, 0, 3), np.uint8)
