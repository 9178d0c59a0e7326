"""Processes that are one worker, here threads: they share a job out and leave it together."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from aigc.batch.crew import Crew, Word
from aigc.batch.ledger import controls
from aigc.batch.made import fake
from aigc.batch.made.fake import Config, content
from aigc.batch.work import perform
from aigc.device.group import Group, current, joined
from aigc.errors import InputError
from tests.batch_jobs import job

SIZE = 3


class Table:
    """Where processes meet."""

    def __init__(self) -> None:
        self.words: list[Any] = [None] * SIZE
        self.meetings = 0
        self._gate = threading.Barrier(SIZE)

    def meet(self, rank: int, word: Word) -> list[Word]:
        self.words[rank] = word
        if self._gate.wait(20) == 0:
            self.meetings += 1
        words = list(self.words)
        self._gate.wait(20)
        return words


@pytest.fixture
def crew(bench) -> Callable[[Callable[[Any], Any]], Any]:
    """Let rank 0 do something with its bench while the others follow."""

    def led(act: Callable[[Any], Any]) -> Any:
        table = Table()

        def of(rank: int) -> Crew:
            return Crew(rank, SIZE, lambda word: table.meet(rank, word))

        others = [
            threading.Thread(target=of(n).follow, args=(bench.folder, bench.store))
            for n in range(1, SIZE)
        ]
        for one in others:
            one.start()
        lead = of(0)
        found = act(replace(bench, run=lead.run))
        lead.dismiss()
        for one in others:
            one.join(20)
            assert not one.is_alive()
        return found

    return led


@pytest.fixture
def ranks(monkeypatch) -> list[int]:
    """Take down which process made which part."""
    made: list[int] = []
    real = fake._part

    def part(*given: Any) -> bytes:
        made.append(current().rank)
        return real(*given)

    monkeypatch.setattr(fake, "_part", part)
    return made


def test_a_job_is_shared_out_and_gives_the_bytes_of_one(enter, ledger, folder, crew, ranks):
    options = {"pieces": 7, "bytes": 1001, "seed": 5}
    enter(job("a", options=options), job("b", options={"bytes": 9}))
    assert crew(lambda bench: [perform(ledger.claim("w"), bench) for _ in "ab"]) == ["done"] * 2
    assert sorted(ranks) == [0, 0, 0, 0, 1, 1, 2, 2]
    for name, config in (("a", Config(**options)), ("b", Config(bytes=9))):
        place = folder.results(name)
        assert (place / "result.bin").read_bytes() == content(name, config)
        assert sorted(one.name for one in place.iterdir()) == ["job.json", "result.bin"]
    assert list(folder.parts.iterdir()) == []


def test_a_group_of_one_makes_the_same(enter, ledger, folder, bench):
    enter(job("a", options={"pieces": 7, "bytes": 1001}))
    assert perform(ledger.claim("w"), bench) == "done"
    made = (folder.results("a") / "result.bin").read_bytes()
    assert made == content("a", Config(pieces=7, bytes=1001)) and len(made) == 1001


def test_the_cost_is_that_of_all(enter, ledger, crew):
    enter(job("a", options={"pieces": 3}))
    crew(lambda bench: perform(ledger.claim("w"), bench))
    assert ledger.rows()[0].cost.peak_mib > 100
    assert set(ledger.rows()[0].cost.stages) == {"work"}


def test_a_pipeline_that_spans_no_devices_is_done_by_rank_0(
    enter, ledger, crew, ranks, monkeypatch
):
    monkeypatch.setattr(fake, "KIND", replace(fake.KIND, spans=False))
    enter(job("a", options={"pieces": 4}))
    assert crew(lambda bench: perform(ledger.claim("w"), bench)) == "done"
    assert ranks == [0, 0, 0, 0]


@pytest.mark.parametrize("bad", [0, 1])
@pytest.mark.parametrize("raised", [InputError("no such file"), ZeroDivisionError("fault")])
def test_what_goes_wrong_in_one_ends_the_job_in_all(
    enter, ledger, folder, crew, monkeypatch, bad, raised
):
    real = fake._part

    def part(source: str, *given: Any) -> bytes:
        if source == "bad" and current().rank == bad:
            raise raised
        return real(source, *given)

    monkeypatch.setattr(fake, "_part", part)
    enter(job("bad", options={"pieces": 3}), job("good", options={"pieces": 3}))
    assert crew(lambda bench: [perform(ledger.claim("w"), bench) for _ in "ab"]) == [
        "failed",
        "done",
    ]
    row = ledger.rows()[0]
    assert row.cause == ("input" if isinstance(raised, InputError) else "fault")
    assert str(raised) in row.message
    assert not folder.results("bad").exists() and list(folder.parts.iterdir()) == []


def test_an_error_that_cannot_travel_is_told_in_words(enter, ledger, crew, monkeypatch):
    class Odd(Exception):
        def __reduce__(self) -> Any:
            raise TypeError

    def part(*given: Any) -> bytes:
        if current().rank == 2:
            raise Odd("strange")
        return b""

    monkeypatch.setattr(fake, "_part", part)
    enter(job("a", options={"pieces": 3}))
    crew(lambda bench: perform(ledger.claim("w"), bench))
    assert (ledger.rows()[0].cause, ledger.rows()[0].message) == ("engine", "Odd: strange")


def test_a_job_that_is_cancelled_stops_in_all_at_once(enter, ledger, folder, crew):
    enter(job("a", options={"pieces": 3, "seconds": 90}), job("b", options={"pieces": 3}))
    threading.Timer(0.3, lambda: controls.cancel(ledger, ["a"])).start()
    begin = time.monotonic()
    assert crew(lambda bench: [perform(ledger.claim("w"), bench) for _ in "ab"]) == [
        "released",
        "done",
    ]
    assert time.monotonic() - begin < 20
    assert ledger.counts() == {"cancelled": 1, "done": 1} and list(folder.parts.iterdir()) == []


def test_processes_that_take_different_ways_are_found_out(enter, ledger, crew, monkeypatch):
    def make(source, out, config, *, store, progress):
        for _ in range(current().rank + 1):
            current().gather(0)
        (out / "file").write_text("x")

    monkeypatch.setattr(fake, "KIND", replace(fake.KIND, make=make))
    enter(job("a"))
    assert crew(lambda bench: perform(ledger.claim("w"), bench)) == "failed"
    assert "did not take the same way" in ledger.rows()[0].message


def test_results_that_are_there_trouble_nobody(enter, ledger, folder, crew, bench, ranks):
    enter(job("a"))
    perform(ledger.claim("w"), bench)
    ledger.database.path.unlink()
    ledger.close()
    enter(job("a"))
    ranks.clear()
    assert crew(lambda bench: perform(ledger.claim("w"), bench)) == "found"
    assert ranks == []


def test_alone_a_group_is_one():
    assert (current().rank, current().size) == (0, 1)
    assert current().each("abc", str.upper) == ["A", "B", "C"]
    assert current().share(3) == 3 and current().gather(3) == [3]


def test_a_group_is_left_behind_with_its_block():
    with joined(Group(rank=1, size=2, talk=lambda value: ["zero", value])):
        assert current().rank == 1
        assert current().share("mine") == "zero" and current().gather("mine") == ["zero", "mine"]
    assert current().size == 1
