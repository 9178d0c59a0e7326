"""A batch on a small disk of its own that fills up again and again: run it with PLACE and SEED.

To be run where a file system may be mounted and nobody else sees it.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.batch_jobs import until
from tests.soak.rig import Batch, Moves

SIZE = "48m"
JOBS, FILLS, WORKERS = 300, 20, 2


def filled(ballast: Path, chance: random.Random) -> None:
    """Fill the disk to the last byte for a while."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    time.sleep(chance.uniform(0.3, 3.0))
    ballast.unlink()


def main(place: Path, seed: int) -> None:
    chance = random.Random(seed)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place], check=True)
    batch = Batch(place, JOBS, workers=WORKERS, chance=chance)
    moves = Moves(batch.folder.root)
    try:
        batch.start()
        for mark in sorted(chance.randrange(JOBS * 9 // 10) for _ in range(FILLS)):
            until(lambda mark=mark: len(moves.look()) >= mark or batch.over(), 200, 0.02)
            time.sleep(chance.uniform(0, 0.1))
            assert not batch.over(), "it was over before the disk was full so often"
            filled(place / "ballast", chance)
        batch.finish(300)
        until(lambda: not batch.workers_of(), 60)
        batch.check(moves.look())
        outcomes = Counter(outcome for _, outcome in batch.attempts())
        print(dict(outcomes), batch.events("worker-died", "worker-ended", "lost"))
        assert set(outcomes) <= {"done", "released"}, outcomes
        assert outcomes["released"], "the disk was never full for a job"
    finally:
        batch.end()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
