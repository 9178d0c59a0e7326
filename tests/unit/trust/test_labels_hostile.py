"""Broken and hostile files: one clear error, nothing left, and no long wait."""

from __future__ import annotations

import io
import json
import os
import random
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from label_samples import sample, samples

from aigc.errors import AigcError, AssetError
from aigc.trust.labels import streams
from aigc.trust.labels.files import read, write
from aigc.types.label import AigcRecord

RECORD = AigcRecord.first(producer="house", produce_id="a1")
PASSED = RECORD.propagated(by="platform", propagate_id="2")
ROUNDS = 16


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.mark.parametrize("name", list(samples()))
def test_flipped_and_missing_bytes_raise_our_errors_alone(tmp_path: Path, name: str) -> None:
    path, labelled, target = tmp_path / name, tmp_path / f"with-{name}", tmp_path / f"out-{name}"
    path.write_bytes(sample(name))
    write(path, labelled, RECORD)
    chance = random.Random(name)
    for n in range(ROUNDS):
        path.write_bytes(_broken(bytearray((labelled, path)[n % 2].read_bytes()), chance))
        try:
            read(path)
        except AigcError as exc:
            assert str(exc).endswith((".", "!")) and len(str(exc)) < 400
        try:
            write(path, target, PASSED)
        except AigcError:
            assert not target.exists()
        else:
            assert read(target) == PASSED
            target.unlink()
        path.write_bytes(sample(name))
    assert not list(tmp_path.glob(".*"))


def _broken(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    match chance.randrange(4):
        case 0:
            return bytes(data[:at])
        case 1:
            for _ in range(chance.choice((1, 2, 6))):
                place = chance.randrange(min(len(data), chance.choice((40, 400, 1 << 20))))
                data[place] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))
        case 2:
            del data[at : at + chance.randrange(1, 60)]
        case _:
            data[at:at] = data[at : at + chance.randrange(1, 60)]
    return bytes(data)


def _boxes(count: int) -> bytes:
    tiny = struct.pack(">I4s", 8, b"meta") * count
    udta = struct.pack(">I4s", 8 + len(tiny), b"udta") + tiny
    ftyp = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0)
    return ftyp + struct.pack(">I4s", 8 + len(udta), b"moov") + udta


def _items(count: int) -> bytes:
    """Return a list whose items all claim to be of one key."""
    keys = struct.pack(">I4sIII4s4s", 28, b"keys", 0, 1, 12, b"mdta", b"AIGX")
    item = struct.pack(">III4sII", 24, 1, 16, b"data", 1, 0) * count
    ilst = struct.pack(">I4s", 8 + len(item), b"ilst") + item
    handler = struct.pack(">I4s8x4s13x", 33, b"hdlr", b"mdta")
    meta = bytes(4) + handler + keys + ilst
    meta = struct.pack(">I4s", 8 + len(meta), b"meta") + meta
    udta = struct.pack(">I4s", 8 + len(meta), b"udta") + meta
    ftyp = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0)
    return ftyp + struct.pack(">I4s", 8 + len(udta), b"moov") + udta


def _png_bomb() -> bytes:
    data = sample("a.png")
    text = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b" " * 20_000_000)
    body = b"iTXt" + text
    bomb = len(text).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return data[:33] + bomb + data[33:]


def _ogg_pages(count: int) -> bytes:
    """Return a comment that never ends."""
    first = b"OpusHead" + bytes(11)
    page = struct.pack("<4sBBqIII", b"OggS", 0, 0, -1, 1, 1, 0) + b"\xff" * 256 + bytes(65025)
    head = struct.pack("<4sBBqIII", b"OggS", 0, 2, 0, 1, 0, 0) + bytes([1, len(first)]) + first
    return head + page * count


def _zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(20_000_000))
    return out.getvalue()


def _entities() -> bytes:
    text = sample("a.musicxml").decode()
    declared = '.dtd" [<!ENTITY a "AAAAAAAAAA"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return text.replace('.dtd">', declared).replace("面包", "&b;").encode()


def _svg_file() -> bytes:
    return (
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        b'<svg xmlns="http://www.w3.org/2000/svg"><title>AIGC &x;</title></svg>'
    )


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "many boxes": ("a.mp4", lambda: _boxes(3000)),
    "one key of many values": ("a.mp4", lambda: _items(3000)),
    "index of four gigabytes": ("a.mp4", lambda: b"\0\0\0\1moov" + b"\xff" * 64),
    "deep JSON": ("a.json", lambda: b'{"a":' + b"[" * 200_000),
    "deep glTF": ("a.glb", lambda: struct.pack("<4sIII4s", b"glTF", 2, 100_020, 100_000, b"JSON")
                  + b'{"a":' + b"[" * 99_995),
    "deep front matter": ("a.md", lambda: b"---\nAIGC: " + b"[" * 9000 + b"\n---\n"),
    "deep XML": ("a.svg", lambda: b"<a>" * 20_000 + b"AIGC"),
    "packed XMP": ("a.png", _png_bomb),
    "endless comment": ("a.opus", lambda: _ogg_pages(270)),
    "packed archive": ("a.zip", _zip_bomb),
    "entities": ("a.musicxml", _entities),
    "entity of a file": ("a.svg", _svg_file),
    "chunk without end": ("a.wav", lambda: b"RIFF\x24\0\0\0WAVEfmt \xff\xff\xff\x7f" + bytes(40)),
    "tag of a quarter gigabyte": ("a.mp3", lambda: b"ID3\4\0\0\x7f\x7f\x7f\x7f" + bytes(100)),
    "many tiny sub-blocks": ("a.gif", lambda: b"GIF89a" + bytes(7)
                             + b"\x21\xfe" + b"\1\0" * 10_000),
    "nothing": ("a.mkv", lambda: b""),
    "no length": ("a.mkv", lambda: b"\x1aE\xdf\xa3\x80\x18S\x80g\x01" + b"\xff" * 7),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_cost_neither_time_nor_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    name, make = HOSTILE[what]
    path = tmp_path / name
    path.write_bytes(make())
    monkeypatch.setattr(streams, "MOST_PARTS", 1000)
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(AssetError):
        write(path, tmp_path / "out" / name, RECORD)
    assert time.process_time() - began < 2
    assert tracemalloc.get_traced_memory()[1] < 150_000_000
    tracemalloc.stop()
    assert not list(tmp_path.glob("out/*"))


def test_a_label_beside_a_file_is_bounded_and_checked(tmp_path: Path) -> None:
    path, beside = tmp_path / "a.srt", tmp_path / "a.srt.aigc.json"
    path.write_bytes(sample("a.srt"))
    for data in (b"", b"[]", b'{"AIGC": {}}', b"[" * 10_000, b" " * 100_000):
        beside.write_bytes(data)
        with pytest.raises(AssetError, match=r"a label|too long"):
            read(path)
    beside.write_text(json.dumps({"AIGC": {"Label": "1"}, "sha256": "0"}))
    with pytest.raises(AssetError, match="needs is missing"):
        read(path)
