"""Where spans go: a collector of OpenTelemetry, by OTLP over HTTP, from a thread of their own."""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Final

from aigc.notices import notice

SERVICE: Final = "aigc-batch"
DELAY_MS: Final = 500
"""So long spans wait for others; a worker that is killed loses those of so long."""
TIMEOUT_S: Final = 3.0
"""So long a collector may take, where the environment says nothing else."""
REST_S: Final = 30.0
"""So long a collector that cannot be reached is left alone; what is made meanwhile is dropped."""
_PATH: Final = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
_TIMEOUTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT")
_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_OFF: Final = {"OTEL_SDK_DISABLED": "true", "OTEL_TRACES_EXPORTER": "none"}
_SECRET: Final = re.compile(r"//[^/]*@")
_TURN: Final = threading.Lock()
_ANSWER: Final = re.compile(r"code: (\d+), reason: (.+)")


def named() -> str:
    """Return the address of the collector that the environment names, or ''."""
    if any(os.environ.get(name, "").strip().lower() == value for name, value in _OFF.items()):
        return ""
    return next((value for name in _ENDPOINTS if (value := os.environ.get(name))), "")


def reached() -> Sender | None:
    """Let spans of this process go to the collector that the environment names.

    Returns ``None`` where it names none or, after one notice, where that cannot be; and where the
    program has set a tracer provider itself, which hears them then.
    """
    with _TURN:
        return _reached(named())


@cache
def _reached(endpoint: str) -> Sender | None:
    if not endpoint:
        return None
    try:
        from opentelemetry import trace

        if not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
            return None
        sender, provider = _made(endpoint)
    except ImportError as exc:
        notice(
            f"No traces are sent: {exc.name} is not installed. "
            "pip install 'aigc-workbench[tracing]'"
        )
    except Exception as exc:
        notice(f"No traces are sent: {exc}. Check the variables that begin with OTEL_.")
    else:
        trace.set_tracer_provider(provider)
        return sender
    return None


class Sender:
    """Hands spans to an exporter of the SDK, and spares it while it reaches nobody.

    No job waits for a collector, and the end of a worker for one attempt at most.
    """

    def __init__(
        self, exporter: Any, endpoint: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._exporter, self._clock = exporter, clock
        self._place = _SECRET.sub("//", endpoint)
        self._free_at, self._answer = 0.0, ""
        self._last: Any = None
        self._told, self._untold = False, list[str]()
        # The exporter tells of every attempt, over and over.
        logging.getLogger(type(exporter).__module__).addFilter(self._heard)

    def export(self, spans: Sequence[Any]) -> Any:
        """Send spans, or drop them."""
        if self._clock() >= self._free_at:
            self._last = self._exporter.export(spans)
            if self._last.name == "FAILURE":
                self._free_at = self._clock() + REST_S
                self._tell()
        return self._last

    def shutdown(self) -> None:
        """End it."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Return that nothing is kept here."""
        return True

    def untold(self) -> list[str]:
        """Return what a job is to be told, once."""
        found, self._untold = self._untold, []
        return found

    def _tell(self) -> None:
        if self._told:
            return
        self._told = True
        answer = f" (it answers {self._answer})" if self._answer else ""
        message = (
            f"Traces do not reach {self._place}{answer}; jobs go on without. {_ENDPOINTS[-1]} has "
            "to name a collector that takes OTLP over HTTP, such as http://localhost:4318."
        )
        self._untold.append(message)
        notice(message)

    def _heard(self, record: logging.LogRecord) -> bool:
        if found := _ANSWER.search(record.getMessage()):
            self._answer = " ".join(found.groups())
        return False


def _made(endpoint: str) -> tuple[Sender, Any]:
    otlp, sdk = import_module(_PATH), import_module("opentelemetry.sdk.trace")
    batching = import_module("opentelemetry.sdk.trace.export").BatchSpanProcessor
    timeout_s = None if any(map(os.environ.get, _TIMEOUTS)) else TIMEOUT_S
    delay_ms = None if os.environ.get("OTEL_BSP_SCHEDULE_DELAY") else DELAY_MS
    sender = Sender(otlp.OTLPSpanExporter(timeout=timeout_s), endpoint)
    provider = sdk.TracerProvider(resource=_resource())
    provider.add_span_processor(batching(sender, schedule_delay_millis=delay_ms))
    return sender, provider


def _resource() -> Any:
    resource = import_module("opentelemetry.sdk.resources").Resource
    found = resource.create()
    if str(found.attributes["service.name"]).startswith("unknown_service"):
        found = found.merge(resource({"service.name": SERVICE}))
    return found
