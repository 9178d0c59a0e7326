"""Hostile addresses, and a hostile server behind a public name."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import httpx

from aigc.doors import address
from aigc.progress import Progress
from tests.hostile.case import CANARY, Case
from tests.hostile.documents import WORDS

PUBLIC: Final = "93.184.215.14"
_PAGE: Final = f"<html><body><article><h1>Ferry</h1><p>{WORDS * 4}</p>".encode()
_OK: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_ENOUGH_S: Final = 1.0

Answer = Callable[[socket.socket, str], None]


def enter(source: Path, out: Path) -> object:
    """Read an article from the address that the file holds, or from the server that it names."""
    from aigc.text.article.reader import read_article

    url = source.read_text()
    path = url.removeprefix("https://news.example/")
    with _server(_ANSWERS.get(path.split("/")[0], _ordinary)) as port:

        def load(
            where: str, *, max_bytes: int, timeout_s: float, progress: Progress
        ) -> address.Fetched:
            return address.fetch(
                where,
                max_bytes=max_bytes,
                timeout_s=min(timeout_s, _ENOUGH_S),
                resolve=_resolve,
                transport=_Here(port),
                progress=progress,
            )

        article = read_article(url, assets=out, fetch=load)
    return article.title, article.text, article.figures, article.notes


class _Here(httpx.HTTPTransport):
    """Takes what was meant for the public address to the server on this machine instead."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host == PUBLIC, f"a connection to {request.url.host}"
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        request.extensions.pop("sni_hostname", None)
        return super().handle_request(request)


def _resolve(host: str, port: int) -> list[str]:
    if host == "news.example":
        return [PUBLIC]
    if host in _INSIDE:
        return _INSIDE[host]
    if ":" in host:
        return [host]
    return [socket.inet_ntoa(socket.inet_aton(host))]


_INSIDE: Final = {
    "inside.example": ["10.0.0.7"],
    "both.example": [PUBLIC, "127.0.0.1"],
    "meta.example": ["169.254.169.254"],
    "nowhere.example": [],
}


@contextmanager
def _server(answer: Answer) -> Iterator[int]:
    """Serve one answer to every connection, each in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        done = threading.Event()
        threads = [threading.Thread(target=_accept, args=(listening, answer, done), daemon=True)]
        threads[0].start()
        try:
            yield listening.getsockname()[1]
        finally:
            done.set()
            threads[0].join()


def _accept(listening: socket.socket, answer: Answer, done: threading.Event) -> None:
    while not done.is_set():
        with suppress(TimeoutError):
            talk = listening.accept()[0]
            threading.Thread(target=_talk, args=(talk, answer), daemon=True).start()


def _talk(talk: socket.socket, answer: Answer) -> None:
    with talk, suppress(OSError):
        asked = talk.recv(65_536).decode("latin-1").split(" ")
        answer(talk, asked[1] if len(asked) > 1 else "/")


def _says(raw: bytes) -> Answer:
    return lambda talk, path: talk.sendall(raw)


def _body(content: bytes, *headers: bytes) -> Answer:
    more = b"".join(header + b"\r\n" for header in headers)
    return _says(_OK + more + b"Content-Length: %d\r\n\r\n" % len(content) + content)


def _goes(to: str) -> Answer:
    return _says(f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode())


def _around(talk: socket.socket, path: str) -> None:
    talk.sendall(f"HTTP/1.1 302 F\r\nLocation: {path}x\r\nContent-Length: 0\r\n\r\n".encode())


def _ordinary(talk: socket.socket, path: str) -> None:
    _body(_PAGE)(talk, path)


def _for_ever(start: bytes, piece: bytes, pause_s: float = 0.0) -> Answer:
    def answer(talk: socket.socket, path: str) -> None:
        talk.sendall(start)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            talk.sendall(piece)
            time.sleep(pause_s)

    return answer


def _pictured(*places: str) -> Answer:
    shown = "".join(f"<img src='{place}'>" for place in places)
    return _body(_PAGE + shown.encode())


def _squeezed(times: int) -> bytes:
    content = bytes(30_000_000)
    for _ in range(times):
        content = gzip.compress(content)
    return content


_ANSWERS: Final[dict[str, Answer]] = {
    "slow-head": _for_ever(_OK, b"X: y\r\n", 0.05),
    "slow-body": _for_ever(_OK + b"\r\n", b"x", 0.05),
    "slow-gzip": _for_ever(_OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08" + bytes(6), b"n",
                           0.05),
    "silent": lambda talk, path: time.sleep(3),
    "endless": _for_ever(_OK + b"\r\n", b"x" * 65_536),
    "endless-head": _for_ever(_OK, b"X: " + b"y" * 60_000 + b"\r\n"),
    "large": _body(b"x", b"X-Y: z"),
    "lie": _says(_OK + b"Content-Length: 99999999999\r\n\r\nx"),
    "short": _says(_OK + b"Content-Length: 5000\r\n\r\n<html>"),
    "gzip": _body(_squeezed(1), b"Content-Encoding: gzip"),
    "gzip-twice": _body(_squeezed(2), b"Content-Encoding: gzip, gzip"),
    "brotli": _body(b"\x1b\xff\xff\xff" * 9, b"Content-Encoding: br"),
    "zstd": _body(b"(\xb5/\xfd" * 9, b"Content-Encoding: zstd"),
    "deflate": _body(zlib.compress(bytes(30_000_000)), b"Content-Encoding: deflate"),
    "bad-gzip": _body(b"\x1f\x8b\x08\x00" + b"x" * 99, b"Content-Encoding: gzip"),
    "noise": _says(bytes(range(256)) * 99),
    "nothing": lambda talk, path: None,
    "teapot": _says(b"HTTP/1.1 418 \x1b[2J\r\nContent-Length: 0\r\n\r\n"),
    "around": _around,
    "to-http": _goes("http://news.example/"),
    "to-file": _goes("file:///etc/passwd"),
    "to-inside": _goes("https://inside.example/"),
    "to-meta": _goes("https://meta.example/latest/meta-data"),
    "to-number": _goes("https://2130706433/"),
    "to-mapped": _goes("https://[::ffff:127.0.0.1]/"),
    "to-nowhere": _goes("https://[not/an/address"),
    "to-long": _goes("https://news.example/" + "x" * 60_000),
    "to-port": _goes("https://news.example:99999999/"),
    "binary": _body(b"MZ" + bytes(9999)),
    "pickle": _body(b"\x80\4\x95cos\nsystem\n(S'id'\ntR."),
    "charset": _says(_OK[:-2] + b"; charset=rot13\r\n\r\n" + _PAGE),
    "pictures": _pictured("file:///etc/passwd", "https://inside.example/a.png", "ftp://x/a.png",
                          "https://[::1]/a.png", "//127.0.0.1/a.png", "javascript:alert(1)"),
    "cookie": _says(_OK + b"Set-Cookie: a=%s; Domain=.\r\n\r\n" % CANARY.encode() + _PAGE),
}  # fmt: skip
_HARMLESS: Final = ("pictures", "cookie", "charset")
_ADDRESSES: Final = (
    "http://news.example/", "file:///etc/passwd", "ftp://news.example/a", "gopher://127.0.0.1:25/x",
    "https://127.0.0.1/", "https://localhost.localdomain@127.0.0.1/", "https://0/",
    "https://0x7f.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://[2002:7f00:1::]/",
    "https://[64:ff9b::a9fe:a9fe]/", "https://169.254.169.254/latest/meta-data/",
    "https://inside.example/", "https://both.example/", "https://nowhere.example/",
    "https://user:secret@news.example/", "https://news.example:0/", "https://news.example:99999/",
    "https:///nothing", "https://[/", "https://" + "a" * 300 + ".example/",
    "https://xn--" + "z" * 70 + "/", "https://news.example\\@127.0.0.1/",
    "https://news.example#@127.0.0.1:22/", "https://news.example/a\rHost:x",
)  # fmt: skip
CASES: Final = (
    *(Case(kind="url", name=url[:60], made=url.encode(), why=repr(url[:44])[1:-1],
           harmless="#@" in url or "\r" in url)
      for url in _ADDRESSES),
    *(
        Case(kind="url", name=path, made=f"https://news.example/{path}".encode(), why=path,
             harmless=path in _HARMLESS)
        for path in _ANSWERS
    ),
)  # fmt: skip
