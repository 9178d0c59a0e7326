"""The process that works on a batch beside the studio, and goes on without it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from aigc.app.batch.rooms import Room
from aigc.batch.running import go_on
from aigc.errors import AigcError
from aigc.store import Store


def main(given: Sequence[str]) -> int:
    """Do the open jobs of the batch in the first folder, steps kept in the second."""
    room, store = Room(Path(given[0])), Store(Path(given[1]))
    try:
        go_on(room.out.root, workers=room.asked().workers, store=store)
    except AigcError as exc:
        (room.root / "trouble.txt").write_text(str(exc), encoding="utf-8")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
