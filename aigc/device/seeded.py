"""Chance that is the same every time, and arithmetic too where it is asked for."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_CUBLAS = "CUBLAS_WORKSPACE_CONFIG"


@contextmanager
def seeded(seed: int, *, deterministic: bool = False) -> Iterator[None]:
    """Draw from ``seed`` within the block, and leave the chance of others as it was.

    Parameters
    ----------
    deterministic : bool
        Take only kernels that give the same bits every time, which costs some speed. What torch has
        no such kernel for is done as usual.
    """
    import torch

    with torch.random.fork_rng(devices=range(torch.cuda.device_count())):
        torch.manual_seed(seed)
        if not deterministic:
            yield
            return
        before = torch.are_deterministic_algorithms_enabled(), torch.backends.cudnn.benchmark
        os.environ.setdefault(_CUBLAS, ":4096:8")
        torch.use_deterministic_algorithms(True, warn_only=True)
        torch.backends.cudnn.benchmark = False
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", ".*deterministic.*")
                yield
        finally:
            torch.use_deterministic_algorithms(before[0])
            torch.backends.cudnn.benchmark = before[1]
