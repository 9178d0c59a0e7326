"""Bytes are told by what they are."""

from __future__ import annotations

import io
import wave
import zipfile

import pytest

from aigc.doors.sniff import HEAD_BYTES, told


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def _wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(99))
    return out.getvalue()


def _mp3() -> bytes:
    return (b"\xff\xfb\x90\x00" + bytes(413)) * 3


KNOWN = {
    "png": b"\x89PNG\r\n\x1a\n" + bytes(9),
    "wav": _wav(),
    "mp3": _mp3(),
    "mp4": b"\0\0\0\x20ftypisom" + bytes(20),
    "heif": b"\0\0\0\x20ftypavif" + bytes(20),
    "docx": _zip("[Content_Types].xml", "word/document.xml"),
    "xlsx": _zip("xl/workbook.xml"),
    "mxl": _zip("META-INF/container.xml", "score.xml"),
    "zip": _zip("a.txt"),
    "pickle": b"\x80\x04\x95\x10\0\0\0\0\0\0\0}",
    "safetensors": (40).to_bytes(8, "little") + b'{"a": {}}',
    "tar": bytes(257) + b"ustar\x0000" + bytes(300),
    "m3u8": b"\xef\xbb\xbf#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "ffconcat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "sdp": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
    "svg": b"<?xml version='1.0'?>\n<!-- a -->\n<svg xmlns='http://www.w3.org/2000/svg'/>",
    "musicxml": b"<?xml version='1.0'?><score-partwise/>",
    "html": b"<!doctype html><html lang='zh'>",
    "text": "春江潮水连海平，海上明月共潮生。".encode(),
    "": bytes(range(200)) + b"\0" * 9,
}


@pytest.mark.parametrize("name", KNOWN)
def test_content_is_told_by_its_bytes(name: str) -> None:
    assert told(KNOWN[name][:HEAD_BYTES]).name == name


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16", "utf-8-sig"])
def test_chinese_text_is_text_in_every_encoding(encoding: str) -> None:
    assert told("海上明月共潮生，江天一色。".encode(encoding)).kind == "document"


def test_two_bytes_make_no_recording() -> None:
    assert told(b"\xff\xfb\x90\x00" + b"\1" * 900).kind != "audio"
