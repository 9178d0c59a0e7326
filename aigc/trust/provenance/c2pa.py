"""Signatures inside files, as the C2PA specification describes them; extra ``provenance``.

Signing needs no network: no time stamp is asked for, and nothing is fetched when a file is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Final

from aigc.errors import AssetError, EngineUnavailable, TrustError
from aigc.files import replacing
from aigc.trust.provenance.claims import Claim, Signature, c2pa_manifest, claimed
from aigc.trust.provenance.keys import Key

if TYPE_CHECKING:
    from types import ModuleType

PRELOADED: Final = ("c2pa",)
_FORMATS: Final = MappingProxyType(
    {
        ".mp4": "mp4", ".m4v": "m4v", ".m4a": "m4a", ".mov": "mov", ".wav": "wav", ".mp3": "mp3",
        ".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".webp": "webp", ".gif": "gif",
        ".svg": "svg",
    }
)  # fmt: skip
"""The library writes FLAC too, but puts a tag of MP3 before it, and it is no FLAC file then."""
_STATES: Final = {"Trusted": "trusted", "Valid": "valid", "Invalid": "invalid"}
_OFFLINE: Final = MappingProxyType({"remote_manifest_fetch": False, "ocsp_fetch": False})
_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


def carries(path: Path) -> bool:
    """Tell whether a file of this ending can hold a signature; RF64 cannot, though it is WAV.

    >>> carries(Path("a.MP4")), carries(Path("a.glb"))
    (True, False)
    """
    suffix = path.suffix.lower()
    return suffix in _FORMATS and not (suffix == ".wav" and _is_wide(path))


def _is_wide(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"RF64"
    except OSError:
        return False


def available() -> bool:
    """Tell whether the extra is there."""
    try:
        _library()
    except EngineUnavailable:
        return False
    return True


def sign(source: Path, target: Path, claim: Claim, key: Key) -> None:
    """Write a copy of a file that carries a signed manifest; whole or not at all.

    Raises
    ------
    EngineUnavailable
        The extra is missing.
    AssetError
        The file is damaged, or its kind holds no signature.
    TrustError
        It cannot be signed with this key.
    """
    library = _library()
    if not carries(source):
        raise AssetError(f"C2PA has no place for a signature in {source.suffix or 'such'} files.")
    settings = {"verify": dict(_OFFLINE), "builder": {"thumbnail": {"enabled": False}}}
    try:
        # A callback would reserve ten times the room, which the signature does not protect.
        told = library.C2paSignerInfo(library.C2paSigningAlg.ES256, key.chain, key.pem(), None)
        signer = library.Signer.from_info(told)
        with (
            library.Context.from_dict(settings, signer=signer) as context,
            library.Builder(c2pa_manifest(claim), context=context) as builder,
            replacing(target) as part,
            source.open("rb") as file,
            part.open("w+b") as out,
        ):
            builder.sign(_FORMATS[source.suffix.lower()], file, out)
    except OSError as exc:
        raise AssetError(f"{source} cannot be read or written: {exc.strerror or exc}.") from exc
    except library.C2paError as exc:
        raise TrustError(f"{source.name} cannot be signed: {_why(exc)}.") from exc


def read(path: Path, anchors: bytes) -> Signature:
    """Return what is found of a signature inside a file.

    Parameters
    ----------
    anchors : bytes
        The authorities that are trusted, as PEM.

    Raises
    ------
    EngineUnavailable
        The extra is missing.
    AssetError
        There is no such file.
    """
    if not carries(path):
        return Signature(state="none", reasons=("Such files hold no signature.",), claim=_NONE)
    try:
        with path.open("rb") as file:
            return read_in(file, path.suffix, anchors)
    except OSError as exc:
        raise AssetError(f"{path} cannot be read: {exc.strerror or exc}.") from exc


def read_in(file: IO[bytes], suffix: str, anchors: bytes) -> Signature:
    """Return what is found of a signature inside an open file of this ending; see `read`."""
    library = _library()
    settings: dict[str, Any] = {"verify": _OFFLINE | {"verify_trust": bool(anchors)}}
    if anchors:
        settings["trust"] = {"trust_anchors": anchors.decode()}
    try:
        with (
            library.Context.from_dict(settings) as context,
            library.Reader(_FORMATS[suffix.lower()], file, context=context) as reader,
        ):
            return _found(json.loads(reader.json()), bool(anchors))
    except library.C2paError.ManifestNotFound:
        return Signature(state="none", claim=_NONE)
    except (library.C2paError, ValueError, AttributeError, TypeError) as exc:
        return Signature(
            state="invalid", reasons=(f"It cannot be read: {_why(exc)}.",), claim=_NONE
        )


def _found(told: Mapping[str, Any], anchored: bool) -> Signature:
    active = told.get("manifests", {}).get(told.get("active_manifest"))
    if active is None:
        raise ValueError("its manifest is missing")
    state = _STATES.get(str(told.get("validation_state")), "invalid")
    if state == "trusted" and not anchored:
        state = "valid"
    claim, kind = claimed(active)
    unknown = () if anchored else ("No authority is trusted here.",)
    return Signature(
        state=state,  # type: ignore[arg-type]
        reasons=() if state == "trusted" else (*_failures(told), *unknown),
        signer=str(active.get("signature_info", {}).get("issuer") or ""),
        claim=claim, source_type=kind,
    )  # fmt: skip


def _failures(told: Mapping[str, Any]) -> list[str]:
    """Return what the library finds wrong, in its words."""
    results = told.get("validation_results", {})
    found = list(results.get("activeManifest", {}).get("failure", ()))
    for delta in results.get("ingredientDeltas", ()):
        found += delta.get("validationDeltas", {}).get("failure", ())
    return list(dict.fromkeys(f"{one.get('code')}: {one.get('explanation')}" for one in found))


def _why(exc: Exception) -> str:
    return " ".join(str(exc).split())[:200]


def _library() -> ModuleType:
    try:
        return import_module("c2pa")
    except (ImportError, OSError) as exc:
        raise EngineUnavailable(
            "Signing needs c2pa-python: pip install 'aigc-workbench[provenance]'."
        ) from exc
