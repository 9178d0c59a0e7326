"""What runs in a jail can answer, and can do nothing else."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aigc.doors import jail, walls, wire
from aigc.doors.limits import Limit
from aigc.errors import AssetError, Cancelled, InputError
from aigc.progress import silent
from aigc.types.score import Note

LIMIT = Limit(most_bytes=1000, seconds=2.0, memory_bytes=200 << 20)
SHORT = Limit(most_bytes=1000, seconds=0.4)


def ask(function: str, *arguments: Any, source: Any = b"hello", limit: Limit = LIMIT,
        **options: Any) -> Any:  # fmt: skip
    return jail.call(
        f"tests.unit.cells:{function}", source, *arguments, name="a.bin", limit=limit, **options
    )


@pytest.fixture(scope="module", autouse=True)
def _ended():
    yield
    jail.close()


def test_a_cell_answers_from_bytes_and_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"12345678")
    assert ask("length", 1) == 6
    assert ask("length", 1, source=tmp_path / "a.bin") == 9


def test_values_come_out_as_they_were() -> None:
    got = ask("values", returns=(Note,))
    assert got["note"] == Note(pitch=60, start=Fraction(1, 3), duration=Fraction(2))
    assert np.array_equal(got["array"], [[0, 1, 2], [3, 4, 5]])
    assert (got["raw"], got["nothing"]) == (b"\0x", None)
    with pytest.raises(InputError, match="crashes"):
        ask("values")


@pytest.mark.parametrize("function", ["program", "fork", "kill", "connect"])
@pytest.mark.skipif("network" not in walls.standing(), reason="no seccomp on this machine")
def test_a_cell_reaches_no_network_and_no_process(function: str) -> None:
    with pytest.raises(InputError, match=r"a\.bin is damaged \(PermissionError\)"):
        ask(function)
    assert ask("length", 0) == 5


@pytest.mark.skipif("files" not in walls.standing(), reason="no Landlock on this machine")
def test_a_cell_opens_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    for function, path in (("peek", secret), ("peek", "/etc/passwd"), ("write", tmp_path / "new")):
        with pytest.raises(InputError, match="PermissionError"):
            ask(function, str(path))
    assert os.listdir(tmp_path) == ["secret.txt"]


def test_a_cell_sees_no_secret_and_may_have_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIGC_KEY", "canary")
    jail.close()
    assert "canary" not in str(ask("surroundings"))
    assert ask("thread") is True


@pytest.mark.parametrize(
    ("function", "limit", "hint"),
    [
        ("hang", SHORT, r"a\.bin takes longer than 0\.4 s"),
        ("eat", LIMIT, r"a\.bin needs more than 200 MiB"),
        ("crash", LIMIT, r"a\.bin crashes its reader"),
        ("deep", LIMIT, r"a\.bin is nested too deeply"),
        ("broken", LIMIT, r"a\.bin is damaged \(KeyError\)"),
        ("unspeakable", LIMIT, r"a\.bin is damaged \(TypeError\)"),
    ],
)
def test_what_breaks_its_reader_is_one_error(function: str, limit: Limit, hint: str) -> None:
    begun = time.monotonic()
    with pytest.raises(InputError, match=hint):
        ask(function, limit=limit)
    with pytest.raises(AssetError, match=hint):
        ask(function, limit=limit, refusal=AssetError)
    assert time.monotonic() - begun < 2 * (limit.seconds + 1.5)


def test_our_own_errors_come_through() -> None:
    with pytest.raises(AssetError, match=r"^a\.bin shows nothing\.$"):
        ask("refused")


def test_what_is_no_small_regular_file_is_not_even_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(bytes(1001))
    for path, hint in (
        (tmp_path / "pipe", "no regular file"),
        (tmp_path, "no regular file"),
        (Path("/dev/zero"), "no regular file"),
        (tmp_path / "gone", "No such file"),
        (tmp_path / "large", "0.0 MB"),
    ):
        with pytest.raises(InputError, match=hint):
            ask("length", 0, source=path)


def test_progress_comes_through_and_buys_time() -> None:
    told: list[tuple[str, float, float]] = []

    def note(step: str, done: float, total: float) -> None:
        told.append((step, done, total))

    assert ask("steps", limit=Limit(most_bytes=9, seconds=0.7), progress=note) == "done"
    assert ("count", 3.0, 4.0) in told
    with pytest.raises(InputError, match="takes longer"):
        ask("steps", limit=Limit(most_bytes=9, seconds=0.4, longest_s=0.5), progress=silent)


def test_cancelling_ends_the_cell_at_once() -> None:
    def stop(step: str, done: float, total: float) -> None:
        raise Cancelled("Stopped.")

    begun = time.monotonic()
    with pytest.raises(Cancelled):
        ask("hang", limit=Limit(most_bytes=9, seconds=30.0), progress=stop)
    assert time.monotonic() - begun < 2
    assert _cells() == 0


def test_threads_share_one_warm_process_and_leave_none() -> None:
    got: list[int] = []
    threads = [threading.Thread(target=lambda: got.append(ask("length", 2))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [7] * 8
    warm = jail._WARM[0][0]
    jail.close()
    assert warm.returncode == 0
    assert ask("length", 2) == 7


def _in_a_daemon(box: Any) -> None:
    box.put(ask("length", 3))


def test_a_daemon_worker_has_a_jail_of_its_own() -> None:
    assert ask("length", 0) == 5
    context = multiprocessing.get_context("spawn")
    box = context.SimpleQueue()
    worker = context.Process(target=_in_a_daemon, args=(box,), daemon=True)
    worker.start()
    assert box.get() == 8
    worker.join()
    assert ask("length", 0) == 5


def test_where_nothing_can_be_forked_each_source_has_its_own_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jail, "_CAN_FORK", False)
    assert ask("length", 1) == 6
    with pytest.raises(InputError, match="KeyError"):
        ask("broken")
    with pytest.raises(InputError, match="crashes"):
        ask("crash")


@pytest.mark.parametrize("raw", [b"", b"\xff" * 8, b"\2\0\0\0\0\0\0\0[]", wire.packed(1)[:-1]])
def test_bytes_that_are_no_values_are_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        wire.unpacked(raw)


def _cells() -> int:
    """Return how many processes live below the warm one, a moment after."""
    time.sleep(0.1)
    warm = jail._WARM[0][0].pid
    children = Path(f"/proc/{warm}/task/{warm}/children")
    return len(children.read_text().split()) if children.exists() else 0
