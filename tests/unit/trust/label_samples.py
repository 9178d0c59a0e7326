"""One small sound file of every kind that leaves, with metadata of its own."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from PIL import Image, PngImagePlugin

from aigc.audio import encode_wav
from aigc.types.audio import Audio

RATE = 8000
TITLE = "面包 bread"


def samples() -> dict[str, Callable[[], bytes]]:
    """Return what makes a file of each name."""
    sound = {
        "tone.mp3": ("mp3", "libmp3lame"),
        "tone.flac": ("flac", "flac"),
        "tone.opus": ("ogg", "libopus"),
        "tone.ogg": ("ogg", "vorbis"),
        "tone.m4a": ("mp4", "aac"),
        "tone.mka": ("matroska", "libopus"),
    }
    made: dict[str, Callable[[], bytes]] = {
        name: lambda form=form, codec=codec: _sound(form, codec)
        for name, (form, codec) in sound.items()
    }
    texts = {name: lambda text=text: text.encode() for name, text in TEXTS.items()}
    return {
        "film.mp4": lambda: film("mp4"),
        "fast.mp4": lambda: film("mp4", movflags="faststart"),
        "keys.mp4": lambda: film("mp4", movflags="use_metadata_tags+faststart"),
        "film.mov": lambda: film("mov"),
        "film.mkv": lambda: film("matroska"),
        "film.webm": lambda: film("webm", codec="libvpx"),
        "tone.wav": wav,
        "wide.wav": rf64,
        **made,
        "a.png": _png,
        "a.jpg": lambda: _picture("JPEG", exif=_exif()),
        "lossy.webp": lambda: _picture("WEBP"),
        "lossless.webp": lambda: _picture("WEBP", lossless=True),
        "alpha.webp": lambda: _picture("WEBP", mode="RGBA", lossless=True),
        "moving.webp": lambda: _moving("WEBP"),
        "a.gif": lambda: _moving("GIF"),
        "a.glb": _glb,
        "a.vrm": _glb,
        "a.mid": _midi,
        "a.docx": _docx,
        "a.xlsx": _xlsx,
        "a.pdf": _pdf,
        "a.zip": _zip,
        **texts,
    }


@cache
def sample(name: str) -> bytes:
    return samples()[name]()


TEXTS = {
    "plain.md": "# Bread\n\nIt rises.\n",
    "front.md": "---\ntitle: Bread\ntags:\n  - a\n---\n# Bread\n",
    "a.ass": "[Script Info]\nTitle: 面包\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, "
    "Fontname, Fontsize\nStyle: Default,Arial,20\n\n[Events]\nFormat: Layer, Start, End, Style, "
    "Name, MarginL, MarginR, MarginV, Effect, Text\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,"
    "0,,It rises\n",
    "a.vtt": "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nIt rises\n",
    "a.lrc": "[ti:面包]\n[00:01.00]It rises\n",
    "a.html": "<!doctype html><html><head><title>x</title></head><body>It rises</body></html>",
    "bare.html": "<p>It rises</p>",
    "a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4"><title>面包</title></svg>',
    "a.musicxml": '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE score-partwise PUBLIC '
    '"-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">\n'
    '<score-partwise version="4.0"><movement-title>面包</movement-title><identification>'
    '<creator type="composer">J</creator></identification><part-list><score-part id="P1">'
    '<part-name>V</part-name></score-part></part-list><part id="P1"><measure number="1"/></part>'
    "</score-partwise>",
    "a.json": '{\n  "title": "面包",\n  "weight": 1.50,\n  "parts": [1, 2]\n}\n',
    "empty.json": "{}",
    "a.otio": '{"OTIO_SCHEMA": "Timeline.1", "name": "t", "metadata": {"mine": 1}, "tracks": null}',
    "a.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "list.json": "[1, 2]\n",
    "a.srt": "1\n00:00:01,000 --> 00:00:02,000\nIt rises\n",
    "a.txt": "It rises\n",
    "a.csv": "a,b\n1,2\n",
    "a.lab": "0 10000000 a\n",
    "a.TextGrid": 'File type = "ooTextFile"\n',
}
BESIDE = ("list.json", "a.srt", "a.txt", "a.csv", "a.lab", "a.TextGrid")


def film(form: str, codec: str = "libx264", **options: str) -> bytes:
    """Return a film of five frames with a title."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "film"
        _filmed(path, form, codec, options)
        return path.read_bytes()


def _filmed(path: Path, form: str, codec: str, options: dict[str, str]) -> None:
    with av.open(str(path), "w", format=form, options=options) as out:
        out.metadata["title"] = TITLE
        stream = out.add_stream(codec, rate=Fraction(10))
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for n in range(5):
            picture = np.full((32, 32, 3), 40 * n, np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        out.mux(stream.encode())


def _sound(form: str, codec: str) -> bytes:
    file = io.BytesIO()
    rate = 48000 if codec in ("libopus", "aac", "libmp3lame") else RATE
    with av.open(file, "w", format=form) as out:
        out.metadata["title"] = TITLE
        layout = "stereo" if codec == "vorbis" else "mono"
        stream = out.add_stream(codec, rate=rate, layout=layout, options={"strict": "-2"})
        wave = np.sin(np.arange(rate // 4, dtype=np.float32) / 20)[None] / 3
        if codec == "flac":
            frame = av.AudioFrame.from_ndarray((wave * 30000).astype(np.int16), "s16", layout)
        else:
            wave = np.repeat(wave, 1 + (layout == "stereo"), axis=0)
            frame = av.AudioFrame.from_ndarray(wave, "fltp", layout)
        frame.sample_rate = rate
        out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return file.getvalue()


def wav() -> bytes:
    return encode_wav(
        Audio(samples=np.linspace(-0.5, 0.5, 801, dtype=np.float32)[None], sample_rate=RATE)
    )


def rf64() -> bytes:
    """Return the same sound as RF64, whose sizes stand in a chunk of their own."""
    plain = wav()
    at = plain.index(b"data")
    size = int.from_bytes(plain[at + 4 : at + 8], "little")
    sizes = struct.pack("<4sIQQQI", b"ds64", 28, len(plain) - 8 + 36, size, size // 2, 0)
    unknown = b"\xff" * 4
    return b"RF64" + unknown + b"WAVE" + sizes + plain[12:at] + b"data" + unknown + plain[at + 8 :]


def _rgb() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 255, (24, 17, 3), dtype=np.uint8)


def _png() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_itxt("Title", TITLE)
    file = io.BytesIO()
    Image.fromarray(_rgb()).save(file, "PNG", pnginfo=told)
    return file.getvalue()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = "bread"
    return exif


def _picture(form: str, mode: str = "RGB", **options: object) -> bytes:
    image = Image.fromarray(_rgb()).convert(mode)
    if mode == "RGBA":
        image.putalpha(Image.fromarray(_rgb()[..., 0]))
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def _moving(form: str) -> bytes:
    file = io.BytesIO()
    first, second = (Image.fromarray(np.roll(_rgb(), n, axis=0)) for n in (0, 5))
    first.save(file, form, save_all=True, append_images=[second], duration=50, loop=0)
    return file.getvalue()


def _glb() -> bytes:
    told = json.dumps(
        {"asset": {"version": "2.0", "generator": "面包"}, "buffers": [{"byteLength": 4}]}
    )
    head = told.encode()
    head += b" " * (-len(head) % 4)
    binary = struct.pack("<I4s", 4, b"BIN\0") + b"\1\2\3\4"
    total = 12 + 8 + len(head) + len(binary)
    return struct.pack("<4sIII4s", b"glTF", 2, total, len(head), b"JSON") + head + binary


def _midi() -> bytes:
    import mido

    file = mido.MidiFile()
    track = file.add_track("Voice")
    track.append(mido.Message("note_on", note=60, time=3))
    track.append(mido.Message("note_off", note=60, time=100))
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def _docx() -> bytes:
    import docx

    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("It rises")
    document.save(out)
    return out.getvalue()


def _xlsx() -> bytes:
    import openpyxl
    from openpyxl.packaging.custom import StringProperty

    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "It rises"
    book.custom_doc_props.append(StringProperty(name="mine", value="1"))
    book.save(out)
    return out.getvalue()


def _pdf() -> bytes:
    import pypdf

    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(20, 20)
    writer.add_metadata({"/Title": "bread"})
    writer.write(out)
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("tone.wav", "a.srt", "a.json"):
            archive.writestr(f"made/{name}", sample(name))
    return out.getvalue()


def save(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(sample(name))
    return path
