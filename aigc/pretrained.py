"""What every engine needs that reads models with ``transformers``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from transformers.utils import logging

from aigc.errors import EngineUnavailable


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


def read_causal(kind: Any, name: str, **options: Any) -> Any:
    """Read a part of a causal language model from its folder, the local cache or the hub.

    Raises
    ------
    EngineUnavailable
        There is no such folder, it is not whole, or the model cannot be fetched.
    """
    folder = Path(name).expanduser()
    if folder.exists():
        name = str(folder)
    elif folder.is_absolute() or name.startswith(("./", "../", "~")):
        raise EngineUnavailable(f"There is no folder {name!r}. Name the folder of a model.")
    try:
        return kind.from_pretrained(name, trust_remote_code=False, local_files_only=True, **options)
    except Exception as exc:  # transformers raises almost anything on what is not whole
        if folder.exists():
            raise EngineUnavailable(
                f"The folder {name!r} holds no causal language model that can be read: "
                f"{first_line(exc)} It needs config.json, the tokeniser's files and weights as "
                "safetensors."
            ) from exc
    try:
        return kind.from_pretrained(name, trust_remote_code=False, **options)
    except Exception as exc:
        raise EngineUnavailable(
            f"The model {name!r} is not on this machine and could not be fetched: "
            f"{first_line(exc)} Download it where there is a network, then name its folder."
        ) from exc
