"""The signatures of a file: the one inside it, and the manifest that lies beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from aigc.doors import jail
from aigc.doors.limits import Limit
from aigc.errors import AssetError
from aigc.trust.provenance import beside, c2pa
from aigc.trust.provenance.claims import Signature
from aigc.trust.provenance.manifest import ASSET, FILES
from aigc.trust.verify.report import Signed

LIMIT: Final = Limit(most_bytes=1 << 40, seconds=600.0, longest_s=1800.0)
INSIDE: Final = "inside"
_MOST_MANIFESTS: Final = 30
_MOST_BYTES: Final = 1 << 20
"""Of a manifest that bears the name of something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A manifest beside a file, as it stands there; nothing in it is proved.

    Attributes
    ----------
    told : mapping
        Empty where it cannot be read.
    listed : str
        The digest that it lists under the file's name; empty where there is none.
    exact : bool
        Whether it lists the file's own digest.
    """

    place: Path
    told: Mapping[str, Any] = field(default_factory=dict)
    listed: str = ""
    exact: bool = False

    @property
    def number(self) -> str:
        """The asset that it is about."""
        return str(self.told.get(ASSET, ""))


def inside(path: Path, anchors: bytes) -> Signed | None:
    """Return the signature inside a file; None where there is none."""
    if not c2pa.carries(path):
        return None
    if not c2pa.available():
        return Signed(state="unchecked", place=INSIDE)
    try:
        found: Signature = jail.call(
            f"{c2pa.__name__}:{c2pa.read_in.__name__}", path, path.suffix, anchors,
            name=path.name, limit=LIMIT, refusal=AssetError, returns=(Signature,),
        )  # fmt: skip
    except AssetError as exc:
        return Signed(state="unchecked", place=INSIDE, reasons=(str(exc),))
    return None if found.state == "none" else _signed(found, INSIDE, exact=True)


def manifest_of(path: Path, digest: str, top: Path, number: str = "") -> Manifest | None:
    """Return the manifest that speaks of a file; None where none does.

    Looked at are the one that bears its name, then those in its folder and in the folders above, up
    to ``top``, that list its digest, its name or, by ``number``, its asset.
    """
    own = beside.places(path)[0]
    if own.is_file():
        return _seen(own, path, digest)
    found = [_seen(place, path, digest) for place in _around(path, top)]
    for speaks in (_is_exact, _lists, partial(_is_of, number), _is_broken):
        if there := next(filter(speaks, found), None):
            return there
    return None


def _is_exact(one: Manifest) -> bool:
    return one.exact


def _lists(one: Manifest) -> bool:
    return bool(one.listed)


def _is_of(number: str, one: Manifest) -> bool:
    return bool(number) and FILES in one.told and one.number == number


def _is_broken(one: Manifest) -> bool:
    """Tell whether something was a manifest of the workbench before it was damaged."""
    if one.told:
        return False
    with one.place.open("rb") as file:
        data = file.read(beside.LONGEST)
    return all(f'"{key}"'.encode() in data for key in (ASSET, FILES))


def _around(path: Path, top: Path) -> Iterator[Path]:
    """Yield the manifests that may speak of a file, the likeliest first."""
    folder, top = path.absolute().parent, top.absolute()
    likely = [one.name for one in beside.places(path)[1:]]
    while True:
        others = sorted(folder.glob(f"*.{beside.NAME}"))[:_MOST_MANIFESTS]
        short = [one.name for one in others if _is_short(one)]
        for name in dict.fromkeys((*likely, *short)):
            place = folder / name
            if place.is_file() and place != path.absolute():
                yield place
        if folder == top or top not in folder.parents:
            return
        folder = folder.parent


def _is_short(place: Path) -> bool:
    try:
        return place.stat().st_size <= _MOST_BYTES
    except OSError:
        return False


def is_manifest(path: Path) -> bool:
    """Tell whether a file is a manifest of the workbench."""
    return path.name.endswith(beside.NAME) and FILES in (told := read(path)) and ASSET in told


def read(place: Path) -> Mapping[str, Any]:
    """Return what stands in a manifest; empty where it cannot be read."""
    try:
        with place.open("rb") as file:
            data = file.read(beside.LONGEST + 1)
        told = json.loads(data) if len(data) <= beside.LONGEST else None
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, Mapping) else {}


def _seen(place: Path, path: Path, digest: str) -> Manifest:
    told = read(place)
    files = told.get(FILES)
    files = files if isinstance(files, Mapping) else {}
    name = path.absolute().relative_to(place.absolute().parent).as_posix()
    listed = files.get(name) or files.get(path.name) or ""
    return Manifest(
        place=place, told=told, listed=str(listed), exact=digest in map(str, files.values())
    )


def signed_beside(path: Path, manifest: Manifest, anchors: bytes) -> Signed:
    """Return the signature in a manifest beside a file."""
    found = beside.read(path, anchors, beside=manifest.place)
    number, mark = manifest.number, manifest.told.get("watermark")
    signed = _signed(found, manifest.place.name, exact=manifest.exact)
    if signed.state != "invalid":
        return signed
    return Signed(
        state="invalid", place=manifest.place.name, reasons=found.reasons, number=number,
        watermark=mark if type(mark) is int else None, exact=manifest.exact,
    )  # fmt: skip


def signed_itself(path: Path, anchors: bytes) -> Signed:
    """Return the signature of a manifest."""
    return _signed(beside.read(path, anchors), path.name, exact=True)


def _signed(found: Signature, place: str, *, exact: bool) -> Signed:
    mark = found.claim.get("watermark")
    return Signed(
        state=found.state, place=place, signer=found.signer, reasons=found.reasons,
        number=str(found.claim.get(ASSET, "")), watermark=mark if type(mark) is int else None,
        exact=exact,
    )  # fmt: skip
