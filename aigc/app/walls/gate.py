"""What stands before the studio's server: every request passes here first."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from aigc.app.walls.told import KEY, Ledger
from aigc.app.walls.typed import leads_away, strings_in

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Server = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_JSON_BYTES: Final = 8_000_000
BURST, PER_SECOND = 200, 20.0
"""So many events a user may send at once, and so many a second from then on."""
API: Final = "/gradio_api"
FILE: Final = "/file="
CLOSED: Final = (
    "/proxy=", "/process_recording", "/component_server", "/dev/", "/monitoring", "/deep_link",
    "/vibe", "/file=http:", "/file=https:",
)  # fmt: skip
"""Ways of Gradio that the pages do not use: to other addresses, programs and code."""
HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
FRAMED: Final = {
    "x-frame-options": "SAMEORIGIN",
    "content-security-policy": "frame-ancestors 'self'; object-src 'none'; base-uri 'self'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the gate lets through.

    Attributes
    ----------
    logins : bool
        Whether only users that are named may enter.
    hosts : tuple of str
        Names by which the studio may be called; empty for any.
    models : tuple of Path
        Folders whose models a user may type the path of.
    shared : tuple of Path
        Files that every user may fetch.
    """

    logins: bool = False
    hosts: tuple[str, ...] = ()
    models: tuple[Path, ...] = ()
    shared: tuple[Path, ...] = ()


class Gate:
    """An ASGI middleware; Gradio's own login tells it who asks."""

    def __init__(
        self,
        app: Server,
        rules: Rules,
        uploads: Path,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._rules, self._clock = app, rules, clock
        self._uploads = str(uploads.resolve())
        self._ledger = Ledger()
        self._pace: dict[str, tuple[float, float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with a sentence."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._passed(scope, receive, _dressed(send, self._rules))
        except _Refused as exc:
            await _answer(_dressed(send, self._rules), exc.status, str(exc))

    async def _passed(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        self._check_host(headers)
        path = str(scope["path"]).removeprefix(API)
        if path.startswith(CLOSED):
            raise _Refused(404, "The studio has no such page.")
        user = self._user(scope, headers) if self._rules.logins else None
        if user is None:
            await self._app(scope, receive, send)
            return
        scope[KEY] = lambda file: self._ledger.tell(user, file)
        if path.startswith(FILE):
            self._check_file(user, path.removeprefix(FILE))
        if scope["method"] == "POST":
            _check_origin(headers)
            if path.startswith("/upload"):
                send = self._uploading(user, send)
            elif "json" in headers.get("content-type", ""):
                receive = await self._checked(user, receive)
        await self._app(scope, receive, send)

    def _check_host(self, headers: Mapping[str, str]) -> None:
        # A page elsewhere whose name is made to mean this machine calls the studio by that name.
        asked = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        if self._rules.hosts and asked not in self._rules.hosts:
            raise _Refused(
                403,
                f"The studio is not called {asked[:80]!r}. Behind a proxy, name it in "
                "AIGC_STUDIO_HOSTS.",
            )

    def _user(self, scope: Scope, headers: Mapping[str, str]) -> str | None:
        server, cookies = scope["app"], _cookies(headers.get("cookie", ""))
        names = (f"access-token-{server.cookie_id}", f"access-token-unsecure-{server.cookie_id}")
        token = next((cookies[name] for name in names if cookies.get(name)), "")
        found: str | None = server.tokens.get(token)
        return found

    def _check_file(self, user: str, path: str) -> None:
        plain = Path(os.path.normpath(path))
        shared = any(plain.is_relative_to(one) for one in self._rules.shared)
        if not shared and not self._ledger.knows(user, path):
            raise _Refused(404, "There is no such file for you.")

    def _uploading(self, user: str, send: Send) -> Send:
        """Let a user fetch what the server says that it took from him."""
        body = bytearray()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.body" and len(body) < MOST_JSON_BYTES:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    for path in _paths(bytes(body)):
                        self._ledger.tell(user, path)
            await send(message)

        return noted

    async def _checked(self, user: str, receive: Receive) -> Receive:
        """Read an event, check it, and return what gives it to the server."""
        self._check_pace(user)
        body = await _read(receive)
        try:
            texts = list(strings_in(json.loads(body or b"null")))
        except (ValueError, RecursionError):
            raise _Refused(400, "The page sent what is no JSON. Load it anew.") from None
        for text in texts:
            if self._foreign(user, text):
                raise _Refused(403, "That file is not one that you uploaded. Upload it again.")
            if leads_away(text, self._rules.models):
                raise _Refused(
                    403,
                    f"{text[:80]!r} names a place on the server, an address or a program. Choose "
                    "one of the list, or ask who runs the studio to add its folder.",
                )
        return _giving(body, receive)

    def _foreign(self, user: str, text: str) -> bool:
        if not text.startswith(("/", "\\")) and text[1:2] != ":":
            return False
        inside = os.path.normpath(text).startswith(self._uploads)
        return inside and not self._ledger.knows(user, text)

    def _check_pace(self, user: str) -> None:
        now = self._clock()
        left, last = self._pace.get(user, (float(BURST), now))
        left = min(float(BURST), left + (now - last) * PER_SECOND)
        if left < 1:
            raise _Refused(429, "That is more than the studio takes at once. Wait a moment.")
        self._pace[user] = (left - 1, now)


class _Refused(Exception):
    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


def _check_origin(headers: Mapping[str, str]) -> None:
    # A form on another page would bring the user's cookie along.
    origin = headers.get("origin")
    own = {headers.get("host"), headers.get("x-forwarded-host")}
    if origin and urlsplit(origin).netloc not in own:
        raise _Refused(403, "Another page may not work in the studio.")


def _headers(scope: Scope) -> dict[str, str]:
    pairs: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}


def _cookies(text: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in text.split(";"))
    return {name: value.strip('"') for name, _, value in pairs}


def _paths(body: bytes) -> list[str]:
    try:
        found = json.loads(body)
    except ValueError:
        return []
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


async def _read(receive: Receive) -> bytes:
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = bool(message.get("more_body"))
        if len(body) > MOST_JSON_BYTES:
            raise _Refused(413, f"At most {MOST_JSON_BYTES // 10**6} MB of text are taken at once.")
    return bytes(body)


def _giving(body: bytes, receive: Receive) -> Receive:
    given = False

    async def give() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give


def _dressed(send: Send, rules: Rules) -> Send:
    """Put the headers of safety on every answer."""
    more = HEADERS | (FRAMED if rules.logins else {})
    dressed = [(name.encode(), value.encode()) for name, value in more.items()]

    async def out(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", []) if pair[0].decode() not in more]
            message = {**message, "headers": [*kept, *dressed]}
        await send(message)

    return out


async def _answer(send: Send, status: int, said: str) -> None:
    body = json.dumps({"detail": said}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
