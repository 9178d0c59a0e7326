"""Train the network that hears what is said, and write it into the package.

Run ``python scripts/train_hearing.py DATA --work WORK --kept FOLDER`` with the folder of the
recordings, the one in which ``aigc voices build`` keeps what it makes of them, and one for what the
training keeps. An interrupted training goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
import torch

from aigc.hearing.classes import CLASSES, QUIET
from aigc.hearing.network import CLASSES_KEY, classes_mark
from aigc.hearing.training import (
    BATCH,
    FRAMES,
    HearingNetwork,
    HearingTraining,
    Piece,
    batch,
    drawn_from,
)
from aigc.training import Schedule
from aigc.weights import write
from benchmarks.report import say
from benchmarks.voice_material import material
from scripts.hearing_material import UNSEEN, VARIANTS, Labelled, kept

OUT = Path(__file__).parent.parent / "aigc" / "hearing" / "data" / "hearing.safetensors"
SHARES = {"yue": 0.22, "chen": 0.08, "kathleen": 0.23, "speech": 0.12, "song": 0.1, "espeak": 0.15,
          "": 0.16}  # fmt: skip
SHOWN = 60
LIKE = 0.02
"""How far a class that never came after another leans on how often it comes at all."""
RECORD = {
    "aigc.hearing.licence": "CC BY-SA 3.0",
    "aigc.hearing.recordings": (
        "Mandarin syllables by Chen Wang, (c) 2013 Wang Chen, Lopez Hugo, Vion Nicolas, CC BY-SA "
        "3.0; Mandarin words by Yue Tan (Shtooka, cmn-caen-tan), CC BY-SA 3.0 US; conversion and "
        "curation by Hugo Lopez (audio-cmn); Kathleen voice dataset, Michael Hansen / Rhasspy, "
        "CC0 1.0"
    ),
    "aigc.hearing.voices": f"house voices; espeak-ng {' '.join(VARIANTS)}",
    "aigc.hearing.unseen": f"espeak-ng {' '.join(UNSEEN)}; one recording in forty",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("data", type=Path, help="folder of the recordings")
    parser.add_argument("--work", type=Path, required=True, help="folder of `aigc voices build`")
    parser.add_argument("--kept", type=Path, required=True, help="folder for what is kept")
    parser.add_argument("--hours", type=float, default=0.9, help="hours of training on one core")
    parser.add_argument("--out", type=Path, default=OUT, help="file of the weights")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    sources, music = kept(asked.kept / "material", material(asked.data, asked.work), progress=told)
    learned = {name: pieces(one, held_out=False) for name, one in sources.items()}
    held = {name: pieces(one, held_out=True) for name, one in sources.items()}
    shown = batch(
        drawn_from(held, {**SHARES, "": 0.0}), music, np.random.default_rng(7), SHOWN, plain=True
    )
    schedule = Schedule(hours=asked.hours, decay_hours=0.6 * asked.hours, save_every_s=240)
    training = HearingTraining(
        HearingNetwork(), drawn_from(learned, SHARES), music, shown, schedule,
        asked.kept / "hearing.pt",
    )  # fmt: skip
    if training.file.exists():
        training.load()
    if training.seconds >= schedule.hours * 3600 or training.run(say):
        save(training, list(sources.values())[:-1], asked.out)


def told(step: str, done: float, total: float) -> None:
    """Say how far a step is, every tenth of it."""
    if done % max(1, total // 10) == 0:
        say(f"{time.strftime('%H:%M:%S')} {step} {done:g} of {total:g}")


def pieces(some: Labelled, *, held_out: bool) -> list[Piece]:
    """Return the sounds of a source that were, or were not, kept from training."""
    numbers = np.flatnonzero(some.held_out == held_out).tolist()
    return [Piece(some.sound(i), *some.labels(i)) for i in numbers]


def save(training: HearingTraining, sources: list[Labelled], out: Path) -> None:
    """Write the averaged network in half precision, with how classes follow each other."""
    follows, usual = counted(sources)
    arrays = {name: value.numpy().astype(np.float16) for name, value in training.average.items()}
    arrays |= {"follows": follows.astype(np.float16), "usual": usual.astype(np.float16)}
    trained = json.dumps({"steps": training.step, "frames": training.step * BATCH * FRAMES})
    record = {**RECORD, CLASSES_KEY: classes_mark(), "aigc.hearing.training": trained}
    write(out, arrays, record)
    say(f"{out}: {out.stat().st_size / 1e6:.2f} MB after {training.step} steps")


def counted(sources: list[Labelled]) -> tuple[np.ndarray, np.ndarray]:
    """Return logs of how often each class follows another, and of how often each is heard."""
    pairs, lengths = np.zeros((len(CLASSES),) * 2), np.zeros(len(CLASSES))
    for one in sources:
        keep = ~one.held_out[one.owner]
        owner, label, begin = one.owner[keep], one.label[keep], one.begin[keep]
        inside = owner[1:] == owner[:-1]
        share = 1 / max(1, inside.sum())
        np.add.at(pairs, (label[:-1][inside], label[1:][inside]), share)
        size = np.diff(begin)[inside]
        np.add.at(lengths, label[:-1][inside], size / size.sum())
    comes = pairs.sum(0) / pairs.sum()
    rows = pairs / np.maximum(pairs.sum(1, keepdims=True), 1e-9)
    follows = (1 - LIKE) * rows + LIKE * comes
    follows[QUIET, QUIET] = LIKE
    return np.log(follows + 1e-4), np.log(lengths / lengths.sum() + 1e-4)


if __name__ == "__main__":
    main()
