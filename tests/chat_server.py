"""A small server of OpenAI's protocol; the model's name tells how it behaves."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

Answer = Callable[[dict[str, Any]], str]


@dataclass
class ChatServer:
    """Where it listens, what it was asked, and what its model ``scripted`` answers."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    answer: Answer = lambda body: "Hello there."

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/chat/completions")
        async def complete(request: Request) -> Response:
            body = await request.json()
            self.bodies.append(body)
            self.keys.append(request.headers.get("authorization", ""))
            self.asked[body["model"]] += 1
            return self._behaved(body)

        return app

    def _behaved(self, body: dict[str, Any]) -> Response:
        model, count = body["model"], self.asked[body["model"]]
        if (busy := re.fullmatch(r"busy-(\d+)", model)) and count <= int(busy[1]):
            return _error(429, "Too many requests.", {"retry-after": "0.01"})
        if (down := re.fullmatch(r"down-(\d+)", model)) and count <= int(down[1]):
            return _error(503, "Overloaded.", {"retry-after": "0.01"})
        if model == "unknown":
            return _error(404, "The model `unknown` does not exist.")
        if model == "locked":
            return _error(401, "Incorrect API key provided: sk-secret.")
        if narrow := re.fullmatch(r"narrow-(\d+)", model):
            asked = sum(len(message["content"]) for message in body["messages"])
            if asked > int(narrow[1]):
                told = f"This model's maximum context length is {narrow[1]} tokens (max_tokens)."
                return _error(400, told)
        if model == "picky":
            for name in ("response_format", "temperature", "max_tokens"):
                if name in body:
                    return _error(400, f"Unsupported parameter: '{name}'.", param=name)
        if model == "json":
            return JSONResponse({"choices": []})
        return StreamingResponse(self._events(body), media_type="text/event-stream")

    def _events(self, body: dict[str, Any]) -> Iterator[str]:
        model, count = body["model"], self.asked[body["model"]]
        if model == "malformed":
            yield "data: {not json\n\n"
            return
        if model == "slow":
            time.sleep(1.5)
        if model == "refusing":
            yield _event({"refusal": "I cannot help with that."})
            yield _event({}, "stop")
            return
        text = self.answer(body)
        for k, piece in enumerate(re.findall(r"\S+\s*", text)):
            if model == "cut-1" and count == 1 and k == 1:
                yield "data: {"
                return
            if model == "endless":
                time.sleep(0.02)
            yield _event({"content": piece})
        yield _event({}, "length" if model == "short" else "stop")
        usage = {"prompt_tokens": 11, "completion_tokens": len(text.split()), "total_tokens": 0}
        yield f"data: {json.dumps({**_chunk([]), 'usage': usage})}\n\n"
        yield "data: [DONE]\n\n"


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    """Run a server on a free port of this machine."""
    server = ChatServer()
    config = uvicorn.Config(server.app(), port=0, log_level="error", lifespan="off")
    runner = uvicorn.Server(config)
    thread = threading.Thread(target=runner.run, daemon=True)
    thread.start()
    while not runner.started:
        time.sleep(0.01)
    port = runner.servers[0].sockets[0].getsockname()[1]
    server.url = f"http://127.0.0.1:{port}/v1"
    try:
        yield server
    finally:
        runner.should_exit = True
        thread.join()


def _chunk(choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m",
            "choices": choices}  # fmt: skip


def _event(delta: dict[str, Any], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return f"data: {json.dumps(_chunk([choice]))}\n\n"


def _error(
    status: int, message: str, headers: dict[str, str] | None = None, param: str | None = None
) -> JSONResponse:
    error = {"message": message, "type": "error", "param": param, "code": None}
    return JSONResponse({"error": error}, status_code=status, headers=headers)
