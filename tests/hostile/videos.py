"""Hostile videos: playlists in disguise, impossible claims, damage, crowds of streams."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from tests.hostile.case import SECRET, Case, Made
from tests.hostile.films import PARTS, PLAYLIST, box, changed, film, linked, put


def enter(source: Path, out: Path) -> object:
    """Take a video in, as every pipeline does."""
    from aigc.footage.intake import import_footage

    return import_footage(source, into=out)


def _mp4(name: bytes, form: str, offset: int, *values: int) -> Made:
    return lambda path: changed(film(), name, put(form, offset, *values))


def _cut(kind: str, codec: str, share: float, path: Path) -> bytes:
    raw = film(kind, codec)
    return raw[: int(len(raw) * share)]


def _noise(kind: str, codec: str, step: int, path: Path) -> bytes:
    raw = bytearray(film(kind, codec))
    for at in range(60, len(raw), step):
        raw[at] ^= 0xA5
    return bytes(raw)


def _referring(path: Path) -> bytes:
    """Return a film whose pictures are said to lie in another file."""
    raw = film()
    entry = b"url " + b"\0\0\0\0" + b"file:../" + SECRET.encode() + b"\0"
    at = raw.find(b"url ")
    return raw[:at] + entry + raw[at + len(entry) :]


def _attached(path: Path) -> bytes:
    """Return a Matroska film with a playlist attached."""
    return film("matroska") + b"\x19\x41\xa4\x69\x90#EXTM3U\n../" + SECRET.encode()


_DASH: Final = (
    b'<?xml version="1.0"?><MPD><Period><BaseURL>http://10.0.0.1/</BaseURL></Period></MPD>'
)
_SDP: Final = b"v=0\no=- 0 0 IN IP4 10.0.0.1\ns=x\nc=IN IP4 10.0.0.1\nm=video 9 RTP/AVP 96\n"
_FTYP: Final = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")


def _case(name: str, made: Made, why: str, *, harmless: bool = False) -> Case:
    return Case(kind="video", name=name, made=made, why=why, harmless=harmless)


CASES: Final = (
    _case("a.mp4", b"", "empty"),
    _case("a.mp4", PLAYLIST, "a playlist called a video"),
    _case("a.mp4", PLAYLIST.replace(b"../", b"file:///etc/passwd#"), "a playlist of a whole path"),
    _case("a.mp4", PLAYLIST.replace(b"../", b"http://10.0.0.1/"), "a playlist of the network"),
    _case("a.mp4", _FTYP + PLAYLIST, "a playlist behind the head of a video"),
    _case("a.mkv", b"\x1aE\xdf\xa3" + PLAYLIST, "a playlist behind the head of a Matroska"),
    _case("a.mp4", PARTS, "a list of parts called a video"),
    _case("a.mov", PARTS.replace(b"'../", b"'subfile,,start,0,end,99,,:../"), "a part of a file"),
    _case("a.mp4", _DASH, "a DASH playlist"),
    _case("a.mp4", _SDP, "a list of network streams"),
    _case("a.mp4", b"RIFF\0\0\0\0AVI LIST" + bytes(400), "an AVI"),
    _case("a.mp4", b"FLV\1\5\0\0\0\x09" + bytes(400), "a Flash video"),
    _case("a.mp4", b"G" + bytes(187) + b"G" + bytes(187) + b"G" + bytes(187), "an MPEG stream"),
    _case("a.mp4", b"YUV4MPEG2 W99999 H99999 F25:1 Ip A1:1\nFRAME\n", "a raw video"),
    _case("a.mp4", b"\x80\4\x95cos\nsystem\n(S'id'\ntR.", "a pickle called a video"),
    _case("a.mp4", b"\x7fELF" + bytes(900), "a program called a video"),
    _case("a.mp4", _FTYP, "a head alone"),
    _case("a.mp4", _FTYP + b"\0\0\0\1moov" + b"\xff" * 8, "a box without end"),
    _case("a.mp4", _FTYP + box(b"moov", box(b"trak", b"") * 20_000), "20,000 tracks that are none"),
    _case("a.mp4", _FTYP + (b"\0\0\xff\xffmoov" * 8000), "8,000 nested boxes"),
    _case("a.mp4", partial(_cut, "mp4", "libx264", 0.5), "half a video"),
    _case("a.webm", partial(_cut, "webm", "libvpx", 0.2), "a fifth of a WebM"),
    _case("a.mp4", partial(_noise, "mp4", "libx264", 13), "a damaged video"),
    _case("a.mkv", partial(_noise, "matroska", "libx264", 11), "a damaged Matroska"),
    _case("a.mp4", _mp4(b"stsz", ">II", 4, 0, 2**31), "two billion samples"),
    _case("a.mp4", _mp4(b"stts", ">I", 4, 2**31 - 1), "two billion times", harmless=True),
    _case("a.mp4", _mp4(b"stco", ">II", 4, 1, 2**32 - 1), "samples beyond the file"),
    _case("a.mp4", _mp4(b"avc1", ">HH", 24, 65_000, 65_000), "four billion pixels", harmless=True),
    _case("a.mp4", _mp4(b"mdhd", ">II", 12, 1, 2**31 - 1), "a length of 68 years", harmless=True),
    _case("a.mp4", lambda path: film().replace(b"avc1", b"zzzz"), "a codec that there is not"),
    _case("a.mp4", lambda path: film().replace(b"avc1", b"Hap1"), "a codec that is not let in"),
    _case("a.mkv", lambda path: film("matroska", "ffv1"), "a codec that is seldom tried"),
    _case("a.mkv", lambda path: film("matroska", "mpeg4", streams=20, frames=4), "20 pictures"),
    _case("a.mp4", lambda path: film(fps=1000, frames=2000), "a thousand frames a second"),
    _case("a.mp4", lambda path: film(frames=1), "a tenth of a second"),
    _case("a.mp4", lambda path: film(width=16, height=8, frames=4), "eight pixels high"),
    _case("a.mp4", _referring, "pictures in another file", harmless=True),
    _case("a.mkv", _attached, "a playlist attached", harmless=True),
    _case("a.mp4", linked(Path("..") / SECRET), "a link to a file outside"),
    _case("a.mp4", linked(Path("a.mp4")), "a link to itself"),
)  # fmt: skip
