"""Models behind a server that speaks OpenAI's protocol: OpenAI, vLLM, SGLang, Ollama, llama.cpp."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import httpx2
import openai
from openai import OpenAI
from openai.types.chat import ChatCompletionChunk
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from aigc.errors import AigcError, EngineFailed, EngineUnavailable
from aigc.language.chat import (
    Finish,
    Hear,
    Message,
    Reply,
    Request,
    RequestTooLong,
    Usage,
    unheard,
)
from aigc.language.marks import unmarked
from aigc.language.options import KEY, URL, Served
from aigc.pretrained import first_line
from aigc.progress import Progress, silent

NO_KEY = "none"
"""What is sent where no key is given; servers of one's own ask for none."""
LONGEST_WAIT_S = 60.0
_TICK_S = 0.2
_FINISH: Mapping[str | None, Finish] = {"length": "length", "content_filter": "refusal"}
_OPTIONAL = ("response_format", "seed", "stream_options", "temperature")
"""What is left out, one after the other, where a server does not know it."""
_TOO_LONG = re.compile(
    r"context[_ ](?:length|window|size)|maximum context|(?:prompt|input|request) is too long"
    r"|too many (?:input )?tokens"
)
_WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_LETTERS_PER_TOKEN = 3
_TOKENS_PER_MESSAGE = 8


class Broken(openai.OpenAIError):
    """The stream of an answer stopped or made no sense."""


class ServedModel:
    """A model of a server; see `aigc.language.chat.ChatModel`.

    The key is read from ``OPENAI_API_KEY`` and stands in no message and no fingerprint.

    Parameters
    ----------
    model : str
        The model's name at the server.
    """

    def __init__(self, model: str, options: Served | None = None) -> None:
        self._options = options or Served()
        self._url = self._options.url or os.environ.get(URL, "")
        self.name = model
        self._left_out: set[str] = set()
        self._client: OpenAI | None = None

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and the server."""
        return f"served-1 {self.name} {self._url}"

    @property
    def room_tokens(self) -> int:
        """How many tokens it looks at, as the options tell; see `ChatModel.room_tokens`."""
        return self._options.context

    def count(self, messages: tuple[Message, ...]) -> int:
        """Return about how many tokens messages take; rather too many than too few."""
        wide = sum(len(_WIDE.findall(m.text)) for m in messages)
        letters = sum(len(m.text) for m in messages) - wide
        return wide + letters // _LETTERS_PER_TOKEN + _TOKENS_PER_MESSAGE * len(messages)

    def reply(
        self, request: Request, *, progress: Progress = silent, heard: Hear = unheard
    ) -> Reply:
        """Return the answer; see `ChatModel.reply`."""
        begun, tries = time.monotonic(), 0

        def once() -> Reply:
            nonlocal tries
            tries += 1
            if tries > 1:
                heard("")
            return self._streamed(request, progress, heard)

        try:
            found = self._retrying(progress)(once)
        except openai.OpenAIError as exc:
            raise self._said(exc, tries) from exc
        used = found.usage
        return Reply(text=found.text, finish=found.finish, usage=Usage(
            calls=1, prompt_tokens=used.prompt_tokens, completion_tokens=used.completion_tokens,
            seconds=time.monotonic() - begun, retries=tries - 1,
            cost=(used.prompt_tokens * self._options.price_in
                  + used.completion_tokens * self._options.price_out) / 1e6,
        ))  # fmt: skip

    def _retrying(self, progress: Progress) -> Retrying:
        return Retrying(
            retry=retry_if_exception(_passing),
            stop=stop_after_attempt(self._options.retries + 1),
            wait=_wait,
            sleep=lambda seconds: _sleep(seconds, progress),
            reraise=True,
        )

    def _streamed(self, request: Request, progress: Progress, heard: Hear) -> Reply:
        """Return the answer to one sending, without the fields that the server does not know."""
        while True:
            try:
                return self._once(request, progress, heard)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as exc:
                field = _unknown(exc, self._left_out)
                if field is None:
                    raise
                self._left_out.add(field)

    def _once(self, request: Request, progress: Progress, heard: Hear) -> Reply:
        pieces: list[str] = []
        refused, finish, read, written = "", "", 0, 0
        for chunk in self._chunks(request):
            piece, refusal, ended = _parts(chunk)
            refused += refusal
            finish = ended or finish
            if chunk.usage:
                read, written = chunk.usage.prompt_tokens, chunk.usage.completion_tokens
            if piece:
                pieces.append(piece)
                heard(piece)
            progress("answer", min(len(pieces), request.max_tokens), request.max_tokens)
        if not finish:
            raise Broken("it stopped before its end")
        if not pieces and not refused:
            raise Broken("it was empty")
        return Reply(
            text=refused or "".join(pieces),
            finish="refusal" if refused else _FINISH.get(finish, "stop"),
            usage=Usage(calls=1, prompt_tokens=read, completion_tokens=written or len(pieces)),
        )

    def _chunks(self, request: Request) -> Iterator[ChatCompletionChunk]:
        with self._connected().chat.completions.create(**self._arguments(request)) as stream:
            chunks = iter(stream)
            while True:
                try:
                    chunk = next(chunks)
                except StopIteration:
                    return
                except (httpx2.TransportError, ValueError) as exc:
                    raise Broken(f"it broke off or is no event stream ({first_line(exc)})") from exc
                yield chunk

    def _arguments(self, request: Request) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "temperature": request.temperature,
            "seed": request.seed,
            "stream_options": {"include_usage": True},
        }
        if request.schema is not None:
            form = {"name": "answer", "schema": dict(request.schema)}
            wanted["response_format"] = {"type": "json_schema", "json_schema": form}
        limit = "max_completion_tokens" if "max_tokens" in self._left_out else "max_tokens"
        return {
            "model": self.name,
            "messages": [{"role": m.role, "content": unmarked(m.text)} for m in request.messages],
            "stream": True,
            limit: request.max_tokens,
            **{k: v for k, v in wanted.items() if k not in self._left_out},
        }

    def _connected(self) -> OpenAI:
        if self._client is None:
            key = os.environ.get(KEY, "")
            if not self._url and not key:
                raise EngineUnavailable(
                    f"No server for the model {self.name!r}: give its address as {URL}, for "
                    f"example http://localhost:11434/v1, and its key, if it wants one, as {KEY}."
                )
            self._client = OpenAI(
                base_url=self._url or None, api_key=key or NO_KEY, max_retries=0,
                timeout=self._options.timeout_s,
            )  # fmt: skip
        return self._client

    def _said(self, exc: openai.OpenAIError, tries: int) -> AigcError:
        """Return what went wrong as one sentence, with what to do."""
        where = f"The server of {self.name!r} ({self._url or 'api.openai.com'})"
        times = f" in {tries} tries" if tries > 1 else ""
        if isinstance(exc, openai.APITimeoutError):
            return EngineFailed(
                f"{where} was silent for {self._options.timeout_s:g} s{times}. Raise timeout_s, "
                "or ask for a smaller model."
            )
        if isinstance(exc, openai.APIConnectionError):
            return EngineUnavailable(f"{where} cannot be reached{times}. Is it running?")
        if isinstance(exc, openai.AuthenticationError | openai.PermissionDeniedError):
            return EngineUnavailable(f"{where} did not accept the key. Check {KEY}.")
        if _too_long(exc):
            return RequestTooLong(
                f"{where} found the request too long: {_reason(exc)} Give a shorter text, or a "
                "model with a longer context."
            )
        if isinstance(exc, openai.NotFoundError):
            return EngineUnavailable(
                f"{where} has no such model: {_reason(exc)} Check its name and that the address "
                "ends in /v1."
            )
        if isinstance(exc, openai.RateLimitError):
            return EngineFailed(f"{where} has no room for more requests{times}: {_reason(exc)}")
        if isinstance(exc, Broken):
            return EngineFailed(f"{where} gave no whole answer{times}: {_reason(exc)}")
        return EngineFailed(f"{where} answered with an error{times}: {_reason(exc)}")


def _parts(chunk: ChatCompletionChunk) -> tuple[str, str, str]:
    """Return what a piece of the stream says, what it refuses, and why it ends."""
    if not chunk.choices:
        return "", "", ""
    one = chunk.choices[0]
    return one.delta.content or "", one.delta.refusal or "", one.finish_reason or ""


def _passing(exc: BaseException) -> bool:
    """Tell whether an error may pass: the server is busy, broken or out of reach."""
    if isinstance(exc, openai.APIStatusError):
        return exc.status_code in (408, 409, 429) or exc.status_code >= 500
    return isinstance(exc, openai.APIError | Broken)


_backoff: Callable[[RetryCallState], float] = wait_random_exponential(0.5, LONGEST_WAIT_S)


def _wait(state: RetryCallState) -> float:
    """Return how long the server asks to wait, or else twice as long each time, by chance."""
    exc = state.outcome.exception() if state.outcome else None
    if isinstance(exc, openai.APIStatusError):
        with suppress(ValueError, TypeError):
            return min(float(exc.response.headers.get("retry-after") or ""), LONGEST_WAIT_S)
    return _backoff(state)


def _sleep(seconds: float, progress: Progress) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        progress("wait", seconds - left, seconds)
        time.sleep(min(left, _TICK_S))


def _unknown(exc: openai.APIStatusError, left_out: set[str]) -> str | None:
    """Return the field that the server does not know, as far as its words tell."""
    if _too_long(exc):
        return None
    words = f"{exc.param or ''} {exc.message}".lower()
    fields = ("max_tokens", *_OPTIONAL)
    return next((f for f in fields if f in words and f not in left_out), None)


def _too_long(exc: openai.OpenAIError) -> bool:
    """Tell whether a server says that the messages are more than its model can look at."""
    told = isinstance(exc, openai.APIStatusError) and exc.status_code in (400, 413, 422)
    return told and _TOO_LONG.search(f"{getattr(exc, 'code', '')} {exc}".lower()) is not None


def _reason(exc: openai.OpenAIError) -> str:
    body = getattr(exc, "body", None)
    if isinstance(body, Mapping) and isinstance(body.get("message"), str):
        return first_line(ValueError(body["message"]))
    return first_line(exc)
