"""Hostile pictures: bombs, disguises, and formats that carry programs or addresses."""

from __future__ import annotations

import io
import struct
import zlib
from functools import partial
from pathlib import Path
from typing import Final

from tests.hostile.case import SECRET, Case, Made


def enter(source: Path, out: Path) -> object:
    """Take a picture in, as every pipeline does."""
    from aigc.pictures import import_picture

    return import_picture(source, into=out)


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    width: int, height: int, *more: bytes, depth: int = 8, kind: int = 2, data: bytes = b""
) -> bytes:
    """Return a PNG that says it is so large; without ``data`` it is cut short."""
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    body = chunk(b"IDAT", data or zlib.compress(bytes(99)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(more) + body + chunk(b"IEND", b"")


def whole(*more: bytes) -> bytes:
    """Return a small PNG that can be read."""
    return png(32, 32, *more, data=zlib.compress(bytes(32 * 97)))


def _encoded(kind: str, **options: object) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((64, 64)).save(out, kind, **options)
    return out.getvalue()


def _cut(kind: str, share: float, path: Path) -> bytes:
    raw = _encoded(kind)
    return raw[: int(len(raw) * share)]


def _flipped(kind: str, path: Path) -> bytes:
    raw = bytearray(_encoded(kind))
    for at in range(20, len(raw), 7):
        raw[at] ^= 0xFF
    return bytes(raw)


def _scans(path: Path) -> bytes:
    """Return a progressive JPEG whose last scan is there 5,000 times."""
    raw = _encoded("JPEG", progressive=True)
    last = raw.rfind(b"\xff\xda")
    return raw[:last] + raw[last:-2] * 5000 + raw[-2:]


def _jpeg_of(width: int, height: int, path: Path) -> bytes:
    raw = bytearray(_encoded("JPEG"))
    at = raw.find(b"\xff\xc0")
    raw[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(raw)


def _gif(width: int, height: int, frames: int) -> bytes:
    picture = b"\x2c" + struct.pack("<4HB", 0, 0, width, height, 0) + b"\2\2\x44\1\0"
    head = b"GIF89a" + struct.pack("<2H3B", width, height, 0x80, 0, 0) + bytes(6)
    return head + picture * frames + b";"


def _webp(width: int, height: int) -> bytes:
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\2\0\0\0"
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body += b"ANIM" + struct.pack("<I", 6) + bytes(6) + b"ANMF" + struct.pack("<I", 2**31)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _exif(path: Path) -> bytes:
    from PIL import Image

    tags = Image.Exif()
    tags[0x010E] = "x" * 60_000
    return _encoded("JPEG", exif=b"Exif\0\0" + b"MM\0*\0\0\0\x08" + b"\xff" * 60_000)


def _link(path: Path) -> None:
    path.symlink_to(Path("..") / SECRET)


_SVG: Final = (
    f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "../{SECRET}">]>'
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://10.0.0.1/a.png"/><text>&x;</text>'
    "<script>fetch('/')</script></svg>"
).encode()
_MVG: Final = b"push graphic-context\nimage over 0,0 0,0 'https://10.0.0.1/a|id'\npop\n"


def _case(name: str, made: Made, why: str, *, harmless: bool = False) -> Case:
    return Case(kind="picture", name=name, made=made, why=why, harmless=harmless)


_PROFILE: Final = chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(80_000_000), 9))
_TEXTS: Final = [
    chunk(b"zTXt", b"k%d\0\0" % n + zlib.compress(bytes(900_000), 9)) for n in range(90)
]
CASES: Final = (
    _case("a.png", b"", "empty"),
    _case("a.png", b"\x89PNG\r\n\x1a\n", "only the beginning"),
    _case("a.png", png(60_000, 60_000), "3.6 billion pixels"),
    _case("a.png", png(2**31 - 1, 2**31 - 1), "as large as can be said"),
    _case("a.png", png(65_000, 1000), "65 million pixels, just over the limit"),
    _case("a.png", png(9000, 9000, depth=16, kind=6), "81 million pixels of 64 bits"),
    _case("a.png", png(0, 10), "no width"),
    _case("a.png", png(100, 100, depth=7), "a depth that there is not"),
    _case("a.png", png(700, 700, data=zlib.compress(bytes(30_000_000), 1)), "more rows than told",
          harmless=True),
    _case("a.png", whole(_PROFILE), "a colour profile of 80 MB", harmless=True),
    _case("a.png", whole(*_TEXTS), "80 MB of packed texts", harmless=True),
    _case("a.png", whole(chunk(b"iCCP", b"p\0\0" + zlib.compress(b"\xff" * 999))),
          "a colour profile that is none", harmless=True),
    _case("a.png", whole(chunk(b"acTL", struct.pack(">2I", 2**31 - 1, 0))), "two billion frames",
          harmless=True),
    _case("a.png", whole(chunk(b"eXIf", b"MM\0*" + b"\xff" * 5000)), "tags that point nowhere",
          harmless=True),
    _case("a.png", png(16, 16, struct.pack(">I", 2**31) + b"tEXt"), "a chunk of two gigabytes"),
    _case("a.jpg", partial(_cut, "JPEG", 0.5), "half a JPEG"),
    _case("a.jpg", partial(_flipped, "JPEG"), "a damaged JPEG", harmless=True),
    _case("a.jpg", partial(_jpeg_of, 65_500, 65_500), "four billion pixels in a JPEG"),
    _case("a.jpg", _scans, "5,000 scans"),
    _case("a.jpg", _exif, "60 kB of tags that are none", harmless=True),
    _case("a.gif", _gif(65_535, 65_535, 1), "four billion pixels in a GIF"),
    _case("a.gif", _gif(8, 8, 200_000), "200,000 frames", harmless=True),
    _case("a.gif", partial(_cut, "GIF", 0.4), "half a GIF"),
    _case("a.webp", _webp(16_384, 16_384), "a moving WebP of 268 million pixels"),
    _case("a.webp", partial(_flipped, "WEBP"), "a damaged WebP"),
    _case("a.svg", _SVG, "a drawing with a script, an entity and an address"),
    _case("a.png", _SVG, "a drawing called a PNG"),
    _case("a.png", _MVG, "drawing commands called a PNG"),
    _case("a.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\n",
          "a PostScript program called a JPEG"),
    _case("a.tif", partial(lambda path: _encoded("TIFF")), "a TIFF"),
    _case("a.png", b"II*\0\x08\0\0\0" + b"\xff" * 4000, "a TIFF called a PNG"),
    _case("a.psd", b"8BPS\0\1" + bytes(6) + struct.pack(">H2I2H", 3, 300_000, 300_000, 8, 3),
          "a Photoshop picture"),
    _case("a.png", b"\0\0\1\0\1\0" + bytes(4000), "an icon called a PNG"),
    _case("a.jpg", b"\0\0\0\x18ftypheic" + bytes(4000), "a HEIF picture"),
    _case("a.png", b"PK\3\4" + bytes(4000), "an archive called a PNG"),
    _case("a.png", b"P6 60000 60000 255\n" + bytes(99), "a portable map of 3.6 billion pixels"),
    _case("a.png", b"\x80\4\x95cos\nsystem\n(S'id'\ntR.", "a pickle called a PNG"),
    _case("a.png", b"#EXTM3U\nfile:///etc/passwd\n", "a playlist called a PNG"),
    _case("a.png", _link, "a link to a file outside"),
    _case("a\x1b[31m.png", b"not a picture", "a name that colours the terminal"),
)  # fmt: skip
