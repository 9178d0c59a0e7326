"""A batch as a user runs it, with short leases.

``python driver.py MANIFEST OUT STORE WORKERS [ADDRESS]``, with the address of a Ray cluster.
"""

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from aigc.batch import run
from aigc.batch.local import Limits
from aigc.errors import AigcError
from aigc.store import Store

LIMITS = Limits(beat_s=0.2, lease_s=4.0, reserve_bytes=0)

if __name__ == "__main__":
    manifest, out, store, workers, *address = sys.argv[1:]
    try:
        run(
            manifest, out, pipeline="fake", store=Store(Path(store)), workers=int(workers),
            limits=replace(LIMITS, lease_s=10.0) if address else LIMITS,
            executor="ray" if address else "local",
            settings={"address": address[0]} if address else {},
        )  # fmt: skip
    except AigcError as exc:
        sys.exit(str(exc))
