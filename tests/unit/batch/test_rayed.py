"""Jobs done on stations, without Ray: lines of this process that may break."""

import pickle
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from aigc.batch.kinds import Kind
from aigc.batch.ledger import controls
from aigc.batch.local import Limits
from aigc.batch.made.fake import Config, content
from aigc.batch.publishing import receipt_of
from aigc.batch.rayed import executor, hand, station
from aigc.batch.rayed.executor import Fleet, RayExecutor
from aigc.batch.rayed.line import StationGone
from aigc.batch.rayed.station import Station, portable
from aigc.batch.work import perform
from aigc.errors import ConfigError, EngineUnavailable, InputError, JobError
from aigc.notices import notice
from tests.batch_jobs import job


class Wire:
    """A line to a station in this process; all that passes it is pickled."""

    def __init__(self, root, version="") -> None:
        self.station = Station(str(root))
        self.version, self.calls, self.gone, self.breaks = version, [], False, ""

    def reached(self, wait_s):
        about = self.station.about()
        return replace(about, version=self.version or about.version)

    def call(self, method, *given, **named):
        if self.breaks == method:
            self.close()
        if self.gone:
            raise StationGone("The station is gone.")
        self.calls.append(method)
        given, named = pickle.loads(pickle.dumps((given, named)))
        if method == "report":
            given = (min(given[0], 0.02),)
        return pickle.loads(pickle.dumps(getattr(self.station, method)(*given, **named)))

    def close(self):
        self.gone = True
        self.station.clear()


class Pool:
    """Machines that are folders; the first stations break as they are told to."""

    grows = True

    def __init__(self, root, places=2, breaks=(), version="") -> None:
        self.root, self.places, self.breaks, self.version = root, places, list(breaks), version
        self.wires, self.asked, self.lock = [], [], threading.Lock()

    def room(self):
        return self.places

    def ask(self, stations):
        self.asked.append(stations)

    def hire(self, store, limits):
        with self.lock:
            wire = Wire(self.root / f"machine{len(self.wires)}", self.version)
            wire.breaks = self.breaks.pop(0) if self.breaks else ""
            self.wires.append(wire)
            return wire

    def close(self):
        pass


@pytest.fixture
def pool(tmp_path, monkeypatch):
    monkeypatch.setattr(hand, "WAIT_S", 0.01)
    monkeypatch.setattr(executor, "LOOK_S", 0.02)
    monkeypatch.setattr("aigc.batch.worker.IDLE_S", 0.02)
    return lambda **given: Pool(tmp_path / "machines", **given)


@pytest.fixture
def fleet(folder, store):
    limits = Limits(beat_s=0.05, reserve_bytes=0)

    def made(cluster, **given):
        return Fleet(folder, store, cluster, limits=given.pop("limits", limits), **given)

    return made


@pytest.fixture
def does(monkeypatch):
    """Let jobs do something with their source, and write an x."""

    def set_to(act):
        def make(source, out, config, *, store, progress):
            progress("look", 0, 1)
            act(source)
            (out / "result.bin").write_bytes(b"x")

        monkeypatch.setattr("aigc.batch.made.fake.KIND", Kind(config=Config, make=make))

    return set_to


def right(folder, name, source=None, **options):
    data = (folder.results(name) / "result.bin").read_bytes()
    return data == content(source or name, Config(**options))


def test_every_job_is_done_on_some_station_and_published_once(enter, ledger, folder, pool, fleet):
    enter(*(job(f"j{n}", options={"seed": n}) for n in range(8)))
    cluster = pool()
    fleet(cluster).run()
    assert ledger.counts() == {"done": 8}
    assert all(right(folder, f"j{n}", seed=n) for n in range(8))
    assert receipt_of(folder.results("j0"))["files"].keys() == {"result.bin"}
    assert len(cluster.wires) == 2 and cluster.asked[0] == 8 and cluster.asked[-1] == 0
    assert not list(cluster.root.glob("*/stations/*")) and not list(folder.parts.iterdir())


@pytest.mark.parametrize("moment", ["begin", "lacks", "take", "piece"])
def test_a_station_that_breaks_costs_one_lease(
    enter, ledger, folder, pool, fleet, tmp_path, moment, monkeypatch
):
    monkeypatch.setattr(station, "is_here", lambda parcel: False)
    source = tmp_path / "text.bin"
    source.write_bytes(b"text")
    enter(job("a", source=str(source), options={"bytes": 50}))
    fleet(pool(places=1, breaks=[moment])).run()
    (row,) = ledger.rows()
    assert (row.state, row.losses, row.tries) == ("done", 1, 0)
    assert (folder.results("a") / "result.bin").stat().st_size == 50


def test_a_station_that_went_away_between_jobs_costs_nothing(enter, ledger, pool, fleet):
    enter(job("a"))
    fleet(pool(places=1, breaks=["report"])).run()
    (row,) = ledger.rows()
    assert (row.state, row.losses, row.tries) == ("done", 0, 0)


def test_a_job_that_kills_stations_is_given_up(enter, ledger, pool, fleet):
    enter(job("a"))
    fleet(pool(places=1, breaks=["piece"] * 9)).run()
    (row,) = ledger.rows()
    assert (row.state, row.cause, row.losses) == ("failed", "lost", 5)


def test_results_come_in_pieces_and_whole(enter, ledger, folder, pool, fleet, monkeypatch):
    monkeypatch.setattr("aigc.batch.rayed.errands.PIECE_BYTES", 300)
    enter(job("a", options={"bytes": 1000}))
    cluster = pool(places=1)
    fleet(cluster).run()
    assert cluster.wires[0].calls.count("piece") == 4 and right(folder, "a", bytes=1000)


def test_damaged_results_are_not_published(enter, ledger, folder, pool, fleet, monkeypatch):
    enter(job("a", attempts=1))
    monkeypatch.setattr(Station, "piece", lambda *given: b"x" * 1000)
    fleet(pool(places=1)).run()
    assert ledger.rows()[0].message.startswith("result.bin came damaged")
    assert not folder.results("a").exists()


def test_files_are_sent_to_machines_that_do_not_have_them(
    enter, ledger, pool, fleet, tmp_path, monkeypatch, does
):
    monkeypatch.setattr(station, "is_here", lambda parcel: False)
    monkeypatch.setattr("aigc.batch.rayed.errands.PIECE_BYTES", 7)
    seen = []

    def look(source):
        place = Path(source)
        seen.append((place.read_text("utf-8"), (place.parent / "a b.png").read_bytes(), place))

    does(look)
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bee.md").write_text("# Bee\n\n![x](a%20b.png)", "utf-8")
    (folder / "a b.png").write_bytes(b"picture of a bee")
    (folder / "other.png").write_bytes(b"not sent")
    enter(*(job(f"j{n}", source=str(folder / "bee.md")) for n in range(2)))
    cluster = pool(places=1)
    fleet(cluster).run()
    assert ledger.counts() == {"done": 2}
    assert [one[:2] for one in seen] == [("# Bee\n\n![x](a%20b.png)", b"picture of a bee")] * 2
    assert seen[0][2].name == "bee.md" and not seen[0][2].is_relative_to(folder)
    assert cluster.wires[0].calls.count("take") == 4 + 3


def test_files_that_are_at_the_same_place_are_not_sent(enter, pool, fleet, tmp_path):
    source = tmp_path / "text.bin"
    source.write_bytes(b"text")
    enter(job("a", source=str(source)))
    cluster = pool(places=1)
    fleet(cluster).run()
    assert "take" not in cluster.wires[0].calls


def test_a_job_uses_what_another_made(enter, pool, fleet, monkeypatch, does):
    monkeypatch.setattr(station, "is_here", lambda parcel: False)
    read = []
    does(lambda source: read.append(source.startswith("/") and Path(source).read_bytes()))
    enter(job("one"), job("two", source="@one/result.bin", needs=("one",)))
    fleet(pool()).run()
    assert read == [False, b"x"]


@pytest.mark.parametrize(
    ("options", "cause", "tries"),
    [({"trouble": "input"}, "input", 1), ({"trouble": "engine"}, "engine", 1)],
)
def test_what_goes_wrong_there_is_told_here(enter, ledger, pool, fleet, options, cause, tries):
    enter(job("a", options=options, attempts=1))
    fleet(pool()).run()
    (row,) = ledger.rows()
    assert (row.state, row.cause, row.tries) == ("failed", cause, tries)


def test_faults_bring_the_lines_that_led_to_them():
    class Odd(Exception):
        pass

    Odd.__module__ = "elsewhere"
    for raised, kind in ((Odd("x"), RuntimeError), (InputError("x"), InputError)):
        try:
            raise raised from ValueError("before")
        except Exception as exc:
            told = pickle.loads(pickle.dumps(portable(exc)))
        assert type(told) is kind and "ValueError: before" in told.__notes__[0]


def test_cost_and_notices_are_the_stations(enter, ledger, folder, pool, fleet, does):
    does(lambda source: notice("The engine was changed."))
    enter(job("a"))
    fleet(pool()).run()
    (row,) = ledger.rows()
    assert row.cost.stages.keys() == {"look"} and row.cost.peak_mib > 1
    assert "The engine was changed." in (folder.logs / "jobs.jsonl").read_text("utf-8")


def test_what_a_failed_job_leaves_to_look_at_comes_back(enter, folder, pool, fleet, monkeypatch):
    def make(source, out, config, *, store, progress):
        (out / "seen.txt").write_text("so far", "utf-8")
        (out / "rest.bin").write_bytes(b"x")
        raise InputError("It broke.")

    broken = Kind(config=Config, make=make, keeps="*.txt")
    monkeypatch.setattr("aigc.batch.made.fake.KIND", broken)
    enter(job("a"))
    fleet(pool(places=1)).run()
    assert [one.name for one in folder.failed("a").iterdir()] == ["seen.txt"]


@pytest.mark.parametrize("how", ["cancel", "stop", "limit"])
def test_a_station_is_told_to_stop(enter, ledger, folder, pool, fleet, how):
    enter(job("a", options={"seconds": 60}, attempts=1, limit_s=0.2 if how == "limit" else 0))
    cluster = pool(places=1)
    begin = time.monotonic()

    def seen():
        if time.monotonic() - begin > 0.3:
            if how == "stop":
                raise KeyboardInterrupt
            if how == "cancel":
                controls.cancel(ledger, ["a"])

    with ThreadPoolExecutor(1) as pool_:
        ended = pool_.submit(fleet(cluster).run, seen)
        if how == "stop":
            with pytest.raises(KeyboardInterrupt):
                ended.result(30)
        ended.exception(30)
    state = {"cancel": "cancelled", "stop": "waiting", "limit": "failed"}[how]
    assert ledger.rows()[0].state == state
    assert time.monotonic() - begin < 20 and not list(cluster.root.glob("*/stations/*"))


def test_a_station_that_does_not_stop_is_ended(enter, ledger, bench, tmp_path, monkeypatch):
    from aigc.batch.rayed.errands import Errands

    free = threading.Event()
    monkeypatch.setattr("aigc.batch.made.fake._pass", lambda *given: free.wait(20))
    enter(job("a", options={"seconds": 60}, limit_s=0.1, attempts=1))
    wire = Wire(tmp_path)
    wire.close = lambda: free.set() or setattr(wire, "gone", True)
    errands = Errands(wire, lambda: None, grace_s=0.1)
    assert perform(ledger.claim("w"), replace(bench, run=errands)) == "failed"
    assert wire.gone and errands.broken and ledger.rows()[0].cause == "time"


def test_stations_are_as_many_as_jobs_and_places(enter, pool, fleet):
    enter(*(job(f"j{n}", options={"seconds": 0.2}) for n in range(3)))
    wide, narrow = pool(places=50), pool(places=50)
    fleet(wide).run()
    assert len(wide.wires) == 3
    enter(*(job(f"k{n}") for n in range(6)))
    fleet(narrow, workers=2).run()
    assert len(narrow.wires) == 2 and narrow.asked[0] == 2


def test_a_station_is_replaced_when_it_has_done_much(enter, ledger, pool, fleet):
    enter(*(job(f"j{n}") for n in range(4)))
    cluster = pool(places=1)
    fleet(cluster, limits=Limits(beat_s=0.05, reserve_bytes=0, most_jobs=2)).run()
    assert ledger.counts() == {"done": 4} and len(cluster.wires) >= 2
    enter(*(job(f"k{n}") for n in range(2)))
    heavy = pool(places=1)
    fleet(heavy, limits=Limits(beat_s=0.05, reserve_bytes=0, most_mib=1.0)).run()
    assert ledger.counts() == {"done": 6} and len(heavy.wires) == 2


def test_stations_that_cannot_be_had_end_the_run_with_one_error(enter, ledger, pool, fleet):
    enter(job("a"))
    with pytest.raises(JobError, match=r"has aigc-workbench 0\.0\.1"):
        fleet(pool(version="0.0.1")).run()
    cramped = pool(places=0)
    cramped.grows = False
    with pytest.raises(JobError, match="large enough"):
        fleet(cramped).run()
    broken = pool(places=1)
    broken.hire = lambda store, limits: (_ for _ in ()).throw(StationGone("No module named aigc."))
    with pytest.raises(JobError, match="as soon as they start: No module named aigc"):
        fleet(broken).run()
    assert ledger.counts() == {"waiting": 1}


def test_a_new_driver_takes_over_what_a_dead_one_left(enter, ledger, folder, pool, fleet):
    from aigc.batch.watch import worker_name

    enter(job("a"))
    ledger.claim(worker_name(pid=2**22 + 1, part="station-1"))
    fleet(pool(places=1)).run()
    (row,) = ledger.rows()
    assert (row.state, row.losses) == ("done", 1)


def test_without_ray_there_is_one_clear_error(folder, store, monkeypatch):
    monkeypatch.setattr(executor, "find_spec", lambda name: None)
    with pytest.raises(EngineUnavailable, match=r"pip install 'aigc-workbench\[cluster\]'"):
        RayExecutor(folder, store)
    monkeypatch.setattr(executor, "find_spec", lambda name: name)
    with pytest.raises(ConfigError, match="0 CPUs"):
        RayExecutor(folder, store, cpus=0)
