"""What is tried in turn where memory does not suffice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from aigc.device.memory import give_back, is_out_of_memory
from aigc.device.place import Device
from aigc.errors import OutOfMemory
from aigc.notices import notice

T = TypeVar("T")
R = TypeVar("R")


def in_batches(
    items: Sequence[T],
    run: Callable[[Sequence[T]], Sequence[R]],
    *,
    most: int,
    device: Device,
    what: str,
    told: Callable[[int], None] = lambda _: None,
) -> list[R]:
    """Return the result of each item, run together up to ``most``, fewer where memory is short.

    A smaller batch that sufficed is kept for the rest.

    Parameters
    ----------
    told : callable
        Given how many are done, before each batch and at the end; may raise to stop.

    Raises
    ------
    OutOfMemory
        A single item is too much.
    """
    done: list[R] = []
    size = max(1, min(most, len(items)))
    while len(done) < len(items):
        told(len(done))
        batch = items[len(done) : len(done) + size]
        try:
            done += run(batch)
            continue
        except Exception as exc:
            if not is_out_of_memory(exc):
                raise
            if size == 1:
                raise OutOfMemory(_too_large(what, device)) from exc
        give_back(device)
        size //= 2
        notice(f"{what}: {device.torch_name} was out of memory, so {size} at a time are made.")
    told(len(done))
    return done


def first_that_fits(
    attempts: Sequence[tuple[str, Callable[[], T]]], *, device: Device, what: str
) -> T:
    """Return the result of the first attempt that memory suffices for.

    Parameters
    ----------
    attempts : sequence of (str, callable)
        What each does, for the notice, and the attempt itself.

    Raises
    ------
    OutOfMemory
        It suffices for none.
    """
    for n, (_, attempt) in enumerate(attempts):
        try:
            return attempt()
        except Exception as exc:
            if not (isinstance(exc, OutOfMemory) or is_out_of_memory(exc)):
                raise
            if n == len(attempts) - 1:
                raise OutOfMemory(_too_large(what, device)) from exc
        give_back(device)
        notice(
            f"{what}: {device.torch_name} was out of memory; going on with {attempts[n + 1][0]}."
        )
    raise ValueError("there is nothing to attempt")


def _too_large(what: str, device: Device) -> str:
    return (
        f"{what}: {device} has not memory enough, whatever was tried. Ask for smaller results, or "
        "take a smaller model."
    )
