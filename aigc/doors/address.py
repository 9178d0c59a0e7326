"""The door for addresses: a document over HTTPS, from public hosts only."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aigc.doors.limits import LIMITS
from aigc.errors import InputError
from aigc.progress import Progress, silent

if TYPE_CHECKING:
    import httpx

Resolver = Callable[[str, int], Iterable[str]]
"""Host and port to the numeric addresses that the name stands for."""

_STEP: Final = "read"
_REDIRECTS: Final = 5
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_SIX_TO_FOUR: Final = ipaddress.ip_network("2002::/16")
_COMPATIBLE: Final = ipaddress.ip_network("::/96")
_HEADERS: Final = {
    "User-Agent": "Mozilla/5.0 (compatible; article reader)",
    "Accept": "text/html,application/xhtml+xml,text/*;q=0.9,application/pdf,image/*;q=0.8",
    "Accept-Encoding": "gzip, deflate",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a server sent: ``url`` is the address after redirects, ``charset`` may be empty."""

    content: bytes
    media_type: str
    url: str
    charset: str = ""


def fetch(
    url: str,
    *,
    max_bytes: int = LIMITS["url"].most_bytes,
    timeout_s: float = LIMITS["url"].seconds,
    resolve: Resolver | None = None,
    transport: httpx.BaseTransport | None = None,
    progress: Progress = silent,
) -> Fetched:
    """Return the content at an https address.

    The host name is resolved once for each hop, every address must be public, and the connection
    goes to the address that was checked, with the name's certificate verified. Redirects (at most
    five) are checked in the same way.

    Parameters
    ----------
    max_bytes : int
        Most bytes of the content, after decompression.
    timeout_s : float
        Seconds for everything together.
    resolve, transport
        Name lookup and HTTP transport; tests pass their own.
    progress : Progress
        Told before each hop and after each part of the content; raising `Cancelled` stops there.

    Raises
    ------
    InputError
        The address is not https, not public, does not answer, or sends too much.
    """
    import httpx

    deadline = time.monotonic() + timeout_s
    try:
        with httpx.Client(
            transport=transport, trust_env=False, follow_redirects=False, headers=_HEADERS
        ) as client:
            return _follow(client, url, resolve or _resolve, max_bytes, deadline, progress)
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        if isinstance(exc, httpx.TimeoutException) or time.monotonic() >= deadline:
            raise _too_slow(url) from exc
        raise InputError(
            f"{_short(url)} cannot be loaded: {exc}. Save the page and pass the file."
        ) from exc


def is_public(address: str) -> bool:
    """Tell whether a numeric address is one of the public internet.

    An IPv6 address that carries an IPv4 one (mapped, compatible, NAT64, 6to4) is judged by it too.
    """
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip.teredo is not None:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip in _SIX_TO_FOUR:
        return ip.sixtofour
    if ip in _NAT64 or ip in _COMPATIBLE:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def _follow(
    client: httpx.Client,
    url: str,
    resolve: Resolver,
    max_bytes: int,
    deadline: float,
    progress: Progress,
) -> Fetched:
    import httpx

    for _ in range(_REDIRECTS + 1):
        progress(_STEP, 0, max_bytes)
        request, where = _request(client, url, resolve, deadline)
        with _watched(request, deadline), _sent(client, request) as response:
            if response.is_redirect:
                url = str(where.join(response.headers["location"]))
                continue
            if response.status_code != httpx.codes.OK:
                raise InputError(
                    f"{_short(url)} answered {response.status_code} "
                    f"{_short(response.reason_phrase)}. "
                    "Check the address, or save the page and pass the file."
                )
            return _received(response, str(where), max_bytes, deadline, progress)
    raise InputError(
        f"{_short(url)} redirects more than {_REDIRECTS} times. Pass the final address."
    )


def _request(
    client: httpx.Client, url: str, resolve: Resolver, deadline: float
) -> tuple[httpx.Request, httpx.URL]:
    import httpx

    try:
        where = httpx.URL(url)
        host, port = where.host, 443 if where.port is None else where.port
    except (httpx.InvalidURL, ValueError) as exc:
        raise InputError(f"{_short(url)} is not a valid address.") from exc
    if where.scheme != "https" or not host:
        raise InputError(f"{_short(url)} is not an https address. Only https is loaded.")
    if where.userinfo:
        raise InputError("An address with a user name or password is not loaded. Remove it.")
    if not 0 < port < 65_536:
        raise InputError(f"{_short(url)} is not a valid address.")
    address = _checked_address(host, port, resolve)
    left = deadline - time.monotonic()
    if left <= 0:
        raise _too_slow(url)
    request = client.build_request(
        "GET",
        where.copy_with(host=address, fragment=None),
        headers={"Host": where.netloc.decode("ascii")},
        timeout=httpx.Timeout(min(left, 15.0)),
        extensions={"sni_hostname": where.raw_host.decode("ascii")},
    )
    return request, where


def _checked_address(host: str, port: int, resolve: Resolver) -> str:
    try:
        addresses = list(resolve(host, port))
    except (OSError, UnicodeError) as exc:
        raise InputError(f"The host {_short(host)} cannot be found. Check the address.") from exc
    if not addresses:
        raise InputError(f"The host {_short(host)} cannot be found. Check the address.")
    for address in addresses:
        if not is_public(address):
            raise InputError(
                f"The host {_short(host)} lies in a private or reserved network; it is not loaded."
            )
    return addresses[0]


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def _received(
    response: httpx.Response, url: str, max_bytes: int, deadline: float, progress: Progress
) -> Fetched:
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise _too_large(url, max_bytes)
    content = bytearray()
    unpack = _unpacker(response.headers.get("content-encoding", ""), url)
    for part in response.iter_raw():
        content += unpack(part, max_bytes + 1 - len(content))
        progress(_STEP, min(len(content), max_bytes), max_bytes)
        if len(content) > max_bytes:
            raise _too_large(url, max_bytes)
        if time.monotonic() > deadline:
            raise _too_slow(url)
    # a body without a length ends as a whole one when the connection is cut
    if time.monotonic() >= deadline:
        raise _too_slow(url)
    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    return Fetched(
        content=bytes(content),
        media_type=media_type,
        url=url,
        charset=response.charset_encoding or "",
    )


def _unpacker(encoding: str, url: str) -> Callable[[bytes, int], bytes]:
    """Return what unpacks a part of a body to at most so many bytes.

    httpx unpacks a part whole, and one encoding inside another: a few bytes would fill the memory.
    """
    named = encoding.strip().lower()
    if named in ("", "identity"):
        return lambda part, most: part
    if named not in ("gzip", "deflate"):
        raise InputError(
            f"{_short(url)} sends {named[:40]!r}, an encoding that nobody asked for; it is not "
            "loaded. Save the page and pass the file."
        )
    engine = zlib.decompressobj(47)  # of zlib or gzip, whichever it begins as
    bare = zlib.decompressobj(-15)

    def unpack(part: bytes, most: int) -> bytes:
        nonlocal engine
        try:
            return engine.decompress(part, most)
        except zlib.error:
            # some servers send deflate without the head that it should have
            if engine is bare or named == "gzip":
                raise InputError(
                    f"{_short(url)} sends a damaged page. Try again, or pass a saved file."
                ) from None
            engine = bare
            return engine.decompress(part, most)

    return unpack


@contextmanager
def _sent(client: httpx.Client, request: httpx.Request) -> Iterator[httpx.Response]:
    response = client.send(request, stream=True)
    try:
        yield response
    finally:
        response.close()


@contextmanager
def _watched(request: httpx.Request, deadline: float) -> Iterator[None]:
    """Cut the connection at the deadline, which a server that sends byte by byte never misses."""
    streams: list[Any] = []

    def note(event: str, about: Mapping[str, Any]) -> None:
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            streams.append(about["return_value"])

    def cut() -> None:
        for stream in streams:
            with suppress(OSError, AttributeError):
                stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    request.extensions["trace"] = note
    timer = threading.Timer(max(deadline - time.monotonic(), 0), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _too_large(url: str, max_bytes: int) -> InputError:
    return InputError(f"{_short(url)} sends more than {max_bytes / 1e6:.0f} MB; it is not loaded.")


def _too_slow(url: str) -> InputError:
    return InputError(f"{_short(url)} did not answer in time. Try again, or pass a saved file.")


def _short(url: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in url[:121])
    return shown if len(url) <= 120 else f"{shown[:117]}..."
