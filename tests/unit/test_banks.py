"""Banks are found by name or path, and pickles are refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from aigc.banks import (
    Kind,
    bank_root,
    default_folder,
    inside,
    installed,
    speaker_of,
    state,
    voice_id,
)
from aigc.errors import InputError

KIND = Kind(label="toy", needs="toy.ini", roots=("top.txt", "toy.ini"), never="other.ini")


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("AIGC_VOICES", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "voices"
    for name, files in {
        "lian": ("toy.ini", "a.wav"),
        "deep": ("Bank/top.txt", "Bank/low/toy.ini"),
        "foreign": ("toy.ini", "other.ini"),
        "none": ("readme.txt",),
    }.items():
        for file in files:
            (folder / name / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / name / file).write_text(name)
    with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
        archive.writestr("Bank/toy.ini", "x")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 cut")
    return folder


def test_installed_banks_are_those_of_the_kind(folder: Path) -> None:
    assert list(installed(folder, KIND)) == ["deep", "lian", "packed"]
    assert installed(folder / "nowhere", KIND) == {}


def test_a_bank_is_named_by_id_or_path_and_unpacked_once(folder: Path, tmp_path: Path) -> None:
    assert bank_root("lian#soft", folder, KIND) == folder / "lian"
    assert bank_root("", folder, KIND) == folder / "deep" / "Bank"
    assert bank_root(str(folder / "lian"), tmp_path, KIND) == folder / "lian"
    root = bank_root("packed", folder, KIND)
    assert root.name == "Bank" and (root / "toy.ini").read_text() == "x"
    assert root.is_relative_to(tmp_path / "store")
    assert bank_root(str(folder / "packed.zip"), tmp_path, KIND) == root


@pytest.mark.parametrize(
    ("voice", "hint"),
    [
        ("lain", "Did you mean lian"),
        ("none", "Known"),
        ("{folder}/none", "no toy bank"),
        ("{folder}/foreign", "no toy bank"),
        ("{folder}/broken.zip", "damaged"),
        ("{folder}/none/readme.txt", "damaged"),
    ],
)
def test_what_is_no_bank_is_refused(folder: Path, voice: str, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        bank_root(voice.format(folder=folder), folder, KIND)


def test_without_banks_the_error_says_where_to_put_one(tmp_path: Path) -> None:
    for voice in ("", "lian"):
        with pytest.raises(InputError, match="Put one there"):
            bank_root(voice, tmp_path / "empty", KIND)


@pytest.mark.parametrize("file", ["model.pt", "a/model.ckpt", "pytorch_model.BIN", "x.pkl"])
def test_pickles_are_refused_by_name(folder: Path, file: str) -> None:
    (folder / "lian" / file).parent.mkdir(exist_ok=True)
    (folder / "lian" / file).write_bytes(b"")
    with pytest.raises(InputError, match=file):
        bank_root("lian", folder, KIND)


def test_a_bank_cannot_reach_outside_of_itself(folder: Path) -> None:
    root = folder / "deep" / "Bank"
    assert inside(root, root / "low", "../top.txt") == (root / "top.txt").resolve()
    (root / "link.txt").symlink_to(folder / "lian" / "a.wav")
    for name in ("../../lian/a.wav", "/etc/hostname", "link.txt"):
        with pytest.raises(InputError, match="outside"):
            inside(root, root, name)
    with pytest.raises(InputError, match="missing"):
        inside(root, root, "gone.onnx")


def test_the_state_follows_the_files(folder: Path) -> None:
    before = state(folder, KIND)
    assert state(folder, KIND) == before
    (folder / "lian" / "a.wav").write_text("changed")
    assert state(folder, KIND) != before


def test_the_folder_comes_from_the_environment(monkeypatch, tmp_path: Path) -> None:
    assert default_folder() == tmp_path / "store" / "voices"
    monkeypatch.setenv("AIGC_VOICES", str(tmp_path / "mine"))
    assert default_folder() == tmp_path / "mine"


def test_voice_names_part_again() -> None:
    assert speaker_of(voice_id("Lian", "soft")) == ("Lian", "soft")
    assert speaker_of(voice_id("Lian")) == ("Lian", "")
