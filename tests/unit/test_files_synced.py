"""What appears is on the disk first, and each file is waited for once."""

from __future__ import annotations

import contextvars
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from aigc.files import publish, publishing, replacing, write_atomic


class Disk:
    """Notes by inode what is seen onto the disk, and by path what appears where."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int | Path]] = []
        self._fsync, self._replace = os.fsync, os.replace

    def fsync(self, handle: int) -> None:
        self.told.append(("sync", os.fstat(handle).st_ino))
        self._fsync(handle)

    def replace(self, part: Path, path: Path) -> None:
        self._replace(part, path)
        self.told.append(("move", Path(path)))

    def syncs(self, path: Path) -> list[int]:
        """Return when a file or a folder was waited for."""
        return [n for n, one in enumerate(self.told) if one == ("sync", path.stat().st_ino)]

    def moved(self, path: Path) -> int:
        """Return when something appeared."""
        return self.told.index(("move", path))


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    disk = Disk()
    monkeypatch.setattr(os, "fsync", disk.fsync)
    monkeypatch.setattr(os, "replace", disk.replace)
    yield disk


def is_safe(disk: Disk, path: Path) -> bool:
    """Tell whether a file was waited for once before it appeared, and its folder afterwards."""
    [synced], moved = disk.syncs(path), disk.moved(path)
    return synced < moved < max(disk.syncs(path.parent))


def test_a_file_is_on_the_disk_before_it_appears(disk: Disk, tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.txt", b"a")
    publish(tmp_path / "a.txt", tmp_path / "new" / "b.txt")
    with replacing(tmp_path / "c.txt") as part:
        part.write_bytes(b"c")
    assert all(is_safe(disk, tmp_path / name) for name in ("a.txt", "new/b.txt", "c.txt"))


def test_all_files_are_on_the_disk_before_the_first_appears(disk: Disk, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    with publishing(folder) as box:
        (box / "stems").mkdir()
        (box / "a.txt").write_bytes(b"a")
        write_atomic(box / "stems" / "b.txt", b"first")
        write_atomic(box / "stems" / "b.txt", b"b")
        publish(box / "a.txt", box / "c.txt")
        assert not any(act == "sync" for act, _ in disk.told)
    files = [folder / name for name in ("a.txt", "stems/b.txt", "c.txt")]
    assert [path.read_bytes() for path in files] == [b"a", b"b", b"a"]
    assert all(is_safe(disk, path) for path in files)
    first, last = min(map(disk.moved, files)), max(map(disk.moved, files))
    assert max(disk.syncs(path)[0] for path in files) < first
    for around in (tmp_path, tmp_path / "new", folder, folder / "stems"):
        assert len(disk.syncs(around)) == 1 and disk.syncs(around)[0] > last


def test_what_is_written_elsewhere_meanwhile_is_waited_for(disk: Disk, tmp_path: Path) -> None:
    with publishing(tmp_path / "out") as box:
        write_atomic(tmp_path / "store" / "a.txt", b"a")
        assert is_safe(disk, tmp_path / "store" / "a.txt")
        write_atomic(box / ".." / "b.txt", b"b")
        assert len(disk.syncs(tmp_path / "out" / "b.txt")) == 1
        with publishing(tmp_path / "held") as other:
            write_atomic(other / "c.txt", b"c")
        assert is_safe(disk, tmp_path / "held" / "c.txt")


def test_a_box_within_a_box_waits_for_the_outer_one(disk: Disk, tmp_path: Path) -> None:
    with publishing(tmp_path / "out") as box:
        with publishing(box / "inner") as inner:
            write_atomic(inner / "a.txt", b"a")
        write_atomic(box / "b.txt", b"b")
        assert not any(act == "sync" for act, _ in disk.told)
    for name in ("inner/a.txt", "b.txt"):
        assert is_safe(disk, tmp_path / "out" / name)


def test_nothing_is_left_out_after_a_box(disk: Disk, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), publishing(tmp_path / "out") as box:
        raise KeyboardInterrupt
    box.mkdir(parents=True)
    write_atomic(box / "a.txt", b"a")
    assert is_safe(disk, box / "a.txt")


def test_another_thread_waits_by_itself(disk: Disk, tmp_path: Path) -> None:
    with publishing(tmp_path / "out") as box:
        worker = Thread(target=write_atomic, args=(box / "a.txt", b"a"))
        worker.start()
        worker.join()
        assert len(disk.syncs(box / "a.txt")) == 1
    assert disk.syncs(tmp_path / "out" / "a.txt")[-1] < disk.moved(tmp_path / "out" / "a.txt")


def test_a_box_may_end_in_another_context(disk: Disk, tmp_path: Path) -> None:
    block = publishing(tmp_path / "out")
    box = contextvars.copy_context().run(block.__enter__)
    write_atomic(box / "a.txt", b"a")
    contextvars.copy_context().run(block.__exit__, None, None, None)
    path = tmp_path / "out" / "a.txt"
    assert disk.syncs(path)[-1] < disk.moved(path) < max(disk.syncs(path.parent))
