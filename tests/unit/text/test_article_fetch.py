from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from aigc.doors.address import Fetched, fetch, is_public
from aigc.errors import Cancelled, InputError
from aigc.progress import Progress
from aigc.text.article.reader import read_article

PUBLIC = "93.184.216.34"


def answering(handler: object, url: str, address: str = PUBLIC, **options: object) -> Fetched:
    return fetch(
        url,
        resolve=lambda host, port: [address],
        transport=httpx.MockTransport(handler),  # type: ignore[arg-type]
        **options,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.9", "172.16.0.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
        "fe80::1%eth0", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:4136:e378:8000::1",
        "::127.0.0.1", "ff02::1", "2001:db8::1", "not an address", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def test_the_checked_address_is_used_with_the_name() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(
            200,
            headers={"Content-Type": "text/html; charset=GBK"},
            stream=httpx.ByteStream(b"hi"),
        )

    got = answering(handler, "https://news.example/a?b=1#c")
    assert (got.content, got.media_type, got.charset) == (b"hi", "text/html", "gbk")
    assert got.url.startswith("https://news.example/a?b=1")
    assert seen[0].url.host == PUBLIC
    assert seen[0].headers["host"] == "news.example"
    assert seen[0].extensions["sni_hostname"] == "news.example"


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://news.example/", "https"),
        ("ftp://news.example/", "https"),
        ("https://", "https"),
        ("https://user:pass@news.example/", "user name"),
        ("https://a.example:99999999/", "not a valid"),
    ],
)
def test_addresses_that_are_refused(url: str, word: str) -> None:
    with pytest.raises(InputError, match=word):
        answering(lambda request: httpx.Response(200), url)


def test_one_private_address_among_several_is_enough() -> None:
    with pytest.raises(InputError, match="private"):
        fetch(
            "https://news.example/",
            resolve=lambda host, port: [PUBLIC, "127.0.0.1"],
            transport=httpx.MockTransport(lambda request: httpx.Response(200)),
        )


def test_every_redirect_is_checked() -> None:
    hosts: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        hosts.append(host)
        return ["10.0.0.1"] if host == "inside.example" else [PUBLIC]

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": "https://inside.example/admin"})

    with pytest.raises(InputError, match=r"inside\.example lies in a private"):
        fetch("https://a.example/", resolve=resolve, transport=httpx.MockTransport(handler))
    assert hosts == ["a.example", "inside.example"]
    with pytest.raises(InputError, match="https"):
        answering(
            lambda r: httpx.Response(301, headers={"Location": "http://a.example/"}),
            "https://a.example/",
        )


def test_relative_redirect_and_too_many() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        step = int(request.url.path.strip("/") or 0)
        if step < 5:
            return httpx.Response(302, headers={"Location": f"/{step + 1}"})
        return httpx.Response(200, stream=httpx.ByteStream(b"end"))

    assert answering(handler, "https://a.example/").url == "https://a.example/5"
    with pytest.raises(InputError, match="more than 5"):
        answering(
            lambda r: httpx.Response(302, headers={"Location": "/again"}), "https://a.example/"
        )


def test_size_status_and_failures() -> None:
    def chunks() -> object:
        for _ in range(100):
            yield b"x" * 100

    with pytest.raises(InputError, match="more than"):
        answering(
            lambda r: httpx.Response(200, content=chunks()), "https://a.example/", max_bytes=1000
        )
    with pytest.raises(InputError, match="more than"):
        answering(
            lambda r: httpx.Response(200, content=b"x" * 2000), "https://a.example/", max_bytes=1000
        )
    with pytest.raises(InputError, match="404"):
        answering(lambda r: httpx.Response(404), "https://a.example/")

    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(InputError, match="refused"):
        answering(broken, "https://a.example/")
    with pytest.raises(InputError, match="in time"):
        answering(lambda r: httpx.Response(200), "https://a.example/", timeout_s=0)


def test_unknown_host() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(InputError, match="cannot be found"):
        fetch("https://nowhere.example/", resolve=resolve)


def test_article_from_an_address_loads_its_pictures(tmp_path: Path) -> None:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (100, 90), "olive").save(out, "PNG")
    page = (
        "<html><body><article><h1>Olives</h1><p>The harvest began early this year in the hills.</p>"
        "<img src='/img/o.png' alt='Olives'><img src='http://plain.example/x.png'></article></body>"
    )
    asked: list[str] = []

    def load(url: str, *, max_bytes: int, timeout_s: float, progress: Progress) -> Fetched:
        asked.append(url)
        if url.endswith(".png"):
            return Fetched(content=out.getvalue(), media_type="image/png", url=url)
        return Fetched(content=page.encode(), media_type="text/html", url=url)

    article = read_article("https://farm.example/news/1", assets=tmp_path, fetch=load)
    assert asked == ["https://farm.example/news/1", "https://farm.example/img/o.png"]
    assert article.source == "https://farm.example/news/1"
    assert [f.alt for f in article.figures] == ["Olives"]
    assert [f.asset.source for f in article.figures] == ["https://farm.example/img/o.png"]
    assert any("no https address" in note for note in article.notes)


def test_loading_stops_between_hops_and_between_parts(tmp_path: Path) -> None:
    asked: list[str] = []

    def after(count: int) -> Progress:
        left = iter(range(count))

        def report(step: str, done: float, total: float) -> None:
            if next(left, None) is None:
                raise Cancelled(f"Stopped at {done:g} of {total:g}.")

        return report

    def hop(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(302, headers={"Location": f"/{len(asked)}"})

    with pytest.raises(Cancelled, match="at 0 of"):
        answering(hop, "https://a.example/0", progress=after(2))
    assert asked == ["/0", "/1"]
    sent: list[int] = []

    def parts() -> object:
        for n in range(9):
            sent.append(n)
            yield b"x" * 100

    with pytest.raises(Cancelled, match="at 300 of 5000"):
        answering(
            lambda r: httpx.Response(200, content=parts()), "https://a.example/",
            max_bytes=5000, progress=after(3),
        )  # fmt: skip
    assert sent == [0, 1, 2]


def test_reading_a_page_stops_between_its_pictures(tmp_path: Path) -> None:
    page = "# A\n\nThe harvest began early.\n\n" + "![x](/1.png)\n\n" * 3
    asked: list[str] = []

    def load(url: str, *, max_bytes: int, timeout_s: float, progress: Progress) -> Fetched:
        asked.append(url)
        progress("read", 0, 1)
        return Fetched(content=page.encode(), media_type="text/markdown", url=url)

    def stop(step: str, done: float, total: float) -> None:
        if any(url.endswith(".png") for url in asked):
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        read_article("https://farm.example/a.md", assets=tmp_path, fetch=load, progress=stop)
    assert asked == ["https://farm.example/a.md", "https://farm.example/1.png"]
