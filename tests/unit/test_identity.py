"""What tells a model from what lay at its place before."""

from __future__ import annotations

import os

import pytest

from aigc.identity import identity, version_of


@pytest.fixture
def folder(tmp_path):
    for name in ("config.json", "unet/weights.safetensors", ".cache/fetched.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_a_name_of_the_hub_stands_for_itself():
    assert identity("owner/model") == "owner/model"
    assert identity("") == identity() == ""
    assert identity("owner/model", "", "owner/lora") == "owner/model owner/lora"


@pytest.mark.parametrize("name", ["config.json", "unet/weights.safetensors"])
@pytest.mark.parametrize("change", ["size", "time", "gone"])
def test_it_follows_the_files_of_a_folder_and_of_its_parts(folder, name, change):
    before = identity(str(folder))
    assert before == identity(str(folder)) != str(folder)
    if change == "size":
        (folder / name).write_text("other")
    elif change == "time":
        os.utime(folder / name, (1, 1))
    else:
        (folder / name).unlink()
    assert identity(str(folder)) != before


def test_what_a_download_leaves_in_hidden_folders_is_no_part_of_a_model(folder):
    before = identity(str(folder))
    (folder / ".cache/fetched.json").write_text("again")
    assert identity(str(folder)) == before


def test_a_single_file_is_followed_and_so_is_the_user_s_home(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder))
    before = identity("~/config.json")
    (folder / "config.json").write_text("other")
    assert identity("~/config.json") != before
    assert identity("owner/model", "~/config.json") != identity("~/config.json")


def test_what_cannot_be_looked_at_is_left_to_whoever_reads_it():
    for name in ("~nobody-of-that-name/model", "m" * 5000, "a\0b"):
        assert identity(name) == name


def test_a_package_that_is_not_there_has_no_version():
    assert version_of("pytest")[0].isdigit()
    assert version_of("no-such-package-of-ours") == "none"
