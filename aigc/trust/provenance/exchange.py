"""The log as lines of JSON, to be kept elsewhere and taken in by another log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Final

from aigc.errors import InputError
from aigc.files import replacing
from aigc.progress import Progress, silent
from aigc.trust.provenance.entries import Entry, Head
from aigc.trust.provenance.log import Log

LONGEST: Final = 4_000_000
"""Most characters of a line that is read."""
_TYPES: Final = {one.name: int if one.name == "seq" else str for one in fields(Entry)}
_EVERY: Final = 1000


def export(log: Log, path: Path, *, progress: Progress = silent) -> int:
    """Write every chain of a log to a file; return how many entries that is.

    Raises
    ------
    DiskFull, JobError
        It cannot be written.
    """
    heads = log.chains()
    total, done = sum(head.seq for head in heads), 0
    with replacing(path) as part, part.open("w", encoding="utf-8") as out:
        for head in heads:
            for entry, _ in log.entries(head.chain):
                out.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
                done += 1
                if done % _EVERY == 0:
                    progress("log", done, total)
    return done


def take(log: Log, path: Path, *, progress: Progress = silent) -> tuple[Head, ...]:
    """Merge the entries of a file into a log, all or none; see `Log.merge`.

    Raises
    ------
    InputError
        The file cannot be read, or holds something else.
    TrustError
        An entry was changed, is missing, or contradicts what is here.
    """
    return log.merge(_read(path, progress))


def _read(path: Path, progress: Progress) -> Iterator[Entry]:
    try:
        size, done = path.stat().st_size, 0
        with path.open(encoding="utf-8") as lines:
            number = 0
            while line := lines.readline(LONGEST + 1):
                number += 1
                done += len(line)
                if number % _EVERY == 0:
                    progress("log", done, max(size, done))
                yield _entry(line, f"{path.name}, line {number}")
    except OSError as exc:
        raise InputError(f"Cannot read {path}: {exc.strerror}. Check the path.") from exc
    except UnicodeDecodeError as exc:
        raise InputError(f"{path} is no exported log: it is not text.") from exc


def _entry(line: str, where: str) -> Entry:
    try:
        if len(line) > LONGEST:
            raise ValueError
        told = json.loads(line)
        if {name: type(value) for name, value in told.items()} != _TYPES:
            raise ValueError
        return Entry(**told)
    except (ValueError, AttributeError, RecursionError) as exc:
        raise InputError(f"{where}: this is no entry of a log.") from exc
