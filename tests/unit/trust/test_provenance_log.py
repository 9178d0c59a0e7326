"""The log: it only grows, shows whatever was done to it, and finds an asset by all its numbers."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import Cancelled, DiskFull, InputError, JobError, TrustError
from aigc.trust.database import Database
from aigc.trust.provenance.checking import check
from aigc.trust.provenance.entries import Entry, Head, mark_number, marks
from aigc.trust.provenance.exchange import export, take
from aigc.trust.provenance.log import FILE, SCHEMA, Log

WORK = """
import sys
from pathlib import Path
from aigc.trust.provenance.log import Log
log = Log(Path(sys.argv[1]))
for n in range(12):
    log.append("made", {"sha256": f"{sys.argv[2]}-{n}"})
"""


def filled(store: Path, count: int = 5) -> Log:
    log = Log(store, clock=lambda: 1e9)
    log.append_all(("made", {"sha256": f"{n:064x}", "asset": f"a{n}"}) for n in range(count))
    return log


def forced(log: Log, *statements: str) -> None:
    """Change the file as somebody would who has it, past the triggers."""
    with closing(sqlite3.connect(log.path)) as connection:
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(names).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_entries_are_found_by_every_number(tmp_path: Path) -> None:
    log = Log(tmp_path)
    made = log.append(
        "published",
        {
            "asset": "p1", "watermark": 0, "files": {"a.mp4": "f1", "a.srt": "f2"},
            "sources": [{"sha256": "s1"}], "parents": ["q1"], "consents": ["c1"],
        },
    )  # fmt: skip
    log.append("withdrawn", {"asset": "p2"})
    found = [
        ("file", "f1"), ("file", "f2"), ("asset", "p1"), ("watermark", 0), ("input", "s1"),
        ("input", "q1"), ("consent", "c1"),
    ]  # fmt: skip
    for way, value in found:
        assert log.find(way, value) == (made,)
    assert log.find("file", "s1") == log.find("watermark", 1) == ()
    assert [one.kind for one in log.recent()] == ["withdrawn", "published"]


def test_nothing_is_there_before_the_first_entry(tmp_path: Path) -> None:
    log = Log(tmp_path)
    assert log.head() is None and log.recent() == log.find("file", "x") == log.chains() == ()
    assert check(log).trouble is None
    assert not log.path.exists()


def test_the_newest_of_what_was_made_comes_first(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.append_all(("made", {"parents": ["x"], "asset": str(n)}) for n in range(4))
    assert [one.told["asset"] for one in log.find("input", "x", limit=2)] == ["3", "2"]


def test_two_marks_with_one_number_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aigc.trust.provenance.log.mark_number", lambda way, value: 7)
    log = filled(tmp_path, 3)
    assert [one.told["asset"] for one in log.find("asset", "a1")] == ["a1"]


@pytest.mark.parametrize("payload", [{"a": object()}, {"a": "\ud800"}])
def test_only_plain_json_is_taken(tmp_path: Path, payload: dict[str, object]) -> None:
    log = filled(tmp_path, 1)
    with pytest.raises(InputError, match="plain JSON"):
        log.append_all([("made", {}), ("made", payload)])
    with pytest.raises(InputError, match="no entries of the kind 'burnt'"):
        log.append("burnt", {})  # type: ignore[arg-type]
    assert log.head() == log.recent()[0].head and len(log.recent()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET payload = '{}' WHERE seq = 2",
        "DELETE FROM entries WHERE seq = 5",
        "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE seq = 2",
        "INSERT INTO entries SELECT chain, 9, at, kind, payload, before, hash FROM entries LIMIT 1",
        "DELETE FROM marks",
        "UPDATE chains SET name = 'x'",
    ],
)
def test_the_file_refuses_what_is_no_new_entry(tmp_path: Path, statement: str) -> None:
    log = filled(tmp_path)
    with (
        closing(sqlite3.connect(log.path)) as connection,
        pytest.raises(sqlite3.DatabaseError, match="only grows"),
    ):
        connection.execute(statement)


TAMPERED: dict[str, tuple[str, int, str]] = {
    "payload": ("UPDATE entries SET payload = '{}' WHERE seq = 3", 3, "changed"),
    "no text": ("UPDATE entries SET payload = x'00ff' WHERE seq = 3", 3, "changed"),
    "time": ("UPDATE entries SET at = '2001' WHERE seq = 1", 1, "changed"),
    "kind": ("UPDATE entries SET kind = 'approved' WHERE seq = 5", 5, "changed"),
    "hash": ("UPDATE entries SET hash = 'x' WHERE seq = 2", 2, "changed"),
    "deleted": ("DELETE FROM entries WHERE seq = 3", 3, "missing"),
    "first": ("DELETE FROM entries WHERE seq = 1", 1, "missing"),
    "moved": ("UPDATE entries SET seq = CASE seq WHEN 3 THEN 9 ELSE seq END", 3, "missing"),
    "hidden": ("DELETE FROM marks WHERE seq = 4", 4, "hidden"),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_the_first_wrong_entry_is_named(tmp_path: Path, case: str) -> None:
    statement, seq, fault = TAMPERED[case]
    log = filled(tmp_path)
    forced(log, statement)
    trouble = check(log).trouble
    assert trouble and (trouble.seq, trouble.fault) == (seq, fault)


def test_entries_that_changed_places_are_named(tmp_path: Path) -> None:
    log = filled(tmp_path)
    places = "SET seq = CASE seq WHEN 2 THEN 4 WHEN 4 THEN 2 END WHERE seq IN (2, 4)"
    forced(log, "UPDATE entries SET seq = -seq WHERE seq IN (2, 4)",
           places.replace("SET", "UPDATE entries SET").replace(" 2 ", " -2 ", 1)
           .replace("WHEN 4", "WHEN -4").replace("(2, 4)", "(-2, -4)"))  # fmt: skip
    trouble = check(log).trouble
    assert trouble and (trouble.seq, trouble.fault) == (2, "moved")
    assert "written at 4" in trouble.told


def rewritten(log: Log, seq: int, **changed: str) -> Entry:
    """Replace an entry by another whose own hash is right."""
    (entry,) = (one for one, _ in log.entries(log.chains()[0].chain) if one.seq == seq)
    values = {"chain": entry.chain, "seq": seq, "at": entry.at, "kind": entry.kind,
              "payload": entry.payload, "before": entry.before, "hash": ""} | changed  # fmt: skip
    forged = Entry(**(values | {"hash": Entry(**values).true_hash()}))  # type: ignore[arg-type]
    forced(log, f"UPDATE entries SET payload = '{forged.payload}', hash = '{forged.hash}' "
                f"WHERE seq = {seq}")  # fmt: skip
    return forged


def test_an_entry_that_was_forged_with_its_hash_breaks_the_chain(tmp_path: Path) -> None:
    log = filled(tmp_path)
    rewritten(log, 3, payload="{}")
    trouble = check(log).trouble
    assert trouble and (trouble.seq, trouble.fault) == (4, "changed")


def test_only_a_head_kept_elsewhere_shows_what_was_cut_off(tmp_path: Path) -> None:
    log = filled(tmp_path)
    kept = log.head()
    assert kept and check(log, since=(kept,)).trouble is None
    forced(log, "DELETE FROM entries WHERE seq > 3")
    assert check(log).trouble is None
    trouble = check(log, since=(kept,)).trouble
    assert trouble and (trouble.seq, trouble.fault) == (5, "missing")
    gone = check(log, since=(Head(chain="other", seq=2, hash="x"),)).trouble
    assert gone and gone.chain == "other"


def test_a_last_entry_that_was_forged_does_not_fit_its_head(tmp_path: Path) -> None:
    log = filled(tmp_path)
    kept = log.head()
    rewritten(log, 5, payload="{}")
    assert kept and check(log).trouble is None
    trouble = check(log, since=(kept,)).trouble
    assert trouble and (trouble.seq, trouble.fault) == (5, "changed")


def test_a_walk_goes_on_from_where_the_last_one_ended(tmp_path: Path) -> None:
    log = filled(tmp_path)
    first = check(log)
    log.append("audited", {})
    told: list[tuple[str, float, float]] = []
    again = check(log, since=first.heads, progress=lambda *one: told.append(one))
    assert (first.entries, again.entries, again.trouble) == (5, 2, None)
    assert told[-1] == ("log", 2, 2)


@given(st.data())
@settings(max_examples=20)
def test_any_change_of_any_part_is_seen(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    log = filled(tmp_path_factory.mktemp("log"), 4)
    (column,) = data.draw(st.tuples(st.sampled_from(["at", "kind", "payload", "before", "hash"])))
    seq, text = data.draw(st.integers(1, 4)), data.draw(st.text("ab{}\n0", max_size=6))
    there = [getattr(one, column) for one, _ in log.entries(log.chains()[0].chain)]
    forced(log, f"UPDATE entries SET {column} = '{text}' WHERE seq = {seq}")
    trouble = check(log).trouble
    assert text == there[seq - 1] or (trouble and trouble.seq == seq)


def test_many_processes_append_at_once(tmp_path: Path) -> None:
    alone = [sys.executable, "-c", WORK, str(tmp_path)]
    running = [subprocess.Popen([*alone, str(n)]) for n in range(8)]
    assert [one.wait() for one in running] == [0] * 8
    log = Log(tmp_path)
    found = check(log)
    assert (found.entries, found.trouble, len(found.heads)) == (96, None, 1)
    for process in range(8):
        own = [log.find("file", f"{process}-{n}")[0].seq for n in range(12)]
        assert own == sorted(own)


def test_a_log_of_another_machine_is_taken_beside(tmp_path: Path) -> None:
    here, there = filled(tmp_path / "here", 2), filled(tmp_path / "there", 3)
    lines = tmp_path / "there.jsonl"
    assert export(there, lines) == 3
    (head,) = take(here, lines)
    assert head == there.head()
    assert len(here.find("asset", "a2")) == 1 and here.recent()[0].kind == "merged"
    assert check(here).trouble is None and len(check(here).heads) == 2
    assert take(here, lines) == () and len(here.recent()) == 6
    there.append("withdrawn", {"asset": "a2"})
    export(there, lines)
    (head,) = take(here, lines)
    assert head.seq == 4
    forced(here, "DELETE FROM entries WHERE chain = 2 AND seq = 4")
    trouble = check(here).trouble
    assert trouble and (trouble.chain, trouble.seq, trouble.fault) == (head.chain, 4, "missing")


def changed(number: int, **parts: object) -> Callable[[list[str]], list[str]]:
    def change(lines: list[str]) -> list[str]:
        told = json.loads(lines[number]) | parts
        return [*lines[:number], json.dumps(told), *lines[number + 1 :]]

    return change


@pytest.mark.parametrize(
    ("change", "kind", "told"),
    [
        (changed(1, payload="{}"), TrustError, "Entry 2 .* changed"),
        (lambda lines: [lines[0], lines[2]], TrustError, "entry 2 is missing"),
        (changed(1, seq="2"), InputError, "line 2: this is no entry"),
        (lambda lines: [*lines, "[]"], InputError, "line 4: this is no entry"),
        (lambda lines: ["[" * 100_000], InputError, "line 1: this is no entry"),
    ],
)
def test_a_log_that_was_changed_on_the_way_is_refused_whole(
    tmp_path: Path, change: Callable[[list[str]], list[str]], kind: type[Exception], told: str
) -> None:
    here, lines = filled(tmp_path / "here", 2), tmp_path / "there.jsonl"
    export(filled(tmp_path / "there", 3), lines)
    lines.write_text("\n".join(change(lines.read_text().splitlines())))
    with pytest.raises(kind, match=told):
        take(here, lines)
    assert [one.seq for one in here.recent()] == [2, 1]


def test_what_was_stopped_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aigc.trust.provenance.exchange._EVERY", 2)
    here, there = filled(tmp_path / "here", 2), filled(tmp_path / "there", 4)
    lines = tmp_path / "there.jsonl"

    def stop(step: str, done: float, total: float) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        export(there, lines, progress=stop)
    assert not lines.exists()
    export(there, lines)
    with pytest.raises(Cancelled):
        take(here, lines, progress=stop)
    assert [one.seq for one in here.recent()] == [2, 1] and len(here.chains()) == 1


def test_two_stories_of_one_log_are_not_joined(tmp_path: Path) -> None:
    here, there = filled(tmp_path / "here", 1), filled(tmp_path / "there", 3)
    lines = tmp_path / "there.jsonl"
    export(there, lines)
    take(here, lines)
    rewritten(there, 3, payload="{}")
    export(there, lines)
    with pytest.raises(TrustError, match=r"Entry 3 of log .* differs"):
        take(here, lines)
    with pytest.raises(InputError, match="Cannot read"):
        take(here, tmp_path / "nothing")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    log = filled(tmp_path)
    log.path.write_bytes(b"no database at all, but long enough to be looked at" * 30)
    with pytest.raises(TrustError, match=r"log\.db is damaged"):
        log.append("made", {})
    with pytest.raises(TrustError, match=r"log\.db is damaged"):
        log.recent()


def test_a_full_disk_leaves_the_log_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = filled(tmp_path)
    before = log.head()
    opened = Database._opened

    def small(self: Database) -> sqlite3.Connection:
        connection = opened(self)
        connection.execute("PRAGMA max_page_count = 1")
        return connection

    monkeypatch.setattr(Database, "_opened", small)
    with pytest.raises(DiskFull, match="is full"):
        log.append("made", {"more": "x" * 100_000})
    monkeypatch.undo()
    assert log.head() == before and check(log).trouble is None


def test_whoever_keeps_the_file_busy_is_waited_for(tmp_path: Path) -> None:
    log = filled(tmp_path)
    impatient = Database(tmp_path / FILE, SCHEMA, patience_s=0.05)
    other = Database(tmp_path / FILE, SCHEMA)
    with (
        other.write(),
        pytest.raises(JobError, match="busy"),
        impatient.write(),
    ):
        pass
    assert log.head()


def test_a_head_is_told_in_a_word() -> None:
    head = Head(chain="ab", seq=3, hash="cd")
    assert Head.of(str(head)) == head
    for told in ("", "ab:x:cd", "ab:3", ":3:cd"):
        with pytest.raises(InputError, match="no head of a log"):
            Head.of(told)


@given(
    st.recursive(
        st.none() | st.text() | st.integers() | st.floats(),
        lambda one: (
            st.lists(one) | st.dictionaries(st.sampled_from(["sha256", "files", "sources"]), one)
        ),
    )
)
@settings(max_examples=40)  # fmt: skip
def test_whatever_a_payload_holds_has_marks(value: object) -> None:
    names = ("sha256", "files", "sources", "parents", "consents", "watermark", "asset")
    for way, found in marks(dict.fromkeys(names, value)):
        assert found and 0 <= mark_number(way, found) < 1 << 63


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the waiting for the disk out: what is tested here is no power cut."""
    opened = Database._opened

    def unsynced(self: Database) -> sqlite3.Connection:
        connection = opened(self)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    monkeypatch.setattr(Database, "_opened", unsynced)
    yield
