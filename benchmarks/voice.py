"""How good the voices of the house are: every figure beside its target.

Run ``python benchmarks/voice.py DATA --work WORK`` with the folder of the recordings and the one
in which ``aigc voices build`` keeps what it makes of them; where that is empty, the recordings are
analysed first, which takes hours. ``--only vocoder,song`` measures some sections:

vocoder    copies of held-out recordings beside WORLD's, and an octave up
acoustic   frames with the lengths and the pitch of held-out recordings
song       pitch, octaves, onsets and joins of generated melodies
drift      a song of four minutes
listeners  what frozen classifiers read of speech and song (``--listeners FOLDER``)
speech     pitch, lengths and pauses of English sentences beside the recordings'
order      whether anything of many texts is dropped or repeated
aligned    whether forced alignment finds every word
speed      CPU time on one core

Pitch is what pYIN hears, never what the synthesiser was asked for. The exit status is 1 when a
target is missed. ``--quick`` takes a few of everything.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc.blas import single_threaded
from aigc.singing.house import HouseSinger
from aigc.speech.house import HouseSpeech
from aigc.voice import package
from benchmarks.report import Report, say
from benchmarks.voice_material import Material, material

NEEDED = {"librosa": "librosa", "pyworld": "pyworld", "torch": "torch"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to measure, and how much of it."""

    data: Path
    work: Path
    voice: Path | None
    listeners: Path
    seed: int
    recordings: int
    exact: int
    notes: int
    sentences: int
    texts: int
    aligned: int

    @property
    def material(self) -> Material:
        """The recordings."""
        return material(self.data, self.work)

    @property
    def speaker(self) -> HouseSpeech:
        """What speaks."""
        return HouseSpeech(self.voice)

    @property
    def singer(self) -> HouseSinger:
        """What sings."""
        return HouseSinger(self.voice)


def vocoder(report: Report, asked: Asked) -> None:
    from benchmarks import voice_copy

    voice = package.load(asked.voice)
    voice_copy.vocoder(report, voice, asked.material, asked.recordings)


def acoustic(report: Report, asked: Asked) -> None:
    from benchmarks import voice_copy

    voice = package.load(asked.voice)
    voice_copy.acoustic(report, voice, asked.material, 2 * asked.recordings)


def song(report: Report, asked: Asked) -> None:
    from benchmarks import voice_song

    some, singer = asked.material, asked.singer
    voice_song.song(report, some, singer, "", asked.exact, asked.notes, seed=asked.seed)


def drift(report: Report, asked: Asked) -> None:
    from benchmarks import voice_song

    voice_song.drift(report, asked.singer, "")


def listeners(report: Report, asked: Asked) -> None:
    from benchmarks import voice_heard

    speaker, singer, most = asked.speaker, asked.singer, 10 * asked.recordings
    voice_heard.listeners(report, asked.material, asked.listeners, speaker, singer, most)


def speech(report: Report, asked: Asked) -> None:
    from benchmarks import voice_speech

    voice_speech.speech(report, asked.material, asked.speaker, asked.sentences)


def order(report: Report, asked: Asked) -> None:
    from benchmarks import voice_speech

    voice_speech.in_order(report, asked.material, asked.speaker, asked.texts)


def aligned(report: Report, asked: Asked) -> None:
    from benchmarks import voice_aligned

    voice_aligned.aligned_again(report, asked.material, asked.speaker, asked.aligned)


def speed(report: Report, asked: Asked) -> None:
    from benchmarks import voice_speed

    voice_speed.speed(report, asked.speaker, asked.singer)


SECTIONS: Mapping[str, Callable[[Report, Asked], None]] = {
    one.__name__: one
    for one in (vocoder, acoustic, song, drift, listeners, speech, order, aligned, speed)
}
WHOLE = {
    "recordings": 40, "exact": 900, "notes": 10_000, "sentences": 200, "texts": 10_000,
    "aligned": 1000,
}  # fmt: skip
QUICK = {
    "recordings": 6, "exact": 60, "notes": 150, "sentences": 12, "texts": 60, "aligned": 20,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder of the recordings")
    parser.add_argument("--work", type=Path, required=True, help="what `aigc voices build` keeps")
    parser.add_argument("--voice", type=Path, help="another voice than the project's")
    parser.add_argument("--listeners", type=Path, default=Path(__file__).parent / "data")
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, commas between")
    parser.add_argument("--quick", action="store_true", help="a few of everything")
    parser.add_argument("--seed", type=int, default=0)
    for name, count in WHOLE.items():
        parser.add_argument(f"--{name}", type=int, help=f"how many, {count} by itself")
    given = parser.parse_args()
    chosen = given.only.split(",")
    if unknown := [name for name in chosen if name not in SECTIONS]:
        parser.error(f"no section {unknown[0]!r}: choose of {', '.join(SECTIONS)}")
    if missing := [p for m, p in NEEDED.items() if importlib.util.find_spec(m) is None]:
        parser.error(f"measuring needs more than the core: pip install {' '.join(missing)}")
    usual = QUICK if given.quick else WHOLE
    counts = {n: usual[n] if getattr(given, n) is None else getattr(given, n) for n in WHOLE}
    asked = Asked(
        data=given.data, work=given.work, voice=given.voice, listeners=given.listeners,
        seed=given.seed, **counts,
    )  # fmt: skip
    return measured(chosen, asked)


def measured(chosen: list[str], asked: Asked) -> int:
    """Print the figures of some sections and then all of them again; 1 when one is missed."""
    report = Report()
    for name in chosen:
        report.section, began = name, time.process_time()
        say(f"\n{name}")
        with single_threaded():
            SECTIONS[name](report, asked)
        say(f"  ({time.process_time() - began:.0f} CPU-s)")
    missed = [figure for figure in report.figures if not figure.met]
    say(f"\n{len(report.figures) - len(missed)} of {len(report.figures)} targets met")
    for figure in report.figures:
        say(str(figure))
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
