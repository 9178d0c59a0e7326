"""The presenter of a clip: who it is, how it moves with the narration, and where it is seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from aigc.types.frame import Overlay, Shot
from aigc.types.time import TimeRange
from aigc.types.timing import SILENCE, Timed, Timing

if TYPE_CHECKING:
    from aigc.image.theme.tokens import Theme
    from aigc.types.avatar import Motion
    from pipelines.article_to_video import Draft

Place = Literal["corner", "window", "full", "green"]
"""In a corner over the pictures, in a round window, alone on the theme's ground, or on green."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where on the canvas the presenter is, in shares of its width and height.

    Attributes
    ----------
    left, top, wide, high : float
        The box.
    framing : str
        How much of the character fills it.
    round : bool
        Whether it is a round window with a ground of its own.
    """

    left: float
    top: float
    wide: float
    high: float
    framing: str
    round: bool = False


CORNER: Mapping[str, Seat] = MappingProxyType(
    {
        "9:16": Seat(left=0.03, top=0.735, wide=0.46, high=0.265, framing="bust"),
        "4:5": Seat(left=0.0, top=0.60, wide=0.36, high=0.40, framing="bust"),
        "1:1": Seat(left=0.0, top=0.58, wide=0.38, high=0.42, framing="bust"),
        "16:9": Seat(left=0.755, top=0.40, wide=0.245, high=0.60, framing="bust"),
    }
)
WINDOW: Mapping[str, Seat] = MappingProxyType(
    {
        "9:16": Seat(left=0.055, top=0.79, wide=0.30, high=0.16875, framing="close", round=True),
        "4:5": Seat(left=0.04, top=0.74, wide=0.24, high=0.192, framing="close", round=True),
        "1:1": Seat(left=0.04, top=0.72, wide=0.24, high=0.24, framing="close", round=True),
        "16:9": Seat(left=0.845, top=0.72, wide=0.135, high=0.24, framing="close", round=True),
    }
)
GREEN = (0.0, 177 / 255, 64 / 255)
"""The chroma key's green."""


def presented(
    draft: Draft, shots: Sequence[Shot], theme: Theme, width_px: int, height_px: int
) -> tuple[tuple[Shot, ...], tuple[Overlay, ...]]:
    """Return the clip's shots and the layers of its presenter, where it has one.

    Raises
    ------
    InputError, ConfigError
        There is no such character.
    EngineUnavailable
        The machine has no EGL.
    """
    from aigc.avatar.build import build
    from aigc.avatar.spec import rgb
    from pipelines.avatar import known
    from pipelines.avatar_shown import acting_key
    from pipelines.presenter import AvatarOverlay, AvatarShot

    config = draft.config
    if not config.presenter:
        return tuple(shots), ()
    spec = known(config.presenter)
    avatar, motion = build(spec), _motion(draft)
    key = acting_key(spec, motion)
    if config.presenter_place in ("corner", "window"):
        seat = (CORNER if config.presenter_place == "corner" else WINDOW)[config.aspect]
        return tuple(shots), (AvatarOverlay(avatar, motion, key, seat, width_px, height_px),)
    ground = GREEN if config.presenter_place == "green" else rgb(theme.tones(0).ground)
    whole = AvatarShot(avatar, motion, key, width_px, height_px, background=ground)
    return tuple(whole.from_(scene.time.start) for scene in draft.storyboard.scenes), ()


def _motion(draft: Draft) -> Motion:
    """Return the presenter's motion from the clip's first frame to its last."""
    from aigc.avatar.motion.perform import perform
    from aigc.speech.syllable_sizes import sizes_by_reading
    from aigc.timings.spoken import timing_of_narration
    from pipelines.performance import levels

    narration, config = draft.narration, draft.config
    end = draft.storyboard.scenes[-1].time.end
    timing = lengthened(timing_of_narration(narration, sizes=sizes_by_reading), end)
    text = "".join(line.text for line in draft.script.lines)
    return perform(
        timing, text=text, audio_level=levels(narration.audio, end), fps=draft.timeline.fps,
        seed=config.seed,
    )  # fmt: skip


def lengthened(timing: Timing, duration: Fraction) -> Timing:
    """Return a timing that is silent from its end until ``duration``."""
    rest = duration - timing.duration
    if rest <= 0:
        return timing
    silence = Timed(text=SILENCE, time=TimeRange(start=timing.duration, duration=rest))
    return replace(timing, duration=duration, phonemes=(*timing.phonemes, silence))
