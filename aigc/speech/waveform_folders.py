"""What a folder of the Hugging Face format tells of its voice, read without loading the model."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from aigc.types.article import Language

SPEAKING: Final = frozenset((
    "bark", "csm", "fastspeech2_conformer_with_hifigan", "speecht5", "vits",
))  # fmt: skip
"""Kinds of models that are listed; another that is given words alone may be named by its path."""
MOST_SPEAKERS: Final = 200


def kind_of(folder: Path) -> str:
    """Return the model type that a folder's configuration names, or nothing."""
    kind = _read(folder / "config.json").get("model_type")
    return kind if isinstance(kind, str) else ""


def speakers_of(folder: Path) -> int:
    """Return how many speakers a folder's configuration names, 1 to `MOST_SPEAKERS`."""
    count = _read(folder / "config.json").get("num_speakers")
    return min(max(1, count if isinstance(count, int) else 1), MOST_SPEAKERS)


def languages_of(folder: Path) -> tuple[Language, ...]:
    """Return the language that a model's tokeniser names, or those its characters can write."""
    named = str(_read(folder / "tokenizer_config.json").get("language") or "")
    if named[:2] in ("en", "zh"):
        return ("en",) if named.startswith("en") else ("zh",)
    vocabulary = folder / "vocab.json"
    text = vocabulary.read_text(encoding="utf-8", errors="replace") if vocabulary.is_file() else ""
    if re.search(r'"[\u4e00-\u9fff]"|\\u[4-9][0-9a-f]{3}', text):
        return ("zh", "en") if '"e"' in text else ("zh",)
    return ("en",)


def _read(file: Path) -> dict[str, Any]:
    """Return what a JSON file holds, nothing where it is missing or damaged."""
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
