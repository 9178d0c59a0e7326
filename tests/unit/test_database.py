"""A file that many processes write to says what is wrong with its disk."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger import controls
from aigc.batch.ledger.database import Database as Kept
from aigc.batch.ledger.ledger import Ledger
from aigc.commands import batch
from aigc.database import PATIENCE_S
from aigc.errors import DiskFull, InputError, JobError, LedgerBusy
from aigc.trust.database import Database as Told
from tests.batch_jobs import job

SCHEMA = "CREATE TABLE IF NOT EXISTS notes (word TEXT NOT NULL);"
READ_ONLY = "its folder may only be read"
Write = Callable[[Path], object]


def told(path: Path) -> None:
    with Told(path, SCHEMA).write() as db:
        db.execute("INSERT INTO notes VALUES ('one')")


def kept(path: Path) -> None:
    database = Kept(path, SCHEMA)
    try:
        with database.write() as db:
            db.execute("INSERT INTO notes VALUES ('one')")
    finally:
        database.close()


@pytest.fixture
def read_only(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Make of a folder what SQLite meets on a disk that may only be read; root obeys no modes."""

    def made(path: Path) -> None:
        path.with_name(f"{path.name}-wal").mkdir()
        monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)

    return made


def words(path: Path) -> list[str]:
    with Told(path, SCHEMA).read() as db:
        assert db is not None
        return [row["word"] for row in db.execute("SELECT word FROM notes")]


@pytest.mark.parametrize("write", [told, kept])
def test_what_is_written_is_there_for_both_kinds(tmp_path: Path, write: Write) -> None:
    path = tmp_path / "new" / "notes.db"
    write(path)
    told(path)
    assert words(path) == ["one", "one"]


@pytest.mark.parametrize("write", [told, kept])
def test_a_disk_that_may_only_be_read_is_named(
    tmp_path: Path, write: Write, read_only: Callable[[Path], None]
) -> None:
    path = tmp_path / "notes.db"
    write(path)
    read_only(path)
    with pytest.raises(JobError, match=rf"notes\.db cannot be used: {READ_ONLY}"):
        write(path)


@pytest.mark.parametrize("write", [told, kept])
def test_what_cannot_be_opened_elsewhere_blames_no_rights(tmp_path: Path, write: Write) -> None:
    path = tmp_path / "notes.db"
    write(path)
    path.with_name("notes.db-wal").mkdir()
    with pytest.raises(JobError, match=r"unable to open database file\. Check the disk"):
        write(path)


@pytest.mark.parametrize("write", [told, kept])
@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, write: Write, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *given: object, **options: object) -> None:
        raise OSError(number, os.strerror(number), str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(JobError, match=READ_ONLY):
        write(tmp_path / "new" / "notes.db")


@pytest.mark.parametrize("write", [told, kept])
def test_a_folder_that_a_full_disk_cannot_hold_is_told_as_that(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *given: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(DiskFull, match="is full"):
        write(tmp_path / "new" / "notes.db")


@pytest.mark.parametrize(("kind", "error"), [(Told, JobError), (Kept, LedgerBusy)])
def test_who_keeps_it_busy_is_waited_for_only_so_long(
    tmp_path: Path, kind: type[Told | Kept], error: type[JobError]
) -> None:
    path = tmp_path / "notes.db"
    told(path)
    waiting = kind(path, SCHEMA, patience_s=0.02)
    with (
        Told(path, SCHEMA).write(),
        pytest.raises(JobError, match="busy") as raised,
        waiting.write(),
    ):
        pass
    assert type(raised.value) is error
    assert PATIENCE_S == 60


def test_a_disk_where_nothing_is_shared_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *_, **__: opened(":memory:"))
    for kind, place in ((told, "store"), (kept, "folder")):
        (tmp_path / "notes.db").touch()
        with pytest.raises(InputError, match=rf"cannot share a file\. Choose a {place} on"):
            kind(tmp_path / "notes.db")


def test_nothing_is_kept_of_a_transaction_that_fails(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    told(path)
    with pytest.raises(ZeroDivisionError), Told(path, SCHEMA).write() as db:
        db.execute("INSERT INTO notes VALUES ('two')")
        raise ZeroDivisionError
    assert words(path) == ["one"]


@pytest.mark.parametrize("asked", [[], ["--json"], ["--prometheus"]])
def test_the_state_of_a_batch_on_such_a_disk_is_one_sentence(
    tmp_path: Path, asked: list[str], read_only: Callable[[Path], None]
) -> None:
    folder = BatchFolder(tmp_path / "out")
    folder.make()
    ledger = Ledger(folder.ledger)
    controls.enter(ledger, [job("a")])
    ledger.close()
    command = ["status", str(folder.root), *asked]
    assert CliRunner().invoke(batch.app, command).exit_code == 0
    read_only(folder.ledger)
    left = CliRunner().invoke(batch.app, command)
    assert isinstance(left.exception, JobError) and left.output == ""
    said = f"The ledger {folder.ledger} cannot be used: {READ_ONLY}. Allow writing there, or copy"
    assert str(left.exception).startswith(said)
