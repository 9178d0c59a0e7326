"""Hostile recordings: playlists in disguise, impossible claims, silence without end."""

from __future__ import annotations

import os
import struct
from functools import partial
from pathlib import Path
from typing import Final

from tests.hostile.case import SECRET, Case, Made
from tests.hostile.films import PARTS, PLAYLIST, film, linked, sound, wav


def enter(source: Path, out: Path) -> object:
    """Read a recording, as every room does."""
    from aigc.audio import read_audio

    audio = read_audio(source)
    return audio.sample_rate, audio.samples.shape


def _cut(kind: str, codec: str, share: float, path: Path) -> bytes:
    raw = sound(kind, codec)
    return raw[: int(len(raw) * share)]


def _noise(kind: str, codec: str, step: int, path: Path) -> bytes:
    raw = bytearray(sound(kind, codec))
    for at in range(8, len(raw), step):
        raw[at] ^= 0xA5
    return bytes(raw)


def _silence(path: Path) -> bytes:
    return sound("flac", "flac", seconds=750, rate=48_000)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _case(name: str, made: Made, why: str, *, harmless: bool = False) -> Case:
    return Case(kind="audio", name=name, made=made, why=why, harmless=harmless)


CASES: Final = (
    _case("a.wav", b"", "empty"),
    _case("a.wav", b"RIFF\xff\xff\xff\xffWAVE", "a head alone"),
    _case("a.mp3", PLAYLIST, "a playlist called a recording"),
    _case("a.mp3", PLAYLIST.replace(b"../", b"http://10.0.0.1/"), "a playlist of the network"),
    _case("a.wav", PARTS, "a list of parts called a recording"),
    _case("a.mp3", b"ID3\4\0\0\0\0\0\0" + PLAYLIST, "a playlist behind tags"),
    _case("a.m4a", b"\0\0\0\x18ftypM4A \0\0\2\0M4A isom" + PLAYLIST, "a playlist behind M4A"),
    _case("a.wav", b"[playlist]\nFile1=file:///etc/passwd\n", "a list of songs"),
    _case("a.wav", b"v=0\no=- 0 0 IN IP4 10.0.0.1\nm=audio 9 RTP/AVP 0\n", "network streams"),
    _case("a.wav", b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0\0\4\0\xff\x2f\0", "a MIDI"),
    _case("a.wav", b"\x80\4\x95cos\nsystem\n(S'id'\ntR.", "a pickle called a recording"),
    _case("a.wav", b"PK\3\4" + bytes(900), "an archive called a recording"),
    _case("a.wav", b"MZ" + bytes(900), "a program called a recording"),
    _case("a.wav", os.urandom(0) + bytes(range(256)) * 40, "noise"),
    _case("a.wav", wav(rate=0), "no rate"),
    _case("a.wav", wav(rate=2**31 - 1), "two billion samples a second"),
    _case("a.wav", wav(rate=7), "seven samples a second"),
    _case("a.wav", wav(channels=0), "no channel"),
    _case("a.wav", wav(channels=65_535), "65,535 channels"),
    _case("a.wav", wav(bits=0), "no bits"),
    _case("a.wav", wav(tag=0xABCD), "a codec that there is not"),
    _case("a.wav", wav(size=2**32 - 40), "four gigabytes in a kilobyte", harmless=True),
    _case("a.wav", wav()[:40] + struct.pack("<I", 0), "no samples"),
    _case("a.mp3", partial(_noise, "mp3", "libmp3lame", 5), "a damaged MP3"),
    _case("a.flac", partial(_noise, "flac", "flac", 9), "a damaged FLAC"),
    _case("a.ogg", partial(_noise, "ogg", "libopus", 17), "a damaged Ogg"),
    _case("a.ogg", partial(_cut, "ogg", "libopus", 0.3), "a third of an Ogg"),
    _case("a.m4a", partial(_cut, "mp4", "aac", 0.6), "a cut M4A"),
    _case("a.flac", _silence, "144 MB of silence in 120 kB"),
    _case("a.mp3", b"ID3\4\0\0\x7f\x7f\x7f\x7f" + bytes(900), "tags of 256 MB"),
    _case("a.mp4", lambda path: film(), "a film without sound"),
    _case("a.ogg", b"OggS\0\2" + b"\xff" * 900, "pages without end"),
    _case("a.aac", b"\xff\xf1\x50\x80\1\x7f\xfc" * 200, "frames of AAC, no sound", harmless=True),
    _case("a.wav", linked(Path("..") / SECRET), "a link to a file outside"),
    _case("a.wav", _pipe, "a named pipe that nobody writes to"),
)  # fmt: skip
