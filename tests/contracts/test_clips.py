"""What every engine of ``clips`` does, with tiny models of random weights beside the fake.

Random weights prove that models are read, asked and answered in their own form, no more.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aigc import registry
from aigc.errors import AssetError, Cancelled, InputError
from aigc.types.prompt import PicturePrompt
from tests.tiny import films

PROMPT = PicturePrompt(text="雨后的港口，渔船", unwanted="文字", motion="镜头缓缓推近")
GIVEN = {"duration": Fraction(1, 2), "width_px": 64, "height_px": 96, "seed": 3}
FROM_WORDS = ("fake", "wan", "wan_modular", "ltx")
FROM_PICTURES = ("fake", "wan_from_picture", "ltx", "svd")
ALL = [(one, False) for one in FROM_WORDS] + [(one, True) for one in FROM_PICTURES]
WITHOUT_WORDS = ("svd",)


def painting(path: Path, seed: int, size: tuple[int, int] = (90, 70)) -> Path:
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1] // 10, size[0] // 10, 3))
    Image.fromarray(pixels.astype(np.uint8)).resize(size).save(path)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="module")
def models(folder):
    names = {name for name, _ in ALL} - {"fake"}
    return {name: getattr(films, name)(folder / name) for name in sorted(names)}


@pytest.fixture(scope="module")
def pictures(folder):
    return painting(folder / "one.png", 1), painting(folder / "two.webp", 2, (50, 120))


@pytest.fixture(params=ALL, ids=lambda one: f"{one[0]}-{'picture' if one[1] else 'words'}")
def case(request, models, pictures):
    name, from_picture = request.param
    asked = name if name == "fake" else f"diffusers:{models[name]}?steps=2&side_px=32&device=cpu"
    picture = {"picture": pictures[0]} if from_picture else {}
    return name, registry.get("clips", asked), {**GIVEN, **picture}


def test_a_film_has_the_size_and_about_the_length_asked_for(case):
    _, engine, given = case
    film = engine.film(PROMPT, **given)
    assert film.frames.dtype == np.uint8 and film.frames.shape[1:] == (96, 64, 3)
    assert given["duration"] <= film.duration + 1 / film.fps <= given["duration"] + 1
    assert film.frames.std() > 0


def test_more_time_brings_more_frames(case):
    _, engine, given = case
    short, long = (
        engine.film(PROMPT, **{**given, "duration": Fraction(n, 2)}).frames for n in (1, 3)
    )
    assert len(long) > len(short) or len(short) == 7, "SVD of six frames knows no more"


def test_the_same_request_gives_the_same_film(case):
    _, engine, given = case
    first, second = (engine.film(PROMPT, **given) for _ in range(2))
    assert first.fps == second.fps and np.array_equal(first.frames, second.frames)


def test_every_argument_changes_the_film(case, pictures):
    name, engine, given = case
    base = engine.film(PROMPT, **given).frames
    others = [{"seed": 4}, {"width_px": 96}]
    if "picture" in given:
        others.append({"picture": pictures[1]})
    for other in others:
        changed = engine.film(PROMPT, **{**given, **other}).frames
        assert changed.shape != base.shape or not np.array_equal(changed, base), other
    for part in () if name in WITHOUT_WORDS else ("text", "motion"):
        changed = engine.film(replace(PROMPT, **{part: "雪山日出"}), **given).frames
        assert not np.array_equal(changed, base), part


def test_progress_is_told_and_a_cancelled_film_stops_at_once(case, capfd):
    _, engine, given = case
    told = []
    engine.film(PROMPT, **given, progress=lambda *report: told.append(report))
    assert told[-1][1] == told[-1][2] > 0 and len(told) > 2

    heard = []

    def stop(step: str, done: float, total: float) -> None:
        if step == "film":
            heard.append(done)
        if heard and heard[-1] >= 1:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        engine.film(PROMPT, **given, progress=stop)
    assert heard == [0, 1] and "Traceback" not in capfd.readouterr().err
    assert engine.film(PROMPT, **given).frames.shape[1:] == (96, 64, 3)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"duration": Fraction(0)}, "cannot last 0 s"),
        ({"duration": Fraction(-2)}, "cannot last -2 s"),
        ({"width_px": 65}, "65x96"),
        ({"height_px": 8}, "64x8"),
        ({"width_px": 8000}, "8000x96"),
    ],
)
def test_what_cannot_be_filmed_is_refused_with_its_value(case, other, told):
    _, engine, given = case
    with pytest.raises(InputError, match=told):
        engine.film(PROMPT, **{**given, **other})


def test_an_empty_prompt_is_refused(case):
    _, engine, given = case
    with pytest.raises(InputError, match="empty"):
        engine.film(PicturePrompt(text=" "), **given)


def test_a_picture_that_cannot_be_read_is_named(case, tmp_path):
    _, engine, given = case
    (tmp_path / "notes.png").write_text("no picture")
    with pytest.raises(AssetError, match=r"notes\.png"):
        engine.film(PROMPT, **{**given, "picture": tmp_path / "notes.png"})
    with pytest.raises(AssetError, match=r"gone\.png"):
        engine.film(PROMPT, **{**given, "picture": tmp_path / "gone.png"})


def test_names_and_fingerprints(case):
    _, engine, _ = case
    assert engine.name in ("fake", "diffusers") and engine.name in engine.fingerprint
