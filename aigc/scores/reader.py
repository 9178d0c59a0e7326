"""Open a score file of any kind that is known, safely."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final

from aigc.archives import opened
from aigc.encodings import decoded
from aigc.errors import InputError
from aigc.scores.voices import Piece, chosen, sung_voices
from aigc.types.score import Score

READABLE: Final = (
    ".musicxml", ".mxl", ".xml", ".mid", ".midi", ".kar", ".ust", ".ustx", ".ds", ".abc",
)  # fmt: skip
"""Endings of the files that `read_score` opens."""

_MOST_XML_BYTES: Final = 24_000_000
_MOST_MIDI_BYTES: Final = 2_000_000
_MOST_TEXT_BYTES: Final = 8_000_000
_MOST_MEMBERS: Final = 1000
_CONTAINER: Final = "META-INF/container.xml"
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read_score(path: Path | str, *, part: str | int | None = None) -> Score:
    """Return one voice of a score file: MusicXML, MIDI, UST, USTX, DiffSinger or ABC.

    Parameters
    ----------
    part : str, int or None
        Name of the part, or its number counted from 1. By itself it is the voice with the most
        words, and without words the highest melody.

    Raises
    ------
    InputError
        When the file is missing, too large, damaged, of another kind, has no such part or no note.
    """
    path = Path(path)
    piece = _piece(path)
    return piece.lay(chosen(piece.voices, piece.names, part, path.name))


def read_parts(path: Path | str) -> tuple[Score, ...]:
    """Return every voice of a score file that is sung, such as both of a duet.

    These are the voices with words, in the order of the parts; without words, the fullest voice of
    each part.

    Raises
    ------
    InputError
        As `read_score`.
    """
    path = Path(path)
    piece = _piece(path)
    chosen(piece.voices, piece.names, None, path.name)
    return tuple(piece.lay(voice) for voice in sung_voices(piece))


def _piece(path: Path) -> Piece:
    """Return what a file holds, by what it begins with and else by its ending."""
    ending = path.suffix.lower()
    if ending not in READABLE:
        raise InputError(
            f"{path.name} is not a score that can be read. Give MusicXML, MIDI, UST, USTX, "
            f"DiffSinger or ABC: {', '.join(READABLE)}."
        )
    raw = _bytes(path)
    if raw[:4] in (b"MThd", b"RIFF"):
        from aigc.scores.midi import piece_of_midi

        return piece_of_midi(_within(raw, _MOST_MIDI_BYTES, path.name), path.name)
    if ending in (".ust", ".ustx", ".ds", ".abc"):
        return _piece_of_text(_within(raw, _MOST_TEXT_BYTES, path.name), ending, path.name)
    from aigc.scores.musicxml import piece_of_musicxml

    if raw.startswith(b"PK"):
        raw = _within(_unpacked(raw, path.name), _MOST_XML_BYTES, path.name)
    if not raw.lstrip().startswith((b"<", *_MARKS)):
        raise InputError(
            f"{path.name} holds neither MusicXML nor MIDI. Export the score again as MusicXML."
        )
    return piece_of_musicxml(raw, path.name)


def _piece_of_text(raw: bytes, ending: str, name: str) -> Piece:
    if ending == ".ust":
        from aigc.scores.ust import piece_of_ust

        return piece_of_ust(raw, name)
    if ending == ".ustx":
        from aigc.scores.ustx import piece_of_ustx

        return piece_of_ustx(raw, name)
    if ending == ".ds":
        from aigc.scores.diffsinger import piece_of_ds

        return piece_of_ds(raw, name)
    from aigc.scores.abc.reader import piece_of_abc

    return piece_of_abc(decoded(raw), name)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size <= _MOST_XML_BYTES:
            return path.read_bytes()
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror or exc}. Check the path.") from exc
    raise _too_large(path.name, size)


def _within(raw: bytes, most: int, name: str) -> bytes:
    if len(raw) > most:
        raise _too_large(name, len(raw))
    return raw


def _too_large(name: str, size: int) -> InputError:
    return InputError(
        f"{name} has {size / 1e6:.1f} MB, which is no reasonable score of a song. Export only the "
        "voice that is sung."
    )


def _unpacked(raw: bytes, name: str) -> bytes:
    """Return the MusicXML inside a compressed score; never more than the limit is unpacked."""
    damaged = f"{name} is damaged or locked. Export the score again."
    with opened(io.BytesIO(raw), damaged) as archive:
        members = {member.filename: member for member in archive.infolist()[:_MOST_MEMBERS]}
        chosen = members.get(_root_file(archive, members))
        if chosen is None:
            raise InputError(
                f"{name} is an archive without a score in it. Export the score again as MusicXML."
            )
        with archive.open(chosen) as file:
            return file.read(_MOST_XML_BYTES + 1)


def _root_file(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> str:
    """Return the member that the container names, or else the first that looks like a score."""
    from aigc.scores.musicxml import parsed

    if _CONTAINER in members:
        with archive.open(_CONTAINER) as file:
            root = parsed(file.read(100_000), _CONTAINER)
        for element in root.iter():
            named = element.get("full-path", "")
            if element.tag.endswith("rootfile") and named in members:
                return named
    scores = (n for n in members if n.endswith((".musicxml", ".xml")) and "META-INF" not in n)
    return next(scores, "")
