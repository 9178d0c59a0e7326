"""OpenTelemetry: a trace for each job with a span for each of its steps, where one is set up.

It is set up where ``OTEL_EXPORTER_OTLP_ENDPOINT`` names a collector and ``opentelemetry-sdk`` is
installed with an OTLP exporter; a program that has set a tracer provider itself is heard there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any, Final

from aigc.batch.cost import Meter
from aigc.errors import Cancelled, Superseded
from aigc.notices import notice
from aigc.types.job import Claim

ENDPOINT: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"
SERVICE: Final = "aigc-batch"


@contextmanager
def traced(claim: Claim, meter: Meter, tracer: Any = None) -> Iterator[None]:
    """Tell a job and each step that ``meter`` enters as spans.

    Parameters
    ----------
    tracer : opentelemetry.trace.Tracer, optional
        Where spans are begun; by default the one that the environment asks for, if any.
    """
    tracer = tracer or tracer_of(os.environ.get(ENDPOINT, ""))
    if tracer is None:
        yield
        return
    with tracer.start_as_current_span(
        f"job {claim.job.pipeline}", attributes=_about(claim), record_exception=False,
        set_status_on_exception=False,
    ) as span:  # fmt: skip
        steps = _Steps(tracer, span)
        meter.entered = steps.begin
        try:
            yield
        except BaseException as exc:
            _ended(span, exc)
            raise
        finally:
            steps.end()


@cache
def tracer_of(endpoint: str) -> Any:
    """Return what begins spans, or ``None`` where nobody listens to them."""
    if not endpoint:
        return None
    try:
        from opentelemetry import trace

        if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
            trace.set_tracer_provider(_provider())
    except ImportError as exc:
        notice(
            f"No traces go to {endpoint}: {exc.name} is not installed. "
            "pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http"
        )
        return None
    return trace.get_tracer(SERVICE)


class _Steps:
    """Begins a span with each step, and ends that of the step before."""

    def __init__(self, tracer: Any, job: Any) -> None:
        from opentelemetry.trace import set_span_in_context

        self._tracer = tracer
        # Steps are reported from other threads too, which have no current span.
        self._inside = set_span_in_context(job)
        self._span: Any = None

    def begin(self, step: str) -> None:
        """Begin a step."""
        self.end()
        self._span = self._tracer.start_span(step, context=self._inside)

    def end(self) -> None:
        """End the step that goes on."""
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


def _ended(span: Any, exc: BaseException) -> None:
    from opentelemetry.trace import Status, StatusCode

    if isinstance(exc, Cancelled | Superseded):
        span.set_attribute("aigc.job.stopped", True)
        return
    span.record_exception(exc)
    span.set_status(Status(StatusCode.ERROR, str(exc)[:500]))


def _provider() -> Any:
    """Return what sends spans to the endpoint; its packages need not be there otherwise."""
    sdk = import_module("opentelemetry.sdk.trace")
    exporting = import_module("opentelemetry.sdk.trace.export")
    otlp = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    about = {"service.name": os.environ.get("OTEL_SERVICE_NAME", SERVICE)}
    resource = import_module("opentelemetry.sdk.resources").Resource.create(about)
    provider = sdk.TracerProvider(resource=resource)
    provider.add_span_processor(exporting.BatchSpanProcessor(otlp.OTLPSpanExporter()))
    return provider
