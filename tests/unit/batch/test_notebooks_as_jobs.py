"""Notebooks run as jobs: parameters of the row, kept as they ran, stopped when told to."""

from __future__ import annotations

import csv
import threading
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from aigc.batch.approvals import Approvals
from aigc.batch.kinds import kind_of
from aigc.batch.ledger import controls
from aigc.batch.made import parameters
from aigc.batch.manifest.planning import plan
from aigc.batch.work import perform
from aigc.errors import InputError
from aigc.trust.provenance.log import Log
from tests.gated_jobs import approved, ruled

PARAMETERS = """\
title = "无题"
count: int = 2
rate, loud = 1.0, False
tags = ["a"]
when = None
folder = make_one()
out = "../somewhere"
"""
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def notebook(path, *cells, given=PARAMETERS, kernel=KERNEL):
    first = new_code_cell(given, metadata={"tags": ["parameters"]})
    cells = [new_markdown_cell("# Report"), first, *map(new_code_cell, cells)]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def planned(folder, *rows):
    with (folder / "jobs.csv").open("w", encoding="utf-8", newline="") as file:
        columns = list(dict.fromkeys(name for row in rows for name in row))
        lines = csv.DictWriter(file, columns)
        lines.writeheader()
        lines.writerows(rows)
    return plan(folder / "jobs.csv", pipeline="notebook", root=folder).jobs


def done(ledger, bench, *jobs):
    controls.enter(ledger, jobs)
    return perform(ledger.claim("w"), bench)


def test_parameters_are_those_of_the_tagged_cell(tmp_path):
    found = parameters.defaults(parameters.read(notebook(tmp_path / "a.ipynb")))
    assert found == {
        "title": "无题", "count": 2, "rate": 1.0, "loud": False, "tags": ["a"], "when": None,
        "folder": ..., "out": "../somewhere",
    }  # fmt: skip
    assert parameters.defaults(new_notebook(cells=[new_code_cell("a = 1")])) == {}


@pytest.mark.parametrize(
    ("value", "default", "found"),
    [
        ("3", 1, 3), (3.0, 1, 3), ("2.0", 1, 2), ("9007199254740993", 1, 9007199254740993),
        ("1e3", 0.5, 1000.0), ("是", False, True), ("no", True, False), (7, "x", "7"),
        ('["b"]', ["a"], ["b"]), ('{"a": 1}', {}, {"a": 1}), ("x", None, "x"), ("x", ..., "x"),
    ],
)  # fmt: skip
def test_cells_become_what_the_notebook_has(value, default, found):
    assert parameters.fitted(value, default) == found


@pytest.mark.parametrize(
    ("value", "default", "told"),
    [
        ("three", 1, "a whole number"), ("2.5", 1, "a whole number"), ("inf", 1, "a whole number"),
        ("x", 1.0, "a number"), ("nan", 1.0, "a finite number"), ("maybe", True, "true or false"),
        ("b", ["a"], "a list"), ("[1]", {}, "a mapping"),
    ],
)  # fmt: skip
def test_other_values_are_told(value, default, told):
    with pytest.raises(InputError, match=f"must be {told}"):
        parameters.fitted(value, default)


def test_what_is_wrong_is_told_by_column(tmp_path):
    notebook(tmp_path / "a.ipynb")
    notebook(tmp_path / "r.ipynb", kernel={"name": "ir", "display_name": "R", "language": "R"})
    (tmp_path / "broken.ipynb").write_text("{}")
    (tmp_path / "a.md").write_text("text")
    with pytest.raises(InputError) as caught:
        planned(
            tmp_path,
            {"source": "a.ipynb", "titel": "x", "count": "many"},
            *({"source": name} for name in ("r.ipynb", "broken.ipynb", "a.md")),
        )
    for told in (
        "column titel: is no parameter of the notebook. Did you mean title?",
        "column count: must be a whole number",
        "r.ipynb is written in r",
        "broken.ipynb is no notebook",
        "row 5: column source: is no notebook",
    ):
        assert told in str(caught.value)


def test_a_notebook_is_a_manifest_of_one_job(tmp_path):
    path = notebook(tmp_path / "report.ipynb")
    (job,) = plan(path, options={"count": "3"}, root=tmp_path).jobs
    assert (job.pipeline, job.name, job.options) == ("notebook", "00001-report", {"count": "3"})


@pytest.mark.enable_socket
def test_a_notebook_runs_and_what_it_makes_is_its_result(ledger, folder, bench, tmp_path):
    (tmp_path / "beside.txt").write_text("beside")
    notebook(
        tmp_path / "report.ipynb",
        "from pathlib import Path",
        "print(title, Path('beside.txt').read_text())",
        "Path(out, 'made.txt').write_text(title * count, encoding='utf-8')",
        given=PARAMETERS.replace("make_one()", "str()"),
        kernel=KERNEL | {"name": "of-another-machine"},
    )
    title = '你好 {x} """\\n'
    (job,) = planned(tmp_path, {"source": "report.ipynb", "name": "a", "title": title, "count": 2})
    assert done(ledger, bench, job) == "done", ledger.rows()[0].message
    assert (folder.results("a") / "made.txt").read_text("utf-8") == title * 2
    ran = nbformat.read(folder.results("a") / "report.ipynb", as_version=4)
    assert ran.cells[4].outputs[0].text == f"{title} beside\n"
    assert "title = '你好" in ran.cells[2].source
    assert ledger.rows()[0].cost.stages.keys() == {"cells"}
    assert "python3 ran the notebook" in (folder.logs / "jobs.jsonl").read_text("utf-8")


@pytest.mark.enable_socket
def test_a_notebook_that_fails_is_kept_beside_the_logs(ledger, folder, bench, tmp_path):
    notebook(tmp_path / "bad.ipynb", "print(n)", "1 / 0\n", given="n = 1")
    (job,) = planned(tmp_path, {"source": "bad.ipynb", "name": "b", "n": 5, "attempts": 1})
    assert done(ledger, bench, job) == "failed"
    (row,) = ledger.rows()
    assert (
        row.message == "The cell In [4] of bad.ipynb failed: ZeroDivisionError: division by zero."
    )
    kept = folder.failed("b") / "bad.ipynb"
    texts = [
        out.get("text", "") for c in nbformat.read(kept, 4).cells for out in c.get("outputs", ())
    ]
    assert "5\n" in texts
    assert kept.relative_to(folder.root).as_posix() in (folder.logs / "jobs.jsonl").read_text()
    assert not folder.results("b").exists()


@pytest.mark.enable_socket
def test_a_notebook_is_stopped_in_the_middle_of_a_cell(ledger, folder, bench, tmp_path):
    pid = tmp_path / "pid"
    notebook(
        tmp_path / "slow.ipynb",
        f"import os, time, pathlib\npathlib.Path({str(pid)!r}).write_text(str(os.getpid()))",
        "time.sleep(300)", given="n = 1",
    )  # fmt: skip
    (job,) = planned(tmp_path, {"source": "slow.ipynb", "name": "s"})

    def cancel() -> None:
        while not pid.exists():
            time.sleep(0.05)
        controls.cancel(ledger, ["s"])

    ending = threading.Thread(target=cancel)
    ending.start()
    begin = time.monotonic()
    assert done(ledger, bench, job) == "released"
    ending.join()
    assert time.monotonic() - begin < 60
    assert ledger.rows()[0].state == "cancelled" and list(folder.parts.iterdir()) == []
    assert not _alive(int(pid.read_text()))


def _alive(pid: int) -> bool:
    import psutil

    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_a_notebook_is_not_for_strangers():
    assert kind_of("notebook").runs_code


@pytest.mark.enable_socket
def test_what_a_notebook_makes_goes_through_the_gate_for_its_batch(
    tmp_path, ledger, folder, bench, monkeypatch
):
    ruled(monkeypatch, tmp_path / "trust")
    cell = """\
from pathlib import Path
from aigc.types.provenance import Provenance
from pipelines.leaving import leaving

with leaving(Path(out) / "texts", lambda: Provenance(pipeline="n", version="1")) as box:
    (box / "a.txt").write_text("hello")
"""
    notebook(tmp_path / "a.ipynb", cell, given='out = ""')
    (job,) = planned(tmp_path, {"source": "a.ipynb", "name": "a", "attempts": 3})
    controls.enter(ledger, [job], "li")
    perform(ledger.claim("w"), bench)
    (row,) = ledger.rows()
    (case,) = approved(bench.store.root)
    assert (row.state, row.cause, row.tries) == ("failed", "review", 1) and case.id in row.message
    assert case.creator == "li"
    assert Approvals(ledger, folder, bench.store.root).look() == 1
    perform(ledger.claim("w"), bench)
    assert ledger.counts() == {"done": 1}
    assert (folder.results("a") / "texts" / "a.txt").read_text().startswith("hello")
    assert len(Log(bench.store.root).recent(9, kind="published")) == 1
