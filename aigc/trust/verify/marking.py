"""What picture and sound themselves tell: the watermark, and the label that is heard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from aigc.doors import jail
from aigc.doors.limits import LIMITS
from aigc.errors import AssetError
from aigc.progress import Progress, silent
from aigc.trust.verify.report import Marked, Seen

PRELOADED: Final = ("av", "cv2", "numpy", "aigc.trust.watermark.film")
FILMS: Final = frozenset({".mp4", ".mov", ".m4v", ".webm", ".mkv"})
PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp"})
SOUNDS: Final = frozenset({".wav", ".mp3", ".m4a", ".flac", ".ogg", ".oga", ".opus", ".mka"})
UNCHECKED: Final = Seen(state="not checked")
UNMARKED: Final = Marked(state="not checked")
_END_S: Final = 120
"""Seconds at the beginning and at the end of a sound in which its label is listened for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An ID that was read, and the odds that it is chance."""

    asset_id: int
    false_alarm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for.

    Attributes
    ----------
    expected : int or None
        The ID that should be there: found sooner, and from fainter traces.
    keys : tuple of bytes
        Those that it may have been marked with.
    any : bool
        Whether to look for any other ID as well, which takes long.
    """

    expected: int | None
    keys: tuple[bytes, ...]
    any: bool = True

    def ids(self) -> tuple[int | None, ...]:
        """Return the IDs to look for in turn; None stands for any."""
        named = () if self.expected is None else (self.expected,)
        return (*named, None) if self.any else named

    def marked(self, found: Mark | None) -> Marked:
        """Return what a search has come to."""
        if not self.ids():
            return UNMARKED
        if found is None:
            return Marked(state="none", expected=self.expected)
        same = self.expected in (None, found.asset_id)
        return Marked(
            state="found" if same else "other", asset_id=found.asset_id, expected=self.expected,
            false_alarm=found.false_alarm,
        )  # fmt: skip


def looked_at(
    path: Path, search: Search, *, listen: bool = True, progress: Progress = silent
) -> tuple[Marked, Seen]:
    """Return the watermark of a film, a picture or a sound, and the label that is heard.

    Parameters
    ----------
    listen : bool
        Whether to listen for the label also where no watermark is looked for.

    Raises
    ------
    AssetError
        It is damaged, or no file of its kind.
    """
    suffix, wanted = path.suffix.lower(), search.ids()
    if wanted and suffix in FILMS:
        return search.marked(_filmed(path, search, progress)), UNCHECKED
    if wanted and suffix in PICTURES:
        return search.marked(_pictured(path, search)), UNCHECKED
    if suffix in SOUNDS and (wanted or listen):
        found, seen = _heard(path, search, progress)
        return search.marked(found), seen
    return UNMARKED, UNCHECKED


def _filmed(path: Path, search: Search, progress: Progress) -> Mark | None:
    found: Mark | None = jail.call(
        f"{__name__}:{mark_in.__name__}", path, list(search.ids()), list(search.keys),
        name=path.name, limit=LIMITS["video"], refusal=AssetError, returns=(Mark,),
        progress=progress,
    )  # fmt: skip
    return found


def mark_in(
    file: IO[bytes], ids: list[int | None], keys: list[bytes], progress: Progress = silent
) -> Mark | None:
    """Return the watermark of an open film; run in a jail, for `looked_at`."""
    from aigc.trust.watermark.film import find_in_film

    film: Any = file  # its reader takes open files too
    quickly = [(one, True) for one in ids if one is not None]
    for expected, quick in (*quickly, *((one, False) for one in ids)):
        for key in keys:
            found = find_in_film(film, key=key, expected=expected, quick=quick, progress=progress)
            if found:
                return _told(found)
    return None


def _pictured(path: Path, search: Search) -> Mark | None:
    import numpy as np

    from aigc.pictures import open_picture
    from aigc.trust.watermark.picture import find_in_picture

    pixels = np.asarray(open_picture(path).convert("RGB"))
    for expected in search.ids():
        for key in search.keys:
            if found := find_in_picture(pixels, key=key, expected=expected):
                return _told(found)
    return None


def _heard(path: Path, search: Search, progress: Progress) -> tuple[Mark | None, Seen]:
    from aigc.audio import read_audio
    from aigc.trust.watermark.sound import find

    audio = read_audio(path, progress=progress)
    seen = _rhythm(audio)
    for expected in search.ids():
        for key in search.keys:
            progress("watermark", 0, 1)
            if found := find(audio, key, expected=expected):
                return _told(found), seen
    return None, seen


def _rhythm(audio: Any) -> Seen:
    """Listen for the rhythm at both ends of a sound."""
    from dataclasses import replace

    from aigc.trust.labels.sound import find_rhythm

    many, rate = audio.samples.shape[1], audio.sample_rate
    starts = [0] if many <= 2 * _END_S * rate else [0, many - _END_S * rate]
    long = many if len(starts) == 1 else _END_S * rate
    times = [
        round(at / rate + one, 2)
        for at in starts
        for one in find_rhythm(replace(audio, samples=audio.samples[:, at : at + long]))
    ]
    return Seen(state="found", at_s=tuple(times)) if times else Seen(state="missing")


def _told(found: Any) -> Mark:
    return Mark(asset_id=found.asset_id, false_alarm=found.reading.false_alarm)
