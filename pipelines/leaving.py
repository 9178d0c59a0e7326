"""The one gate through which everything leaves.

What is said is judged before the work begins. What was made is judged, labelled, described, shown
to people where the policy asks it, signed, read back and logged, and only then published.

>>> with leaving(Path("out"), origin) as box:                                # doctest: +SKIP
...     (box / "speech.wav").write_bytes(sound)

What is seen and heard in a film or a sound, and their watermark, are laid on while they are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aigc.files import publishing
from aigc.store import default_root
from aigc.trust.gate.passing import admit, ask, passed
from aigc.trust.gate.sealing import MANIFEST
from aigc.trust.policy import policy
from aigc.types.provenance import Provenance
from aigc.types.review import Exhibit

__all__ = ["MANIFEST", "leaving"]


@contextmanager
def leaving(
    out: Path,
    origin: Callable[[], Provenance],
    *,
    store: Path | None = None,
    beside: str = MANIFEST,
    exhibit: Exhibit | None = None,
    watermark: int | None = None,
) -> Iterator[Path]:
    """Give an empty folder, and let what is put into it leave to ``out`` when the block ends well.

    Pictures and documents get the label that people see, and every file that has a place for it the
    record that machines read; a manifest tells how all of it came to be.

    Parameters
    ----------
    origin : callable
        Returns the provenance; called when the block has ended.
    store : Path, optional
        Root of the store that keeps the log and what waits for people; the usual one if left out.
    beside : str
        Name of the manifest.
    exhibit : Exhibit, optional
        What is said in it and what it was written from, to be judged by machines and shown to
        people.
    watermark : int, optional
        The ID that films and sounds in it carry already; the asset's own where there is none.

    Raises
    ------
    ConfigError
        The policy cannot be read; told before the block begins.
    InputError
        ``out`` cannot be a folder.
    ReviewNeeded
        A person has to approve it; nothing appears before.
    TrustError
        A rule of the policy forbids it, or a label could not be read back; nothing appears.
    DiskFull
        The disk is full.
    """
    leave = ask(exhibit or Exhibit(), policy(), store or default_root())
    with publishing(out) as box:
        yield box
        case = admit(leave, box, out, origin(), beside=beside, watermark=watermark)
    passed(leave, case)
