"""Schedules: when they are due, that each run begins once, and what is said to cron and systemd."""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from aigc.batch.schedule.book import Book
from aigc.batch.schedule.command import check_out, command, filled, usual_out
from aigc.batch.schedule.cron import Cron
from aigc.batch.schedule.service import Service, opened
from aigc.errors import ConfigError, InputError
from aigc.types.schedule import Schedule
from tests.batch_jobs import Clock

DAY, HOUR = 86_400, 3_600


def at(text: str, zone: str = "UTC") -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def times(cron: str, zone: str, begin: str, count: int) -> list[str]:
    """Return the next times as a clock of the zone shows them, with its distance to UTC."""
    found, moment = [], at(begin, zone)
    for _ in range(count):
        moment = Cron(cron, zone).after(moment)
        found.append(f"{datetime.fromtimestamp(moment, ZoneInfo(zone)):%m-%d %H:%M %z}")
    assert Cron(cron, zone).between(at(begin, zone), moment)[-1] == moment
    assert len(Cron(cron, zone).between(at(begin, zone), moment)) == count
    return found


NEW_YORK, SHANGHAI = "America/New_York", "Asia/Shanghai"


@pytest.mark.parametrize(
    ("cron", "zone", "begin", "found"),
    [
        # skipped in spring: as much later as the clock jumps, once
        ("30 2 * * *", NEW_YORK, "2026-03-07T12:00", ["03-08 03:30 -0400", "03-09 02:30 -0400"]),
        ("0 0 * * *", "Asia/Beirut", "2026-03-28T12:00",
         ["03-29 01:00 +0300", "03-30 00:00 +0300"]),
        ("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00",
         ["10-04 02:45 +1100", "10-05 02:15 +1100"]),
        ("*/30 * * * *", NEW_YORK, "2026-03-08T01:10",
         ["03-08 01:30 -0500", "03-08 03:00 -0400", "03-08 03:30 -0400", "03-08 04:00 -0400"]),
        # doubled in autumn: the first time, unless every hour is meant
        ("30 1 * * *", NEW_YORK, "2026-10-31T12:00", ["11-01 01:30 -0400", "11-02 01:30 -0500"]),
        ("0 0 * * *", "America/Havana", "2026-10-31T12:00",
         ["11-01 00:00 -0400", "11-02 00:00 -0500"]),
        ("*/30 * * * *", NEW_YORK, "2026-11-01T00:40",
         ["11-01 01:00 -0400", "11-01 01:30 -0400", "11-01 01:00 -0500", "11-01 01:30 -0500",
          "11-01 02:00 -0500"]),
        # the days of the week are cron's, and either day is enough
        ("0 3 * * 0", SHANGHAI, "2026-03-02T00:00", ["03-08 03:00 +0800"]),
        ("0 3 * * 5-7", SHANGHAI, "2026-03-02T00:00",
         ["03-06 03:00 +0800", "03-07 03:00 +0800", "03-08 03:00 +0800", "03-13 03:00 +0800"]),
        ("0 3 10 * 5", SHANGHAI, "2026-03-02T00:00",
         ["03-06 03:00 +0800", "03-10 03:00 +0800", "03-13 03:00 +0800"]),
        ("@weekly", "UTC", "2026-03-02T00:00", ["03-08 00:00 +0000"]),
        ("0 3 * JUN mon", "UTC", "2026-03-02T00:00", ["06-01 03:00 +0000"]),
    ],
)  # fmt: skip
def test_times_are_those_of_cron_and_of_the_zones_clock(cron, zone, begin, found):
    assert times(cron, zone, begin, len(found)) == found


@pytest.mark.parametrize(
    ("cron", "zone", "told"),
    [
        ("0 2 * *", "UTC", "is no cron expression"),
        ("61 * * * *", "UTC", "higher than the maximum"),
        ("0 2 * * 9", "UTC", "no day of the week"),
        ("0 2 * * */0", "UTC", "leads nowhere"),
        ("0 2 * * *;x", "UTC", "is no cron expression"),
        ("0 0 31 2 *", "UTC", "never comes"),
        ("0 2 * * *", "Asia/Shangai", "Did you mean Asia/Shanghai"),
        ("0 2 * * *", "../../etc/passwd", "no time zone"),
        ("0 2 * * *", "Asia/Beijing", "such as Asia/Shanghai, which is Beijing's"),
        ("0 2 * * *", "北京时间", "such as Asia/Shanghai"),
    ],
)
def test_what_cannot_be_a_time_is_told(cron, zone, told):
    with pytest.raises(ConfigError, match=told):
        Cron(cron, zone)


NIGHTLY = Schedule(
    name="nightly", cron="0 2 * * *", zone="UTC", command=("clips.csv",), out="x/{date}", cwd="/"
)


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = at("2026-05-01T12:00")
    return clock


@pytest.fixture
def book(tmp_path, clock):
    book = Book(tmp_path, clock=clock)
    yield book
    book.close()


def begun(book: Book, most: int = 20) -> list[str]:
    """Let all that is due begin and end; return when it was due."""
    found = []
    for _ in range(most):
        (schedule,) = book.schedules()
        fire = book.next(schedule)
        if fire:
            book.ended(fire, "done")
            found.append(f"{datetime.fromtimestamp(fire.due, ZoneInfo('UTC')):%d %H}")
    return found


@pytest.mark.parametrize(
    ("catch_up", "found"),
    [("all", ["02 02", "03 02", "04 02"]), ("latest", ["04 02"]), ("skip", [])],
)
def test_missed_runs_are_made_up_for_as_asked(book, clock, catch_up, found):
    book.add(replace(NIGHTLY, catch_up=catch_up))
    assert begun(book) == []
    clock.now += 3 * DAY
    assert begun(book) == found
    assert begun(book) == []
    clock.now = at("2026-05-05T02:00:03")
    assert begun(book) == ["05 02"]


def test_a_run_that_is_a_little_late_is_not_missed(book, clock):
    book.add(replace(NIGHTLY, catch_up="skip", grace_s=600))
    clock.now = at("2026-05-02T02:09:00")
    assert begun(book) == ["02 02"]


def test_two_services_and_a_clock_that_jumps_begin_nothing_twice(book, clock, tmp_path):
    other = Book(tmp_path, clock=clock)
    book.add(NIGHTLY)
    clock.now = at("2026-05-02T02:00:01")
    (seen,) = other.schedules()
    assert begun(book) == ["02 02"]
    assert other.next(seen) is None
    for jump, found in ((-2 * HOUR, []), (3 * HOUR, []), (-DAY, []), (DAY, []), (DAY, ["03 02"])):
        clock.now += jump
        assert begun(book) == found
        assert begun(other) == []
    other.close()


def test_a_clock_that_was_far_ahead_stops_nothing(book, clock):
    book.add(NIGHTLY)
    clock.now += 300 * DAY
    assert len(begun(book)) == 1
    clock.now -= 300 * DAY
    assert begun(book) == []
    clock.now += DAY
    assert begun(book) == ["02 02"]


def test_names_are_taken_once_and_forgotten(book, clock):
    book.add(NIGHTLY)
    for wrong, told in ((NIGHTLY, "already"), (replace(NIGHTLY, name="../x"), "is no name")):
        with pytest.raises(InputError, match=told):
            book.add(wrong)
    with pytest.raises(InputError, match="Did you mean nightly"):
        book.remove("nightli")
    (seen,) = book.schedules()
    book.remove("nightly")
    assert book.schedules() == []
    clock.now += DAY
    assert book.next(seen) is None


def test_the_days_of_a_run_are_filled_in_by_the_schedules_clock():
    due = at("2026-05-01T23:30", "UTC")
    one = replace(NIGHTLY, zone=SHANGHAI, command=("clips-{date}.csv", "--set", "note={time}"))
    given = command(one, due)
    assert given[3:] == ["batch", "run", "clips-2026-05-02.csv", "--set", "note=0730",
                         "--out", "x/2026-05-02"]  # fmt: skip
    twice = replace(NIGHTLY, zone=NEW_YORK)
    first, second = at("2026-11-01T05:30"), at("2026-11-01T06:30")
    assert [filled(twice, "{time}", due) for due in (first, second)] == ["0130", "0130b"]


def test_every_run_has_a_folder_of_its_own(tmp_path):
    hourly = replace(NIGHTLY, cron="0 * * * *")
    assert usual_out(tmp_path, NIGHTLY, 0).endswith("nightly/{date}")
    assert usual_out(tmp_path, hourly, 0).endswith("nightly/{date}-{time}")
    check_out(NIGHTLY, 0)
    with pytest.raises(InputError, match=r"Put \{date\}"):
        check_out(hourly, 0)


def said(code: str):
    return lambda schedule, due: [sys.executable, "-S", "-c", code]


def serving(tmp_path, clock, code: str, told: list[str]) -> Service:
    return Service(tmp_path, clock=clock, told=told.append, begin=said(code))


@pytest.mark.parametrize(
    ("code", "state", "message"),
    [
        ("print('all well')", "done", ""),
        ("print('so'); print('error It broke.'); raise SystemExit(2)", "failed", "error It broke."),
        ("raise SystemExit(3)", "failed", "It ended with the code 3."),
    ],
)
def test_a_run_is_started_and_heard(book, clock, tmp_path, code, state, message):
    told: list[str] = []
    book.add(NIGHTLY)
    clock.now += DAY
    service = serving(tmp_path, clock, code, told)
    service.once()
    service.close()
    (fire,) = book.fires("nightly")
    assert (fire.state, fire.message) == (state, message)
    assert told[0] == "nightly 2026-05-02-0200: started" and state in told[1]


def test_a_run_that_cannot_be_started_is_told(book, clock, tmp_path):
    told: list[str] = []
    book.add(replace(NIGHTLY, cwd=str(tmp_path / "gone")))
    clock.now += DAY
    service = serving(tmp_path, clock, "", told)
    service.once()
    service.close()
    assert "cannot be started" in told[0] and book.fires("nightly")[0].state == "failed"


def test_one_schedule_in_trouble_stops_no_other(book, clock, tmp_path):
    told: list[str] = []
    book.add(replace(NIGHTLY, name="broken", zone="Gone/Away"))
    book.add(NIGHTLY)
    clock.now += DAY
    service = serving(tmp_path, clock, "", told)
    service.tick()
    service.once()
    service.close()
    assert [line.partition(":")[0] for line in told] == ["broken", *["nightly 2026-05-02-0200"] * 2]
    assert "no time zone" in told[0] and book.fires("nightly")[0].state == "done"


def test_what_a_service_left_goes_on_at_the_next(book, clock, tmp_path):
    told: list[str] = []
    book.add(NIGHTLY)
    clock.now += DAY
    service = serving(tmp_path, clock, "import time; time.sleep(60)", told)
    assert service.tick() and service.tick()
    service.close()
    assert book.running("nightly")
    service = serving(tmp_path, clock, "", told)
    service.once()
    service.close()
    assert told == [f"nightly 2026-05-02-0200: {what}" for what in ("started", "goes on", "done")]
    assert [fire.state for fire in book.fires("nightly")] == ["done"]


def test_a_schedule_has_one_run_at_a_time_and_others_do_not_wait(book, clock, tmp_path):
    go = tmp_path / "go"
    waiting = f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.02)"
    told: list[str] = []
    book.add(replace(NIGHTLY, catch_up="all"))
    book.add(replace(NIGHTLY, name="other", cron="0 3 * * *", catch_up="all"))
    service = serving(tmp_path, clock, waiting, told)
    clock.now = at("2026-05-02T02:00:01")
    service.tick()
    clock.now += 2 * DAY
    service.tick()
    assert [line.split()[0] for line in told] == ["nightly", "other"]
    go.touch()
    service.once()
    service.close()
    assert [len(book.fires(name)) for name in ("nightly", "other")] == [3, 2]
    assert {fire.state for name in ("nightly", "other") for fire in book.fires(name)} == {"done"}


def test_one_service_has_a_folder(book, clock, tmp_path):
    book.add(NIGHTLY)
    one, two = (serving(tmp_path, clock, "", []) for _ in range(2))
    with opened(one, tmp_path) as free, opened(two, tmp_path) as also:
        assert free and not also


def test_a_service_stops_when_it_is_told_to(book, clock, tmp_path):
    book.add(NIGHTLY)
    service = serving(tmp_path, clock, "", [])
    serve = threading.Thread(target=service.serve)
    serve.start()
    service.stop()
    serve.join(10)
    assert not serve.is_alive()
    service.close()
