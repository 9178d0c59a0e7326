"""Labels of documents, texts, scores and archives, as the libraries for each of them find them."""

from __future__ import annotations

import html.parser
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from aigc.types.label import KEY

_XMP_NAME: Final = "{http://www.tc260.org.cn/ns/AIGC/1.0/}AIGC"
_FRONT: Final = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_LRC: Final = re.compile(r"^\[AIGC:(.*)\]\r?$", re.MULTILINE)
_NOTE: Final = re.compile(r"^NOTE AIGC: *(.+?)\r?$", re.MULTILINE)
_MOST_PART: Final = 4 << 20


def xmp(packet: bytes | str) -> list[str]:
    """Return the labels in an XMP packet, as elements or as attributes."""
    return [text for node in _xml(packet).iter() for text in _of_node(node)]


def _of_node(node: Any) -> list[str]:
    own = [node.text or ""] if node.tag == _XMP_NAME else []
    return own + [value for key, value in node.attrib.items() if key == _XMP_NAME]


def _xml(data: bytes | str) -> Any:
    from defusedxml import ElementTree

    raw = data if isinstance(data, bytes) else data.encode()
    return ElementTree.fromstring(raw.strip(b"\0 \t\r\n"))


def _svg(path: Path) -> Iterable[str]:
    return xmp(path.read_bytes())


def _musicxml(path: Path) -> Iterable[str]:
    fields = _xml(path.read_bytes()).findall("identification/miscellaneous/miscellaneous-field")
    return [field.text or "" for field in fields if field.get("name") == KEY]


def _office(path: Path) -> Iterable[str]:
    with zipfile.ZipFile(path) as archive:
        if "docProps/custom.xml" not in archive.namelist():
            return []
        if archive.getinfo("docProps/custom.xml").file_size > _MOST_PART:
            raise ValueError("its properties are too long")
        properties = _xml(archive.read("docProps/custom.xml"))
    return ["".join(one.itertext()) for one in properties if one.get("name") == KEY]


def _pdf(path: Path) -> Iterable[str]:
    from pypdf import PdfReader

    with path.open("rb") as file:
        value = (PdfReader(file, strict=True).metadata or {}).get(f"/{KEY}")
    return [] if value is None else [str(value)]


def _zip(path: Path) -> Iterable[str]:
    with zipfile.ZipFile(path) as archive:
        told = archive.comment.decode("utf-8", "replace")
    return [json.dumps(json.loads(told)[KEY])] if told.startswith("{") else []


def _midi(path: Path) -> Iterable[str]:
    import mido

    texts = (
        one.text for track in mido.MidiFile(path).tracks for one in track if one.type == "text"
    )
    return [text.removeprefix(f"{KEY}=") for text in texts if text.startswith(f"{KEY}=")]


def _markdown(path: Path) -> Iterable[str]:
    import yaml

    front = _FRONT.match(_text(path))
    told = yaml.safe_load(front[1]) if front else None
    return _of_mapping(told)


def _ass(path: Path) -> Iterable[str]:
    import pysubs2

    info = pysubs2.SSAFile.from_string(_text(path)).info
    return [info[KEY]] if KEY in info else []


def _vtt(path: Path) -> Iterable[str]:
    return _NOTE.findall(_text(path))


def _lrc(path: Path) -> Iterable[str]:
    return _LRC.findall(_text(path))


def _html(path: Path) -> Iterable[str]:
    return _Metas(_text(path)).found


class _Metas(html.parser.HTMLParser):
    """Collects what the label's ``meta`` elements tell."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the content of ``<meta name="AIGC">``."""
        told = dict(attrs)
        if tag == "meta" and told.get("name") == KEY:
            self.found.append(told.get("content") or "")


def _json(*place: str) -> Callable[[Path], Iterable[str]]:
    def read(path: Path) -> Iterable[str]:
        value = json.loads(path.read_bytes())
        for key in place:
            value = value.get(key) if isinstance(value, Mapping) else None
        return _of_mapping(value)

    return read


def _of_mapping(value: Any) -> list[str]:
    there = value.get(KEY) if isinstance(value, Mapping) else None
    if there is None:
        return []
    return [there if isinstance(there, str) else json.dumps(there)]


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


READERS: Final[Mapping[str, Callable[[Path], Iterable[str]]]] = MappingProxyType(
    {
        ".svg": _svg,
        ".musicxml": _musicxml,
        ".docx": _office,
        ".xlsx": _office,
        ".pptx": _office,
        ".pdf": _pdf,
        ".zip": _zip,
        **dict.fromkeys((".mid", ".midi", ".kar"), _midi),
        **dict.fromkeys((".md", ".markdown"), _markdown),
        **dict.fromkeys((".ass", ".ssa"), _ass),
        ".vtt": _vtt,
        ".lrc": _lrc,
        **dict.fromkeys((".html", ".htm"), _html),
        ".json": _json(),
        ".otio": _json("metadata"),
        ".ipynb": _json("metadata"),
        ".gltf": _json("asset", "extras"),
    }
)
"""What reads the labels of files by their ending."""
