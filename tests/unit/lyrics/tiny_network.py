"""A network of the bundled kind, tiny and random: it proves that decoding keeps every form."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from aigc.lyrics.chinese.voice import save
from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.symbols import ORDERS, PARTS, SIZES
from aigc.lyrics.model.training.counts import counted
from aigc.lyrics.model.vocabulary import Vocabulary
from aigc.lyrics.sound.books import book


def random_weights(config: NetworkConfig, seed: int = 3) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    width, hidden = config.width, config.hidden
    shapes = {"token.weight": (config.tokens, width), "given.weight": (width, width)}
    shapes |= {"part.weight": (PARTS, width), "order.weight": (ORDERS, width)}
    shapes |= {"bias": (config.tokens,), "norm_out.gain": (width,), "norm_memory.gain": (width,)}
    shapes |= {f"columns.{c.name.lower()}.weight": (n, width) for c, n in SIZES.items()}
    sizes = {"self_in": (3 * width, width), "self_out": (width, width)}
    sizes |= {"cross_query": (width, width), "cross_memory": (2 * width, width)}
    sizes |= {"cross_out": (width, width), "feed_in": (hidden, width), "feed_out": (width, hidden)}
    for layer in range(config.layers):
        shapes |= {f"layers.{layer}.{name}.weight": size for name, size in sizes.items()}
        shapes |= {f"layers.{layer}.norm_{n}.gain": (width,) for n in ("self", "cross", "feed")}
    return {name: 0.4 * rng.normal(size=s).astype(np.float32) for name, s in shapes.items()}


def tiny_weights(folder: Path, more: str = "") -> Path:
    """Write a tiny model over characters that every book knows, and more; return its file."""
    both = book("cilin"), book("thirteen")
    characters = [chr(c) for c in range(0x4E00, 0x9FA6) if all(b.tones(chr(c)) for b in both)]
    words = Vocabulary(characters=tuple(characters[::2]))
    words = Vocabulary(
        characters=tuple(dict.fromkeys((*"明月故乡春风江水思", *more, *words.characters)))
    )
    config = NetworkConfig(tokens=len(words), width=24, layers=2, heads=3, hidden=40, rotary=4)
    path = folder / "tiny.safetensors"
    save(path, config, words, random_weights(config), {"classical": (random_counts(words), 0.3)})
    return path


def random_counts(words: Vocabulary, seed: int = 5) -> dict[str, np.ndarray]:
    token, near, far = np.random.default_rng(seed).integers(16, len(words), (3, 400))
    alone = np.full(len(words), 0.01)
    return counted(token, near, far, alone, least_pair=1, least_triple=1)
