"""Readers of labels that share no code with the house, one for each kind of file."""

from __future__ import annotations

import html.parser
import io
import json
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

import mutagen
import yaml
from defusedxml import ElementTree
from PIL import Image

TC260 = "{http://www.tc260.org.cn/ns/AIGC/1.0/}AIGC"
CONTAINERS = (b"moov", b"udta", b"trak", b"mdia", b"minf", b"stbl")


def labels(path: Path) -> list[dict[str, str]]:
    """Return the fields of every label that a file carries inside."""
    return [json.loads(text) for text in READERS[path.suffix](path.read_bytes(), path)]


def _mp4(data: bytes, _: Path) -> list[str]:
    found = []
    for meta in boxes(data, b"moov", b"udta", b"meta"):
        keys, values = [dict(walk(meta[4:])).get(name) for name in (b"keys", b"ilst")]
        if keys is None or values is None:
            continue
        names = [(space, name) for space, name in walk(keys[8:])]
        for index, item in walk(values):
            if names[int.from_bytes(index, "big") - 1] == (b"mdta", b"AIGC"):
                found.append(dict(walk(item))[b"data"][8:].decode())
    return found


def boxes(data: bytes, *path: bytes) -> list[bytes]:
    """Return the content of the boxes at a path."""
    for name in path:
        data_of = [body for kind, body in walk(data) if kind == name]
        if name == path[-1]:
            return data_of
        data = b"".join(data_of)
    return []


def walk(data: bytes) -> list[tuple[bytes, bytes]]:
    at, found = 0, []
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        assert 8 <= size <= len(data) - at, (name, size)
        found.append((name, data[at + 8 : at + size]))
        at += size
    return found


def chunk_places(data: bytes) -> list[int]:
    """Return where the tables of an MP4 say that its media stand."""
    places: list[int] = []
    for trak in boxes(data, b"moov", b"trak"):
        for table in boxes(trak, b"mdia", b"minf", b"stbl", b"stco"):
            places += struct.unpack(f">{len(table[8:]) // 4}I", table[8:])
    return places


def _ebml(data: bytes, _: Path) -> list[str]:
    segment = next(body for name, body in elements(data) if name == 0x18538067)
    found = []
    for tags in (body for name, body in elements(segment) if name == 0x1254C367):
        for tag in (body for name, body in elements(tags) if name == 0x7373):
            for simple in (body for name, body in elements(tag) if name == 0x67C8):
                told = dict(elements(simple))
                if told[0x45A3] == b"AIGC":
                    found.append(told[0x4487].decode())
    return found


def elements(data: bytes) -> list[tuple[int, bytes]]:
    at, found = 0, []
    while at < len(data):
        wide = next(n for n in range(1, 9) if data[at] & 1 << 8 - n)
        name = int.from_bytes(data[at : at + wide], "big")
        at += wide
        wide = next(n for n in range(1, 9) if data[at] & 1 << 8 - n)
        size = int.from_bytes(data[at : at + wide], "big") - (1 << 7 * wide)
        at += wide
        assert at + size <= len(data)
        found.append((name, data[at : at + size]))
        at += size
    return found


def _wav(data: bytes, _: Path) -> list[str]:
    if data[:4] == b"RF64":
        assert int.from_bytes(data[20:28], "little") == len(data) - 8
    else:
        assert int.from_bytes(data[4:8], "little") == len(data) - 8
    return [body.decode() for name, body in riff(data) if name == b"AIGC"]


def riff(data: bytes) -> list[tuple[bytes, bytes]]:
    at, found, wide = 12, [], 0
    while at < len(data):
        name, size = struct.unpack("<4sI", data[at : at + 8])
        if name == b"ds64":
            wide = int.from_bytes(data[at + 16 : at + 24], "little")
        size = wide if size == 0xFFFFFFFF else size
        found.append((name, data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    assert at == len(data)
    return found


def _mp3(data: bytes, path: Path) -> list[str]:
    return [str(frame) for frame in mutagen.File(path).tags.getall("TXXX:AIGC")]


def _comment(data: bytes, path: Path) -> list[str]:
    return list(mutagen.File(path)["AIGC"])


def _picture(data: bytes, _: Path) -> list[str]:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    return xmp(packet)


def _gif(data: bytes, _: Path) -> list[str]:
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    packets = re.findall(b"\x21\xff\x0bXMP DataXMP(.*?)" + re.escape(trailer), data, re.DOTALL)
    return [text for packet in packets for text in xmp(packet)]


def xmp(packet: bytes | str) -> list[str]:
    text = packet.encode() if isinstance(packet, str) else packet
    return [node.text or "" for node in ElementTree.fromstring(text).iter(TC260)]


def _glb(data: bytes, _: Path) -> list[str]:
    total, size = struct.unpack("<8xII", data[:16])
    assert total == len(data) and size % 4 == 0
    return [json.dumps(json.loads(data[20 : 20 + size])["asset"]["extras"]["AIGC"])]


def _midi(data: bytes, _: Path) -> list[str]:
    import mido

    texts = [m.text for m in mido.MidiFile(file=io.BytesIO(data)).tracks[0] if m.type == "text"]
    return [text.removeprefix("AIGC=") for text in texts if text.startswith("AIGC=")]


def _markdown(data: bytes, _: Path) -> list[str]:
    head = re.match(r"\ufeff?---\r?\n(.*?)^---\r?$", data.decode(), re.DOTALL | re.MULTILINE)
    assert head
    return [json.dumps(yaml.safe_load(head[1])["AIGC"])]


def _ass(data: bytes, _: Path) -> list[str]:
    import pysubs2

    return [pysubs2.SSAFile.from_string(data.decode()).info["AIGC"]]


def _vtt(data: bytes, _: Path) -> list[str]:
    notes = [b for b in re.split(r"\r?\n\r?\n", data.decode()) if b.startswith("NOTE AIGC: ")]
    return [note.removeprefix("NOTE AIGC: ").rstrip() for note in notes]


def _lrc(data: bytes, _: Path) -> list[str]:
    return re.findall(r"^\[AIGC:(.*)\]\r?$", data.decode(), re.MULTILINE)


class _Meta(html.parser.HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "meta" and told.get("name") == "AIGC":
            self.found.append(told["content"] or "")


def _svg(data: bytes, _: Path) -> list[str]:
    return xmp(data)


def _musicxml(data: bytes, _: Path) -> list[str]:
    root = ElementTree.fromstring(data)
    order = [child.tag for child in root]
    assert order.index("identification") < order.index("part-list")
    fields = root.findall("identification/miscellaneous/miscellaneous-field")
    return [field.text or "" for field in fields if field.get("name") == "AIGC"]


def _json(*path: str) -> Any:
    def read(data: bytes, _: Path) -> list[str]:
        value = json.loads(data)
        for key in path:
            value = value[key]
        return [json.dumps(value)]

    return read


def _office(data: bytes, _: Path) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        properties = ElementTree.fromstring(archive.read("docProps/custom.xml"))
        assert archive.read("[Content_Types].xml").count(b"/docProps/custom.xml") == 1
        assert archive.read("_rels/.rels").count(b"docProps/custom.xml") == 1
    numbers = [int(one.get("pid")) for one in properties]
    assert len(numbers) == len(set(numbers)) and min(numbers) == 2
    return ["".join(one.itertext()) for one in properties if one.get("name") == "AIGC"]


def _pdf(data: bytes, _: Path) -> list[str]:
    last = re.findall(rb"/AIGC \(((?:[^()\\]|\\.)*)\)", data)[-1]
    plain = re.sub(
        rb"\\(\d{3}|.)", lambda m: bytes([int(m[1], 8)]) if len(m[1]) == 3 else m[1], last
    )
    return [plain.decode()]


def _zip(data: bytes, _: Path) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [json.dumps(json.loads(archive.comment)["AIGC"])]


READERS = {
    **dict.fromkeys((".mp4", ".mov", ".m4a"), _mp4),
    **dict.fromkeys((".mkv", ".webm", ".mka"), _ebml),
    ".wav": _wav,
    ".mp3": _mp3,
    **dict.fromkeys((".flac", ".ogg", ".opus"), _comment),
    **dict.fromkeys((".png", ".jpg", ".webp"), _picture),
    ".gif": _gif,
    **dict.fromkeys((".glb", ".vrm"), _glb),
    ".mid": _midi,
    ".md": _markdown,
    ".ass": _ass,
    ".vtt": _vtt,
    ".lrc": _lrc,
    ".html": lambda data, _: _Meta(data.decode()).found,
    ".svg": _svg,
    ".musicxml": _musicxml,
    ".json": _json("AIGC"),
    ".otio": _json("metadata", "AIGC"),
    ".ipynb": _json("metadata", "AIGC"),
    **dict.fromkeys((".docx", ".xlsx"), _office),
    ".pdf": _pdf,
    ".zip": _zip,
}
