from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.errors import JobError
from aigc.files import write_atomic
from aigc.store import Store, default_root, digest
from aigc.types.asset import Asset
from aigc.types.audio import Audio
from aigc.types.time import TimeRange

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.fractions(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    name: str
    at: Fraction
    parts: tuple[TimeRange, ...]


def step(at: str = "1/3") -> Step:
    return Step(
        name="a",
        at=Fraction(at),
        parts=(TimeRange(start=Fraction(0), duration=Fraction(at)),),
    )


@given(plain)
def test_digest_of_an_equal_value_is_equal(value: object) -> None:
    copied = eval(repr(value), {"Fraction": Fraction, "inf": float("inf")})
    assert digest(value) == digest(copied)


@given(st.dictionaries(st.text(), plain, min_size=2, max_size=5))
def test_order_of_a_mapping_does_not_matter(value: dict[str, object]) -> None:
    assert digest(value) == digest(dict(reversed(value.items())))


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_different_sequences_differ(left: list[str], right: list[str]) -> None:
    assert (digest(left) == digest(right)) == (left == right)


def test_types_are_told_apart() -> None:
    values = [1, 1.0, "1", b"1", True, Fraction(1), None, [1], [[1]], {"1": 1}, np.array([1])]
    assert len({digest(v) for v in values}) == len(values)


def test_dataclasses_arrays_and_audio_by_content() -> None:
    assert digest(step()) == digest(step())
    assert digest(step()) != digest(step("1/4"))
    tone = np.zeros((2, 480), np.float32)
    first = digest(Audio(samples=tone, sample_rate=48_000))
    assert first == digest(Audio(samples=tone.copy(), sample_rate=48_000))
    assert first != digest(Audio(samples=tone + 1, sample_rate=48_000))
    assert digest(tone) == digest(np.asfortranarray(tone))
    assert digest(tone) != digest(tone.reshape(480, 2))


def test_a_path_counts_by_its_bytes_and_an_asset_by_its_digest(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"same")
    two.write_bytes(b"same")
    assert digest(one) == digest(two)
    here = Asset(path=one, sha256="ab", media_type="image/png")
    there = Asset(path=Path("gone"), sha256="ab", media_type="image/png")
    assert digest(here) == digest(there)


@pytest.mark.parametrize("value", [len, object(), int, np.array([object()])])
def test_what_has_no_plain_content_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="store key"):
        digest(value)


def test_the_key_is_the_same_in_another_process() -> None:
    code = "from aigc.store import digest; print(digest({'a': (1, 'é'), 'b': {'x', 'y', 'z'}}))"
    env = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert done.stdout.strip() == digest({"a": (1, "é"), "b": {"x", "y", "z"}})


def test_a_finished_step_is_not_done_twice(tmp_path: Path) -> None:
    store, calls = Store(tmp_path), []

    def make(part: Path) -> None:
        calls.append(part)
        assert part.suffix == ".bin"
        part.write_bytes(b"x")

    key = store.key("step", 1, a=1)
    assert store.get(key, ".bin") is None
    path = store.get_or_make(key, ".bin", make)
    assert store.get_or_make(key, ".bin", make) == path == store.get(key, ".bin")
    assert len(calls) == 1
    assert key != store.key("step", 2, a=1) != store.key("other", 2, a=1)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_broken_step_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    def make(part: Path) -> None:
        part.write_bytes(b"half")
        raise error

    with pytest.raises(error):
        Store(tmp_path).get_or_make("ab", ".bin", make)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    def make(part: Path) -> None:
        part.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(JobError, match=r"disk .* full"):
        Store(tmp_path).get_or_make("ab", ".bin", make)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_two_threads_do_it_once(tmp_path: Path) -> None:
    calls = []

    def make(part: Path) -> None:
        calls.append(1)
        time.sleep(0.05)
        part.write_bytes(b"x")

    threads = [
        threading.Thread(target=Store(tmp_path).get_or_make, args=("ab", ".bin", make))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == [1]
    assert list((tmp_path / "locks").iterdir()) == []


def test_steps_may_be_nested(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def outer(part: Path) -> None:
        inner = store.get_or_make("cd", ".bin", lambda p: write_atomic(p, b"in"))
        part.write_bytes(inner.read_bytes() + b"out")

    assert store.get_or_make("ab", ".bin", outer).read_bytes() == b"inout"


def test_sweep_takes_parts_of_dead_processes_only(tmp_path: Path) -> None:
    import socket

    parts = tmp_path / "parts"
    parts.mkdir()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    gone = parts / f"{socket.gethostname()}~{dead.pid}~x.mp4"
    alive = parts / f"{socket.gethostname()}~{os.getpid()}~y.mp4"
    elsewhere = parts / "another-host~1~z.mp4"
    for path in (gone, alive, elsewhere):
        path.write_bytes(b"")
    os.utime(elsewhere, (0, 0))
    assert Store(tmp_path).sweep() == 2
    assert list(parts.iterdir()) == [alive]


def test_prune_drops_what_was_used_longest_ago(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for n, key in enumerate(("aa", "bb", "cc")):
        path = store.get_or_make(key, ".bin", lambda part: write_atomic(part, b"12345"))
        os.utime(path, (n, n))
    assert store.get("aa", ".bin")
    assert store.prune(10) == 1
    assert store.get("bb", ".bin") is None
    assert store.get("aa", ".bin")
    assert store.get("cc", ".bin")


def test_prune_spares_what_is_used_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    for n, key in enumerate(("aa", "bb")):
        path = store.get_or_make(key, ".bin", lambda part: write_atomic(part, b"12345"))
        os.utime(path, (n, n))
    found = list(store._finished())
    monkeypatch.setattr(store, "_finished", lambda: iter(found))
    assert store.get("aa", ".bin")
    assert store.prune(0) == 1
    assert store.get("aa", ".bin") and store.get("bb", ".bin") is None


def test_the_root_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIGC_STORE", str(tmp_path))
    assert default_root() == tmp_path
    monkeypatch.delenv("AIGC_STORE")
    assert default_root() == Path.home() / ".cache" / "aigc"
