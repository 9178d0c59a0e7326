"""Music models are asked in words, continued past their window, and their failures told."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from aigc.device.shelf import shelf
from aigc.errors import ConfigError, EngineFailed, EngineUnavailable, OutOfMemory
from aigc.music.engine import MOODS
from aigc.music.generated.engine import TransformersBed
from aigc.music.generated.licence import licences_of, non_commercial
from aigc.music.generated.windows import Windows
from aigc.music.generated.words import WORDS, words_for
from aigc.notices import noticing
from tests.tiny.musicgen import HOP, RATE, build


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("music"))


@pytest.fixture(scope="module", params=["two channels", "melody"])
def other(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    melody = request.param == "melody"
    return build(tmp_path_factory.mktemp("other"), channels=1 if melody else 2, melody=melody)


def test_each_mood_has_words_with_its_tempo() -> None:
    assert set(WORDS) == set(MOODS)
    asked = {words_for(mood, 90) for mood in MOODS}
    assert len(asked) == len(MOODS)
    assert all("no vocals" in words and "90 BPM" in words for words in asked)
    assert words_for("calm", 71.5, "harp.").endswith("71.5 BPM, harp.")


def test_an_engine_alone_imports_no_torch_and_tells_what_it_lacks() -> None:
    code = (
        "import sys; from aigc import registry; from fractions import Fraction\n"
        "from aigc.errors import EngineUnavailable\n"
        "engine = registry.get('music', 'transformers'); engine.fingerprint\n"
        "assert not {'torch', 'transformers'} & set(sys.modules)\n"
        "try: engine.compose(duration=Fraction(5), mood='calm')\n"
        "except EngineUnavailable as exc: print(exc)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, timeout=120, capture_output=True, text=True
    )
    assert "transformers:FOLDER" in done.stdout


def test_windows_go_on_from_what_was_made(model: Path) -> None:
    asked: list[tuple[int, int, int]] = []

    def make(number: int, frames: int, begins: np.ndarray | None) -> np.ndarray:
        known = 0 if begins is None else begins.shape[1]
        asked.append((number, frames, known))
        made = np.full((1, frames * 10), float(number), np.float32)
        if begins is not None:
            made[:, :known] = begins
        return made

    windows = Windows(most=20, overlap=5, hop=10, beat=25.0, goes_on=True)
    piece = windows.piece(47, make)
    assert asked == [(0, 20, 0), (1, 20, 50), (2, 17, 50)]
    assert piece.shape == (1, 470)
    # what goes on from the same sound is the same sound up to where the new one begins
    assert set(piece[0, :200]) == {0.0} and set(piece[0, 200:350]) == {1.0}
    assert set(piece[0, 350:]) == {2.0}


@pytest.mark.parametrize("goes_on", [True, False])
def test_windows_cross_on_a_beat_of_the_piece(goes_on: bool) -> None:
    def make(number: int, frames: int, begins: np.ndarray | None) -> np.ndarray:
        return np.full((1, frames * 10), float(number), np.float32)

    windows = Windows(most=20, overlap=10, hop=10, beat=30.0, goes_on=goes_on)
    row = windows.piece(30, make)[0]
    changing = np.flatnonzero((row > 0) & (row < 1))
    assert (changing[0] + changing[-1]) / 2 == pytest.approx(150, abs=1)
    assert len(changing) < 30
    straight = np.allclose(np.diff(row[changing]), np.diff(row[changing])[0])
    assert straight is goes_on


def test_windows_ask_for_nothing_that_was_made_already() -> None:
    windows = Windows(most=4, overlap=9, hop=1, beat=2.0, goes_on=True)
    piece = windows.piece(9, lambda n, frames, begins: np.full((2, frames), n, np.float32))
    assert piece.shape == (2, 9)
    assert all(b - a in (-1, 0, 1) or b > a for a, b in pairwise(piece[0]))


def test_models_of_other_kinds_make_beds_longer_than_their_window(other: Path) -> None:
    bed = TransformersBed(str(other), window_s="4", overlap_s="1").compose(
        duration=Fraction(21, 2), mood="tech", seed=3
    )
    assert bed.samples.shape == (2, 504_000)
    seconds = bed.samples[:, : 9 * 48_000].reshape(2, 9, -1)
    assert (np.abs(seconds).max(axis=2) > 0.01).all()


def test_one_channel_is_widened_and_stays_itself_in_the_middle(model: Path) -> None:
    left, right = TransformersBed(str(model)).compose(duration=Fraction(4), mood="warm").samples
    middle, side = (left + right) / 2, (left - right) / 2
    assert 0.1 < np.std(side) / np.std(middle) < 0.6


def test_options_change_the_music_and_are_checked(model: Path) -> None:
    made = {
        TransformersBed(str(model), **how)
        .compose(duration=Fraction(3), mood="calm")
        .samples.tobytes()
        for how in ({}, {"prompt": "a harp"}, {"guidance": "1"}, {"temperature": "0.5"})
    }
    assert len(made) == 4
    with pytest.raises(ConfigError, match="temperature"):
        TransformersBed(str(model), temperature="-1")
    with pytest.raises(ConfigError, match="Did you mean guidance"):
        TransformersBed(str(model), guidence="1")


def test_fingerprint_changes_with_the_weights_and_the_options(model: Path, tmp_path: Path) -> None:
    place = tmp_path / "m"
    shutil.copytree(model, place)
    marks = {TransformersBed(str(place)).fingerprint, TransformersBed(str(model)).fingerprint}
    marks.add(TransformersBed(str(place), prompt="a harp").fingerprint)
    (place / "model.safetensors").write_bytes(b"other")
    marks.add(TransformersBed(str(place)).fingerprint)
    assert len(marks) == 4


@pytest.mark.parametrize(
    ("front", "licence"),
    [
        ("license: cc-by-nc-4.0\ntags: [x]", "cc-by-nc-4.0"),
        ("tags: [x]\nlicense: 'mit'", ""),
        ("license: other\nlicense_name: some-research-licence", "some-research-licence"),
        ("license: apache-2.0\nlanguage: nc", ""),
    ],
)
def test_a_licence_against_earning_money_is_told(front: str, licence: str, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(f"---\n{front}\n---\nlicense: cc-by-nc-4.0\n")
    assert non_commercial(str(tmp_path)) == licence


def test_a_model_without_a_card_names_no_licence(tmp_path: Path) -> None:
    assert licences_of(str(tmp_path)) == ()
    (tmp_path / "README.md").write_text("license: cc-by-nc-4.0")
    assert licences_of(str(tmp_path)) == ()
    assert licences_of("someone/never-fetched") == ()


def test_the_licence_is_a_notice_of_the_bed(model: Path, tmp_path: Path) -> None:
    place = tmp_path / "m"
    shutil.copytree(model, place)
    (place / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
    with noticing() as told:
        TransformersBed(str(place)).compose(duration=Fraction(1), mood="calm")
    assert len(told) == 1 and "cc-by-nc-4.0" in told[0]


def broken(model: Path, folder: Path, change: str) -> Path:
    place = folder / "bad"
    shutil.copytree(model, place)
    weights = place / "model.safetensors"
    if change == "cut":
        weights.write_bytes(weights.read_bytes()[:900])
    elif change == "pickled":
        weights.rename(place / "pytorch_model.bin")
    elif change == "no tokeniser":
        for file in place.glob("tokenizer*"):
            file.unlink()
    elif change == "speech":
        (place / "config.json").write_text(json.dumps({"model_type": "vits"}))
    elif change == "empty":
        (place / "config.json").unlink()
    return place


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ("cut", "has no safetensors header"),
        ("pickled", "holds no music model that can be read"),
        ("no tokeniser", "holds no music model that can be read"),
        ("speech", "kind 'vits', which makes no music"),
        ("empty", "holds no music model that can be read"),
    ],
)
def test_models_that_cannot_be_used_are_one_clear_error(
    model: Path, tmp_path: Path, change: str, hint: str
) -> None:
    engine = TransformersBed(str(broken(model, tmp_path, change)))
    with pytest.raises(EngineUnavailable, match=hint):
        engine.compose(duration=Fraction(2), mood="calm")


def test_a_folder_that_is_not_there_is_told() -> None:
    with pytest.raises(EngineUnavailable, match="no folder"):
        TransformersBed("./nowhere").compose(duration=Fraction(2), mood="calm")


def test_where_memory_is_short_windows_are_shorter(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aigc.music.generated.model import MusicModel

    whole, asked = MusicModel.make, []

    def short(self: MusicModel, words: str, frames: int, *given: object, **how: object) -> object:
        asked.append(frames)
        if frames > 40:
            raise MemoryError
        return whole(self, words, frames, *given, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(MusicModel, "make", short)
    engine = TransformersBed(str(model), window_s="6", overlap_s="1")
    with noticing() as told:
        bed = engine.compose(duration=Fraction(6), mood="calm")
    assert bed.samples.shape[1] == 6 * 48_000
    assert asked[:2] == [60, 30] and max(asked[1:]) <= 30
    assert len(told) == 1 and "windows of 3 s" in told[0]


def test_where_memory_never_suffices_it_is_told(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*given: object, **how: object) -> None:
        raise MemoryError

    monkeypatch.setattr("aigc.music.generated.model.MusicModel.make", nothing)
    with pytest.raises(OutOfMemory, match="smaller model"):
        TransformersBed(str(model)).compose(duration=Fraction(6), mood="calm")


def test_a_model_that_breaks_or_is_silent_is_told(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch
    from transformers import MusicgenForConditionalGeneration as Kind

    engine = TransformersBed(str(model))

    def breaks(*given: object, **how: object) -> None:
        raise RuntimeError("shapes differ\nsecond line")

    monkeypatch.setattr(Kind, "generate", breaks)
    with pytest.raises(EngineFailed, match="shapes differ") as told:
        engine.compose(duration=Fraction(2), mood="calm")
    assert "second line" not in str(told.value)
    monkeypatch.setattr(Kind, "generate", lambda *a, **k: torch.zeros(1, 1, 30 * HOP))
    with pytest.raises(EngineFailed, match="gave no sound"):
        engine.compose(duration=Fraction(2), mood="calm")


def test_the_model_is_lent_by_the_shelf(model: Path) -> None:
    shelf().clear()
    TransformersBed(str(model)).compose(duration=Fraction(1), mood="calm")
    held = [one for one in shelf().held() if one.label == str(model)]
    assert len(held) == 1 and held[0].size_bytes > 10_000 and not held[0].lent
    assert RATE / HOP == 10
