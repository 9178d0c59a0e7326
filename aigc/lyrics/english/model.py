"""The file of the model of English verse."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from aigc import weights as disk
from aigc.errors import AssetError, EngineUnavailable
from aigc.lyrics.english.phrases import openings
from aigc.lyrics.english.symbols import vocabulary_of
from aigc.lyrics.english.voice import Voice
from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.phrases import PREFIX, Phrases
from aigc.lyrics.model.runtime import Runtime

FILE = Path(__file__).parents[1] / "data" / "english.safetensors"


def load(path: Path) -> Voice:
    """Return the model of a file that `save` wrote.

    Raises
    ------
    EngineUnavailable
        If there is no such file.
    AssetError
        If the file is damaged or holds another model.
    """
    if not path.is_file():
        raise EngineUnavailable(missing(path))
    arrays, metadata = disk.read(path)
    counts = {n.removeprefix(PREFIX): a for n, a in arrays.items() if n.startswith(PREFIX)}
    matrices = {n: a for n, a in arrays.items() if not n.startswith(PREFIX)}
    try:
        config = NetworkConfig(**json.loads(metadata["config"]))
        vocabulary = vocabulary_of(metadata["words"].split(" "))
        network = Runtime(config, vocabulary, matrices)
        phrases = Phrases.of(counts)
        return Voice(network, phrases, openings(phrases), np.log(phrases.alone))
    except (KeyError, TypeError, ValueError) as exc:
        raise AssetError(
            f"The weights {str(path)!r} are not of a model of English verse; name a file that "
            "`scripts/train_english_lyrics.py export` wrote."
        ) from exc


def missing(path: Path) -> str:
    """Return what to tell when there are no weights."""
    return (
        f"The weights {str(path)!r} of the model of English verse are missing; install the "
        "package anew, or train them with `scripts/train_english_lyrics.py`."
    )


def save(
    path: Path,
    config: NetworkConfig,
    words: Sequence[str],
    network: Mapping[str, Any],
    phrases: Mapping[str, Any],
) -> None:
    """Write a model for `load`: the network's matrices as int8, the arrays of `Phrases.of`."""
    metadata = {"config": json.dumps(asdict(config)), "words": " ".join(words)}
    arrays = disk.quantise({name: np.asarray(a) for name, a in network.items()})
    arrays |= {PREFIX + name: a for name, a in phrases.items()}
    disk.write(path, arrays, metadata)
