"""Films fitted to the time of a scene, and the files they become."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import Cancelled, ConfigError, EngineFailed, InputError
from aigc.planes import new_planes, to_rgb, write_planes
from aigc.video.filming.between import Between
from aigc.video.filming.engine import Film
from aigc.video.filming.file import write_film
from aigc.video.filming.retiming import FASTEST, LARGEST_PUSH, SLOWEST, course, retimed
from aigc.video.probe import probe

WIDTH, HEIGHT = 160, 96
RATE = Fraction(16)


def texture() -> np.ndarray:
    noise = np.random.default_rng(5).integers(0, 255, (HEIGHT, WIDTH, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 3, borderType=cv2.BORDER_REFLECT)
    return cv2.normalize(soft, None, 20, 235, cv2.NORM_MINMAX).astype(np.uint8)


TEXTURE = texture()


def seen(time_s: float) -> np.ndarray:
    """A ground that drifts to the left and a disc that crosses it to the right."""
    way = np.array([[1, 0, -24 * time_s], [0, 1, 0]], np.float32)
    frame = cv2.warpAffine(TEXTURE, way, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
    middle = round((30 + 40 * time_s) * 16), 48 * 16
    cv2.circle(frame, middle, 14 * 16, (220, 60, 40), -1, cv2.LINE_AA, 4)
    return frame


def moving(count: int = 25, fps: Fraction = RATE) -> Film:
    return Film(frames=np.stack([seen(n / float(fps)) for n in range(count)]), fps=fps)


def fitted(film: Film, duration: Fraction, fps: Fraction) -> list[np.ndarray]:
    """The frames of a fitted film in RGB."""
    return [to_rgb(planes) for planes in retimed(film, duration=duration, fps=fps)]


def planes_of(frame: np.ndarray) -> np.ndarray:
    out = new_planes(frame.shape[1], frame.shape[0])
    write_planes(frame, out)
    return out


def steps(frames: list[np.ndarray]) -> np.ndarray:
    pairs = zip(frames[1:], frames, strict=False)
    return np.array([np.abs(a.astype(int) - b).mean() for a, b in pairs])


def test_a_film_slowed_down_moves_evenly():
    film = moving()
    shown = fitted(film, film.duration * Fraction(3, 2), Fraction(30))
    moved = steps(shown)
    assert len(shown) == 70
    assert moved.max() < 1.5 * np.median(moved) and moved.min() > 0.5 * np.median(moved)


def test_frames_between_are_nearer_to_the_truth_than_a_fade():
    film = moving(fps=Fraction(8))
    truth, between = planes_of(seen(2.5 / 8)).astype(int), Between(film.frames).at(2.5)
    fade = (planes_of(film.frames[2]).astype(int) + planes_of(film.frames[3])) / 2
    wrong, faded = (np.abs(one - truth).mean() for one in (between.astype(int), fade))
    assert wrong < 0.5 * faded


def test_two_pictures_are_not_mixed_at_a_cut():
    dark, bright = np.full((2, 64, 64, 3), 20, np.uint8), np.full((2, 64, 64, 3), 230, np.uint8)
    between = Between(np.concatenate([dark, bright]))
    assert np.array_equal(between.at(1.4), planes_of(dark[0]))
    assert np.array_equal(between.at(1.6), planes_of(bright[0]))


def test_a_film_that_is_far_too_short_comes_to_rest_and_is_pushed_into():
    film = moving()
    plan = course(25, RATE, duration=Fraction(6), fps=Fraction(30))
    pace = np.diff(plan.positions)
    assert plan.positions[-1] == pytest.approx(24) and pace[-30:].max() < 1e-9
    assert np.all(np.diff(pace) < 1e-9), "it only ever slows down"
    assert np.abs(np.diff(pace)).max() < 0.1 * pace[0], "and never at once"
    assert np.all(np.diff(plan.zooms)[pace < pace[0] * 0.5] > 0), "what rests is pushed into"
    moved = steps(fitted(film, Fraction(6), Fraction(30)))
    assert moved.min() > 0, "no frame stands still"


def test_a_longer_film_is_a_little_faster_and_then_cut():
    fits = course(25, RATE, duration=Fraction(3, 2), fps=Fraction(30))
    assert fits.positions[-1] == pytest.approx(24)
    cut = course(25, RATE, duration=Fraction(1), fps=Fraction(30))
    assert np.diff(cut.positions) == pytest.approx(float(RATE) / 30 * FASTEST)


def test_a_single_frame_is_held_and_pushed_into():
    film = Film(frames=moving(1).frames, fps=RATE)
    shown = list(retimed(film, duration=Fraction(1), fps=Fraction(25)))
    assert np.array_equal(shown[0], planes_of(film.frames[0]))
    assert not np.array_equal(shown[-1], shown[0])


def test_a_push_shows_the_middle_larger_while_the_film_moves_or_rests():
    between = Between(moving().frames)
    shown = (between.whole(8, 1.5), seen(0.5)), (between.at(8.5, 1.5), seen(8.5 / 16))
    for frame, sight in shown:
        middle = cv2.warpAffine(
            sight, np.array([[1.5, 0, -39.75], [0, 1.5, -23.75]]), (WIDTH, HEIGHT),
            flags=cv2.INTER_CUBIC,
        )  # fmt: skip
        assert np.abs(to_rgb(frame).astype(int) - middle).mean() < 2.5


@given(
    frames=st.integers(1, 300), film_fps=st.integers(6, 60), fps=st.sampled_from([24, 25, 30, 60]),
    duration=st.fractions(Fraction(1, 10), 30, max_denominator=100),
)  # fmt: skip
@settings(max_examples=60)
def test_every_course_runs_forwards_within_the_film(frames, film_fps, fps, duration):
    plan = course(frames, Fraction(film_fps), duration=duration, fps=Fraction(fps))
    assert len(plan.positions) == max(1, round(duration * fps))
    assert plan.positions[0] == 0 and plan.positions.max() <= frames - 1 + 1e-9
    pace = np.diff(plan.positions) * fps / film_fps
    assert np.all(pace >= -1e-9) and np.all(pace <= FASTEST + 1e-9)
    assert plan.zooms[0] == 1 and np.all(np.diff(plan.zooms) >= 0)
    assert plan.zooms[-1] <= 1 + LARGEST_PUSH + 1e-9
    if len(pace) and plan.zooms[-1] == 1:
        assert pace.min() >= (frames - 1) / frames / SLOWEST - 1e-9


@pytest.mark.parametrize(
    ("duration", "fps", "frames"),
    [
        (Fraction(5, 2), Fraction(30), 75),
        (Fraction(1), Fraction(25), 25),
        (Fraction(7, 3), Fraction(24), 56),
        (Fraction(2), Fraction(30000, 1001), 60),
        (Fraction(1, 100), Fraction(30), 1),
    ],
)
def test_the_file_lasts_exactly_as_long_as_asked(tmp_path, duration, fps, frames):
    path = tmp_path / "film.mp4"
    write_film(moving(9), path, duration=duration, fps=fps)
    info = probe(path)
    assert (info.video_codec, info.width_px, info.height_px) == ("h264", WIDTH, HEIGHT)
    assert (info.frames, info.fps) == (frames, fps)
    with av.open(str(path)) as source:
        shown = list(source.decode(video=0))
        assert shown[0].format.name == "yuv420p"
        times = [frame.pts * frame.time_base for frame in shown]
        assert times == [n / fps for n in range(frames)]
        stream = source.streams.video[0]
        assert stream.duration * stream.time_base == frames / fps


def test_the_first_frame_is_shown_once_and_is_the_films_own(tmp_path):
    film = moving()
    write_film(film, tmp_path / "a.mp4", duration=film.duration, fps=Fraction(30))
    with av.open(str(tmp_path / "a.mp4")) as source:
        shown = [frame.to_ndarray(format="rgb24") for frame in source.decode(video=0)]
    assert np.abs(shown[0].astype(int) - film.frames[0]).mean() < 6
    moved = steps(shown)
    assert moved.min() > 0.4 * np.median(moved) and moved.max() < 2 * np.median(moved)


def test_a_cancelled_or_broken_write_leaves_nothing(tmp_path, monkeypatch):
    def stop(step: str, done: float, total: float) -> None:
        if done >= 3:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        write_film(moving(), tmp_path / "a.mp4", duration=Fraction(1), fps=RATE, progress=stop)
    assert not list(tmp_path.iterdir())


def test_progress_reaches_its_end(tmp_path):
    told = []
    write_film(
        moving(5), tmp_path / "a.mp4", duration=Fraction(1), fps=RATE,
        progress=lambda *report: told.append(report),
    )  # fmt: skip
    assert told[0] == ("fit film", 0, 16) and told[-1] == ("fit film", 16, 16)


@pytest.mark.parametrize(
    ("film", "duration", "fps", "error", "told"),
    [
        (moving(2), Fraction(0), RATE, InputError, "cannot last 0 s"),
        (moving(2), Fraction(1), Fraction(0), ConfigError, "above zero"),
        (Film(frames=np.zeros((2, 33, 64, 3), np.uint8), fps=RATE), Fraction(1), RATE,
         ConfigError, "64x33"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(tmp_path, film, duration, fps, error, told):
    with pytest.raises(error, match=told):
        write_film(film, tmp_path / "a.mp4", duration=duration, fps=fps)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("frames", "fps"),
    [
        (np.zeros((0, 32, 32, 3), np.uint8), RATE),
        (np.zeros((2, 32, 32), np.uint8), RATE),
        (np.zeros((2, 32, 32, 3), np.float32), RATE),
        (np.zeros((2, 32, 32, 3), np.uint8), Fraction(0)),
    ],
)
def test_what_is_no_film_is_refused(frames, fps):
    with pytest.raises(EngineFailed):
        Film(frames=frames, fps=fps)


def test_the_same_film_is_written_to_the_same_bytes(tmp_path: Path):
    for name in ("a.mp4", "b.mp4"):
        write_film(moving(9), tmp_path / name, duration=Fraction(1), fps=Fraction(30))
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
