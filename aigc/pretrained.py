"""What every engine needs that reads models with ``transformers``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from transformers.utils import logging


@contextmanager
def quietly() -> Iterator[None]:
    """Show none of the bars that ``transformers`` draws while it reads."""
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def first_line(exc: Exception) -> str:
    """Return the first line of a message as a sentence; ``transformers`` writes whole pages."""
    line = str(exc).strip().splitlines()[0] if str(exc).strip() else type(exc).__name__
    return line if line.endswith(".") else f"{line}."
