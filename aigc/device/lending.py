"""A model of a folder or of the hub, lent by the shelf of the device that it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from aigc.device.place import Device, chosen, precision_for
from aigc.device.shelf import shelf
from aigc.identity import identity

T = TypeVar("T")


@contextmanager
def lent(
    model: str,
    read: Callable[[str, Device, str], T],
    *,
    what: str,
    device: str = "auto",
    dtype: str = "auto",
) -> Iterator[T]:
    """Give a model, read where it is not on the shelf; one borrower has it at a time.

    Parameters
    ----------
    read : callable
        Takes the model's name, the device, and the torch dtype's name.
    what : str
        What it is read as; the same folder may be read as something else too.

    Raises
    ------
    ConfigError
        There is no such device or dtype.
    OutOfMemory
        It does not fit into the device's memory.
    """
    place = chosen(device)
    precision = precision_for(place, dtype)
    key = f"{what} {identity(model)} {precision}"
    with shelf(place.torch_name).lend(
        key, lambda: read(model, place, precision), label=model
    ) as network:
        yield network
