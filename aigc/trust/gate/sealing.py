"""What is laid on the files of a box: the label that people see, a watermark, and the record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from aigc.errors import TrustError
from aigc.store import file_sha256
from aigc.trust.labels import explicit, sidecar
from aigc.trust.labels import files as labels
from aigc.trust.labels.corner import marked_file
from aigc.trust.labels.explicit import CREDITS, DOCUMENTS
from aigc.trust.policy import Policy
from aigc.trust.provenance.licences import Obligations, credits_text
from aigc.trust.provenance.manifest import manifest, number, watermark_id
from aigc.trust.watermark.files import carries
from aigc.types.article import Language
from aigc.types.label import AigcRecord
from aigc.types.provenance import Provenance

MANIFEST: Final = "manifest.json"
PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp"})
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A box as it is to leave, but for the signature.

    Attributes
    ----------
    asset : str
        Its ProduceID.
    watermark : int
        The ID that its films, pictures and sounds carry.
    manifest : str
        Name of the manifest.
    """

    made: Provenance
    record: AigcRecord
    asset: str
    watermark: int
    manifest: str


def seal(
    box: Path,
    made: Provenance,
    policy: Policy,
    duties: Obligations,
    *,
    beside: str = MANIFEST,
    watermark: int | None = None,
    more: Mapping[str, Any] = NOTHING,
) -> Sealed:
    """Label all files in a folder, and write the credits and the manifest.

    Parameters
    ----------
    watermark : int, optional
        The ID that films and sounds carry already; the asset's own where left out.
    more : mapping
        What else the manifest tells.

    Raises
    ------
    TrustError
        A file bears the label of another origin, or a watermark cannot be read back that the
        policy asks for.
    AssetError
        A file is damaged, or of another kind than it is called.
    """
    asset = number(made)
    mark = watermark_id(asset) if watermark is None else watermark
    record = AigcRecord.first(producer=policy.producer, produce_id=asset)
    language: Language = "zh" if made.language == "zh" else "en"
    for path in files_of(box):
        _shown(path, language, policy, mark)
    if credited := credits_text(duties, language):
        (box / credits_name(beside)).write_text(credited, encoding="utf-8")
    for path in files_of(box):
        _recorded(path, record)
    told = manifest(made, digests(box, beside), asset=asset, watermark=mark, **more)
    write_manifest(box / beside, told)
    labels.write(box / beside, box / beside, record)
    return Sealed(made=made, record=record, asset=asset, watermark=mark, manifest=beside)


def credits_name(beside: str) -> str:
    """Return the name of the credits beside a manifest.

    >>> credits_name("manifest.json"), credits_name("today.manifest.json")
    ('CREDITS.txt', 'today.CREDITS.txt')
    """
    return beside.removesuffix(MANIFEST) + CREDITS


def files_of(box: Path) -> tuple[Path, ...]:
    """Return every file in a folder and the folders in it, in the order of their names."""
    return tuple(sorted(path for path in box.rglob("*") if path.is_file()))


def digests(box: Path, beside: str) -> dict[str, str]:
    """Return the digest of each file but the manifest and the labels beside files, by its name."""
    return {
        path.relative_to(box).as_posix(): file_sha256(path)
        for path in files_of(box)
        if path != box / beside and not sidecar.is_sidecar(path.name)
    }


def write_manifest(path: Path, told: Mapping[str, Any]) -> None:
    """Write a manifest as people can read it."""
    text = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8")


def _shown(path: Path, language: Language, policy: Policy, mark: int) -> None:
    """Lay on a file what people see, and on a picture the watermark over it."""
    suffix = path.suffix.lower()
    if suffix in PICTURES:
        marked = marked_file(path.read_bytes(), language, then=partial(_watermarked, mark))
        path.write_bytes(marked)
        if policy.watermark == "required" and not carries(path, mark):
            raise TrustError(
                f"The watermark of {path.name} cannot be read back, and the policy asks for it. "
                "Make the picture larger, or change the policy."
            )
    elif suffix in DOCUMENTS:
        explicit.label_file(path, language, policy.producer_name)


def _watermarked(mark: int, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture with the watermark in it; one that is too small stays as it is."""
    from aigc.trust.watermark.picture import SMALLEST_PX, marked

    return picture if min(picture.shape[:2]) < SMALLEST_PX else marked(picture, mark)


def _recorded(path: Path, record: AigcRecord) -> None:
    """Write the record into a file that has a place for it; the manifest tells it of the others."""
    if labels.place(path) == "inside" and not sidecar.is_sidecar(path.name):
        labels.write(path, path, record)
