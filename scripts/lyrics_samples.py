"""Print lyrics of the bundled models for their card: forms, themes and seeds drawn at random.

``python scripts/lyrics_samples.py {ci,modern,english} [--count 10] [--seed 1]`` prints Markdown.
Each is the first candidate that ``aigc lyrics`` shows under its defaults; none is left out.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from aigc.lyrics.forms import cipai, metres
from aigc.store import Store
from pipelines import lyrics
from pipelines.lyrics import Config

SCHEMES = ("aabb", "abab", "aaxa", "xaxa")
CHINESE = ("故乡", "海", "夏天", "夜", "雨", "母亲", "城市", "星空", "梦", "路", "秋天", "孩子")
ENGLISH = (
    "sea", "night", "city", "rain", "mother", "war", "spring", "road", "river", "home", "snow",
    "song",
)  # fmt: skip


def ci(rng: random.Random) -> Config:
    return Config(cipai=rng.choice(cipai.names()))


def modern(rng: random.Random) -> Config:
    """Return one or two stanzas of four lines, each of one length or two in turn."""
    stanzas = []
    for _ in range(rng.choice((1, 2))):
        lengths = [rng.randint(5, 11) for _ in range(2)]
        if rng.random() < 0.5:
            lengths[1] = lengths[0]
        stanzas.append("/".join(map(str, lengths * 2)) + " " + rng.choice(SCHEMES))
    return Config(template=" | ".join(stanzas), theme=(rng.choice(CHINESE),))


def english(rng: random.Random) -> Config:
    return Config(cipai=rng.choice(metres.names()), theme=(rng.choice(ENGLISH),))


KINDS: dict[str, Callable[[random.Random], Config]] = {
    "ci": ci,
    "modern": modern,
    "english": english,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(f"{options.kind}/{options.seed}")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        for number in range(1, options.count + 1):
            config = KINDS[options.kind](rng)
            config = config.model_copy(update={"seed": rng.randrange(10_000)})
            book = lyrics.run(config, store=store)
            asked = [book.template.name or config.template, *config.theme, f"seed {config.seed}"]
            sys.stdout.write(f"{number}. *{' · '.join(asked)}*\n\n")
            whole = "".join(f"   {line}\n" for line in book.candidates[0].lines)
            sys.stdout.write(f"   ```text\n{whole}   ```\n\n")


if __name__ == "__main__":
    main()
