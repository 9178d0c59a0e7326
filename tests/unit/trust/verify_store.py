"""Files of every kind as they leave: labelled, signed, listed in a manifest, and told to a log."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from aigc.trust.labels import files as labels
from aigc.trust.provenance import beside, c2pa, keys
from aigc.trust.provenance.claims import Claim
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.manifest import manifest, number
from aigc.trust.provenance.record import record
from aigc.trust.verify.checking import verify
from aigc.trust.verify.report import Report
from aigc.types.label import AigcRecord
from aigc.types.provenance import Provenance
from tests.unit.trust.label_samples import sample
from tests.unit.trust.provenance_samples import MADE

PRODUCER = "001191110102MACQD9K64010000"
OTHER = replace(MADE, title="other", seed=8)


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def record_of(made: Provenance = MADE) -> AigcRecord:
    return AigcRecord.first(producer=PRODUCER, produce_id=number(made))


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Who makes things: a folder of keys and a store with a log."""

    folder: Path
    key: keys.Key
    log: Log

    @property
    def anchors(self) -> bytes:
        return keys.anchors(self.folder)

    def verify(self, path: Path, **more: Any) -> Report:
        told = {"log": self.log, "anchors": self.anchors, "producer": PRODUCER, "quick": True}
        return verify(path, **(told | more))

    def publish(
        self,
        folder: Path,
        files: dict[str, bytes],
        made: Provenance = MADE,
        *,
        watermark: int | None = None,
        sign: bool = True,
        logged: bool = True,
    ) -> dict[str, Path]:
        """Write files to a folder with all that a file has that leaves."""
        folder.mkdir(parents=True, exist_ok=True)
        asset, label = number(made), record_of(made)
        paths = {name: folder / name for name in files}
        for name, path in paths.items():
            path.write_bytes(files[name])
            if labels.place(path) == "inside" and name != "list.json":
                labels.write(path, path, label)
            if sign and c2pa.carries(path):
                claim = Claim(provenance=made, asset=asset, watermark=watermark)
                c2pa.sign(path, path, claim, self.key)
        digests = {name: digest(path) for name, path in paths.items()}
        more = {} if watermark is None else {"watermark": watermark}
        lies = folder / beside.NAME
        lies.write_text(json.dumps(manifest(made, digests, asset=asset, **more)))
        labels.write(lies, lies, label)
        if sign:
            beside.sign(lies, self.key)
        if logged:
            self.log.append("published", record(made, digests, asset=asset, **more))
        return paths


def house(folder: Path) -> House:
    keys.make("House", folder / "trust")
    key = keys.current(folder / "trust")
    assert key
    log = Log(folder / "store")
    log.append("key-made", {"name": "House"})
    return House(folder=folder / "trust", key=key, log=log)


def copied(paths: Iterable[Path], to: Path) -> list[Path]:
    to.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copy(path, to / path.name)) for path in paths]


def made_of(*names: str) -> dict[str, bytes]:
    return {name: sample(name) for name in names}


def codes(report: Report) -> set[str]:
    return {one.code for one in report.reasons if one.weight == "against"}


def notes(report: Report) -> set[str]:
    return {one.code for one in report.reasons if one.weight == "note"}
