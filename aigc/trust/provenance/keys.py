"""The keys of an installation: what it signs with, and whose signatures it trusts.

In the folder ``keys`` of `aigc.trust.policy.home` lie ``authority.pem`` and ``authority.key``, and
for each key in turn its certificates ``1.pem``, ``2.pem``… and its private part ``1.key``. The
last one signs; all of them are trusted.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aigc.errors import ConfigError
from aigc.files import write_atomic
from aigc.trust.policy import home
from aigc.trust.provenance.certificates import (
    PASSPHRASE,
    authority,
    certificates,
    check_pair,
    leaf,
    private_key,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate

FOLDER: Final = "keys"
_AUTHORITY: Final = "authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What signs: its certificates as PEM, its own first, and its private part, never shown."""

    number: int
    name: str
    fingerprint: str
    until: datetime
    chain: bytes
    private: EllipticCurvePrivateKey = field(repr=False, compare=False)

    def sign(self, data: bytes) -> bytes:
        """Return an ES256 signature of ``data``, 64 bytes."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

        parts = decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
        return b"".join(one.to_bytes(32, "big") for one in parts)

    def pem(self) -> bytes:
        """Return the private part, unlocked."""
        from cryptography.hazmat.primitives import serialization as form

        return self.private.private_bytes(
            form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A key as anybody may see it."""

    number: int
    name: str
    issuer: str
    fingerprint: str
    since: datetime
    until: datetime
    current: bool


def make(name: str, folder: Path | None = None) -> Certified:
    """Make an authority of one's own and the first key under it.

    Private parts are readable by this user alone, and locked where ``AIGC_TRUST_PASSPHRASE`` is
    set.

    Raises
    ------
    ConfigError
        There are keys already, or the name is none.
    DiskFull
        The disk is full.
    """
    place = _place(folder)
    if _numbers(place):
        raise ConfigError(
            f"There are keys in {place} already. Make the next one with aigc trust keys rotate."
        )
    root, root_key = authority(name)
    _keep_private(place / f"{_AUTHORITY}.key", root_key)
    write_atomic(place / f"{_AUTHORITY}.pem", _pem([root]))
    return _added(place, name, root, root_key)


def rotate(folder: Path | None = None) -> Certified:
    """Make the next key under the same authority; what the earlier ones signed stays valid.

    Raises
    ------
    ConfigError
        There is no authority here, or it is locked.
    """
    place = _place(folder)
    root = certificates(_read(place / f"{_AUTHORITY}.pem"), "of the authority")[0]
    file = place / f"{_AUTHORITY}.key"
    root_key = private_key(_read(file), str(file), _passphrase())
    if datetime.now(UTC) > root.not_valid_after_utc:
        raise ConfigError(f"The authority in {place} is expired. Move the folder away, make anew.")
    return _added(place, _organisation(root), root, root_key)


def use(certificate: Path, key: Path, folder: Path | None = None) -> Certified:
    """Sign with a pair of one's own from now on, copied into the folder.

    Parameters
    ----------
    certificate, key : Path
        PEM files: the certificate with those above it, and the private key.

    Raises
    ------
    ConfigError
        They cannot be read, do not belong together, are expired, or not for signing media.
    """
    place = _place(folder)
    chain = certificates(_read(certificate), str(certificate))
    private = private_key(_read(key), str(key), _passphrase())
    check_pair(chain, private, str(certificate), datetime.now(UTC))
    return _kept(place, chain, private)


def current(folder: Path | None = None) -> Key | None:
    """Return the key that signs; None where no key was ever made.

    Raises
    ------
    ConfigError
        It is damaged, locked, expired, or not for signing media.
    """
    place = _place(folder)
    numbers = _numbers(place)
    if not numbers:
        return None
    number = numbers[-1]
    file = place / f"{number}.pem"
    chain = certificates(_read(file), str(file))
    private = private_key(_read(place / f"{number}.key"), f"{number}.key", _passphrase())
    check_pair(chain, private, str(file), datetime.now(UTC))
    return Key(
        number=number, name=_organisation(chain[0]), fingerprint=_fingerprint(chain[0]),
        until=chain[0].not_valid_after_utc, chain=_pem(chain), private=private,
    )  # fmt: skip


def shown(folder: Path | None = None) -> tuple[Certified, ...]:
    """Return every key, the oldest first."""
    place = _place(folder)
    numbers = _numbers(place)
    return tuple(_told(place, number, current=number == numbers[-1]) for number in numbers)


def public(folder: Path | None = None) -> bytes:
    """Return what others need to trust what was signed here: its authorities, as PEM.

    Raises
    ------
    ConfigError
        There is no key, or one is damaged.
    """
    place = _place(folder)
    found = _authorities(place)
    if not found:
        raise ConfigError(f"There are no keys in {place}. Make one: aigc trust keys make NAME.")
    return _pem(found)


def anchors(folder: Path | None = None) -> bytes:
    """Return the authorities whose signatures are trusted, as PEM; empty where there is none.

    They are those of the keys, and whatever lies in the folder ``trusted`` beside them.
    """
    place = _place(folder)
    found = _authorities(place)
    for file in sorted((place.parent / "trusted").glob("*.pem")):
        found += certificates(_read(file), str(file))
    return _pem(list(dict.fromkeys(found)))


def _authorities(place: Path) -> list[Certificate]:
    """Return what is at the end of each key's chain, once."""
    files = [place / f"{number}.pem" for number in _numbers(place)]
    return list(dict.fromkeys(certificates(_read(file), str(file))[-1] for file in files))


def _place(folder: Path | None) -> Path:
    return (folder or home()) / FOLDER


def _numbers(place: Path) -> list[int]:
    return sorted(int(one.stem) for one in place.glob("*.pem") if one.stem.isdecimal())


def _added(
    place: Path, name: str, root: Certificate, root_key: EllipticCurvePrivateKey
) -> Certified:
    signer, key = leaf(name, root, root_key)
    return _kept(place, [signer, root], key)


def _kept(place: Path, chain: Sequence[Certificate], key: EllipticCurvePrivateKey) -> Certified:
    number = max(_numbers(place), default=0) + 1
    _keep_private(place / f"{number}.key", key)
    write_atomic(place / f"{number}.pem", _pem(chain))
    return _told(place, number, current=True)


def _told(place: Path, number: int, *, current: bool) -> Certified:
    file = place / f"{number}.pem"
    one = certificates(_read(file), str(file))[0]
    return Certified(
        number=number, name=_organisation(one), issuer=one.issuer.rfc4514_string(),
        fingerprint=_fingerprint(one), since=one.not_valid_before_utc,
        until=one.not_valid_after_utc, current=current,
    )  # fmt: skip


def _keep_private(path: Path, key: EllipticCurvePrivateKey) -> None:
    from cryptography.hazmat.primitives import serialization as form

    secret = _passphrase()
    lock = form.BestAvailableEncryption(secret) if secret else form.NoEncryption()
    pem = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, lock)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as out:
            out.write(pem)
            out.flush()
            os.fsync(file)
    except OSError as exc:
        raise ConfigError(
            f"The key cannot be kept in {path.parent}: {exc.strerror}. Choose another folder with "
            "AIGC_TRUST."
        ) from exc


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise ConfigError(f"Cannot read {path}: {exc.strerror}. Check the path.") from exc


def _passphrase() -> bytes | None:
    return os.environ.get(PASSPHRASE, "").encode() or None


def _pem(chain: Sequence[Certificate]) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return b"".join(one.public_bytes(Encoding.PEM) for one in chain)


def _fingerprint(one: Certificate) -> str:
    from cryptography.hazmat.primitives import hashes

    return one.fingerprint(hashes.SHA256()).hex()


def _organisation(one: Certificate) -> str:
    from cryptography.x509.oid import NameOID

    found = one.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    found = found or one.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else one.subject.rfc4514_string()
