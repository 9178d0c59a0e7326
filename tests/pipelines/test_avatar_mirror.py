"""A film of a face becomes a performance."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from aigc.avatar.export.arkit_csv import read_arkit_csv
from aigc.avatar.photo.fake import FakeLandmarks
from aigc.errors import AssetError, Cancelled, EngineUnavailable, InputError
from aigc.footage.reader import FrameReader
from aigc.store import Store
from pipelines import avatar, performance
from pipelines.avatar_mirror import is_film, mirrored
from tests.unit.video.test_render_footage import ONE, UNIT, rotated

SIZE = 96


def film(path, frames=24, blank=(), sound=True, fps=30, shown_at=None, size=(SIZE, SIZE)):
    """Write noise as a film; frames of ``blank`` are empty, ``shown_at`` tells other times, ms."""
    rng = np.random.default_rng(5)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=fps)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        tone = out.add_stream("aac", rate=48_000) if sound else None
        for n in range(frames):
            picture = rng.integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
            picture[:] = 128 if n in blank else picture
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            if shown_at is not None:
                frame.pts, frame.time_base = shown_at[n], Fraction(1, 1000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if tone is not None:
            wave = 0.3 * np.sin(np.arange(1024) / 20).astype(np.float32)[None]
            for n in range(frames * 48_000 // 30 // 1024):
                block = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
                block.rate, block.pts = 48_000, n * 1024
                out.mux(tone.encode(block))
            out.mux(tone.encode(None))
    return path


def test_a_film_moves_a_face_and_keeps_its_sound(tmp_path):
    seen = mirrored(film(tmp_path / "me.mp4"), engine="fake")
    assert (seen.motion.frames, seen.motion.fps, seen.notes) == (24, Fraction(30), ())
    assert seen.motion.blendshapes.max() > 0.2
    assert np.abs(seen.audio.samples).max() > 0.1
    again = mirrored(tmp_path / "me.mp4", engine="fake")
    assert again.motion.blendshapes.tobytes() == seen.motion.blendshapes.tobytes()


def test_frames_without_a_face_are_told(tmp_path):
    seen = mirrored(film(tmp_path / "me.mp4", blank=range(9, 18), sound=False), engine="fake")
    (note,) = seen.notes
    assert "9 of 24 frames (0.3-0.6 s)" in note
    assert not seen.audio.samples.any() and seen.audio.duration == seen.motion.duration


class Watching:
    """Finds the same face in every picture and remembers what it was shown."""

    def __init__(self):
        self.shapes, self.ended = [], False

    def track(self, pictures):
        try:
            for picture in pictures:
                self.shapes.append(picture.shape[:2])
                yield from FakeLandmarks().track([np.asarray(picture)])
        finally:
            self.ended = True


@pytest.fixture
def watching(monkeypatch):
    tracker = Watching()
    monkeypatch.setattr("pipelines.avatar_mirror._tracker", lambda engine: tracker)
    return tracker


@pytest.mark.parametrize(
    ("fps", "looked_at"), [(Fraction(24_000, 1001), 36), (25, 36), (30, 36), (60, 18), (120, 9)]
)
def test_films_of_any_rate_keep_their_time(tmp_path, watching, fps, looked_at):
    seen = mirrored(film(tmp_path / "me.mp4", frames=36, fps=fps, sound=False))
    assert len(watching.shapes) == looked_at and watching.ended
    assert abs(float(seen.motion.duration) - 36 / fps) <= 1 / 30 + 1e-6


def test_a_film_of_varying_rate_keeps_its_time(tmp_path, watching):
    times = [0, 33, 70, 100, 900, 933, 950, 960, 1000, 1500]
    path = film(tmp_path / "me.mp4", frames=10, sound=False, fps=1000, shown_at=times)
    seen = mirrored(path)
    assert len(watching.shapes) == 8 and seen.notes == ()
    assert 1.5 <= float(seen.motion.duration) <= 1.6


def test_a_film_that_does_not_tell_its_length_is_seen_to_its_end(tmp_path, watching, monkeypatch):
    monkeypatch.setattr(FrameReader, "duration", Fraction(1, 1000))
    seen = mirrored(film(tmp_path / "me.mp4", frames=36, sound=False))
    assert len(watching.shapes) == 36 and seen.motion.frames == 36


def test_a_phones_film_is_looked_at_upright(tmp_path, watching):
    lying = film(tmp_path / "lying.mp4", size=(128, 64), frames=4, sound=False)
    turned = rotated(lying, tmp_path / "turned.mp4", (0, ONE, 0, -ONE, 0, 0, 0, 0, UNIT))
    mirrored(turned)
    assert set(watching.shapes) == {(128, 64)}


def test_a_film_that_is_stopped_leaves_no_tracker_behind(tmp_path, watching):
    def stop(step, done, total):
        if done == 3:
            raise Cancelled(step)

    with pytest.raises(Cancelled):
        mirrored(film(tmp_path / "me.mp4"), progress=stop)
    assert watching.ended and len(watching.shapes) == 3


def test_what_cannot_be_followed_is_refused(tmp_path, monkeypatch):
    blank = film(tmp_path / "blank.mp4", blank=range(24))
    with pytest.raises(InputError, match=r"no face in blank\.mp4"):
        mirrored(blank, engine="fake")
    with pytest.raises(InputError, match="pictures only"):
        mirrored(blank, engine="file")
    with pytest.raises(AssetError, match="cannot be opened"):
        mirrored(tmp_path / "none.mp4", engine="fake")
    monkeypatch.delenv("AIGC_MEDIAPIPE_PYTHON", raising=False)
    with pytest.raises(EngineUnavailable, match="mediapipe"):
        mirrored(blank)
    monkeypatch.setattr("pipelines.avatar_mirror.LONGEST_S", 0.5)
    with pytest.raises(InputError, match="Cut it"):
        mirrored(blank, engine="fake")


def test_it_can_be_stopped(tmp_path):
    def stop(step, done, total):
        if done == 3:
            raise Cancelled(step)

    with pytest.raises(Cancelled, match="face"):
        mirrored(film(tmp_path / "me.mp4"), engine="fake", progress=stop)


def test_names_of_films_are_known():
    assert is_film("a/me.MP4") and is_film("me.webm")
    assert not is_film("me.wav") and not is_film("Hello.\nI saw a.mp4")


def test_a_character_performs_a_film(tmp_path, egl):
    config = performance.Config(width=64, height=64, landmarks="fake")
    path, store = film(tmp_path / "me.mp4", frames=12), Store(tmp_path / "store")
    if not egl:
        with pytest.raises(EngineUnavailable, match="libegl1"):
            performance.perform(avatar.known("ren"), path, tmp_path / "out", config, store=store)
        assert not (tmp_path / "out").exists()
        return
    made = performance.perform(avatar.known("ren"), path, tmp_path / "out", config, store=store)
    with av.open(str(made.video)) as shown:
        assert shown.streams.audio and sum(1 for _ in shown.decode(video=0)) == 12
    assert read_arkit_csv(tmp_path / "out" / "motion.csv", fps=Fraction(30)).frames == 12
