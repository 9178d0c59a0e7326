"""The label of a finished file, read by other programs than the one that wrote it.

FFmpeg reads films and sounds, Pillow pictures, and libraries for each kind the rest. Where no
library knows the place of the label (WAV, GIF, GLB and plain texts) a few lines walk through the
file; they share nothing with `aigc.trust.labels`.

>>> independent(Path("film.mp4"))                                          # doctest: +SKIP
AigcRecord(label='1', content_producer='house', produce_id='a1', ...)
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from aigc.errors import AssetError
from aigc.trust.verify import documents
from aigc.types.label import FIELD_KEYS, KEY, AigcRecord

BESIDE: Final = ".aigc.json"
_DEMUXERS: Final = MappingProxyType(
    {
        ".mp4": "mov", ".mov": "mov", ".m4a": "mov", ".m4v": "mov", ".mkv": "matroska",
        ".webm": "matroska", ".mka": "matroska", ".mp3": "mp3", ".flac": "flac", ".ogg": "ogg",
        ".oga": "ogg", ".opus": "ogg",
    }
)  # fmt: skip
_HASTY: Final = MappingProxyType(
    {"probesize": "32", "analyzeduration": "0", "protocol_whitelist": "file"}
)
"""Metadata come with the header; to tell more of the codecs FFmpeg would decode some seconds."""
_GIF_XMP: Final = re.compile(rb"\x21\xff\x0bXMP DataXMP(.*?)\x01\xff\xfe\xfd", re.DOTALL)

Reader = Callable[[Path], Iterable[str]]


def independent(path: Path) -> AigcRecord | None:
    """Return the label of a file, or None where there is no reader for files of this kind.

    What has no place for a label is read from the file beside it.

    Raises
    ------
    AssetError
        The file is damaged, carries no label that the other program finds, or a wrong one.
    """
    reader = READERS.get(path.suffix.lower())
    beside = path.with_name(f"{path.name}{BESIDE}")
    try:
        found = list(dict.fromkeys(reader(path))) if reader else []
        if not found and beside.is_file():
            found = [json.dumps(json.loads(beside.read_bytes())[KEY])]
        if not found and reader is None:
            return None
        return _record(found, path.name)
    except AssetError:
        raise
    except Exception as exc:  # each library has its own tree of errors
        why = " ".join(str(exc).split())[:200] or type(exc).__name__
        raise AssetError(
            f"{path.name} cannot be read by another program: {why}. Make it again."
        ) from exc


def _record(found: list[str], name: str) -> AigcRecord:
    if len(found) != 1:
        many = f"{len(found)} different labels" if found else "no label"
        raise AssetError(f"Another program finds {many} in {name}, not one. Make it again.")
    told = json.loads(found[0])
    told = told.get(KEY, told)
    return AigcRecord(**{one: told[key] for one, key in FIELD_KEYS.items() if key in told})


def _played(path: Path) -> Iterable[str]:
    """Yield the labels of a film or a sound, told of the file, or of a stream in OGG."""
    import av

    kind = _DEMUXERS[path.suffix.lower()]
    options = {**_HASTY, "format_whitelist": kind}
    with av.open(str(path.absolute()), format=kind, options=options) as opened:
        tables = [opened.metadata, *(stream.metadata for stream in opened.streams)]
        return [value for table in tables for key, value in table.items() if key == KEY]


def _picture(path: Path) -> Iterable[str]:
    from PIL import Image

    with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as image:
        packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    return documents.xmp(packet) if packet else ()


def _gif(path: Path) -> Iterable[str]:
    data = path.read_bytes()
    if not data.startswith(b"GIF8"):
        raise ValueError("it is no GIF")
    return [text for packet in _GIF_XMP.findall(data) for text in documents.xmp(packet)]


def _riff(path: Path) -> Iterable[str]:
    """Yield the chunks ``AIGC`` of a WAV or RF64 file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        form, _, kind = struct.unpack("<4sI4s", file.read(12))
        if form not in (b"RIFF", b"RF64") or kind != b"WAVE":
            raise ValueError("it is no WAV")
        wide = 0
        while file.tell() < size:
            name, length = struct.unpack("<4sI", file.read(8))
            body = file.tell()
            if name == b"ds64":
                _, wide = struct.unpack("<QQ", file.read(16))
            elif name == b"AIGC":
                yield file.read(length).decode()
            length = wide if form == b"RF64" and name == b"data" else length
            if body + length > size:
                raise ValueError(f"its part {name!r} ends behind the file")
            file.seek(body + length + length % 2)


def _glb(path: Path) -> Iterable[str]:
    with path.open("rb") as file:
        magic, _, total, size, kind = struct.unpack("<4sIII4s", file.read(20))
        if (magic, kind, total) != (b"glTF", b"JSON", path.stat().st_size):
            raise ValueError("its header does not fit")
        extras = json.loads(file.read(size))["asset"].get("extras", {})
    return [json.dumps(extras[KEY])] if KEY in extras else []


READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        **dict.fromkeys(_DEMUXERS, _played),
        **dict.fromkeys((".png", ".apng", ".jpg", ".jpeg", ".webp"), _picture),
        ".gif": _gif,
        ".wav": _riff,
        **dict.fromkeys((".glb", ".vrm", ".vrma"), _glb),
        **documents.READERS,
    }
)
"""What reads the labels of files by their ending."""
