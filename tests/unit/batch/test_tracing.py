"""What OpenTelemetry hears of jobs, through its own SDK, in this process and from a worker's."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import ProxyTracerProvider, StatusCode

from aigc.batch.cost import Meter
from aigc.batch.sight import collector, tracing
from aigc.batch.sight.collector import REST_S, Sender
from aigc.batch.sight.journal import events
from aigc.batch.work import perform
from aigc.notices import noticing
from tests.batch_jobs import Clock, job, until
from tests.otlp import collecting, job_of, values


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """What a program that has set a provider itself hears."""
    kept, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr("opentelemetry.trace.get_tracer_provider", lambda: provider)
    return kept


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Set variables of OpenTelemetry, as a process that knows of nothing yet finds them."""
    monkeypatch.setattr("opentelemetry.trace.get_tracer_provider", ProxyTracerProvider)
    collector._reached.cache_clear()

    def given(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    yield given
    collector._reached.cache_clear()


def test_a_job_is_a_trace_and_each_of_its_steps_a_span(enter, ledger, bench, folder, heard):
    enter(job("fine", row=7))

    def steps(claim, bench, parts, heart):
        for step in ("read", "read", "draw"):
            thread = threading.Thread(target=heart.progress, args=(step, 1, 2))
            thread.start()
            thread.join()
        with trace.get_tracer("own").start_as_current_span("own"):
            (parts / "a.txt").write_bytes(b"a")

    claim = ledger.claim("w")
    assert perform(claim, replace(bench, run=steps)) == "done"
    read, own, draw, whole = heard.get_finished_spans()
    assert [one.name for one in (read, own, draw, whole)] == ["read", "own", "draw", "job fake"]
    assert whole.parent is None
    assert all(one.parent.span_id == whole.context.span_id for one in (read, own, draw))
    assert whole.start_time <= read.start_time <= read.end_time <= draw.start_time
    assert draw.end_time <= whole.end_time
    assert dict(whole.attributes) == {
        "aigc.batch": folder.root.name, "aigc.job.name": "fine", "aigc.job.pipeline": "fake",
        "aigc.job.row": 7, "aigc.job.key": "fine", "aigc.attempt": 1, "aigc.token": claim.token,
        "aigc.worker": "w",
    }  # fmt: skip
    assert {one.status.status_code for one in (read, draw, whole)} == {StatusCode.UNSET}
    assert whole.instrumentation_scope.name == "aigc-batch"


def test_a_job_that_fails_is_an_error_with_its_step(enter, ledger, bench, heard):
    enter(
        job("bad", options={"trouble": "engine"}),
        job("slow", options={"seconds": 9}, limit_s=0.01),
    )
    assert [perform(ledger.claim("w"), bench) for _ in range(2)] == ["failed", "failed"]
    work, bad, slow_work, slow = heard.get_finished_spans()
    assert {one.status.status_code for one in (work, bad, slow_work, slow)} == {StatusCode.ERROR}
    assert bad.status.description == "The engine broke. Try again."
    (event,) = bad.events
    assert event.name == "exception" and "EngineFailed" in event.attributes["exception.stacktrace"]
    assert bad.attributes["error.type"] == "EngineFailed" and not work.events
    assert slow.attributes["error.type"] == "TimeUp"


def test_a_job_that_is_stopped_is_no_error(enter, ledger, bench, heard):
    enter(job("a", options={"seconds": 9}))
    assert perform(ledger.claim("w"), replace(bench, stopped=lambda: True)) == "released"
    whole = heard.get_finished_spans()[-1]
    assert whole.attributes["aigc.stopped"] and not whole.events
    assert whole.status.status_code is StatusCode.UNSET


def test_steps_of_many_threads_are_all_ended(heard, enter, ledger):
    enter(job("a"))
    meter = Meter()
    with tracing.traced(ledger.claim("w"), meter):
        threads = [
            threading.Thread(target=lambda n=n: [meter.entered(f"{n}.{k}") for k in range(50)])
            for n in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(heard.get_finished_spans()) == 201


@pytest.mark.parametrize(
    "off", [{}, {"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}]
)
def test_nothing_is_sent_where_nobody_asks_for_it(environment, off, enter, ledger, bench):
    environment(**({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"} if off else {}), **off)
    enter(job("a"))
    assert perform(ledger.claim("w"), bench) == "done"
    assert collector.reached() is None and tracing._tracer() is None


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (ModuleNotFoundError("No module", name="opentelemetry.sdk"), "pip install"),
        (ValueError("No such compression"), "No such compression. Check the variables"),
    ],
)
def test_what_cannot_be_set_up_is_told_once_and_stops_no_job(
    environment, enter, ledger, bench, folder, monkeypatch, broken, told
):
    def made(endpoint):
        raise broken

    environment(OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1")
    monkeypatch.setattr(collector, "_made", made)
    enter(job("a"), job("b"))
    assert [perform(ledger.claim("w"), bench) for _ in range(2)] == ["done", "done"]
    first, second = [one["notes"] for one in events(folder.root) if one["event"] == "done"]
    assert len(first) == 1 and told in first[0] and not second


class Exporter:
    """As much of an exporter as is used; it tells how it ended, as the SDK's does."""

    def __init__(self, *results: str) -> None:
        self.results, self.sent = iter(results), []

    def export(self, spans):
        self.sent.append(spans)
        return type("Result", (), {"name": next(self.results)})


def test_a_collector_that_is_down_is_told_of_once_and_spared():
    clock, exporter = Clock(), Exporter("SUCCESS", "FAILURE", "FAILURE", "SUCCESS", "SUCCESS")
    sender = Sender(exporter, "http://user:secret@host:4318/x", clock)
    with noticing() as told:
        for step_s in (0, 1, 1, REST_S - 1.5, 1, REST_S / 2, REST_S, 1):
            clock.now += step_s
            sender.export([clock.now])
    assert len(exporter.sent) == 5
    assert told == sender.untold() and sender.untold() == []
    assert told[0].startswith("Traces do not reach http://host:4318/x; jobs go on without. ")


WORKER = ("-m", "aigc.batch.worker")


@pytest.fixture
def start(folder, tmp_path):
    """Begin a worker process that knows a collector."""
    begun = []

    def started(endpoint: str, **more: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint} | more
        process = subprocess.Popen(
            [sys.executable, *WORKER, str(folder.root), "--store", str(tmp_path / "store"),
             "--beat", "0.1", "--reserve", "0"],
            stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
        )  # fmt: skip
        begun.append(process)
        return process

    yield started
    for process in begun:
        process.kill()
        process.communicate()


def ended(process: subprocess.Popen[bytes]) -> str:
    """Wait for a worker that finds nothing left to do; return what it said."""
    # To close its standard input would tell it to stop.
    assert process.wait(60) == 0 and process.stderr
    return process.stderr.read().decode()


@pytest.mark.enable_socket
def test_a_worker_sends_all_before_it_ends(enter, ledger, start):
    enter(job("fine", options={"seconds": 0.1}), job("bad", options={"trouble": "input"}, row=3))
    with collecting() as seen:
        process = start(seen.endpoint, OTEL_RESOURCE_ATTRIBUTES="deployment.environment=test")
        assert ended(process) == ""
    work, fine, bad = seen.spans
    assert (work.name, job_of(fine), bad.name) == ("work", "fine", "job fake")
    assert work.parent_span_id == fine.span_id and work.trace_id == fine.trace_id != bad.trace_id
    assert not fine.parent_span_id and not bad.parent_span_id
    about = values(bad.attributes)
    assert about["aigc.job.row"] == 3 and about["error.type"] == "InputError"
    assert about["aigc.worker"].endswith(f":{process.pid}")
    assert bad.status.code == 2 and "cannot be used" in bad.status.message
    assert seen.resources[0]["service.name"] == "aigc-batch"
    assert seen.resources[0]["deployment.environment"] == "test"


@pytest.mark.enable_socket
def test_a_worker_that_is_killed_loses_its_last_trace_alone(enter, ledger, start):
    enter(job("first", options={"seconds": 0.05}, priority=1), job("last", options={"seconds": 60}))
    with collecting() as seen:
        process = start(seen.endpoint)
        until(lambda: "job fake first" in seen.names())
        until(lambda: ledger.counts().get("running") == 1)
        process.kill()
        process.wait()
        assert sorted(seen.names()) == ["job fake first", "work"]


@pytest.mark.enable_socket
def test_no_job_waits_for_a_collector_that_hangs_or_refuses(enter, ledger, folder, start):
    quick = (job(f"j{n}", options={"seconds": 0.3}, priority=1) for n in range(3))
    enter(*quick, job("last", options={"seconds": 3}))
    with collecting() as seen:
        seen.hold.clear()
        process = start(seen.endpoint, OTEL_EXPORTER_OTLP_TIMEOUT="60")
        until(lambda: ledger.counts().get("done") == 3)
        assert seen.asked == 1
        seen.status = 401
        seen.hold.set()
        words = ended(process)
        assert seen.asked == 1
    assert "it answers 401 Unauthorized" in words and len(words.splitlines()) == 1
    done = [one for one in events(folder.root) if one["event"] == "done"]
    assert [(one["job"], one["notes"]) for one in done[:3]] == [(f"j{n}", []) for n in range(3)]
    assert done[3]["notes"] == [words.strip()]
