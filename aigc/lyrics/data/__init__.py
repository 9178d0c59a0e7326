"""Packed facts about sound and form, built by ``scripts/build_lyrics_data.py``."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any


def packed(name: str) -> Any:
    """Return what the file ``name`` of this folder holds (``.json.gz`` is added)."""
    path = Path(__file__).with_name(f"{name}.json.gz")
    return json.loads(gzip.decompress(path.read_bytes()))
