"""Load a document over HTTPS from public addresses only."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aigc.errors import InputError

if TYPE_CHECKING:
    import httpx

Resolver = Callable[[str, int], Iterable[str]]
"""Host and port to the numeric addresses that the name stands for."""

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
    max_bytes: int = 20_000_000,
    timeout_s: float = 30.0,
    resolve: Resolver | None = None,
    transport: httpx.BaseTransport | None = None,
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
            return _follow(client, url, resolve or _resolve, max_bytes, deadline)
    except httpx.TimeoutException as exc:
        raise _too_slow(url) from exc
    except httpx.HTTPError as exc:
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
    client: httpx.Client, url: str, resolve: Resolver, max_bytes: int, deadline: float
) -> Fetched:
    import httpx

    for _ in range(_REDIRECTS + 1):
        request, where = _request(client, url, resolve, deadline)
        response = client.send(request, stream=True)
        try:
            if response.is_redirect:
                url = str(where.join(response.headers["location"]))
                continue
            if response.status_code != httpx.codes.OK:
                raise InputError(
                    f"{_short(url)} answered {response.status_code} {response.reason_phrase}. "
                    "Check the address, or save the page and pass the file."
                )
            return _received(response, str(where), max_bytes, deadline)
        finally:
            response.close()
    raise InputError(
        f"{_short(url)} redirects more than {_REDIRECTS} times. Pass the final address."
    )


def _request(
    client: httpx.Client, url: str, resolve: Resolver, deadline: float
) -> tuple[httpx.Request, httpx.URL]:
    import httpx

    try:
        where = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as exc:
        raise InputError(f"{_short(url)} is not a valid address.") from exc
    if where.scheme != "https" or not where.host:
        raise InputError(f"{_short(url)} is not an https address. Only https is loaded.")
    if where.userinfo:
        raise InputError("An address with a user name or password is not loaded. Remove it.")
    if not 0 < (where.port or 443) < 65_536:
        raise InputError(f"{_short(url)} is not a valid address.")
    address = _checked_address(where.host, where.port or 443, resolve)
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


def _received(response: httpx.Response, url: str, max_bytes: int, deadline: float) -> Fetched:
    parts: list[bytes] = []
    size = 0
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise _too_large(url, max_bytes)
    for part in response.iter_bytes():
        size += len(part)
        if size > max_bytes:
            raise _too_large(url, max_bytes)
        if time.monotonic() > deadline:
            raise _too_slow(url)
        parts.append(part)
    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    return Fetched(
        content=b"".join(parts),
        media_type=media_type,
        url=url,
        charset=response.charset_encoding or "",
    )


def _too_large(url: str, max_bytes: int) -> InputError:
    return InputError(f"{_short(url)} sends more than {max_bytes / 1e6:.0f} MB; it is not loaded.")


def _too_slow(url: str) -> InputError:
    return InputError(f"{_short(url)} did not answer in time. Try again, or pass a saved file.")


def _short(url: str) -> str:
    return url if len(url) <= 120 else f"{url[:117]}..."
