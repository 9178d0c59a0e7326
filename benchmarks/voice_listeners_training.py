"""Train the listeners of the benchmark of the voices on recordings, and freeze them.

Run ``python benchmarks/voice_listeners_training.py DATA --work WORK --out FOLDER``. They learn
nothing of the recordings that are held out. A listener that is there already is trained further.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.report import say
from benchmarks.voice_clips import clips
from benchmarks.voice_listeners import Clip, Trained, load, network, save, stacked
from benchmarks.voice_material import material

BATCH, RATE, AGAIN = 48, 1.5e-3, 0.6
"""Clips a step, the greatest step, and its share where training goes on."""
COMMON = 60
"""A label that comes more often is not drawn more often, but for a twentieth."""
SUNG = {"zh": {"chen": 3.0, "yue": 0.8}, "en": {"kathleen": 2.5}}
"""How often each unit of a speaker's recordings is sung."""
PACE = {"zh": (-1.2, 0.2), "en": (-0.4, 0.3)}
"""How much longer or shorter units are heard, in powers of two."""


def train(
    some: Sequence[Clip], held: Sequence[Clip], minutes: float, out: Path,
    pace: tuple[float, float],
) -> Trained:  # fmt: skip
    """Return a listener after so many minutes of one core, kept in a file every few of them."""
    import torch

    torch.manual_seed(0)
    classes = tuple(sorted({c.label for c in some}))
    index = {name: i for i, name in enumerate(classes)}
    held = [c for c in held if c.label in index]
    made, rate = _begun(classes, out)
    optimiser = torch.optim.AdamW(made.parameters(), rate, weight_decay=0.02)
    batches = _drawn(some, np.random.default_rng(0))
    rng, step, losses = np.random.default_rng(1), 0, []
    began = shown = time.process_time()
    while (gone := (time.process_time() - began) / 60 / minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 100) * min(1.0, 1.6 * (1.01 - gone))
        chosen = next(batches)
        scores = made(*stacked(chosen, rng, pace))
        wanted = torch.tensor([index[c.label] for c in chosen])
        loss = torch.nn.functional.cross_entropy(scores, wanted, label_smoothing=0.05)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(made.parameters(), 1.0)
        optimiser.step()
        losses.append(loss.item())
        step += 1
        if time.process_time() - shown > 110:
            kept = _frozen(made, classes, held, out).accuracy
            told = ", ".join(f"{g} {100 * a:.1f}" for g, a in kept.items())
            say(f"step {step}, {100 * gone:.0f} %, loss {np.mean(losses):.3f}, read {told}")
            shown, losses = time.process_time(), []
            made.train()
    return _frozen(made, classes, held, out)


def _begun(classes: tuple[str, ...], out: Path) -> tuple[Any, float]:
    """Return the listener that is there already, if it knows the same labels, or a new one."""
    known = load(out) if out.exists() else None
    if known is not None and known.classes == classes:
        return known.network.train(), AGAIN * RATE
    return network(len(classes)), RATE


def _drawn(some: Sequence[Clip], rng: np.random.Generator) -> Iterator[list[Clip]]:
    """Yield batches of clips of like lengths without end, rare labels more often."""
    count = Counter(c.label for c in some)
    share = np.array([0.05 + 0.95 * min(1.0, COMMON / count[c.label]) for c in some])
    while True:
        pool = rng.choice(len(some), 8 * BATCH, p=share / share.sum())
        pool = pool[np.argsort([len(some[i].rows) for i in pool])]
        for part in rng.permutation(pool.reshape(8, BATCH)):
            yield [some[i] for i in part]


def _frozen(made: Any, classes: tuple[str, ...], held: Sequence[Clip], out: Path) -> Trained:
    bare = Trained(made.eval(), classes, {})
    accuracy = {g: a for g, (a, _) in bare.read(held).items()}
    trained = Trained(made, classes, accuracy)
    save(out, trained)
    return trained


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the recordings")
    parser.add_argument("--work", type=Path, required=True, help="what `aigc voices build` keeps")
    parser.add_argument("--out", type=Path, required=True, help="folder of the listeners")
    parser.add_argument("--minutes", type=float, default=30, help="of one core, for each listener")
    parser.add_argument("--language", choices=tuple(SUNG), help="one of them alone")
    asked = parser.parse_args()
    some = material(asked.data, asked.work)
    asked.out.mkdir(parents=True, exist_ok=True)
    for language in SUNG if asked.language is None else (asked.language,):
        learned = [
            c
            for s, sung in SUNG[language].items()
            for c in clips(some, s, held_out=False, sung=sung)
        ]
        held = [c for s in SUNG[language] for c in clips(some, s, held_out=True, sung=1)]
        say(f"{language}: {len(learned)} clips to learn, {len(held)} held out")
        out = asked.out / f"listener_{language}.safetensors"
        trained = train(learned, held, asked.minutes, out, PACE[language])
        for group, (share, count) in trained.read(held).items():
            say(f"{language} {group}: {100 * share:.1f} % of {count}")


if __name__ == "__main__":
    main()
