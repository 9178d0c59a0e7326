"""Signatures in a manifest beside files: one for all that was made at once, of any kind.

A manifest tells the digest of each file and how all of them came to be. Its signature is ES256 over
its canonical JSON without the signature itself, and stands in it with the certificates.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from aigc.errors import AssetError, ConfigError
from aigc.files import write_atomic
from aigc.store import file_sha256
from aigc.trust.provenance.certificates import certificates, check_chain
from aigc.trust.provenance.claims import Claim, Signature, source_type
from aigc.trust.provenance.keys import Key
from aigc.trust.provenance.manifest import FILES, canonical, parse

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

NAME: Final = "manifest.json"
LONGEST: Final = 8_000_000
_CERTIFICATES: Final = "certificates"
_SIGNATURE: Final = "signature"
_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


def places(path: Path) -> tuple[Path, ...]:
    """Return where the manifest of a file may lie.

    >>> [one.name for one in places(Path("head.glb"))]
    ['head.glb.manifest.json', 'head.manifest.json', 'manifest.json']
    """
    return tuple(
        path.with_name(one) for one in (f"{path.name}.{NAME}", f"{path.stem}.{NAME}", NAME)
    )


def write(files: Iterable[Path], target: Path, claim: Claim, key: Key | None) -> None:
    """Write the manifest of finished files to ``target``, signed where there is a key.

    Raises
    ------
    AssetError
        A file cannot be read.
    DiskFull
        The disk is full.
    """
    digests = {file.name: _digest(file) for file in files}
    told = replace(claim, files=digests).told()
    _keep(target, told if key is None else _signed(told, key))


def sign(manifest: Path, key: Key) -> None:
    """Sign a manifest that is there, after its label: any later change breaks the signature.

    Raises
    ------
    AssetError
        It is no manifest.
    DiskFull
        The disk is full.
    """
    _keep(manifest, _signed(_parsed(manifest), key))


def is_signed(told: Mapping[str, Any]) -> bool:
    """Tell whether a manifest says that it is signed."""
    return _SIGNATURE in told


def _signed(told: Mapping[str, Any], key: Key) -> dict[str, Any]:
    bare = {name: value for name, value in told.items() if name != _SIGNATURE}
    bare[_CERTIFICATES] = key.chain.decode()
    return bare | {_SIGNATURE: base64.b64encode(key.sign(canonical(bare))).decode()}


def _keep(path: Path, told: Mapping[str, Any]) -> None:
    text = json.dumps(told, ensure_ascii=False, indent=2)
    write_atomic(path, f"{text}\n".encode())


def read(path: Path, anchors: bytes, *, beside: Path | None = None) -> Signature:
    """Return what is found of a signature beside a file, or in a manifest itself.

    Parameters
    ----------
    anchors : bytes
        The authorities that are trusted, as PEM.
    beside : Path, optional
        The manifest; looked for in `places` if left out.

    Raises
    ------
    AssetError
        There is no such file.
    """
    digest = _digest(path)
    itself = beside is None and path.name.endswith(NAME)
    looked = (path,) if itself else (beside,) if beside else places(path)
    place = next((one for one in looked if one.is_file()), None)
    if place is None:
        return Signature(state="none", claim=_NONE)
    try:
        told = _parsed(place)
        claim = {name: told[name] for name in told if name not in (_CERTIFICATES, _SIGNATURE)}
        kind = _kind(claim)
        if not itself:
            _check_listed(told, path.name, digest, place)
        if claim == told:
            return Signature(state="none", claim=claim, source_type=kind)
        signer, trusted = _checked(told, anchors)
    except (AssetError, ConfigError) as exc:
        return Signature(state="invalid", reasons=(str(exc),), claim=_NONE)
    reasons = () if trusted else (f"{signer} is none of the authorities that are trusted here.",)
    return Signature(
        state="trusted" if trusted else "valid", reasons=reasons, signer=signer, claim=claim,
        source_type=kind,
    )  # fmt: skip


def _kind(claim: Mapping[str, Any]) -> str:
    try:
        return source_type(parse(claim))
    except (KeyError, TypeError) as exc:
        raise AssetError(f"It is no provenance of the workbench: {exc}.") from exc


def _check_listed(told: Mapping[str, Any], name: str, digest: str, place: Path) -> None:
    files = told.get(FILES)
    if not isinstance(files, Mapping) or digest not in files.values():
        there = isinstance(files, Mapping) and name in files
        why = f"{name} was changed since" if there else f"{name} is not among its files"
        raise AssetError(f"{place.name} does not speak of this content: {why}.")


def _checked(told: Mapping[str, Any], anchors: bytes) -> tuple[str, bool]:
    """Return who signed, and whether that one is trusted.

    Raises
    ------
    AssetError, ConfigError
        The signature is forged, or the certificates are none that may sign.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    chain = certificates(str(told.get(_CERTIFICATES)).encode(), "beside the file")
    check_chain(chain, "beside the file", datetime.now(UTC))
    content = {name: value for name, value in told.items() if name != _SIGNATURE}
    public = chain[0].public_key()
    try:
        raw = base64.b64decode(str(told.get(_SIGNATURE)), validate=True)
        parts = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        if len(raw) != 64 or not isinstance(public, ec.EllipticCurvePublicKey):
            raise ValueError
        public.verify(encode_dss_signature(*parts), canonical(content), ec.ECDSA(hashes.SHA256()))
    except (ValueError, RecursionError, InvalidSignature) as exc:
        raise AssetError("The signature beside the file does not fit what it signs.") from exc
    return _signer(chain[0]), _anchored(chain, anchors)


def _anchored(chain: list[Certificate], anchors: bytes) -> bool:
    """Tell whether a chain ends at an authority that is trusted."""
    roots = certificates(anchors, "of the authorities") if anchors else []
    last = chain[-1]
    for root in roots:
        if root == last:
            return True
        try:
            check_chain([*chain, root], "beside the file", datetime.now(UTC))
        except ConfigError:
            continue
        return True
    return False


def _signer(one: Certificate) -> str:
    from cryptography.x509.oid import NameOID

    names = one.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(names[0].value) if names else one.subject.rfc4514_string()


def _parsed(place: Path) -> dict[str, Any]:
    try:
        with place.open("rb") as file:
            data = file.read(LONGEST + 1)
        told = json.loads(data) if len(data) <= LONGEST else None
    except OSError as exc:
        raise AssetError(f"{place} cannot be read: {exc.strerror or exc}.") from exc
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise AssetError(f"{place.name} is no provenance that was written beside a file.")
    return told


def _digest(path: Path) -> str:
    try:
        return file_sha256(path)
    except OSError as exc:
        raise AssetError(f"{path} cannot be read: {exc.strerror or exc}.") from exc
