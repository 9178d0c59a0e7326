from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from moviepy import ColorClip, ImageClip, VideoClip

from aigc.errors import EngineFailed, InputError
from aigc.planes import new_planes, split_planes, to_rgb
from aigc.types.audio import Audio
from aigc.types.frame import Overlay, Planes, Shot
from aigc.types.time import TimeRange
from aigc.video.compose import Composer
from aigc.video.moviepy_guest import MoviepyOverlay, MoviepyShot, to_moviepy

WIDTH, HEIGHT, FPS = 64, 96, Fraction(30)


def span(start: object, duration: object) -> TimeRange:
    return TimeRange(start=Fraction(str(start)), duration=Fraction(str(duration)))


def rising() -> VideoClip:
    return VideoClip(lambda t: np.full((HEIGHT, WIDTH, 3), round(200 * t), np.uint8), duration=1)


def shown(shot: Shot, time: object, overlays: Sequence[Overlay] = (), at: object = 0) -> np.ndarray:
    composer = Composer(overlays, WIDTH, HEIGHT)
    return to_rgb(composer.frame(shot, Fraction(str(time)), Fraction(str(at)))).astype(int)


def test_a_clip_is_a_shot_on_its_own_clock() -> None:
    shot = MoviepyShot(rising(), WIDTH, HEIGHT, key="rising")
    assert shot.duration == 1
    for time, level in ((0, 0), ("0.5", 100), (1, 200), (5, 200)):
        assert np.abs(shown(shot, time) - level).max() <= 2


def test_a_wide_clip_covers_a_tall_canvas() -> None:
    left, right = (255, 0, 0), (0, 0, 255)
    wide = np.zeros((90, 160, 3), np.uint8)
    wide[:, :80], wide[:, 80:] = left, right
    picture = shown(MoviepyShot(ImageClip(wide, duration=1), WIDTH, HEIGHT), 0)
    assert np.abs(picture[48, 4] - left).max() <= 4
    assert np.abs(picture[48, 60] - right).max() <= 4


def test_a_key_names_the_pixels_and_without_one_a_clip_is_new() -> None:
    def fingerprint(**options: str) -> str:
        return MoviepyShot(rising(), WIDTH, HEIGHT, **options).fingerprint

    assert fingerprint(key="a") == fingerprint(key="a") != fingerprint(key="b")
    assert fingerprint() != fingerprint()


def grey(level: int = 126) -> Shot:
    return MoviepyShot(ColorClip((WIDTH, HEIGHT), (level,) * 3, duration=2), WIDTH, HEIGHT, key="g")


def test_a_masked_clip_is_blended_where_and_while_it_is_shown() -> None:
    mask = ColorClip((11, 7), 0.5, is_mask=True, duration=1)
    clip = ColorClip((11, 7), (255, 255, 255), duration=1).with_mask(mask)
    layer = MoviepyOverlay(clip, span(1, 1), WIDTH, HEIGHT, position=(21, 33))
    picture = shown(grey(), 0, (layer,), at="1.5")
    assert np.abs(picture[34:39, 22:31] - 190).max() <= 3
    assert np.abs(picture[:32] - 126).max() <= 2
    assert np.abs(picture[42:] - 126).max() <= 2
    assert layer.patches(Fraction(1, 2)) == ()
    assert layer.patches(Fraction(2)) == ()


def test_moviepy_positions_are_understood() -> None:
    clip = ColorClip((8, 8), (255, 255, 255), duration=1)
    for position, corner in (
        ("center", (28, 44)),
        (("right", "bottom"), (56, 88)),
        (lambda t: (int(20 * t), 10), (10, 10)),
    ):
        layer = MoviepyOverlay(clip, span(0, 1), WIDTH, HEIGHT, position=position)
        (patch,) = layer.patches(Fraction(1, 2))
        assert (patch.x_px, patch.y_px) == corner
    placed = MoviepyOverlay(clip.with_position((0.5, 0.25), relative=True), span(0, 1), 64, 96)
    (patch,) = placed.patches(Fraction(0))
    assert (patch.x_px, patch.y_px) == (32, 24)


def test_the_window_moves_with_the_range() -> None:
    clip = ColorClip((8, 8), (255, 255, 255), duration=1)
    layer = MoviepyOverlay(clip, span(5, 1), WIDTH, HEIGHT, key="k")
    later = MoviepyOverlay(clip, span(7, 1), WIDTH, HEIGHT, key="k")
    assert layer.window(span(4, 3)) == later.window(span(6, 3))
    assert layer.window(span(4, 3)) != later.window(span(4, 4))
    assert layer.window(span(0, 1)) == layer.window(span(6, 1)) == later.window(span(0, 2))


class Stripes:
    duration = Fraction(1)
    fingerprint = "stripes"

    def planes(self, time: Fraction) -> Planes:
        out = new_planes(WIDTH, HEIGHT)
        y, u, v = split_planes(out)
        y[:] = np.linspace(60, 180, HEIGHT).astype(np.uint8)[:, None] + round(time * 30)
        u[:], v[:] = 120, 134
        return out


def test_our_clip_as_moviepy_shows_the_renderers_frames() -> None:
    sound = Audio(samples=np.zeros((2, 96_000), np.float32), sample_rate=48_000)
    shots = [(Stripes(), span(0, 1)), (grey(), span(1, 1))]
    label = MoviepyOverlay(
        ColorClip((16, 16), (255, 255, 255), duration=1), span("0.5", 1), WIDTH, HEIGHT
    )
    clip = to_moviepy(shots, (label,), sound, width_px=WIDTH, height_px=HEIGHT, fps=FPS)
    assert (clip.duration, clip.fps, clip.size) == (2, 30, (WIDTH, HEIGHT))
    assert clip.audio.duration == 2
    for number in (0, 14, 15, 29, 30, 44, 45, 59):
        now = Fraction(number, 30)
        shot, start = (shots[0][0], 0) if number < 30 else (shots[1][0], 1)
        want = shown(shot, now - start, (label,), at=now)
        assert np.abs(clip.get_frame(float(now)).astype(int) - want).max() <= 2


def test_there_and_back_keeps_the_pixels() -> None:
    clip = to_moviepy([(Stripes(), span(0, 1))], (), None, width_px=64, height_px=96, fps=FPS)
    back = MoviepyShot(clip, WIDTH, HEIGHT)
    for time in ("0", "0.5"):
        want = Stripes().planes(Fraction(time)).astype(int)
        assert np.abs(back.planes(Fraction(time)) - want).max() <= 2


def test_broken_clips_are_named() -> None:
    def broken(time: float) -> np.ndarray:
        if time > 0.2:
            raise RuntimeError("no such frame")
        return np.zeros((HEIGHT, WIDTH, 3), np.uint8)

    with pytest.raises(EngineFailed, match="no such frame"):
        MoviepyShot(VideoClip(broken, duration=1), WIDTH, HEIGHT).planes(Fraction(1, 2))
    with pytest.raises(InputError, match="duration"):
        MoviepyShot(VideoClip(broken), WIDTH, HEIGHT)
