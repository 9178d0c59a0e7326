"""A batch as Prometheus sees it: served while it runs, or as text for a collector of files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.sight.snapshot import Snapshot, snapshot, stages_of
from aigc.batch.sight.words import STATES
from aigc.errors import ConfigError, EngineUnavailable

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import Metric

HOST: Final = "127.0.0.1"
PREFIX: Final = "aigc_batch"
_MIB: Final = 1 << 20


@contextmanager
def served(out: Path, port: int) -> Iterator[int]:
    """Serve how the batch in ``out`` stands to programs of this machine; give the port.

    Parameters
    ----------
    port : int
        0 for any that is free.

    Raises
    ------
    ConfigError
        The port is taken.
    EngineUnavailable
        prometheus-client is not installed.
    """
    registry = registry_of(out)
    from prometheus_client import start_http_server

    try:
        server, thread = start_http_server(port, addr=HOST, registry=registry)
    except OSError as exc:
        raise ConfigError(
            f"Metrics cannot be served on port {port}: {exc.strerror}. Choose another."
        ) from exc
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def as_text(out: Path) -> str:
    """Return how the batch in ``out`` stands in Prometheus's text format.

    Raises
    ------
    EngineUnavailable
        prometheus-client is not installed.
    """
    registry = registry_of(out)
    from prometheus_client import generate_latest

    return generate_latest(registry).decode()


def registry_of(out: Path) -> CollectorRegistry:
    """Return a registry that looks at the batch in ``out`` each time it is asked.

    Raises
    ------
    EngineUnavailable
        prometheus-client is not installed.
    """
    try:
        from prometheus_client import CollectorRegistry
    except ImportError as exc:
        raise EngineUnavailable(
            "Metrics need prometheus-client. Install it: pip install 'aigc-workbench[batch]'"
        ) from exc
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Looker(out))
    return registry


@dataclass(frozen=True, slots=True)
class _Looker:
    """Turns a look at a ledger into metrics; a batch that is not there yet has none."""

    out: Path

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of this moment."""
        folder = BatchFolder(self.out)
        if not folder.ledger.is_file():
            return
        ledger = Ledger(folder.ledger)
        try:
            yield from _metrics(ledger, snapshot(ledger), folder.root.absolute().name)
        finally:
            # A server asks from a new thread each time.
            ledger.close()


def _metrics(ledger: Ledger, seen: Snapshot, batch: str) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily

    jobs = GaugeMetricFamily(f"{PREFIX}_jobs", "Jobs in each state.", labels=["batch", "state"])
    for state in STATES:
        jobs.add_metric([batch, state], seen.counts.get(state, 0))
    yield jobs
    failed = GaugeMetricFamily(
        f"{PREFIX}_failed_jobs", "Jobs given up, by cause.", labels=["batch", "cause"]
    )
    for cause, count in _by_cause(seen).items():
        failed.add_metric([batch, cause], count)
    yield failed
    attempts = CounterMetricFamily(
        f"{PREFIX}_attempts", "Attempts that ended.", labels=["batch", "outcome", "cause"]
    )
    for row in ledger.database.read(
        "SELECT outcome, cause, COUNT(*) AS n FROM attempts "
        "WHERE outcome IS NOT NULL GROUP BY outcome, cause"
    ):
        attempts.add_metric([batch, row["outcome"], row["cause"]], row["n"])
    yield attempts
    stages = SummaryMetricFamily(
        f"{PREFIX}_stage_seconds", "Seconds of each step of done jobs.", labels=["batch", "stage"]
    )
    for name, (count, took) in sorted(stages_of(ledger).items()):
        stages.add_metric([batch, name], count_value=count, sum_value=took)
    yield stages
    yield from _figures(seen, batch)


def _by_cause(seen: Snapshot) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in seen.failures:
        found[one.cause] = found.get(one.cause, 0) + len(one.jobs)
    return found


def _figures(seen: Snapshot, batch: str) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    total = seen.total
    for name, text, amount in (
        ("finished", "Jobs that are done.", seen.counts.get("done", 0)),
        ("cpu_seconds", "Processor time of done jobs.", total.cpu_s),
        ("gpu_seconds", "Time for which done jobs kept a device busy.", total.gpu_s),
        ("energy_joules", "Energy of the processor while done jobs ran.", total.joules),
    ):
        counter = CounterMetricFamily(f"{PREFIX}_{name}", text, labels=["batch"])
        counter.add_metric([batch], amount)
        yield counter
    for name, text, value in (
        ("peak_memory_bytes", "Most memory that a job held.", total.peak_mib * _MIB),
        ("jobs_per_second", "Jobs done a second in the last quarter of an hour.", seen.rate_hz),
        ("eta_seconds", "Seconds until the end; NaN while it is not known.", _eta(seen)),
        ("late_jobs", "Open jobs past their deadline.", len(seen.late)),
        ("paused", "Whether no jobs are given out.", float(seen.mode != "open")),
    ):
        gauge = GaugeMetricFamily(f"{PREFIX}_{name}", text, labels=["batch"])
        gauge.add_metric([batch], value)
        yield gauge


def _eta(seen: Snapshot) -> float:
    if not seen.open:
        return 0.0
    return float("nan") if seen.eta_s is None else seen.eta_s
