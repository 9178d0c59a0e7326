"""A ledger behind HTTP, for workers that know its token."""

from __future__ import annotations

import hmac
import os
import secrets
import socket
import sys
import threading
import traceback
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from types import TracebackType
from typing import Final, Self

from pydantic import ValidationError

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.log import log
from aigc.batch.served.door import Door, show
from aigc.batch.served.wire import CALLS, MOST_BYTES, RELEASE, SERVER, Call, answered
from aigc.batch.watch import LEASE_S, Watch
from aigc.database import PATIENCE_S
from aigc.errors import ConfigError, DiskFull

TIMEOUT_S: Final = 30.0
MOST_WORKERS: Final = 2_000
ONCE: Final = ("claim", "fence", "done")
"""Calls that are not done again when they are repeated."""
EVERYWHERE: Final = ("0.0.0.0", "::")


class Answers:
    """The last answer to each worker, so that a call that it repeats changes nothing.

    A worker that waits for one answer makes no other of these calls.
    """

    def __init__(self, most: int = MOST_WORKERS) -> None:
        self._most = most
        self._last: OrderedDict[str, tuple[str, Future[bytes]]] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, worker: str, ticket: str, act: Callable[[], bytes]) -> bytes:
        """Return what ``act`` returned for this ticket, now or before; wait if it is at it."""
        with self._lock:
            known, answer = self._last.pop(worker, ("", Future()))
            if known != ticket:
                answer = Future()
            self._last[worker] = (ticket, answer)
            if len(self._last) > self._most:
                self._last.popitem(last=False)
        if known != ticket:
            try:
                answer.set_result(act())
            except BaseException as exc:
                answer.set_exception(exc)
                with self._lock:
                    self._last.pop(worker, None)
        return answer.result()


class ServedLedger(Ledger):
    """A ledger that also hears of dead workers.

    Attributes
    ----------
    watch : Watch
        Gives their jobs away.
    """

    def __init__(
        self,
        folder: BatchFolder,
        *,
        lease_s: float = LEASE_S,
        patience_s: float = PATIENCE_S,
        store: Path | None = None,
    ) -> None:
        """Open the ledger of a batch; see `aigc.batch.watch.Watch` for the lease and the store."""
        super().__init__(folder.ledger, patience_s=patience_s)
        self.watch = Watch(self, folder, lease_s=lease_s, store=store)

    def lost(self, worker: str) -> bool:
        """Give away the jobs of a worker that is known to be dead; return whether it had any."""
        return self.watch.lost(worker)


class DeskServer:
    """Serves the ledger of a batch while the block lasts.

    Workers that lose touch try again, so one may be closed and another opened in its place.
    """

    def __init__(self, folder: BatchFolder, address: str, store: Path | None = None) -> None:
        """Open ``HOST:PORT``; HOST is how other machines call this one, port 0 any that is free.

        The log in ``store`` is told of what is found published, the usual one's if left out.

        Raises
        ------
        ConfigError
            The address is none of this machine, or is taken.
        """
        host, port = parted(address)
        token = secrets.token_urlsafe(32)
        self._desk = ServedLedger(folder, store=store)
        handler = partial(_Handler, self._desk, token, Answers())
        try:
            self._http = _Http((host, port), handler, folder)
        except (OSError, UnicodeError) as exc:
            self._desk.close()
            raise ConfigError(
                f"The desk cannot be served at {address}: {getattr(exc, 'strerror', '') or exc}. "
                "Give an address of this machine and a free port, such as 192.168.0.5:8470."
            ) from exc
        self.door = Door(host=host, port=self._http.server_address[1], token=token)
        self._folder = folder

    def __enter__(self) -> Self:
        try:
            show(self._folder, self.door)
        except BaseException:
            self._close()
            raise
        serve = partial(self._http.serve_forever, poll_interval=0.05)
        threading.Thread(target=serve, name="desk", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._close()

    def _close(self) -> None:
        self._http.server_close()
        self._desk.close()

    def over(self) -> None:
        """Tell workers everywhere that there is nothing more to do.

        Where that cannot be written down, they give up when the desk does not answer.
        """
        with suppress(OSError, DiskFull):
            show(self._folder, Door(over=True))


def parted(address: str) -> tuple[str, int]:
    """Return the host and the port of ``HOST:PORT``.

    Raises
    ------
    ConfigError
        It is no address, or none that another machine can call.

    >>> parted("192.168.0.5:8470")
    ('192.168.0.5', 8470)
    """
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    if not host or not (port.isdecimal() and port.isascii()) or int(port[:6]) > 65_535:
        raise ConfigError(f"{address!r} is no HOST:PORT, such as 192.168.0.5:8470.")
    if host in EVERYWHERE:
        raise ConfigError(
            f"No other machine can call {host}. Give the address by which it reaches this one, "
            "such as 192.168.0.5:8470."
        )
    return host, int(port)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    # On Windows this would let two programs have one port.
    allow_reuse_address = os.name == "posix"

    def __init__(
        self, address: tuple[str, int], handler: partial[_Handler], folder: BatchFolder
    ) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._folder = folder
        super().__init__(address, handler)

    def server_bind(self) -> None:
        """Take the address, and ask no name server what else the machine is called."""
        TCPServer.server_bind(self)

    def handle_error(self, request: object, client_address: object) -> None:
        """Log a fault; a worker that went away in the middle of a call tries again or is lost."""
        if not isinstance(sys.exception(), OSError):
            log(self._folder, "desk-fault", trace=traceback.format_exc())


class _Handler(BaseHTTPRequestHandler):
    timeout = TIMEOUT_S
    server_version, sys_version = SERVER, ""

    def __init__(self, desk: ServedLedger, token: str, answers: Answers, *given: object) -> None:
        self._desk, self._token, self._answers = desk, f"Bearer {token}", answers
        super().__init__(*given)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        try:
            status, data = self._answered()
        finally:
            self._desk.close()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Keep no log of calls."""

    def _answered(self) -> tuple[int, bytes]:
        given = self.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, self._token.encode()):
            return 401, b"{}"
        if self.headers.get("User-Agent") != RELEASE:
            return 426, b"{}"
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return 413, b"{}"
        name = self.path.removeprefix("/")
        if name not in CALLS:
            return 404, b"{}"
        model, act = CALLS[name]
        try:
            call = model.model_validate_json(self.rfile.read(int(length)))
        except ValidationError:
            return 400, b"{}"
        return 200, self._done(name, call, partial(answered, lambda: act(self._desk, call)))

    def _done(self, name: str, call: Call, act: Callable[[], bytes]) -> bytes:
        if name in ONCE:
            return self._answers.once(call.worker, call.ticket, act)
        return act()
