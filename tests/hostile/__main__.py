"""``python -m tests.hostile [KIND ...]``: open every door to its hostile inputs, and tell.

The rest of the table lies in a module for each kind: ``CASES`` and ``enter``.
"""

from __future__ import annotations

import importlib
import sys

from tests.hostile.case import Case
from tests.hostile.kinds import MODULES
from tests.hostile.runner import memory_faults, run


def main(kinds: list[str]) -> int:
    """Run the corpora of these kinds, of all by itself, and return how many faults there are."""
    count = faulty = 0
    for kind in kinds or MODULES:
        module = importlib.import_module(MODULES[kind])
        cases: tuple[Case, ...] = module.CASES
        for case, said, took, faults in run(cases, module.enter):
            count, faulty = count + 1, faulty + bool(faults)
            mark = "FAULT" if faults else "ok"
            told = "; ".join(faults) or said or "read"
            print(f"{mark:5} {kind:8} {case.why:44} {took:5.2f} s  {told[:200]}")
    memory = memory_faults()
    print(f"{count} inputs, {faulty} with faults{'; ' if memory else ''}{'; '.join(memory)}")
    return min(faulty + len(memory), 100)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
