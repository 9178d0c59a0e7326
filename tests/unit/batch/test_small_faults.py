"""What the work tells, loads and logs, however odd, ends no heartbeat and no worker."""

import errno
import math
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from aigc.batch import kinds, running
from aigc.batch.cost import Meter
from aigc.batch.executors import executor
from aigc.batch.heart import Heart
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.local import LIMITS
from aigc.batch.log import log
from aigc.batch.manifest.tables import read_table
from aigc.batch.sight.journal import events
from aigc.batch.work import perform
from aigc.errors import ConfigError, InputError
from aigc.store import Store
from tests.batch_jobs import job, until


@pytest.mark.parametrize(
    ("done", "total", "fraction"),
    [(Fraction(1), Fraction(4), 0.25), (np.float32(1), 4, 0.25), (np.int64(1), np.int64(4), 0.25),
     (math.nan, 1, 1.0), (9, 4, 1.0), (-1, 4, 0.0), (1, 0, 0.0)],
)  # fmt: skip
def test_any_number_of_the_work_can_be_written_down(enter, ledger, done, total, fraction):
    enter(job("a"))
    claim = ledger.claim("w")
    heart = Heart(claim, ledger, beat_s=60)
    heart.progress("step", done, total)
    assert ledger.beat(claim, *heart.place) == "go"
    assert ledger.rows()[0].fraction == fraction


def test_a_package_that_is_half_imported_stops_no_heart(enter, ledger, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", ModuleType("torch"))
    Meter().sample()
    enter(job("a"))
    claim = ledger.claim("w")
    with Heart(claim, ledger, beat_s=0.01):
        until(lambda: ledger.held()[0][2] > 2)


def test_a_folder_that_cannot_be_reached_stops_no_heart(enter, ledger, monkeypatch):
    beats = []

    def beat(*given):
        beats.append(given)
        raise OSError(errno.ESTALE, "Stale file handle")

    enter(job("a"))
    claim = ledger.claim("w")
    monkeypatch.setattr(ledger, "beat", beat)
    with Heart(claim, ledger, beat_s=0.01):
        until(lambda: len(beats) > 2)


def test_half_a_character_can_be_logged(folder):
    log(folder, "failed", message="no file \udce4")
    log(folder, "next")
    assert [one["event"] for one in events(folder.root)] == ["failed", "next"]


def test_a_pipeline_of_another_package_must_be_one(monkeypatch):
    point = SimpleNamespace(name="mine", value="package:make", load=lambda: print)
    monkeypatch.setattr(kinds, "_added", lambda: {"mine": point})
    with pytest.raises(ConfigError, match=r"'mine' names package:make, which is no Kind"):
        kinds.kind_of("mine")


def test_there_are_not_less_than_no_workers(folder, tmp_path: Path):
    with pytest.raises(ConfigError, match="cannot be -1 workers"):
        executor("local", folder, Store(tmp_path), workers=-1, limits=LIMITS, options={})


def test_looking_at_a_batch_leaves_no_file_open(enter, folder, monkeypatch):
    enter(job("a"))
    opened, closed = [], []
    real = Ledger.close
    monkeypatch.setattr(Ledger, "close", lambda self: (closed.append(1), real(self)))
    make = running.ledger_in
    monkeypatch.setattr(running, "ledger_in", lambda out: opened.append(1) or make(out))
    running.status(folder.root)
    running.records(folder.root)
    running.retry(folder.root)
    running.export(folder.root, folder.root / "jobs.csv")
    assert len(opened) == len(closed) == 4


def test_half_a_character_in_a_message_fails_the_job_alone(enter, ledger, bench):
    def run(*_):
        raise InputError("There is no file b\udce4d.md.")

    enter(job("a"))
    assert perform(ledger.claim("w"), replace(bench, run=run)) == "failed"
    assert ledger.rows()[0].message == "There is no file b\\udce4d.md."


def test_an_event_is_a_line_whatever_its_text_holds(folder):
    log(folder, "failed", job="a", message="one\u2028two")
    assert [one["message"] for one in events(folder.root)] == ["one\u2028two"]


def test_a_row_of_jsonl_is_a_line_whatever_its_text_holds(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text('{"source": "one\u2028two"}\n{"source": "three"}\r\n', encoding="utf-8")
    table = read_table(file)
    assert [row.cells["source"] for row in table.rows] == ["one\u2028two", "three"]
