"""How well the bundled model of English verse keeps the old metres, and how fast it is.

Run ``python benchmarks/lyrics_english.py``: it writes lyrics in every metre that the package knows
and prints, by the verifier, how many lines have their syllables, how many cells their rhyme and
their stress, how many lyrics are right in everything, the words of the longest run that they
share with training texts, and the CPU seconds of one lyric and of sixteen.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc.lyrics.engine import Options
from aigc.lyrics.english.writer import EnglishWriter
from aigc.lyrics.forms.metres import metre, names
from aigc.lyrics.ranking.novelty import longest
from aigc.lyrics.verify import verify
from aigc.types.lyric import Lyric
from aigc.types.template import Template
from benchmarks import lyrics_metrics as metrics

THEMES = ("sea", "night", "city", "rain", "mother", "war", "spring", "road")


def written(writer: EnglishWriter, name: str, count: int) -> list[Lyric]:
    """Return lyrics in a metre, each from a seed and a theme of its own."""
    style = "sonnet" if "sonnet" in name else "modern"
    found: list[Lyric] = []
    for seed in range(count):
        options = Options(style=style, themes=(THEMES[seed % len(THEMES)],))
        found += writer.write(metre(name), options, seed=seed)
    return found


def syllables(template: Template, lyrics: Sequence[Lyric]) -> float:
    """Return the share in percent of lines with the right number of syllables."""
    wrong = sum(
        len({f.line for f in verify(template, lyric.lines).faults if f.kind == "syllables"})
        for lyric in lyrics
    )
    return 100 * (1 - wrong / (len(lyrics) * len(template.lines)))


def shared(lyrics: Sequence[Lyric]) -> list[int]:
    """Return the words of the longest run of each that stands in a training text."""
    runs = (longest(lyric.lines, "en") for lyric in lyrics)
    return [run.length if run else 0 for run in runs]


def timed(writer: EnglishWriter, name: str, count: int) -> float:
    """Return the median CPU seconds of one call."""
    spent = []
    for seed in range(8):
        began = time.process_time()
        writer.write(metre(name), Options(style="sonnet"), count=count, seed=seed)
        spent.append(time.process_time() - began)
    return statistics.median(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--count", type=int, default=100, help="lyrics in each metre")
    options = parser.parse_args()
    writer = EnglishWriter(options.weights)
    print(f"{'':20}syllables  rhyme  stress   exact   longest run shared (median, most)")
    for name in names():
        template = metre(name)
        lyrics = written(writer, name, options.count)
        forms, poems = [template] * len(lyrics), [list(lyric.lines) for lyric in lyrics]
        rhyme, stress = (metrics.conformity(forms, poems, kind) for kind in ("rhyme", "stress"))
        runs = shared(lyrics)
        print(
            f"{name:20}{syllables(template, lyrics):9.2f}{rhyme:7.2f}{stress:8.2f}"
            f"{metrics.exactness(forms, poems):8.2f}   {statistics.median(runs):g}, {max(runs)}"
        )
    for name in ("sonnet", "common metre"):
        one, many = (timed(writer, name, count) for count in (1, 16))
        print(f"CPU seconds, {name}: one {one:.2f}, 16 {many:.2f}")


if __name__ == "__main__":
    main()
