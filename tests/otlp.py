"""A collector of OpenTelemetry, as small as one can be: it takes spans over HTTP and keeps them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Collector:
    """What has come, and how it answers; ``hold`` keeps it from answering while it is not set."""

    endpoint: str = ""
    status: int = 200
    asked: int = 0
    hold: threading.Event = field(default_factory=threading.Event)
    spans: list[Any] = field(default_factory=list)
    resources: list[dict[str, Any]] = field(default_factory=list)

    def take(self, data: bytes) -> None:
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
            ExportTraceServiceRequest,
        )

        for group in ExportTraceServiceRequest.FromString(data).resource_spans:
            self.resources.append(values(group.resource.attributes))
            self.spans += [span for scope in group.scope_spans for span in scope.spans]

    def names(self) -> list[str]:
        """Return what spans are called, with the job where they are one."""
        return [f"{one.name} {job_of(one)}".strip() for one in self.spans]


def values(attributes: Any) -> dict[str, Any]:
    """Return attributes as OTLP writes them, as plain values."""
    return {one.key: getattr(one.value, str(one.value.WhichOneof("value"))) for one in attributes}


def job_of(span: Any) -> str:
    return str(values(span.attributes).get("aigc.job.name", ""))


@contextmanager
def collecting() -> Iterator[Collector]:
    """Run a collector at an address of this machine."""
    kept = Collector()
    kept.hold.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            kept.asked += 1
            kept.hold.wait(30)
            if kept.status == 200 and self.path == "/v1/traces":
                kept.take(data)
            self.send_response(kept.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *given: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        kept.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield kept
        finally:
            kept.hold.set()
            server.shutdown()
            thread.join()
