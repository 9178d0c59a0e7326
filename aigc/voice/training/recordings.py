"""The recordings that the house voices are trained from, as their archives hold them."""

from __future__ import annotations

import csv
import io
import re
import tarfile
import zipfile
from collections.abc import Iterator
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
        When an archive or a list is missing.
    """
    mandarin, english = folder / "audio-cmn.zip", folder / "kathleen" / "opus.tar"
    for row in _listed(folder / "index.csv"):
        syllable = _SYLLABLE.fullmatch(row["file"])
        if syllable:
            yield Recording(
                archive=mandarin, member=row["file"], speaker="chen", language="zh",
                text=syllable[1], pinyin=syllable[1],
            )  # fmt: skip
        elif row["speaker"] == "Yue Tan" and _certain(row):
            yield Recording(
                archive=mandarin, member=row["file"], speaker="yue", language="zh",
                text=row["text"], pinyin=row["pinyin"],
            )  # fmt: skip
    for row in _listed(folder / "kathleen" / "index.csv"):
        yield Recording(
            archive=english, member=row["file"], speaker="kathleen", language="en", text=row["text"]
        )


def _certain(row: dict[str, str]) -> bool:
    return bool(_HAN.fullmatch(row["text"])) and "heteronym" not in row["note"]


def _listed(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        raise AssetError(f"The list of recordings {str(path)!r} is missing: give the folder of it.")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def samples(recording: Recording) -> Floats:
    """Return the sound of a recording at 24 kHz, mono, shape ``(samples,)``.

    Raises
    ------
    AssetError
        When it is not in its archive or cannot be decoded.
    """
    try:
        with av.open(io.BytesIO(_bytes(recording))) as container:
            stream = container.streams.audio[0]
            resampler = av.AudioResampler(format="fltp", layout="mono")
            parts = [p for frame in container.decode(stream) for p in resampler.resample(frame)]
            sound = np.concatenate([part.to_ndarray()[0] for part in parts])
            rate = stream.rate
    except (OSError, KeyError, IndexError, ValueError, av.FFmpegError) as exc:
        raise AssetError(f"The recording {recording.member!r} cannot be read: {exc}.") from exc
    whole: Floats = soxr.resample(sound, rate, SAMPLE_RATE_HZ).astype(np.float32)
    return whole


def _bytes(recording: Recording) -> bytes:
    archive = _opened(recording.archive)
    if isinstance(archive, zipfile.ZipFile):
        return archive.read(recording.member)
    member = archive.extractfile(recording.member)
    return member.read() if member else b""


@lru_cache(maxsize=4)
def _opened(path: Path) -> zipfile.ZipFile | tarfile.TarFile:
    return zipfile.ZipFile(path) if path.suffix == ".zip" else tarfile.open(path)
