"""A small hub of our own: the few addresses that fetching a model asks, over a real socket."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

COMMIT = "0123456789abcdef0123456789abcdef01234567"
GATED = {"x-error-code": "GatedRepo", "x-error-message": "Access to model is restricted."}
ABSENT = {"x-error-code": "RepoNotFound", "x-error-message": "Repository not found."}


@dataclass
class FakeHub:
    """What it holds, who may have it, and what it was asked for.

    ``breaks`` names files whose first transfer ends in the middle.
    """

    url: str = ""
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    cards: dict[str, dict[str, object]] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    breaks: set[str] = field(default_factory=set)
    sent: Counter[str] = field(default_factory=Counter)
    ranges: list[str] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/api/models/{owner}/{name}/revision/{revision:path}")
        @app.get("/api/models/{owner}/{name}")
        def about(owner: str, name: str, request: Request) -> Response:
            repository = f"{owner}/{name}"
            if repository in self.broken:
                return Response(status_code=503)
            if repository not in self.files:
                return Response(status_code=404, headers=ABSENT)
            return JSONResponse(self._about(repository))

        @app.head("/{owner}/{name}/resolve/{revision}/{path:path}")
        @app.get("/{owner}/{name}/resolve/{revision}/{path:path}")
        def file(owner: str, name: str, path: str, request: Request) -> Response:
            repository = f"{owner}/{name}"
            if repository in self.gated and "authorization" not in request.headers:
                return Response(status_code=401, headers=GATED)
            return self._file(repository, path, request)

        return app

    def _about(self, repository: str) -> dict[str, object]:
        return {
            "id": repository,
            "modelId": repository,
            "sha": COMMIT,
            "private": False,
            "gated": "manual" if repository in self.gated else False,
            "cardData": self.cards.get(repository, {}),
            "tags": [],
            "downloads": 0,
            "likes": 0,
            "siblings": [
                {"rfilename": path, "size": len(data), "blobId": _etag(data)}
                for path, data in self.files[repository].items()
            ],
        }

    def _file(self, repository: str, path: str, request: Request) -> Response:
        data = self.files.get(repository, {}).get(path)
        if data is None:
            return Response(status_code=404, headers={"x-error-code": "EntryNotFound"})
        headers = {"etag": f'"{_etag(data)}"', "x-repo-commit": COMMIT, "accept-ranges": "bytes"}
        asked = request.headers.get("range", "")
        begin = int(asked.removeprefix("bytes=").partition("-")[0]) if asked else 0
        if asked:
            self.ranges.append(f"{path} {asked}")
            headers["content-range"] = f"bytes {begin}-{len(data) - 1}/{len(data)}"
        headers["content-length"] = str(len(data) - begin)
        if request.method == "HEAD":
            return Response(status_code=200, headers=headers)
        self.sent[path] += 1
        part = data[begin:]
        if path in self.breaks and self.sent[path] == 1:
            part = part[: len(part) // 2]
        return StreamingResponse(_pieces(part), 206 if asked else 200, headers=headers)


def _etag(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()


def _pieces(data: bytes) -> Iterator[bytes]:
    for k in range(0, len(data), 65536):
        yield data[k : k + 65536]


def safetensors(*shapes: tuple[int, ...], cut: int = 0) -> bytes:
    """Return a safetensors file of float32 zeros, without its last ``cut`` bytes."""
    header, end = {}, 0
    for k, shape in enumerate(shapes):
        size = 4
        for n in shape:
            size *= n
        offsets = [end, end + size]
        header[f"t{k}"] = {"dtype": "F32", "shape": shape, "data_offsets": offsets}
        end += size
    head = json.dumps(header).encode()
    data = len(head).to_bytes(8, "little") + head + bytes(end)
    return data[: len(data) - cut]


@contextmanager
def running() -> Iterator[FakeHub]:
    """Run the hub on a free port while the block lasts."""
    hub = FakeHub()
    settings = uvicorn.Config(hub.app(), host="127.0.0.1", port=0, log_level="critical")
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    hub.url = f"http://127.0.0.1:{port}"
    try:
        yield hub
    finally:
        server.should_exit = True
        thread.join(5)
