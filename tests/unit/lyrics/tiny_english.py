"""A model of English verse with random weights, for tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from aigc.g2p.english.lexicon import lexicon
from aigc.lyrics.english.model import save
from aigc.lyrics.english.symbols import vocabulary_of
from aigc.lyrics.english.training.corpus import verse
from aigc.lyrics.english.training.pack import Collector
from aigc.lyrics.english.training.phrases import phrases_of
from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.symbols import ORDERS, PARTS, SIZES

COMMON = """
the and of to a in i that with his he my for is as all on her but from it not was me you by they
so be their when at thy this she or we are no who him thou then one have what there like now o'er
love night light bright day way away stay moon soon heart part art sea free me see tree heaven
seven flower power tower water daughter never ever forever river shiver silver golden beholden
morning mourning dawning yearning flowing going growing knowing singing ringing bringing winging
beauty duty beautiful dutiful wonderful remember september ember tender slender surrender summer
winter spring sing ring king thing wing string bring fire desire higher lyre sorrow morrow borrow
tomorrow dream stream gleam seem again rain pain plain vain chain years tears fears ears appears
"""
LINES = (
    "the night is long and i am here to see",
    "and all the river is a silver light",
    "my love is like a flower by the sea",
    "and she shall sing to me the summer night",
)


def tiny_english(path: Path, seed: int = 0) -> Path:
    """Write a model of a few hundred words."""
    words = list(dict.fromkeys([*COMMON.split(), *list(lexicon())[::300]]))
    words = [word for word in words if word in lexicon()]
    config = NetworkConfig(tokens=len(words) + 17, width=32, layers=1, heads=2, hidden=32, rotary=8)
    collector = Collector()
    collector.add([verse(line) for line in LINES * 3], 0)
    phrases = phrases_of(collector.pack(words), len(vocabulary_of(words)))
    save(path, config, words, _network(config, np.random.default_rng(seed)), phrases)
    return path


def _network(config: NetworkConfig, rng: np.random.Generator) -> dict[str, np.ndarray]:
    width = config.width
    tables = {"token": config.tokens, "part": PARTS, "order": ORDERS, "given": width}
    tables |= {f"columns.{column.name.lower()}": n for column, n in SIZES.items()}
    shapes = {f"{name}.weight": (rows, width) for name, rows in tables.items()}
    inner = {"self_in": 3, "cross_memory": 2, "self_out": 1, "cross_query": 1, "cross_out": 1}
    for layer in range(config.layers):
        shapes |= {f"layers.{layer}.{n}.weight": (k * width, width) for n, k in inner.items()}
        shapes[f"layers.{layer}.feed_in.weight"] = (config.hidden, width)
        shapes[f"layers.{layer}.feed_out.weight"] = (width, config.hidden)
    network = {n: rng.normal(0, 0.1, shape).astype(np.float32) for n, shape in shapes.items()}
    gains = ["norm_memory", "norm_out"]
    gains += [
        f"layers.{i}.norm_{n}" for i in range(config.layers) for n in ("self", "cross", "feed")
    ]
    network |= {f"{name}.gain": np.ones(width, np.float32) for name in gains}
    return network | {"bias": np.zeros(config.tokens, np.float32)}
