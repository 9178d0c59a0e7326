"""Schedules on the command line, and for the systems that keep time themselves."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from aigc.batch.schedule import units
from aigc.batch.schedule.book import Book
from aigc.batch.schedule.command import command, label
from aigc.errors import ConfigError, InputError
from tests.batch_jobs import until

HARD = "a b/100%/$HOME \"q\" 's' \\n 中文"


def test_cron_takes_a_line_for_what_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("AIGC_STORE", "/store of 50%")
    line = units.crontab(tmp_path / HARD)
    minute, shell = line.rstrip("\n").split(" /usr/bin/env ")
    assert minute == "* * * * *" and shell.count("%") == shell.count(r"\%") == 2
    heard = shlex.split(shell.replace(r"\%", "%"))
    assert heard == ["AIGC_STORE=/store of 50%", sys.executable, "-m", "aigc.cli", "schedule",
                     "once", "--dir", str(tmp_path / HARD)]  # fmt: skip
    ran = subprocess.run(
        ["sh", "-c", f"set -- {shell}; printf %s \"$8\"".replace(r"\%", "%")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout == str(tmp_path / HARD)


def test_systemd_takes_a_unit_for_what_it_is(tmp_path):
    unit = units.systemd(tmp_path / HARD)
    line = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    last = line.split(" ", 7)[-1].removeprefix('"--dir" ')
    assert last[0] == last[-1] == '"'
    plain = last[1:-1].replace("%%", "%").replace("$$", "$").replace(r"\"", '"')
    assert plain.replace("\\\\", "\\") == str(tmp_path / HARD)
    with pytest.raises(InputError, match="line breaks"):
        units.systemd(tmp_path / "a\nb")


@pytest.fixture
def aigc(tmp_path, monkeypatch):
    from aigc.commands import schedule

    monkeypatch.chdir(tmp_path)
    (tmp_path / "jobs.csv").write_text("source,seconds\nx,0\n")
    app = typer.Typer()
    schedule.register(app, Console(stderr=True))

    def called(*words: str, fails: type[Exception] | None = None):
        result = CliRunner().invoke(app, ["schedule", *words])
        if fails:
            assert isinstance(result.exception, fails), result
            return str(result.exception)
        assert result.exit_code == 0, result
        return result.stdout

    app.command("other")(lambda: None)
    return called


def test_the_command_adds_lists_and_removes(aigc, tmp_path, monkeypatch):
    batch = ("--", "jobs.csv", "--pipeline", "fake")
    told = aigc("add", "nightly", "--cron", "0 2 * * *", "--zone", "Asia/Shanghai", *batch)
    assert "02:00 CST" in told and f"{tmp_path}/schedules/nightly/{{date}}" in told
    aigc("add", "hourly", "--cron", "@hourly", *batch, "--set", "seed=1")
    aigc("add", "dated", "--cron", "@daily", "--", "jobs-{date}.csv", "--pipeline", "fake")
    listed = json.loads(aigc("list", "--json"))
    assert [one["name"] for one in listed] == ["dated", "hourly", "nightly"]
    assert listed[1]["out"].endswith("{date}-{time}")
    table = aigc("list")
    assert "nightly" in table and "latest" not in table
    aigc("remove", "dated")
    assert "dated" not in aigc("list")
    assert "schedule run" not in aigc("unit", "--kind", "crontab")
    aigc("once")
    assert "due" in aigc("list", "nightly")


@pytest.mark.parametrize(
    ("words", "kind", "told"),
    [
        (("--cron", "0 2 * *", "--", "jobs.csv"), ConfigError, "no cron expression"),
        (("--cron", "@daily", "--zone", "X/Y", "--", "jobs.csv"), ConfigError, "no time zone"),
        (("--cron", "@daily", "--", "none.csv", "--pipeline", "fake"), InputError, "none.csv"),
        (("--cron", "@daily", "--", "jobs.csv", "--pipeline", "fak"), ConfigError, "mean fake"),
        (("--cron", "@daily", "--", "jobs.csv", "--out", "x"), InputError, "before the --"),
        (("--cron", "@hourly", "--out", "x/{date}", "--", "jobs.csv"), InputError, "same folder"),
    ],
)
def test_what_cannot_be_scheduled_is_told_at_once(aigc, tmp_path, words, kind, told):
    assert told in aigc("add", "x", *words, fails=kind)
    assert "no schedules" in aigc("list", fails=InputError)


def test_a_run_does_the_batch_of_its_day(aigc, tmp_path, monkeypatch):
    """The command that is printed into a process is the one that runs."""
    aigc("add", "n", "--cron", "* * * * *", "--", "jobs.csv", "--pipeline", "fake")
    (one,) = Book(tmp_path / "schedules", clock=lambda: 0).schedules()
    due = datetime(2026, 5, 2, 2, tzinfo=UTC).timestamp()
    given = command(one, due)
    assert given[:3] == [sys.executable, "-m", "aigc.cli"]
    from aigc.commands import batch

    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    plan = [*given[4:], "--plan"]
    typer.main.get_command(batch.app).main(plan, standalone_mode=False)
    assert label(one, due).startswith("2026-05-0")


def test_a_signal_stops_the_service(aigc, tmp_path):
    aigc("add", "n", "--cron", "@yearly", "--", "jobs.csv", "--pipeline", "fake")
    kept = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    ending = threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGTERM))
    try:
        ending.start()
        aigc("run")
    finally:
        ending.cancel()
        for one, handler in kept.items():
            signal.signal(one, handler)
    until(lambda: not ending.is_alive())


def test_the_commands_of_the_documents_exist(examples):
    from aigc.commands import schedule

    text = (examples.parent / "docs" / "batch.md").read_text("utf-8")
    text = text.partition("## Schedules")[2].partition("\n## ")[0]
    known = typer.main.get_command(schedule.app).commands
    said = set(re.findall(r"aigc schedule (\w+)", text))
    assert said == set(known)
    flags = {flag for one in known.values() for option in one.params for flag in option.opts}
    batch_own = {"--pipeline", "--workers", "--set"}
    assert set(re.findall(r"--[a-z][a-z-]+", text)) <= flags | batch_own
