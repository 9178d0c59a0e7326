"""Keys: made, rotated, locked, given; and every pair that cannot sign is refused by name."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose

from aigc.errors import ConfigError
from aigc.trust.provenance import certificates, keys

PLAIN = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_an_authority_certifies_a_key(tmp_path: Path) -> None:
    made = keys.make("晨报 House", tmp_path)
    key = keys.current(tmp_path)
    assert key and key.fingerprint == made.fingerprint and key.name == "晨报 House"
    signer, authority = x509.load_pem_x509_certificates(key.chain)
    signer.verify_directly_issued_by(authority)
    purposes = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [Purpose.EMAIL_PROTECTION]
    public = keys.public(tmp_path)
    assert x509.load_pem_x509_certificates(public) == [authority] and b"PRIVATE" not in public
    assert "EllipticCurve" not in repr(key) and len(key.sign(b"x")) == 64


def test_private_parts_are_for_one_user_alone(tmp_path: Path) -> None:
    keys.make("House", tmp_path)
    private = sorted((tmp_path / "keys").glob("*.key"))
    assert [one.name for one in private] == ["1.key", "authority.key"]
    assert all(stat.S_IMODE(one.stat().st_mode) == 0o600 for one in private)
    assert stat.S_IMODE(private[0].parent.stat().st_mode) == 0o700


def test_a_rotated_key_stands_under_the_same_authority(tmp_path: Path) -> None:
    keys.make("House", tmp_path)
    before = keys.public(tmp_path)
    keys.rotate(tmp_path)
    assert keys.public(tmp_path) == before
    assert [(one.number, one.current) for one in keys.shown(tmp_path)] == [(1, False), (2, True)]
    with pytest.raises(ConfigError, match="There are keys"):
        keys.make("House", tmp_path)
    (tmp_path / "keys" / "authority.key").unlink()
    with pytest.raises(ConfigError, match=r"Cannot read .*authority\.key"):
        keys.rotate(tmp_path)


def test_a_passphrase_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIGC_TRUST_PASSPHRASE", "open")
    keys.make("House", tmp_path)
    assert b"ENCRYPTED" in (tmp_path / "keys" / "1.key").read_bytes()
    assert keys.current(tmp_path)
    monkeypatch.setenv("AIGC_TRUST_PASSPHRASE", "shut")
    with pytest.raises(ConfigError, match="AIGC_TRUST_PASSPHRASE is not its own"):
        keys.current(tmp_path)
    monkeypatch.delenv("AIGC_TRUST_PASSPHRASE")
    with pytest.raises(ConfigError, match="locked by a passphrase"):
        keys.current(tmp_path)


def test_without_keys_nothing_signs(tmp_path: Path) -> None:
    assert keys.current(tmp_path) is None and keys.shown(tmp_path) == ()
    assert keys.anchors(tmp_path) == b""
    with pytest.raises(ConfigError, match="aigc trust keys make"):
        keys.public(tmp_path)
    for name in ("", "x" * 57):
        with pytest.raises(ConfigError, match="1 to 56 characters"):
            keys.make(name, tmp_path)


def pair(folder: Path, change: Callable[[x509.CertificateBuilder], x509.CertificateBuilder],
         *purposes: x509.ObjectIdentifier) -> tuple[Path, Path]:  # fmt: skip
    """Write a certificate of another authority, and its key."""
    root, root_key = certificates.authority("Elsewhere")
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(root.subject).issuer_name(root.subject).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(days=9))
        .add_extension(certificates._usage(certifies=False), critical=True)
    )  # fmt: skip
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    one = change(builder).sign(root_key, hashes.SHA256())
    paths = folder / "own.pem", folder / "own.key"
    chain = b"".join(cert.public_bytes(Encoding.PEM) for cert in (one, root))
    paths[0].write_bytes(chain)
    paths[1].write_bytes(key.private_bytes(*PLAIN))
    return paths


def until(days: float) -> Callable[[x509.CertificateBuilder], x509.CertificateBuilder]:
    return lambda one: one.not_valid_after(datetime.now(UTC) + timedelta(days=days))


def test_a_pair_of_ones_own_signs(tmp_path: Path) -> None:
    keys.make("House", tmp_path)
    keys.use(*pair(tmp_path, until(9), Purpose.EMAIL_PROTECTION), tmp_path)
    key = keys.current(tmp_path)
    assert key and (key.number, key.name) == (2, "Elsewhere")
    assert keys.anchors(tmp_path).count(b"BEGIN CERTIFICATE") == 2
    assert [one.number for one in keys.shown(tmp_path)] == [1, 2]


@pytest.mark.parametrize(
    ("days", "purposes", "told"),
    [
        (-1, [Purpose.EMAIL_PROTECTION], "is valid from .* to"),
        (9, [Purpose.SERVER_AUTH], "not for signing media"),
        (9, [Purpose.EMAIL_PROTECTION, Purpose.ANY_EXTENDED_KEY_USAGE], "not for signing media"),
        (9, [], "does not tell what it is for"),
    ],
)
def test_a_certificate_that_may_not_sign_is_refused(
    tmp_path: Path, days: float, purposes: list[x509.ObjectIdentifier], told: str
) -> None:
    with pytest.raises(ConfigError, match=told):
        keys.use(*pair(tmp_path, until(days), *purposes), tmp_path)
    assert keys.shown(tmp_path) == ()


def test_what_does_not_belong_together_is_refused(tmp_path: Path) -> None:
    own, key = pair(tmp_path, until(9), Purpose.EMAIL_PROTECTION)
    other, _ = certificates.authority("Other")
    right = own.read_bytes()
    cases = [
        (own, ec.generate_private_key(ec.SECP256R1()), right, "belongs to another private key"),
        (own, ec.generate_private_key(ec.SECP384R1()), right, "no key for ES256"),
        (own, ed25519.Ed25519PrivateKey.generate(), right, "no key for ES256"),
        (own, None, right.split(b"-----END")[0], "no certificate in PEM"),
        (own, None, right[: right.index(b"-----BEGIN", 9)] + other.public_bytes(Encoding.PEM),
         "are no chain"),
    ]  # fmt: skip
    for path, private, chain, told in cases:
        path.write_bytes(chain)
        given = tmp_path / "given.key"
        given.write_bytes(private.private_bytes(*PLAIN) if private else key.read_bytes())
        with pytest.raises(ConfigError, match=told):
            keys.use(path, given, tmp_path)
    given.write_bytes(b"-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n")
    own.write_bytes(right)
    with pytest.raises(ConfigError, match="it is damaged"):
        keys.use(own, given, tmp_path)
    with pytest.raises(ConfigError, match="Cannot read"):
        keys.use(own, tmp_path / "none.key", tmp_path)


def test_others_are_trusted_by_their_certificate(tmp_path: Path) -> None:
    keys.make("House", tmp_path / "here")
    keys.make("Station", tmp_path / "there")
    trusted = tmp_path / "here" / "trusted"
    trusted.mkdir()
    (trusted / "station.pem").write_bytes(keys.public(tmp_path / "there"))
    assert keys.public(tmp_path / "there") in keys.anchors(tmp_path / "here")
    assert keys.public(tmp_path / "there") not in keys.public(tmp_path / "here")
