"""Certificates that C2PA accepts: an authority of one's own, and leaves that sign media."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from aigc.errors import ConfigError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate, CertificateBuilder, KeyUsage, Name

PASSPHRASE: Final = "AIGC_TRUST_PASSPHRASE"
AUTHORITY_YEARS, LEAF_YEARS = 20, 10
"""Without a time stamp a signature counts as long as its certificate."""
_SKEW: Final = timedelta(hours=1)


def authority(name: str) -> tuple[Certificate, EllipticCurvePrivateKey]:
    """Return a new authority that may certify leaves, and its private key."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name, "authority")
    builder = _begun(subject, subject, key, AUTHORITY_YEARS).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    builder = builder.add_extension(_usage(certifies=True), critical=True)
    return _signed(builder, key), key


def leaf(
    name: str, issuer: Certificate, issuer_key: EllipticCurvePrivateKey
) -> tuple[Certificate, EllipticCurvePrivateKey]:
    """Return a new certificate that signs media, and its private key."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID

    key = ec.generate_private_key(ec.SECP256R1())
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = (
        _begun(_name(name, "media"), issuer.subject, key, LEAF_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certifies=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
        .add_extension(issuer_id, critical=False)
    )
    return _signed(builder, issuer_key), key


def certificates(pem: bytes, where: str) -> list[Certificate]:
    """Return the certificates in a PEM file, the one that signs first.

    Raises
    ------
    ConfigError
        There is none.
    """
    from cryptography import x509

    try:
        return list(x509.load_pem_x509_certificates(pem))
    except ValueError as exc:
        raise ConfigError(f"{where} holds no certificate in PEM form: {exc}.") from exc


def private_key(pem: bytes, where: str, passphrase: bytes | None) -> EllipticCurvePrivateKey:
    """Return the private key in a PEM file.

    Raises
    ------
    ConfigError
        It cannot be read, is locked and the passphrase missing or wrong, or is of another kind.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    locked = b"ENCRYPTED" in pem
    if locked and passphrase is None:
        raise ConfigError(f"{where} is locked by a passphrase. Set {PASSPHRASE} to it.")
    try:
        key = load_pem_private_key(pem, passphrase if locked else None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as exc:
        why = f"the passphrase in {PASSPHRASE} is not its own" if locked else "it is damaged"
        raise ConfigError(f"{where} holds no private key that can be read: {why}.") from exc
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise ConfigError(f"{where} is no key for ES256. Give one of the curve P-256.")
    return key


def check_pair(
    chain: Sequence[Certificate], key: EllipticCurvePrivateKey, where: str, now: datetime
) -> None:
    """Raise unless a key and its certificates can sign media now.

    Raises
    ------
    ConfigError
        They do not belong together, or see `check_chain`.
    """
    if chain[0].public_key() != key.public_key():
        raise ConfigError(f"The certificate {where} belongs to another private key.")
    check_chain(chain, where, now)


def check_chain(chain: Sequence[Certificate], where: str, now: datetime) -> None:
    """Raise unless certificates are valid now, follow from each other, and may sign media.

    Raises
    ------
    ConfigError
        One is expired or not yet valid, not signed by the next, or for another purpose.
    """
    for one in chain:
        if not one.not_valid_before_utc <= now <= one.not_valid_after_utc:
            begin, end = one.not_valid_before_utc.date(), one.not_valid_after_utc.date()
            raise ConfigError(
                f"The certificate {where} is valid from {begin} to {end}. Make a new one with "
                "aigc trust keys rotate, or give another with aigc trust keys use."
            )
    _check_usage(chain[0], where)
    for one, above in pairwise(chain):
        _check_issued(one, above, where)


def _check_usage(signer: Certificate, where: str) -> None:
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    media = x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")  # C2PA's own purpose
    extensions = signer.extensions
    try:
        purposes = set(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound as exc:
        raise ConfigError(f"The certificate {where} does not tell what it is for.") from exc
    allowed = {media, ExtendedKeyUsageOID.EMAIL_PROTECTION}
    if not purposes & allowed or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in purposes:
        raise ConfigError(
            f"The certificate {where} is not for signing media: its extended key usage has to be "
            "emailProtection, or C2PA's own."
        )
    if not usage.digital_signature or usage.key_cert_sign:
        raise ConfigError(
            f"The certificate {where} may not sign: its key usage has to be digitalSignature, "
            "and not that of an authority."
        )


def _check_issued(one: Certificate, above: Certificate, where: str) -> None:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    try:
        one.verify_directly_issued_by(above)
        limits = above.extensions.get_extension_for_class(x509.BasicConstraints).value
        if not limits.ca:
            raise ValueError("it is no authority")
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound) as exc:
        raise ConfigError(
            f"The certificates {where} are no chain: each has to be signed by the next, an "
            "authority."
        ) from exc


def _name(name: str, part: str) -> Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    told = " ".join(name.split())
    if not 0 < len(told) <= 56:
        raise ConfigError(f"A name of 1 to 56 characters is needed for a key, not {name[:60]!r}.")
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, told),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{told} {part}"),
        ]
    )


def _usage(*, certifies: bool) -> KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not certifies, key_cert_sign=certifies, crl_sign=certifies,
        content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _begun(
    subject: Name, issuer: Name, key: EllipticCurvePrivateKey, years: int
) -> CertificateBuilder:
    from cryptography import x509

    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _signed(builder: CertificateBuilder, key: EllipticCurvePrivateKey) -> Certificate:
    from cryptography.hazmat.primitives import hashes

    return builder.sign(key, hashes.SHA256())
