"""The names of jobs, which are folders of results: what they may be, and each taken once."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

from aigc.batch.folder import OWN
from aigc.batch.manifest.problems import Problem
from aigc.batch.manifest.sources import is_path
from aigc.types.job import Job

MOST_BYTES: Final = 200
"""So long a part of a name may be: systems allow 255, and letters are added while it is made."""
_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_SLUG: Final = re.compile(r"[^\w.-]+")


def fault(name: str) -> str:
    """Return what is wrong with a name, as a sentence; empty where nothing is.

    >>> fault("spring/9-16"), fault("a:b")
    ('', 'cannot be the name of a folder: take out :')
    """
    if unfit := sorted(set(_UNFIT.findall(name))):
        shown = " ".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in unfit)
        return f"cannot be the name of a folder: take out {shown}"
    parts = PurePosixPath(name).parts
    if not parts or str(PurePosixPath(name)) != name or not all(map(_is_folder, parts)):
        return "is no name for a folder of results. Use letters, digits, - and _."
    if len(name) > MOST_BYTES or any(len(part.encode()) > MOST_BYTES for part in parts):
        return f"is too long for a folder: {MOST_BYTES} letters, or 66 Chinese characters, at most."
    return ""


def _is_folder(part: str) -> bool:
    if part in ("/", "..") or part.casefold() == OWN:
        return False
    return not (part.endswith((".", " ")) or part.startswith(" ") or _DEVICES.fullmatch(part))


def slug(number: int, source: str) -> str:
    """Return a name for a row that gives none: its number, and what its source is called.

    >>> slug(2, "articles/spring tea.md"), slug(3, "Once upon a time.")
    ('00002-spring-tea', '00003')
    """
    stem = PurePosixPath(source.replace("\\", "/")).stem if is_path(source) else ""
    return "-".join(filter(None, (f"{number:05d}", _SLUG.sub("-", stem)[:40].strip("-."))))


def clashes(jobs: Sequence[Job]) -> Iterator[Problem]:
    """Yield a problem for each row that takes another's name, or asks for what another does."""
    folded = [_folded(job.name) for job in jobs]
    counts = Counter(folded)
    for job, name in zip(jobs, folded, strict=True):
        if counts[name] > 1:
            yield Problem(row=job.row, column="name", message="is taken twice.", value=job.name)
        elif "/" in name and any(str(above) in counts for above in PurePosixPath(name).parents):
            text = "lies in the folder of another job. Choose another name."
            yield Problem(row=job.row, column="name", message=text, value=job.name)
    yield from _twins(jobs)


def _folded(name: str) -> str:
    """Return a name as systems know it that mind neither case nor how accents are written."""
    return unicodedata.normalize("NFC", name).casefold()


def _twins(jobs: Sequence[Job]) -> Iterator[Problem]:
    asked: dict[int, tuple[str, ...]] = {}
    for job in jobs:
        asked[job.row] = (*asked.get(job.row, ()), job.key)
    first: dict[tuple[str, ...], int] = {}
    for row, keys in asked.items():
        if (other := first.setdefault(keys, row)) != row:
            text = "asks for the same as an earlier row. Remove it, or give it another seed."
            yield Problem(row=row, column="", message=text, value=f"row {other}")
