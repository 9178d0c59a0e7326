"""Open a score file of any kind that is known, safely."""

from __future__ import annotations

import io
import zipfile
from fractions import Fraction
from pathlib import Path, PurePath
from typing import IO, Any, Final

from aigc.archives import opened
from aigc.doors import jail
from aigc.doors.limits import LIMITS
from aigc.encodings import decoded
from aigc.errors import InputError
from aigc.progress import Progress, silent, track
from aigc.scores.voices import Piece, chosen, sung_voices
from aigc.types.clock import Clock
from aigc.types.score import (
    Bar,
    Bend,
    ChordSymbol,
    Dynamic,
    Hairpin,
    Key,
    Note,
    Score,
    Syllable,
    Tempo,
    Wave,
)

PRELOADED: Final = (
    "aigc.scores.abc.reader", "aigc.scores.diffsinger", "aigc.scores.midi",
    "aigc.scores.musicxml", "aigc.scores.ust", "aigc.scores.ustx", "defusedxml.ElementTree", "mido",
    "yaml",
)  # fmt: skip
"""What a jail imports before it reads a score."""
_PARTS: Final = (
    Bar, Bend, ChordSymbol, Dynamic, Hairpin, Key, Note, Score, Syllable, Tempo, Wave,
)  # fmt: skip
READABLE: Final = (
    ".musicxml", ".mxl", ".xml", ".mid", ".midi", ".kar", ".ust", ".ustx", ".ds", ".abc",
)  # fmt: skip
"""Endings of the files that `read_score` opens."""

_MOST_XML_BYTES: Final = LIMITS["score"].most_bytes
_MOST_MIDI_BYTES: Final = 2_000_000
_MOST_TEXT_BYTES: Final = 8_000_000
_MOST_MEMBERS: Final = LIMITS["score"].entries
_MOST_VOICES: Final = 256
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
    score: Score = _jailed("score_in", Path(path), part)
    return score


def read_parts(path: Path | str) -> tuple[Score, ...]:
    """Return every voice of a score file that is sung, such as both of a duet.

    These are the voices with words, in the order of the parts; without words, the fullest voice of
    each part.

    Raises
    ------
    InputError
        As `read_score`.
    """
    scores: tuple[Score, ...] = _jailed("parts_in", Path(path))
    return scores


def score_in(
    file: IO[bytes], name: str, part: str | int | None, progress: Progress = silent
) -> Score:
    """Return one voice of an open file; run in a jail, for `read_score`."""
    piece = _piece(file.read(), name)
    progress(f"read {name}", 1, 2)
    return _bounded(piece.lay(chosen(piece.voices, piece.names, part, name)), name)


def parts_in(file: IO[bytes], name: str, progress: Progress = silent) -> tuple[Score, ...]:
    """Return every voice of an open file that is sung; run in a jail, for `read_parts`."""
    piece = _piece(file.read(), name)
    chosen(piece.voices, piece.names, None, name)
    voices = sung_voices(piece)
    if len(voices) > _MOST_VOICES:
        raise InputError(
            f"{name} has {len(voices)} voices; at most {_MOST_VOICES} are read. Export only those "
            "that are sung."
        )
    told = track(voices, progress, f"read {name}", len(voices))
    return tuple(_bounded(piece.lay(voice), name) for voice in told)


def _jailed(function: str, path: Path, *arguments: str | int | None) -> Any:
    if path.suffix.lower() not in READABLE:
        raise InputError(
            f"{path.name} is not a score that can be read. Give MusicXML, MIDI, UST, USTX, "
            f"DiffSinger or ABC: {', '.join(READABLE)}."
        )
    return jail.call(
        f"aigc.scores.reader:{function}",
        path,
        path.name,
        *arguments,
        name=path.name,
        limit=LIMITS["score"],
        returns=_PARTS,
    )


def _piece(raw: bytes, name: str) -> Piece:
    """Return what a file holds, by what it begins with and else by its ending."""
    ending = PurePath(name).suffix.lower()
    if raw[:4] in (b"MThd", b"RIFF"):
        from aigc.scores.midi import piece_of_midi

        return piece_of_midi(_within(raw, _MOST_MIDI_BYTES, name), name)
    if ending in (".ust", ".ustx", ".ds", ".abc"):
        return _piece_of_text(_within(raw, _MOST_TEXT_BYTES, name), ending, name)
    from aigc.scores.musicxml import piece_of_musicxml

    if raw.startswith(b"PK"):
        raw = _within(_unpacked(raw, name), _MOST_XML_BYTES, name)
    if not raw.lstrip().startswith((b"<", *_MARKS)):
        raise InputError(
            f"{name} holds neither MusicXML nor MIDI. Export the score again as MusicXML."
        )
    return piece_of_musicxml(raw, name)


def _bounded(score: Score, name: str) -> Score:
    """Return a score that is no longer and has no more notes than any song."""
    limit = LIMITS["score"]
    end_s = Clock(score).seconds(max((note.end for note in score.notes), default=Fraction(0)))
    if len(score.notes) > (limit.events or 0) or end_s > (limit.duration_s or 0):
        raise InputError(
            f"{name} has {len(score.notes)} notes in {float(end_s) / 3600:.1f} hours, which is no "
            "reasonable score of a song. Export only the song."
        )
    return score


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
        chosen = members.get(_root_file(archive, members, name))
        if chosen is None:
            raise InputError(
                f"{name} is an archive without a score in it. Export the score again as MusicXML."
            )
        with archive.open(chosen) as file:
            return file.read(_MOST_XML_BYTES + 1)


def _root_file(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str) -> str:
    """Return the member that the container names, or else the first that looks like a score."""
    from aigc.scores.musicxml import parsed

    if _CONTAINER in members:
        with archive.open(_CONTAINER) as file:
            root = parsed(file.read(100_000), f"{_CONTAINER} of {name}")
        for element in root.iter():
            named = element.get("full-path", "")
            if element.tag.endswith("rootfile") and named in members:
                return named
    scores = (n for n in members if n.endswith((".musicxml", ".xml")) and "META-INF" not in n)
    return next(scores, "")
