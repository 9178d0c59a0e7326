"""What bytes are, by what they begin with and how they are built, whatever the file is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from aigc.doors.limits import Kind
from aigc.encodings import marked

HEAD_BYTES: Final = 65_536
"""So many bytes from the beginning are enough for `told`."""


@dataclass(frozen=True, slots=True)
class Content:
    """What bytes are: a short name, the kind of input, and words for a message."""

    name: str
    kind: Kind | None
    what: str


_OLD_OFFICE: Final = Content(
    "ole", None, "an old Office document (.doc, .xls) or one with a password"
)
_STARTS: Final[tuple[tuple[bytes, Content], ...]] = (
    (b"\x89PNG\r\n\x1a\n", Content("png", "picture", "a PNG picture")),
    (b"\xff\xd8\xff", Content("jpeg", "picture", "a JPEG picture")),
    (b"GIF8", Content("gif", "picture", "a GIF picture")),
    (b"BM", Content("bmp", "picture", "a BMP picture")),
    (b"II*\0", Content("tiff", "picture", "a TIFF picture")),
    (b"MM\0*", Content("tiff", "picture", "a TIFF picture")),
    (b"II+\0", Content("tiff", "picture", "a TIFF picture")),
    (b"8BPS", Content("psd", "picture", "a Photoshop picture")),
    (b"%!PS", Content("postscript", None, "a PostScript program")),
    (b"\xc5\xd0\xd3\xc6", Content("postscript", None, "a PostScript program")),
    (b"\0\0\1\0", Content("ico", "picture", "an icon")),
    (b"\x1aE\xdf\xa3", Content("matroska", "video", "a Matroska or WebM video")),
    (b"FLV\1", Content("flv", "video", "a Flash video")),
    (b"\0\0\1\xba", Content("mpegps", "video", "an MPEG video")),
    (b"fLaC", Content("flac", "audio", "a FLAC recording")),
    (b"OggS", Content("ogg", "audio", "an Ogg recording")),
    (b"ID3", Content("mp3", "audio", "an MP3 recording")),
    (b"MThd", Content("midi", "score", "a MIDI file")),
    (b"glTF", Content("glb", "model", "a 3-D model (GLB)")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE),
    (b"{\\rtf", Content("rtf", None, "an RTF document")),
    (b"\x1f\x8b", Content("gzip", None, "a compressed archive (gzip)")),
    (b"BZh", Content("bzip2", None, "a compressed archive (bzip2)")),
    (b"\xfd7zXZ\0", Content("xz", None, "a compressed archive (xz)")),
    (b"(\xb5/\xfd", Content("zstd", None, "a compressed archive (zstd)")),
    (b"7z\xbc\xaf\x27\x1c", Content("7z", None, "a compressed archive (7z)")),
    (b"Rar!\x1a\x07", Content("rar", None, "a compressed archive (RAR)")),
    (b"\x7fELF", Content("elf", None, "a program")),
    (b"MZ", Content("exe", None, "a program")),
    (b"\xcf\xfa\xed\xfe", Content("macho", None, "a program")),
    (b"\xca\xfe\xba\xbe", Content("macho", None, "a program")),
    (b"\x93NUMPY", Content("npy", None, "an array of NumPy")),
    (b"#!", Content("script", None, "a script of commands")),
)  # fmt: skip
_FORMS: Final = {
    b"WAVE": Content("wav", "audio", "a WAV recording"),
    b"AVI ": Content("avi", "video", "an AVI video"),
    b"WEBP": Content("webp", "picture", "a WebP picture"),
    b"RMID": Content("midi", "score", "a MIDI file"),
}
_STILL_BRANDS: Final = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")
_MP4: Final = Content("mp4", "video", "an MP4 or MOV video")
_PDF: Final = Content("pdf", "document", "a PDF document")
_PICKLE: Final = Content("pickle", None, "a Python pickle, which can run programs")
_WEIGHTS: Final = Content("safetensors", "weights", "weights (safetensors)")
_MP3: Final = Content("mp3", "audio", "an MP3 recording")
_AAC: Final = Content("aac", "audio", "an AAC recording")
_KBPS: Final = {
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES_HZ: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000)}
_TAR: Final = Content("tar", None, "a TAR archive")
_PACKED: Final = (
    (b"word/document.xml", Content("docx", "document", "a Word document")),
    (b"xl/workbook.xml", Content("xlsx", "brief", "an Excel workbook")),
    (b"ppt/presentation.xml", Content("pptx", None, "a PowerPoint document")),
    (b"META-INF/container.xml", Content("mxl", "score", "a packed score or book")),
)
_ZIP: Final = Content("zip", "archive", "a ZIP archive")
_LINES: Final[tuple[tuple[re.Pattern[str], Content], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), content)
    for pattern, content in (
        (r"#EXTM3U", Content("m3u8", None, "a playlist that names other files")),
        (r"ffconcat version", Content("ffconcat", None, "a playlist that names other files")),
        (r"\[playlist\]", Content("pls", None, "a playlist that names other files")),
        (r"v=0\r?\n(?:[a-z]=.*\r?\n)*o=", Content("sdp", None, "a list of network streams")),
        (r"\[Script Info\]", Content("ass", None, "subtitles")),
        (r"WEBVTT", Content("vtt", None, "subtitles")),
        (r"X:\s?\d+\s*\n", Content("abc", "score", "a tune in ABC")),
        (r"\[#VERSION\]", Content("ust", "score", "a UST score")),
    )
)
_ROOT: Final = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)", re.ASCII)
_ROOTS: Final = {
    "svg": Content("svg", "picture", "an SVG drawing"),
    "score-partwise": Content("musicxml", "score", "a MusicXML score"),
    "score-timewise": Content("musicxml", "score", "a MusicXML score"),
    "mpd": Content("dash", None, "a playlist that names other files"),
    "smil": Content("smil", None, "a playlist that names other files"),
    "html": Content("html", "document", "an HTML page"),
}
_TEXT: Final = Content("text", "document", "text")
_XML: Final = Content("xml", None, "an XML document")
_UNKNOWN: Final = Content("", None, "of a kind that is not known")


def told(raw: bytes) -> Content:
    """Return what the bytes are; the first `HEAD_BYTES` of a file are enough.

    >>> told(b"%PDF-1.7").what, told(b"Hello").name
    ('a PDF document', 'text')
    """
    if raw[:4] == b"RIFF" and (form := _FORMS.get(raw[8:12])):
        return form
    if raw[:2] == b"PK":
        return _packed(raw)
    if raw[4:8] == b"ftyp":
        still = raw[8:12] in _STILL_BRANDS
        return Content("heif", "picture", "a HEIF or AVIF picture") if still else _MP4
    if b"%PDF-" in raw[:1024]:
        return _PDF
    if found := next((content for start, content in _STARTS if raw.startswith(start)), None):
        return found
    return _by_structure(raw)


def _packed(raw: bytes) -> Content:
    if b"/data.pkl" in raw or b"data.pkl" in raw[:200]:
        return _PICKLE
    return next((content for mark, content in _PACKED if mark in raw), _ZIP)


def _by_structure(raw: bytes) -> Content:
    if raw[:1] == b"\x80" and raw[1:2] in b"\2\3\4\5" and len(raw) > 2:
        return _PICKLE
    if raw[8:9] == b"{" and 0 < int.from_bytes(raw[:8], "little") < 200_000_000:
        return _WEIGHTS
    if raw[257:262] == b"ustar":
        return _TAR
    if (step := _frame_bytes(raw[:6])) and raw[step : step + 2] in (raw[:2], b""):
        return _AAC if raw[1] & 6 == 0 else _MP3
    if raw[:1] == b"G" and raw[188:189] == b"G" and raw[376:377] in (b"G", b""):
        return Content("mpegts", "video", "an MPEG video")
    return _by_words(raw[:HEAD_BYTES])


def _frame_bytes(head: bytes) -> int:
    """Return the length of the frame of MP3 or of AAC (ADTS) that begins here; 0 for neither.

    Source: ISO/IEC 11172-3, 2.4.1.3 (frame header); ISO/IEC 13818-7, 6.2 (adts_fixed_header).
    """
    if len(head) < 6 or head[0] != 0xFF or head[1] & 0xF0 != 0xF0:
        return 0
    if head[1] & 6 == 0:
        return (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    version, kbps, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version not in _KBPS or head[1] >> 1 & 3 != 1 or not 0 < kbps < 15 or rate == 3:
        return 0
    samples = 144 if version == 3 else 72
    return samples * 1000 * _KBPS[version][kbps - 1] // _RATES_HZ[version][rate] + (
        head[2] >> 1 & 1
    )


def _by_words(raw: bytes) -> Content:
    if not marked(raw) and b"\0" in raw[:1024] and raw.count(0) * 8 < len(raw):
        return _UNKNOWN
    text = raw.decode(marked(raw) or "utf-8", "ignore").lstrip("\ufeff \t\r\n")
    for pattern, content in _LINES:
        if pattern.match(text):
            return content
    if text.startswith("<") and (root := _ROOT.search(text)):
        known = _ROOTS.get(root[1].lower())
        return known or (_XML if text.startswith("<?xml") else _TEXT)
    return _TEXT
