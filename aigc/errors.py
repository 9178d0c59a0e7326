"""One tree of exceptions.

::

    AigcError
    ├── InputError        the document, option or file that was given cannot be used
    ├── ConfigError       a configuration value is unknown, missing or out of range
    ├── EngineError       an engine could not do its work
    │   ├── UnknownEngine      no engine of that name
    │   ├── EngineUnavailable  known, but a package, file or device is missing
    │   └── EngineFailed       it ran and broke
    │       └── OutOfMemory        the device has not memory enough, whatever was tried
    ├── AssetError        a media file is damaged, refused or missing
    ├── TrustError        a rule on labels, consent or moderation forbids it
    │   └── ReviewNeeded       a person has to approve it first
    └── JobError          the job was cancelled, or its disk or process went away
        ├── Cancelled          the user asked to stop
        ├── DiskFull           nothing can be written until there is space
        ├── LedgerBusy         others keep the ledger of a batch from being written
        └── Superseded         another worker has the job now

A message says what happened, with which value, and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final


class AigcError(Exception):
    """Base of every error that the workbench raises on purpose."""


class InputError(AigcError):
    """The document, option or file that was given cannot be used."""


class ConfigError(AigcError):
    """A configuration value is unknown, missing or out of range."""


class EngineError(AigcError):
    """An engine could not do its work."""


class UnknownEngine(EngineError):
    """No engine of that name is registered."""


class EngineUnavailable(EngineError):
    """The engine is known, but a package, file or device it needs is missing."""


class EngineFailed(EngineError):
    """The engine ran and broke."""


class OutOfMemory(EngineFailed):
    """The device has not memory enough, whatever was tried."""


class AssetError(AigcError):
    """A media file is damaged, refused or missing."""


class TrustError(AigcError):
    """A rule on labels, consent or moderation forbids the request."""


class ReviewNeeded(TrustError):
    """What was made waits for a person; it appears when somebody approves it.

    Attributes
    ----------
    case : str
        Under which name it waits.
    """

    def __init__(self, message: str, case: str = "") -> None:
        """Take the message and the case."""
        super().__init__(message)
        self.case = case


class JobError(AigcError):
    """A job could not go on: cancelled, disk full, process lost."""


class Cancelled(JobError):
    """The user asked to stop."""


class DiskFull(JobError):
    """Nothing can be written until there is space.

    Attributes
    ----------
    own : bool or None
        Whether the job that broke had filled the disk itself; ``None`` where nobody looked.
    """

    own: bool | None = None


class LedgerBusy(JobError):
    """Others keep the ledger of a batch from being written."""


class Superseded(JobError):
    """Another worker has the job now; what this one made of it is thrown away."""


MOST_KNOWN: Final = 100
"""So many names a message lists; a batch may have thousands of jobs."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence that names close matches, or the whole list when there is none.

    >>> did_you_mean("newsrom", ["newsroom", "ink"])
    'Did you mean newsroom?'
    """
    options = sorted(known)
    close = difflib.get_close_matches(name, options, n=3)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    more = f" and {len(options) - MOST_KNOWN:,} more" if len(options) > MOST_KNOWN else ""
    return f"Known: {', '.join(options[:MOST_KNOWN])}{more}."
