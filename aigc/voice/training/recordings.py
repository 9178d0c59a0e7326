"""The recordings that the house voices are trained from, as their archives hold them."""

from __future__ import annotations

import csv
import io
import re
import tarfile
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import av
import numpy as np
import soxr

from aigc.errors import AssetError
from aigc.types.article import Language
from aigc.voice.frames import SAMPLE_RATE_HZ, Floats

Speaker = Literal["chen", "yue", "kathleen"]

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SYLLABLE = re.compile(r"syllabs/cmn-(?!jv)([a-z]+[1-4])\.mp3")
_WORDS = "hsk/"
_MANDARIN_COLUMNS, _ENGLISH_COLUMNS = ("file", "text", "pinyin", "note"), ("file", "text")
_SHORTEST_S, _QUIETEST = 0.05, 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One recording in an archive.

    ``text`` is what is read; a Mandarin one has its ``pinyin`` too, syllables apart by spaces.
    """

    archive: Path
    member: str
    speaker: Speaker
    language: Language
    text: str
    pinyin: str = ""

    @property
    def held_out(self) -> bool:
        """Whether it is kept from training: about one in forty, the same ones each time."""
        return sum(map(ord, Path(self.member).stem)) % 41 == 5


def recordings(folder: Path) -> Iterator[Recording]:
    """Yield the recordings of the three sets that can be trusted, set after set.

    Neutral-tone leftovers, interjections, doubled spellings and single characters with several
    readings are left out.

    Raises
    ------
    AssetError
        When an archive or a list is missing or damaged, or lacks what the other has.
    """
    mandarin, english = folder / "audio-cmn.zip", folder / "kathleen" / "opus.tar"
    for row in _listed(folder / "index.csv", mandarin, _MANDARIN_COLUMNS):
        syllable = _SYLLABLE.fullmatch(row["file"])
        if syllable:
            yield Recording(
                archive=mandarin, member=row["file"], speaker="chen", language="zh",
                text=syllable[1], pinyin=syllable[1],
            )  # fmt: skip
        elif row["file"].startswith(_WORDS) and _certain(row):
            yield Recording(
                archive=mandarin, member=row["file"], speaker="yue", language="zh",
                text=row["text"], pinyin=row["pinyin"],
            )  # fmt: skip
    for row in _listed(folder / "kathleen" / "index.csv", english, _ENGLISH_COLUMNS):
        yield Recording(
            archive=english, member=row["file"], speaker="kathleen", language="en", text=row["text"]
        )


def _certain(row: dict[str, str]) -> bool:
    return bool(_HAN.fullmatch(row["text"])) and "heteronym" not in row["note"]


def _listed(path: Path, archive: Path, columns: Collection[str]) -> list[dict[str, str]]:
    """Return the rows of a list whose recordings all lie in an archive."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError as exc:
        raise AssetError(
            f"The list of recordings {str(path)!r} is missing: give the folder of it."
        ) from exc
    except (OSError, ValueError, csv.Error) as exc:
        raise AssetError(
            f"The list of recordings {str(path)!r} cannot be read ({exc}). It is CSV in UTF-8."
        ) from exc
    lacking = [name for name in columns if rows and not isinstance(rows[0].get(name), str)]
    if lacking or any(None in row.values() for row in rows):
        named = f" {', '.join(lacking)}" if lacking else "s in some row"
        raise AssetError(f"The list of recordings {str(path)!r} lacks the column{named}.")
    _check_members(rows, path, archive)
    return rows


def _check_members(rows: Collection[dict[str, str]], path: Path, archive: Path) -> None:
    held = _members(archive)
    lacking = [row["file"] for row in rows if row["file"] not in held]
    if lacking:
        raise AssetError(
            f"{str(archive)!r} lacks {len(lacking)} of the recordings in {path.name}, such as "
            f"{lacking[0]!r}. Copy it again, or take their rows out of the list."
        )


def _members(archive: Path) -> frozenset[str]:
    try:
        with _open(archive) as opened:
            if isinstance(opened, zipfile.ZipFile):
                return frozenset(opened.namelist())
            return frozenset(opened.getnames())
    except FileNotFoundError as exc:
        raise AssetError(
            f"The recordings {str(archive)!r} are missing: give the folder of them."
        ) from exc
    except (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError) as exc:
        raise AssetError(
            f"The recordings {str(archive)!r} are damaged ({exc}): copy the archive again."
        ) from exc


def samples(recording: Recording) -> Floats:
    """Return the sound of a recording at 24 kHz, mono, shape ``(samples,)``.

    Raises
    ------
    AssetError
        When it is not in its archive, cannot be decoded, or is silent.
    """
    try:
        with av.open(io.BytesIO(_bytes(recording))) as container:
            stream = container.streams.audio[0]
            resampler = av.AudioResampler(format="fltp", layout="mono")
            parts = [p for frame in container.decode(stream) for p in resampler.resample(frame)]
            sound = np.concatenate([part.to_ndarray()[0] for part in parts])
            rate = stream.rate
    except _UNREADABLE as exc:
        raise AssetError(f"The recording {recording.member!r} cannot be read: {exc}.") from exc
    if len(sound) < _SHORTEST_S * rate or not np.abs(sound).max() > _QUIETEST:
        raise AssetError(
            f"The recording {recording.member!r} is silent or shorter than {_SHORTEST_S:g} s: "
            "take its row out of the list."
        )
    whole: Floats = soxr.resample(sound, rate, SAMPLE_RATE_HZ).astype(np.float32)
    return whole


_UNREADABLE = (
    OSError, EOFError, KeyError, IndexError, ValueError, av.FFmpegError, zipfile.BadZipFile,
    tarfile.TarError, zlib.error,
)  # fmt: skip


def _bytes(recording: Recording) -> bytes:
    archive = kept_open(recording.archive)
    if isinstance(archive, zipfile.ZipFile):
        return archive.read(recording.member)
    member = archive.extractfile(recording.member)
    return member.read() if member else b""


@lru_cache(maxsize=4)
def kept_open(path: Path) -> zipfile.ZipFile | tarfile.TarFile:
    """Return an archive that stays open for the next recording."""
    return _open(path)


def _open(path: Path) -> zipfile.ZipFile | tarfile.TarFile:
    return zipfile.ZipFile(path) if path.suffix == ".zip" else tarfile.open(path)
