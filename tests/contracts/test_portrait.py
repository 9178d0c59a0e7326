"""What every portrait driver promises, and that none is reached without consent."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from aigc import registry
from aigc.consent import Consent
from aigc.errors import Cancelled, EngineFailed, EngineUnavailable, InputError, TrustError
from aigc.portrait.engine import Box, PortraitDriver, animate, frame_count
from aigc.progress import silent
from aigc.types.audio import Audio
from tests.tiny.portrait import contract, drawn_face, voice, wav2lip

FPS = Fraction(10)
FACE = Box(x=40, y=34, width=120, height=172)
AGREED = Consent(subject="a drawing", statement="It is ours.")
CHANCE = ("fake", "subprocess")
"""Drivers whose frames depend on the seed, and those that are told where the face is."""
TOLD = ("fake", "onnx")


@pytest.fixture(scope="module", params=("fake", "onnx", "subprocess"))
def driver(request, tmp_path_factory) -> PortraitDriver:
    folder = tmp_path_factory.mktemp("driver")
    asked = {
        "fake": lambda: "fake",
        "onnx": lambda: f"onnx:{wav2lip(folder / 'lips.onnx')}?device=cpu",
        "subprocess": lambda: f"subprocess:{contract(folder)}",
    }
    made: PortraitDriver = registry.get("portrait", asked[request.param]())
    return made


def frames(driver, portrait=None, audio=None, *, fps=FPS, face=FACE, seed=1, progress=silent):
    given = drawn_face() if portrait is None else portrait
    made = animate(
        driver, given, audio or voice(), consent=AGREED, fps=fps, face=face, seed=seed,
        progress=progress,
    )  # fmt: skip
    return np.stack(list(made))


@pytest.fixture(scope="module")
def made(driver):
    return frames(driver)


def test_frames_are_the_portrait_in_motion(driver, made):
    assert made.dtype == np.uint8 and made.shape == (10, *drawn_face().shape)
    assert (made != made[:1]).any(axis=(1, 2, 3)).sum() >= 4
    assert (made == drawn_face()).mean() > 0.8


def test_the_same_arguments_give_the_same_frames(driver, made):
    assert (frames(driver) == made).all()


def test_every_argument_counts(driver, made):
    assert (frames(driver, drawn_face(tone=9)) != made).any()
    assert (frames(driver, audio=voice(level=0.05)) != made).any()
    assert len(frames(driver, audio=voice(0.72))) == 7
    assert len(frames(driver, fps=Fraction(25, 2))) == 12
    if driver.name in CHANCE:
        assert (frames(driver, seed=2) != made).any()
    if driver.name in TOLD:
        assert (frames(driver, face=Box(x=60, y=20, width=80, height=120)) != made).any()


def test_progress_goes_from_nothing_to_all(driver):
    told = []
    frames(driver, progress=lambda *report: told.append(report))
    steps, done, total = zip(*told, strict=True)
    assert set(steps) == {"portrait"} and set(total) == {10}
    assert done[0] == 0 and done[-1] == 10 and list(done) == sorted(done)


def test_the_user_stops_it_and_nothing_is_left(driver, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    reports = []

    def stop(step, done, total):
        reports.append(done)
        if len(reports) == 2:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        frames(driver, progress=stop)
    assert len(reports) == 2 and list(tmp_path.iterdir()) == []


def test_what_is_no_longer_wanted_is_not_made(driver, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told = []
    made = animate(
        driver, drawn_face(), voice(), consent=AGREED, fps=FPS, face=FACE,
        progress=lambda step, done, total: told.append(done),
    )  # fmt: skip
    assert told == []
    next(made)
    made.close()
    assert max(told) < 10 and list(tmp_path.iterdir()) == []


class Watched:
    """A driver that must not be asked."""

    name = fingerprint = "watched"
    asked = False

    def drive(self, portrait, audio, *, consent, fps, face, seed, progress):
        self.asked = True
        return iter(())


@pytest.mark.parametrize("consent", [None, Consent(subject="Li Na", statement="  ")])
def test_without_consent_no_driver_is_reached(consent):
    watched = Watched()
    with pytest.raises(TrustError, match="--consent"):
        animate(watched, drawn_face(), voice(), consent=consent, fps=FPS)
    assert not watched.asked


@pytest.mark.parametrize("consent", [None, Consent(subject="", statement="I agree.")])
def test_a_driver_that_is_asked_directly_wants_the_consent_too(driver, consent):
    reports = []
    made = driver.drive(
        drawn_face(), voice(), consent=consent, fps=FPS, face=FACE, seed=1,
        progress=lambda *report: reports.append(report),
    )  # fmt: skip
    with pytest.raises(TrustError, match="--consent"):
        next(made)
    assert not reports


def test_only_the_entry_reaches_a_driver():
    rooms = Path(animate.__code__.co_filename).parents[2]
    calls = [
        path.relative_to(rooms).as_posix()
        for room in ("aigc", "pipelines")
        for path in (rooms / room).rglob("*.py")
        if ".drive(" in path.read_text(encoding="utf-8")
    ]
    assert calls == ["aigc/portrait/engine.py"]


BAD = {
    "floats": {"portrait": drawn_face().astype(float)},
    "grey": {"portrait": drawn_face()[..., 0]},
    "tiny": {"portrait": drawn_face(40, 40)},
    "no sound": {"audio": Audio(samples=np.zeros((1, 0), np.float32), sample_rate=16_000)},
    "one sample": {"audio": Audio(samples=np.zeros((1, 9), np.float32), sample_rate=16_000)},
    "an hour": {"audio": Audio(samples=np.zeros((1, 7201), np.float32), sample_rate=2)},
    "no rate": {"fps": Fraction(0)},
    "face outside": {"face": Box(x=190, y=10, width=100, height=100)},
    "face too small": {"face": Box(x=90, y=90, width=8, height=9)},
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_before_the_driver_is_asked(name):
    watched = Watched()
    given = {"portrait": drawn_face(), "audio": voice(), "fps": FPS} | BAD[name]
    with pytest.raises(InputError):
        animate(watched, given.pop("portrait"), given.pop("audio"), consent=AGREED, **given)
    assert not watched.asked


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([drawn_face()] * 9, "9 frames where 10"),
        ([drawn_face()] * 11, "frame 11 of 10"),
        ([drawn_face(100, 100)] * 10, r"\(100, 100, 3\)"),
    ],
)
def test_a_driver_that_breaks_its_word_is_found_out(given, said):
    class Wrong(Watched):
        def drive(self, *arguments, **named):
            return iter(given)

    with pytest.raises(EngineFailed, match=said):
        list(animate(Wrong(), drawn_face(), voice(), consent=AGREED, fps=FPS))


def test_the_number_of_frames_is_that_of_the_sound():
    assert [frame_count(voice(s), Fraction(25)) for s in (0.05, 1, 1.03)] == [1, 25, 26]


@pytest.mark.parametrize("name", ["onnx", "subprocess"])
def test_a_missing_model_is_told_when_it_is_first_used(name, tmp_path):
    for asked in (name, f"{name}:{tmp_path / 'nothing.toml'}"):
        driver = registry.get("portrait", asked)
        with pytest.raises(EngineUnavailable):
            frames(driver)


def test_naming_an_engine_imports_nothing_heavy():
    code = (
        "import sys; from aigc import registry;"
        "print([registry.get('portrait', n).name for n in ('onnx', 'subprocess', 'fake')]);"
        "print([m for m in ('torch', 'onnxruntime', 'cv2', 'av', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "[]"


@pytest.mark.parametrize(
    ("text", "box"),
    [("1,2,3,4", Box(x=1, y=2, width=3, height=4)), (" 1， 2.5,3 ,4 ", None)],
)
def test_a_face_is_read_from_four_numbers(text, box):
    assert Box.of(text) == (box or Box(x=1, y=2.5, width=3, height=4))


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,0,4", "1,2,nan,4", "a,b,c,d", "1,2,3,inf"])
def test_what_is_no_face_is_refused(text):
    with pytest.raises(InputError, match="x,y,width,height"):
        Box.of(text)
