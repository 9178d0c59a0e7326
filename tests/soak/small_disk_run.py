"""A batch on a disk that holds all of its jobs but one: run it with PLACE.

To be run where a file system may be mounted and nobody else sees it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from aigc.batch import running
from aigc.batch.folder import BatchFolder
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.manifest.planning import plan
from aigc.store import Store
from tests.soak.driver import LIMITS

SIZE, GIANT, SMALL, JOBS = "48m", 100 << 20, 200_000, 100


def main(place: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place], check=True)
    rows = [
        {"name": f"j{n}", "source": f"text {n}", "bytes": GIANT if n == 7 else SMALL}
        for n in range(JOBS)
    ]
    manifest, folder = place / "jobs.jsonl", BatchFolder(place / "out")
    manifest.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    running.enter(plan(manifest, pipeline="fake", root=place), folder)
    limits = replace(LIMITS, store_bytes=0)
    report = running.go_on(folder.root, workers=2, store=Store(place / "store"), limits=limits)
    assert report.counts == {"done": JOBS - 1, "failed": 1}, report.counts
    ledger = Ledger(folder.ledger)
    (giant,) = ledger.rows(("failed",))
    assert (giant.job.name, giant.cause, giant.tries) == ("j7", "space", 3), giant
    assert [row.job.name for row in ledger.rows(("done",)) if row.tries] == []
    found = ledger.database.read("SELECT COUNT(*) AS n FROM attempts WHERE outcome<>'done'")
    assert found[0]["n"] <= 8, "the disk was filled too often"
    print(giant.message, found[0]["n"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
