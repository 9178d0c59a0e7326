"""The last steps before files leave: signed, read back by others' parsers, and logged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from aigc.errors import AssetError, EngineUnavailable, TrustError
from aigc.notices import tell
from aigc.trust.consent.book import Consents
from aigc.trust.gate.sealing import MANIFEST, NOTHING, digests, files_of, write_manifest
from aigc.trust.labels import files as labels
from aigc.trust.labels import sidecar
from aigc.trust.policy import Policy
from aigc.trust.provenance import beside, c2pa, keys
from aigc.trust.provenance.claims import Claim, Signature
from aigc.trust.provenance.entries import Kind
from aigc.trust.provenance.keys import Key
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.manifest import ASSET, FILES, parse
from aigc.trust.provenance.record import record
from aigc.trust.verify.again import independent
from aigc.types.label import KEY, AigcRecord
from aigc.types.provenance import Provenance
from aigc.types.review import Case

SIGNED: Final = frozenset({"trusted", "valid"})
WATERMARK: Final = "watermark"


def finish(
    box: Path,
    manifest: Path,
    policy: Policy,
    root: Path,
    *,
    asked_by: str,
    approved_by: str = "",
    kind: Kind = "published",
    more: Mapping[str, Any] = NOTHING,
) -> None:
    """Sign a sealed box where there is a key, read everything back, and log that it leaves.

    Parameters
    ----------
    manifest : Path
        In the box; it is all that is known of how the files came to be.
    root : Path
        Of the store whose log is told.
    asked_by, approved_by : str
        Who asked for it, and who approved it; empty where nobody had to.
    kind : str
        ``published``, or ``made`` where somebody else publishes it later.
    more : mapping
        What else the log is told.

    Raises
    ------
    TrustError
        The policy asks for a signature and there is no key, or a label or a signature could not be
        read back.
    AssetError
        A file is damaged.
    ConfigError
        The key cannot be used.
    DiskFull, JobError
        The log cannot be written.
    """
    told = _read(manifest)
    made, log, key = _bare(parse(told)), Log(root), _key(policy)
    asset, mark = told[ASSET], told.get(WATERMARK)
    if key is not None:
        claim = Claim(provenance=made, asset=asset, watermark=mark, log=str(log.head() or ""))
        told = _signed(box, manifest, told, claim, key)
    read_back(box, manifest, told)
    known = {
        "policy": policy.version,
        "approved_by": approved_by,
        "signed_by": key.fingerprint if key else "",
    }
    kept = record(
        replace(made, asked_by=asked_by), told[FILES], asset=asset, watermark=mark, **known, **more
    )
    log.append(kind, {name: one for name, one in kept.items() if one not in ("", None)})


def finish_approved(root: Path, case: Case, policy: Policy, box: Path) -> None:
    """Do the same with the files of a case that a person has approved.

    Raises
    ------
    TrustError
        There is no manifest among them, or a consent does not hold any more; see `finish`.
    """
    found = sorted(box.glob(f"*{MANIFEST}"))
    if len(found) != 1:
        raise TrustError(f"{case.id} has {len(found)} manifests where one is needed. Make it anew.")
    if consents := parse(_read(found[0])).consents:
        Consents(root).check(consents)
    finish(box, found[0], policy, root, asked_by=case.creator, approved_by=approved_by(case))


def approved_by(case: Case) -> str:
    """Return who approved a case; empty where nobody had to."""
    return case.approval.by if case.approval else ""


def read_back(box: Path, manifest: Path, told: Mapping[str, Any]) -> None:
    """Read the label of every file in a box, and the signatures where there are some.

    Raises
    ------
    TrustError
        One is missing, or says something else than was written.
    """
    wanted = labels.read(manifest)
    if wanted is None:
        raise TrustError(f"The label of {manifest.name} could not be read back.")
    if told[FILES] != digests(box, manifest.name):
        raise TrustError(f"{manifest.name} does not tell of the files beside it.")
    for path in files_of(box):
        if not sidecar.is_sidecar(path.name):
            _check_label(path, wanted)
    if beside.is_signed(told):
        # The manifest vouches for the digests of all files, which were compared just now.
        trusted, inside = keys.anchors(), c2pa.available()
        _check_signed(manifest, beside.read(manifest, trusted))
        for path in files_of(box) if inside else ():
            if c2pa.carries(path):
                _check_signed(path, c2pa.read(path, trusted))


def _check_label(path: Path, wanted: AigcRecord) -> None:
    """See that another program finds the label, or this one where no other knows the kind."""
    if labels.place(path) == "beside":
        return
    try:
        found = independent(path) or labels.read(path)
    except AssetError as exc:
        raise TrustError(
            f"The label of {path.name} could not be read back; nothing was published. {exc}"
        ) from exc
    if found != wanted:
        raise TrustError(f"The label of {path.name} could not be read back; nothing was published.")


def _check_signed(path: Path, found: Signature) -> None:
    if found.state not in SIGNED:
        raise TrustError(
            f"The signature of {path.name} could not be read back "
            f"({'; '.join(found.reasons) or found.state}); nothing was published."
        )


def _key(policy: Policy) -> Key | None:
    key = keys.current()
    if key is None and policy.sign == "required":
        raise TrustError(
            "The policy lets nothing leave unsigned, and there is no key. Make one: "
            'aigc trust keys make "NAME"'
        )
    if key is not None and not c2pa.available():
        if policy.sign == "required":
            raise EngineUnavailable(
                "The policy lets nothing leave unsigned, and signing inside files needs "
                "c2pa-python: pip install 'aigc-workbench[provenance]'."
            )
        tell("Only the manifest is signed; to sign inside files, install the extra provenance.")
    return key


def _signed(
    box: Path, manifest: Path, told: Mapping[str, Any], claim: Claim, key: Key
) -> dict[str, Any]:
    """Sign every file that has a place for it, then the manifest, which tells their new digests."""
    if c2pa.available():
        for path in files_of(box):
            if c2pa.carries(path) and path != manifest:
                c2pa.sign(path, path, claim, key)
    write_manifest(manifest, {**told, FILES: digests(box, manifest.name)})
    beside.sign(manifest, key)
    return _read(manifest)


def _bare(made: Provenance) -> Provenance:
    """Return a provenance without what its manifest tells of the files and their label."""
    own = (KEY, ASSET, WATERMARK)
    more = {name: value for name, value in made.more.items() if name not in own}
    return replace(made, more=more)


def _read(manifest: Path) -> dict[str, Any]:
    try:
        told = json.loads(manifest.read_bytes())
    except (OSError, ValueError) as exc:
        raise AssetError(f"{manifest.name} cannot be read back.") from exc
    if not isinstance(told, dict):
        raise AssetError(f"{manifest.name} is no manifest.")
    return told
