"""How a batch is seen: terminal, notebook, metrics, traces and log tell the same truth."""

from __future__ import annotations

import pickle
import urllib.request

import pytest
from openpyxl import load_workbook
from prometheus_client.parser import text_string_to_metric_families
from rich.console import Console
from typer.testing import CliRunner

from aigc import batch
from aigc.batch.log import log
from aigc.batch.manifest.problems import ManifestError, Problem, check
from aigc.batch.running import sparing
from aigc.batch.sight import metrics, notebook, terminal
from aigc.batch.sight.journal import events, told
from aigc.batch.sight.snapshot import Snapshot, snapshot
from aigc.batch.work import perform
from aigc.commands.batch import app
from aigc.errors import ConfigError, InputError
from aigc.types.job import Cost
from tests.batch_jobs import job


@pytest.fixture
def worked(enter, ledger, bench, clock):
    """Three jobs done, two failed of one reason, one of another, and one that runs."""
    enter(
        *(job(f"ok{n}", options={"seconds": 0.01, "seed": n}) for n in range(3)),
        *(job(f"bad{n}", options={"trouble": "input"}, source="<x>") for n in range(2)),
        job("broken", options={"trouble": "engine"}, attempts=1),
        job("now"),
    )
    for _ in range(6):
        clock.now += 10
        perform(ledger.claim("w:1"), bench)
    ledger.beat(ledger.claim("w:1"), "render", 0.64)
    return ledger


def screen(seen: Snapshot, width: int = 80) -> str:
    console = Console(width=width, force_terminal=True, color_system=None)
    with console.capture() as kept:
        console.print(terminal.view(seen))
    return kept.get()


def test_a_snapshot_adds_up_what_jobs_have_cost(worked):
    seen = snapshot(worked)
    each = [row.cost for row in worked.rows(("done",))]
    assert seen.total.wall_s == pytest.approx(sum(cost.wall_s for cost in each))
    assert seen.mean.cpu_s == pytest.approx(sum(cost.cpu_s for cost in each) / 3)
    assert seen.total.peak_mib == max(cost.peak_mib for cost in each)
    assert seen.mean.stages["work"] == pytest.approx(sum(c.stages["work"] for c in each) / 3)
    assert (seen.jobs, seen.open, seen.ended) == (7, 1, 6)
    assert [(one.cause, len(one.jobs)) for one in seen.failures] == [("input", 2), ("engine", 1)]


@pytest.mark.parametrize("width", [60, 80, 160])
def test_a_terminal_shows_all_and_is_never_too_wide(worked, width):
    shown = screen(snapshot(worked), width)
    lines = shown.splitlines()
    assert max(map(len, lines)) <= min(width, terminal.WIDEST)
    assert "85 %" in lines[0] and "7 jobs · 3 done · 1 running · 3 failed" in shown
    assert "64 %" in shown and "render" in shown
    assert "bad0 and 1 more" in " ".join(shown.split()) and "CPU-s" in shown


def test_a_terminal_says_what_to_do_at_a_pause_and_at_the_end():
    paused = Snapshot(counts={"waiting": 2}, mode="paused")
    assert "aigc batch resume" in screen(paused)
    assert "Nothing is left" in screen(Snapshot(counts={"done": 2}, mode="paused", total=Cost()))


def test_markup_in_names_and_messages_is_text(enter, ledger, bench):
    enter(job("[red]x[/red]", options={"trouble": "input"}, source="[bold]<b>"))
    perform(ledger.claim("w"), bench)
    seen = snapshot(ledger)
    assert "[red]x[/red]" in screen(seen) and "[bold]<b>" in screen(seen)
    assert "<b>'" not in notebook.shown(seen) and "&lt;b&gt;" in notebook.shown(seen)


def test_a_notebook_is_drawn_anew_and_last_at_the_end(worked, monkeypatch):
    drawn = []

    class Handle:
        def update(self, page):
            drawn.append(page.data)

    monkeypatch.setattr("IPython.display.display", lambda page, display_id: Handle())
    watch = batch.notebook(every_s=60)
    seen = snapshot(worked)
    watch(seen)
    watch(seen)
    assert len(drawn) == 1 and drawn[0] == seen._repr_html_()
    watch(Snapshot(counts={"done": 3}, mode="open"))
    assert len(drawn) == 2 and "100 %" in drawn[1]


def values(text):
    return {
        (one.name, *sorted(one.labels.items())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def test_metrics_tell_states_causes_steps_and_costs(worked, folder):
    found = values(metrics.as_text(folder.root))
    mine = ("batch", "out")
    seen = snapshot(worked)
    assert found["aigc_batch_jobs", mine, ("state", "done")] == 3
    assert found["aigc_batch_jobs", mine, ("state", "waiting")] == 0
    assert found["aigc_batch_finished_total", mine] == 3
    assert found["aigc_batch_failed_jobs", mine, ("cause", "input")] == 2
    assert found["aigc_batch_attempts_total", mine, ("cause", "engine"), ("outcome", "failed")] == 1
    assert found["aigc_batch_stage_seconds_count", mine, ("stage", "work")] == 3
    assert found["aigc_batch_stage_seconds_sum", mine, ("stage", "work")] == pytest.approx(
        seen.total.stages["work"]
    )
    assert found["aigc_batch_cpu_seconds_total", mine] == pytest.approx(seen.total.cpu_s)
    assert found["aigc_batch_peak_memory_bytes", mine] == seen.total.peak_mib * 2**20
    assert found["aigc_batch_paused", mine] == 0


@pytest.mark.enable_socket
def test_metrics_are_served_to_this_machine_alone(folder, worked):
    with metrics.served(folder.root, 0) as port:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            text = answer.read().decode()
        assert "aigc_batch_finished_total" in text
        with (
            pytest.raises(ConfigError, match="Choose another"),
            metrics.served(folder.root, port),
        ):
            pass
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5)


def test_a_batch_that_is_not_there_yet_has_no_metrics(tmp_path):
    assert metrics.as_text(tmp_path / "none") == "" and not (tmp_path / "none").exists()


def test_a_log_is_told_with_its_faults(worked, folder):
    trace = f"Traceback\n  {'far and ' * 30}deep"
    log(folder, "failed", job="ok1", cause="fault", message="Oh.", trace=trace)
    console = Console(width=60, color_system=None)
    with console.capture() as kept:
        console.print(told(events(folder.root)), soft_wrap=True)
    text = kept.get()
    assert "started" in text and "given up" in text and "and deep\n" in text
    assert "CPU-s" in next(line for line in text.splitlines() if "done" in line and "ok0" in line)
    assert {one["job"] for one in events(folder.root, ["ok1"])} == {"ok1"}
    with pytest.raises(InputError, match="no job 'ok9'"):
        events(folder.root, ["ok9"])
    with pytest.raises(InputError, match="no log"):
        events(folder.root / "none")


def test_the_command_line_tells_of_a_batch(worked, folder):
    out = str(folder.root)
    asked = CliRunner().invoke
    assert "3 done" in asked(app, ["status", out]).output
    assert "aigc_batch_jobs" in asked(app, ["status", out, "--prometheus"]).output
    assert "bad1" in asked(app, ["logs", out, "bad1", "--last", "1"]).output
    worked.lose(*worked.held("w:1")[0][:2])
    assert batch.retry(out, cause="engine") == 1
    assert [one["cause"] for one in batch.records(out) if one["state"] == "failed"] == ["input"] * 2
    assert batch.export(out, folder.root / "t.csv").read_bytes().startswith(b"\xef\xbb\xbfname,row")
    with pytest.raises(InputError, match="Rename it"):
        batch.export(out, folder.root / "t.txt")
    with pytest.raises(InputError, match=r"no cause 'enigne'.*Did you mean engine"):
        batch.retry(out, cause="enigne")
    assert "resume" in asked(app, ["pause", out]).output
    assert snapshot(worked).eta_s is None and "same command" in asked(app, ["resume", out]).output


def test_a_workbook_of_jobs_computes_nothing(enter, ledger, folder):
    enter(job("=1+1", source="\x07-bell"), job("b"))
    page = load_workbook(batch.export(folder.root, folder.root / "t.xlsx")).active
    rows = list(page.iter_rows(values_only=True))
    assert rows[0][:5] == ("name", "row", "pipeline", "source", "state")
    assert [row[0] for row in rows[1:]] == ["=1+1", "b"] and rows[1][3] == "-bell"
    assert page["A2"].data_type == "s" and rows[1][4] == "waiting"


def test_a_batch_is_followed_to_its_end(capsys, monkeypatch):
    monkeypatch.setattr(terminal, "LOOK_S", 0.0)
    looks = iter([Snapshot(counts={"waiting": 1}, mode="open"),
                  Snapshot(counts={"done": 1}, mode="open")])  # fmt: skip
    seen = terminal.followed(lambda: next(looks), Console(force_terminal=False))
    assert seen.counts == {"done": 1} and "1 waiting" in capsys.readouterr().out


def test_looking_takes_at_most_a_tenth_of_the_time():
    now, looks = [0.0], []

    def look():
        looks.append(now[0])
        now[0] += 0.2

    seen = sparing(look, lambda: now[0])
    for _ in range(100):
        seen()
        now[0] += 0.1
    assert len(looks) == pytest.approx(now[0] / 2, abs=1)


def test_problems_of_a_manifest_travel_with_their_error():
    wrong = Problem(row=2, column="seed", message="is no number.", value="x")
    with pytest.raises(ManifestError) as caught:
        check([wrong], "clips.csv")
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == (wrong,) and str(again) == str(caught.value)
