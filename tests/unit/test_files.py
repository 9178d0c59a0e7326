"""A file is whole or absent."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from aigc.errors import AssetError, InputError, JobError
from aigc.files import check_folder, publish, publishing, replacing, shipped, write_atomic


def test_whole_files_are_replaced(tmp_path: Path) -> None:
    target = tmp_path / "folder" / "a.txt"
    write_atomic(target, b"one")
    source = tmp_path / "source"
    source.write_bytes(b"two")
    publish(source, target)
    assert target.read_bytes() == b"two"
    assert list(target.parent.iterdir()) == [target]
    with pytest.raises(FileNotFoundError):
        publish(tmp_path / "missing", target)
    assert target.read_bytes() == b"two"


def test_the_old_file_stays_when_stopped(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), replacing(target) as part:
        part.write_bytes(b"new")
        raise KeyboardInterrupt
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(JobError, match=r"disk .* full"), replacing(tmp_path / "out") as part:
        part.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_several_files_appear_together_or_none_does(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    with pytest.raises(JobError, match=r"disk .* full"), publishing(folder) as box:
        (box / "a.txt").write_bytes(b"a")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []
    with publishing(folder) as box:
        (box / "stems").mkdir()
        (box / "stems" / "a.txt").write_bytes(b"a")
        (box / "b.txt").write_bytes(b"b")
        assert not (folder / "b.txt").exists()
    assert sorted(p.name for p in folder.rglob("*")) == ["a.txt", "b.txt", "stems"]
    with pytest.raises(KeyboardInterrupt), publishing(folder) as box:
        (box / "b.txt").write_bytes(b"other")
        raise KeyboardInterrupt
    assert sorted(p.name for p in folder.rglob("*")) == ["a.txt", "b.txt", "stems"]
    assert (folder / "b.txt").read_bytes() == b"b"


@pytest.mark.parametrize("below", ["", "x", "x/y"])
def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path, below: str) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(InputError, match=r"taken is a file\. Give a folder"):
        check_folder(tmp_path / "taken" / below)


def test_a_folder_of_too_long_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'aaaa.*too long"), publishing(tmp_path / ("a" * 300)):
        pass


@pytest.mark.parametrize("fault", [OSError("gone"), ValueError(), KeyError("a"), IndexError()])
def test_a_damaged_file_of_the_package_is_named(fault: Exception, tmp_path: Path) -> None:
    with (
        pytest.raises(AssetError, match=r"The map .*a\.bin' cannot .* anew or draw it\.") as told,
        shipped("The map", tmp_path / "a.bin", " or draw it"),
    ):
        raise fault
    assert told.value.__cause__ is fault
