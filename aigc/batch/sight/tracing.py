"""OpenTelemetry: a trace for each attempt at a job with a span for each of its steps.

They are told to the tracer provider that the program has set, and else to the collector that
``OTEL_EXPORTER_OTLP_ENDPOINT`` names, by ``opentelemetry-sdk`` and its OTLP exporter for HTTP.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from aigc import __version__
from aigc.batch.cost import Meter
from aigc.batch.heart import TimeUp
from aigc.batch.sight.collector import SERVICE, reached
from aigc.errors import Cancelled, Superseded
from aigc.notices import pass_on
from aigc.types.job import Claim

LONGEST: Final = 500


@contextmanager
def traced(claim: Claim, meter: Meter, batch: str = "") -> Iterator[None]:
    """Tell a job and each step that ``meter`` enters as spans, where anybody listens.

    Parameters
    ----------
    batch : str
        What the batch is called.
    """
    sender, tracer = reached(), _tracer()
    if tracer is None:
        yield
        return
    with tracer.start_as_current_span(
        f"job {claim.job.pipeline}", attributes={"aigc.batch": batch, **_about(claim)},
        record_exception=False, set_status_on_exception=False,
    ) as span:  # fmt: skip
        steps = _Steps(tracer, span)
        meter.entered = steps.begin
        try:
            yield
            steps.end()
        except BaseException as exc:
            steps.end(exc)
            _mark(span, exc)
            if not _stopped(exc):
                span.record_exception(exc)
            raise
    if sender:
        pass_on(sender.untold())


def _tracer() -> Any:
    """Return what begins spans, or ``None`` where nobody listens to them."""
    api = sys.modules.get("opentelemetry.trace")
    if api is None or isinstance(api.get_tracer_provider(), api.ProxyTracerProvider):
        return None
    return api.get_tracer(SERVICE, __version__)


class _Steps:
    """Begins a span with each step, and ends that of the step before."""

    def __init__(self, tracer: Any, job: Any) -> None:
        from opentelemetry.trace import set_span_in_context

        self._tracer = tracer
        # Steps are reported from other threads too, which have no current span.
        self._inside = set_span_in_context(job)
        self._turn = threading.Lock()
        self._span: Any = None

    def begin(self, step: str) -> None:
        """Begin a step."""
        with self._turn:
            self._close()
            self._span = self._tracer.start_span(step, context=self._inside)

    def end(self, exc: BaseException | None = None) -> None:
        """End the step that goes on, and tell what broke it."""
        with self._turn:
            if self._span is not None and exc is not None:
                _mark(self._span, exc)
            self._close()

    def _close(self) -> None:
        if self._span is not None:
            self._span.end()
            self._span = None


def _about(claim: Claim) -> Mapping[str, Any]:
    job = claim.job
    return {
        "aigc.job.name": job.name,
        "aigc.job.pipeline": job.pipeline,
        "aigc.job.row": job.row,
        "aigc.job.key": job.key,
        "aigc.attempt": claim.attempt,
        "aigc.token": claim.token,
        "aigc.worker": claim.worker,
    }


def _stopped(exc: BaseException) -> bool:
    """Return whether somebody stopped a job that had not failed."""
    return isinstance(exc, Cancelled | Superseded) and not isinstance(exc, TimeUp)


def _mark(span: Any, exc: BaseException) -> None:
    from opentelemetry.trace import Status, StatusCode

    if _stopped(exc):
        span.set_attribute("aigc.stopped", True)
    else:
        span.set_attribute("error.type", type(exc).__name__)
        span.set_status(Status(StatusCode.ERROR, str(exc)[:LONGEST]))
