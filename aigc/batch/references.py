"""What another job makes, as a source or an option: ``@JOB/FILE``; ``@@`` begins any other text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, Final

from aigc.batch.folder import BatchFolder
from aigc.errors import InputError
from aigc.types.job import Job

SIGN: Final = "@"


def is_made(value: Any) -> bool:
    """Return whether a value names what another job makes.

    >>> is_made("@words/lyrics.txt"), is_made("words.txt"), is_made(None)
    (True, False, False)
    """
    text = str(value)
    return text.startswith(SIGN) and not text.startswith(2 * SIGN)


def literal(text: str) -> str:
    """Return a text so that it is taken for itself.

    >>> literal("@all: hello"), literal("hello")
    ('@@all: hello', 'hello')
    """
    return SIGN + text if text.startswith(SIGN) else text


def chained(job: Job, name: str, made: Collection[str]) -> Job:
    """Return a job whose ``@step/file`` begin at the folder of the batch.

    ``name`` is that of the chain, which is the folder of its steps; ``made`` are the texts that
    name what another step makes. Any other text is taken for itself.
    """

    def placed(value: Any) -> Any:
        if isinstance(value, list):
            return [placed(one) for one in value]
        if not isinstance(value, str):
            return value
        return f"{SIGN}{name}/{value[1:]}" if value in made else literal(value)

    options = {option: placed(value) for option, value in job.options.items()}
    return replace(job, source=placed(job.source), options=options)


def resolved(value: Any, folder: BatchFolder) -> Any:
    """Return a value of a job in which ``@JOB/FILE`` is the path of another job's result.

    Raises
    ------
    InputError
        The other job left no such file.
    """
    if isinstance(value, list):
        return [resolved(one, folder) for one in value]
    if not isinstance(value, str) or not value.startswith(SIGN):
        return value
    if not is_made(value):
        return value.removeprefix(SIGN)
    named = PurePosixPath(value.removeprefix(SIGN))
    path = folder.root.absolute() / named
    inside = ".." not in named.parts and path.resolve().is_relative_to(folder.root.resolve())
    if not (inside and path.exists()):
        raise InputError(f"{value} is not there. Name a file that the job before it makes.")
    return str(path)
