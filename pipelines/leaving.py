"""The one gate through which everything leaves: labelled, described, read back, and then published.

>>> with leaving(Path("out"), origin) as box:                                # doctest: +SKIP
...     (box / "speech.wav").write_bytes(sound)

What is seen of a film, and a watermark, are laid on it while it is made; the gate does the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from aigc.errors import TrustError
from aigc.files import publishing
from aigc.store import file_sha256
from aigc.trust.labels import files as labels
from aigc.trust.labels import sidecar
from aigc.trust.labels.corner import marked_file
from aigc.trust.policy import policy
from aigc.trust.provenance.manifest import manifest, number
from aigc.types.article import Language
from aigc.types.label import AigcRecord
from aigc.types.provenance import Provenance

MANIFEST: Final = "manifest.json"
PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp"})


@contextmanager
def leaving(
    out: Path, origin: Callable[[], Provenance], *, beside: str = MANIFEST
) -> Iterator[Path]:
    """Give an empty folder, and let what is put into it leave to ``out`` when the block ends well.

    Pictures get the label that people see, and every file that has a place for it the record that
    machines read; a manifest tells how all of it came to be.

    Parameters
    ----------
    origin : callable
        Returns the provenance; called when the block has ended.
    beside : str
        Name of the manifest.

    Raises
    ------
    ConfigError
        The policy cannot be read; told before the block begins.
    InputError
        ``out`` cannot be a folder.
    TrustError
        A rule of the policy forbids it, or a label could not be read back; nothing appears.
    DiskFull
        The disk is full.
    """
    producer = policy().producer
    with publishing(out) as box:
        yield box
        seal(box, origin(), producer, beside=beside)


def seal(box: Path, made: Provenance, producer: str, *, beside: str = MANIFEST) -> None:
    """Label all files in a folder, write the manifest, and read every label back.

    Raises
    ------
    TrustError
        A file bears the label of another origin, or a label could not be read back.
    """
    asset = number(made)
    record = AigcRecord.first(producer=producer, produce_id=asset)
    files = sorted(path for path in box.rglob("*") if path.is_file())
    for path in files:
        _seen(path, "zh" if made.language == "zh" else "en")
        _recorded(path, record)
    digests = {path.relative_to(box).as_posix(): file_sha256(path) for path in files}
    told = manifest(made, digests, asset=asset)
    text = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True)
    (box / beside).write_text(f"{text}\n", encoding="utf-8")
    _recorded(box / beside, record)


def _seen(path: Path, language: Language) -> None:
    if path.suffix.lower() in PICTURES:
        path.write_bytes(marked_file(path.read_bytes(), language))


def _recorded(path: Path, record: AigcRecord) -> None:
    """Write the record into a file that has a place for it, and read it back."""
    if labels.place(path) == "beside" or sidecar.is_sidecar(path.name):
        return
    labels.write(path, path, record)
    if labels.read(path) != record:
        raise TrustError(f"The label of {path.name} could not be read back; nothing was published.")
