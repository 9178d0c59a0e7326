"""How well lips follow sound alone: every figure beside its target and beside a plain floor.

Run ``python benchmarks/hearing.py DATA --work WORK --kept FOLDER``: the folder of the recordings,
the one in which ``aigc voices build`` keeps what it makes of them, and the one in which
``scripts/train_hearing.py`` keeps its material (made where it is not there, which takes half an
hour). ``--people FOLDER`` measures recordings of your own, each WAV with a .lab of its phonemes
and, if you like, a .txt of its words. ``--only SECTION,SECTION`` takes some:

words      held-out recordings of the speakers that were learned from
unseen     voices of espeak-ng that were not
songs      new songs of the house voices
music      the same with music 6 dB under the voice
quiet      music, noise and hum without any voice, and rests between words
unfit      texts of other recordings, which must be refused
people     the recordings of ``--people``

The floor is a mouth that opens with the level alone. Lips are those of `lip_sync`, the truth is
the alignment that the recordings were trained with, or the times that a synthesiser tells.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc.blas import single_threaded
from aigc.errors import InputError
from aigc.hearing.classes import QUIET, classes_of
from aigc.hearing.embedded import EmbeddedEar
from aigc.hearing.engine import Line, Word
from aigc.hearing.features import FRAMES_A_SECOND, SAMPLE_RATE_HZ
from aigc.timings.lip_sync import lip_sync
from aigc.timings.spelling import is_silent, phones_or_murmur
from aigc.types.audio import Audio
from aigc.types.timing import Timing
from aigc.types.viseme import BLENDSHAPES, VISEMES
from benchmarks.hearing_samples import Sample, of_labels, of_one, people, with_music
from benchmarks.report import Report, say
from benchmarks.voice_material import drawn, material
from pipelines.hearing import lines_of
from scripts.hearing_material import kept, sung

Curve = npt.NDArray[np.float64]
CLOSING = ("p", "pʰ", "b", "m")
SHUT, NEAR_S, LEAST_REST_S = 0.5, 0.03, 0.15
REFERENCE_DB = 50.0


@dataclass(slots=True)
class Total:
    """What was counted of all samples, a list entry for each boundary, sound or recording."""

    right: list[float] = field(default_factory=list)
    told_ms: list[float] = field(default_factory=list)
    free_ms: list[float] = field(default_factory=list)
    told_shut: list[bool] = field(default_factory=list)
    shut: list[bool] = field(default_factory=list)
    meant: list[bool] = field(default_factory=list)
    alike: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    open_in_rests: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    seconds: float = 0.0


TARGETS: Mapping[str, Mapping[str, float]] = {
    "words": {"right": 65, "told": 50, "free": 50, "alike": 0.8},
    "unseen": {"right": 50, "told": 60, "free": 60, "alike": 0.7},
    "music": {"right": 50, "told": 90, "free": 90, "alike": 0.7},
    "songs": {"right": 65, "told": 60, "free": 60, "alike": 0.8},
    "people": {"right": 45, "told": 70, "free": 80, "alike": 0.6, "near": 25, "shut": 40},
}
"""At least so many % right, at most so many ms at p95, at least so great a correlation."""


def measured(report: Report, samples: Iterator[Sample], name: str) -> None:
    """Report how well samples are heard, told what is said and not."""
    ear, total = EmbeddedEar(), Total()
    for one in samples:
        began = time.process_time()
        free = ear.hear(one.audio)
        total.cpu_s += time.process_time() - began
        total.seconds += float(one.audio.duration)
        _count_free(total, one, free)
        try:
            told = ear.hear(one.audio, lines_of(one.text) if one.text else spelt(one.truth))
        except InputError as exc:
            say(f"  {one.text or 'a recording'}: {exc}")
            continue
        _count_told(total, one, told)
    _report(report, total, TARGETS[name])


def _count_free(total: Total, one: Sample, found: Timing) -> None:
    truth, heard = classes(one.truth), classes(found)
    sounding = truth != QUIET
    total.right.append(float((truth == heard)[sounding].mean()))
    total.free_ms += apart_ms(begins(one.truth), begins(found))
    mouth, wanted, level = aperture(found), aperture(one.truth), loudness(one.audio)
    total.shut += shut(one.truth, found)
    total.meant += shut(found, one.truth)
    total.alike.append(alike(mouth, wanted))
    total.floor.append(alike(level, wanted))
    total.open_in_rests += [float(mouth[a:b].mean()) for a, b in rests(one.truth)]


def _count_told(total: Total, one: Sample, found: Timing) -> None:
    wanted = [p.text for p in one.truth.phonemes if not is_silent(p.text)]
    heard = [p.text for p in found.phonemes if not is_silent(p.text)]
    if wanted == heard:
        pairs = zip(begins(one.truth), begins(found), strict=True)
        total.told_ms += [1000 * abs(a - b) for a, b in pairs]
    else:
        total.told_ms += apart_ms(begins(one.truth), begins(found))
    total.told_shut += shut(one.truth, found)


def _report(report: Report, total: Total, target: Mapping[str, float]) -> None:
    say(f"  {len(total.right)} recordings, {total.seconds:.0f} s")
    report.least("frames of the right class, %", 100 * np.mean(total.right), target["right"])
    for name, found, most in (
        ("told what is said", total.told_ms, target["told"]),
        ("by sound alone", total.free_ms, target["free"]),
    ):
        report.most(f"beginnings {name}, median, ms", np.median(found), target.get("near", 15))
        report.most(f"beginnings {name}, p95, ms", np.percentile(found, 95), most)
    report.least("lips shut at b, p, m, told, %", 100 * np.mean(total.told_shut), 95)
    least = target.get("shut", 60)
    report.least("lips shut at b, p, m, by sound alone, %", 100 * np.mean(total.shut), least)
    report.least("of the times lips shut, b, p or m is said, %", 100 * np.mean(total.meant), 50)
    report.least("correlation of the mouth's opening", np.mean(total.alike), target["alike"])
    say(f"  floor, a mouth that opens with the level: {np.mean(total.floor):.3f}")
    if total.open_in_rests:
        report.most("opening in rests, %", 100 * np.mean(total.open_in_rests), 4)
    report.most("CPU-seconds a second", total.cpu_s / total.seconds, 0.05)


def spelt(truth: Timing) -> list[Line]:
    """Return the phonemes of a timing as a text of one word each."""
    sounds = [p.text for p in truth.phonemes if not is_silent(p.text)]
    return [Line(text="", words=tuple(Word(text=s, ways=((s,),)) for s in sounds))]


def classes(timing: Timing) -> npt.NDArray[np.int64]:
    """Return the class of each hundredth of a second."""
    count = -(-int(timing.duration * FRAMES_A_SECOND) // 1)
    out = np.full(count, QUIET)
    for p in timing.phonemes:
        parts = classes_of(p.text)
        edges = np.linspace(float(p.time.start), float(p.time.end), len(parts) + 1)
        for part, a, b in zip(parts, edges, edges[1:], strict=False):
            out[round(a * FRAMES_A_SECOND) : round(b * FRAMES_A_SECOND)] = part
    return out


def begins(timing: Timing) -> list[float]:
    """Return when each sound begins, in seconds."""
    return [float(p.time.start) for p in timing.phonemes if not is_silent(p.text)]


def apart_ms(wanted: Sequence[float], found: Sequence[float]) -> list[float]:
    """Return how far the nearest beginning is from each that is wanted."""
    there = np.array(found)
    return [1000 * float(np.abs(there - t).min()) for t in wanted]


def aperture(timing: Timing) -> Curve:
    """Return how far the mouth is open, 0 to 1, a hundred times a second."""
    mouth = lip_sync(timing, fps=FRAMES_A_SECOND, spell=phones_or_murmur).blendshapes
    jaw, close = (mouth[:, BLENDSHAPES.index(n)] for n in ("jawOpen", "mouthClose"))
    opened: Curve = jaw.astype(float) - close
    return opened


def loudness(audio: Audio) -> Curve:
    """Return the level a hundred times a second, 0 at 50 dB under the loudest and 1 there."""
    power = np.square(audio.samples.astype(np.float64)).mean(0)
    size = audio.sample_rate / FRAMES_A_SECOND
    edges = np.round(np.arange(0, len(power), size)).astype(int)
    mean = np.add.reduceat(power, edges) / np.diff(np.append(edges, len(power)))
    db = 10 * np.log10(mean + 1e-12)
    level: Curve = np.clip(1 + (db - db.max()) / REFERENCE_DB, 0, 1)
    return level


def alike(one: Curve, other: Curve) -> float:
    """Return the correlation of two curves."""
    count = min(len(one), len(other))
    return float(np.corrcoef(one[:count] + 1e-9 * np.arange(count), other[:count])[0, 1])


def shut(truth: Timing, found: Timing) -> list[bool]:
    """Return for each b, p and m of one timing whether the lips of the other meet then."""
    mouth = lip_sync(found, fps=FRAMES_A_SECOND, spell=phones_or_murmur).visemes
    close = mouth[:, VISEMES.index("PP")]
    spans = [
        (float(p.time.start) - NEAR_S, float(p.time.end) + NEAR_S)
        for p in truth.phonemes
        if phones_or_murmur(p.text)[0] in CLOSING
    ]
    frames = [(max(0, round(a * FRAMES_A_SECOND)), round(b * FRAMES_A_SECOND)) for a, b in spans]
    return [bool(close[a : b + 1].max(initial=0) >= SHUT) for a, b in frames]


def rests(truth: Timing) -> list[tuple[int, int]]:
    """Return the frames of rests between sounds, without the movements at their ends."""
    return [
        (round(float(p.time.start) * 100) + 6, round(float(p.time.end) * 100) - 6)
        for p in truth.phonemes
        if is_silent(p.text) and p.time.duration >= LEAST_REST_S
    ]


def quiet(report: Report, music: npt.NDArray[np.float32]) -> None:
    """Report how far the mouth opens where nobody speaks."""
    ear, rng = EmbeddedEar(), np.random.default_rng(3)
    length = 10 * SAMPLE_RATE_HZ
    t = np.arange(length) / SAMPLE_RATE_HZ
    makers: Mapping[str, Callable[[int], Curve]] = {
        "music": lambda k: music[k * length : (k + 1) * length].astype(float),
        "noise": lambda k: 0.1 * rng.standard_normal(length) * (1 + np.sin(k + t)),
        "hum": lambda k: sum(
            0.1 * np.sin(2 * np.pi * (50 + 9 * k) * n * t) / n for n in range(1, 9)
        ),
    }
    for name, make in makers.items():
        opened = []
        for k in range(8):
            audio = Audio(samples=make(k).astype(np.float32)[None], sample_rate=SAMPLE_RATE_HZ)
            try:
                opened.append(float(aperture(ear.hear(audio)).mean()))
            except InputError:
                opened.append(0.0)
        report.most(f"opening in {name} without a voice, %", 100 * np.mean(opened), 5)


def unfit(report: Report, samples: Sequence[Sample]) -> None:
    """Report how many texts of other recordings are taken for what is said."""
    ear = EmbeddedEar()
    taken = refused = 0
    for one, other in zip(samples, [*samples[1:], samples[0]], strict=True):
        try:
            ear.hear(one.audio, spelt(other.truth))
            taken += 1
        except InputError:
            pass
        try:
            ear.hear(one.audio, spelt(one.truth))
        except InputError:
            refused += 1
    report.most("texts of other recordings that are taken, %", 100 * taken / len(samples), 5)
    report.most("right texts that are refused, %", 100 * refused / len(samples), 1)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder of the recordings")
    parser.add_argument("--work", type=Path, required=True, help="folder of `aigc voices build`")
    parser.add_argument("--kept", type=Path, required=True, help="folder of the training")
    parser.add_argument("--people", type=Path, help="WAV files with .lab and .txt beside them")
    parser.add_argument("--only", default="", help="sections, by commas")
    parser.add_argument("--count", type=int, default=60, help="recordings of each source")
    asked = parser.parse_args()
    sources, music = kept(asked.kept / "material", material(asked.data, asked.work))
    held = {
        name: [of_labels(one, i) for i in drawn(np.flatnonzero(one.held_out).tolist(), asked.count)]
        for name, one in sources.items()
        if name in ("yue", "chen", "kathleen")
    }
    unseen = drawn(list(range(len(sources["unseen"]))), asked.count)
    sections: dict[str, Callable[[Report], None]] = {
        "words": lambda r: measured(r, (s for some in held.values() for s in some), "words"),
        "unseen": lambda r: measured(
            r, (of_labels(sources["unseen"], i) for i in unseen), "unseen"
        ),
        "songs": lambda r: measured(r, map(of_one, sung(4, lambda *_: None, seed=77)), "songs"),
        "music": lambda r: measured(
            r, (with_music(s, music, k) for k, s in enumerate(held["kathleen"])), "music"
        ),
        "quiet": lambda r: quiet(r, music),
        "unfit": lambda r: unfit(r, held["kathleen"]),
    }
    if asked.people:
        sections["people"] = lambda r: measured(r, people(asked.people), "people")
    report = Report()
    with single_threaded():
        for name, act in sections.items():
            if not asked.only or name in asked.only.split(","):
                report.section = name
                act(report)
    return int(not all(figure.met for figure in report.figures))


if __name__ == "__main__":
    sys.exit(main())
