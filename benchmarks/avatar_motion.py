"""How a performance moves: mouth against sound, blinks, head; on the vertices of the base mesh.

``python benchmarks/avatar_motion.py`` has the house engines speak Chinese and English and sing, and
prints the figures at 30 and 60 frames a second.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc.avatar.base import SKIN, target, vertices
from aigc.avatar.motion.heard import heard
from aigc.avatar.motion.perform import perform
from aigc.avatar.motion.turns import HEAD_CHAIN, angle, chained, inverse, times
from aigc.timings.articulation import CLOSE, POSTURES, Posture
from aigc.types.audio import Audio
from aigc.types.avatar import Motion
from aigc.types.timing import Timing
from aigc.types.viseme import BLENDSHAPES

if TYPE_CHECKING:
    from aigc.store import Store

Floats = npt.NDArray[np.float64]
ZH = (
    "大家好，欢迎来到今天的节目！我是你们的主播小美。今天我们聊三件事：第一，人工智能怎样帮助编辑；"
    "第二，普通人怎样做自己的虚拟形象；第三，未来会怎么样？说实话，我真的非常开心，因为这个项目花了我们"
    "整整一年的时间。可是也有让人担心的地方，比如隐私和版权。你觉得呢？请把你的看法写在下面的评论区。"
    "很多人抱怨播报太死板，嘴巴动得不自然，没有表情。我们不难过，我们把它做得更好。爸爸妈妈和朋友们都说，"
    "不敢相信，太棒了！谢谢大家，我们下次再见。"
)
EN = (
    "Hello everyone, and welcome back to the show! My name is Amy, and I am so happy to see you "
    "here. Today we will talk about three things. First, how machines help editors. Second, how "
    "anyone can build a character. And third, what comes next? Honestly, I was very worried about "
    "privacy at first. Is it really safe? Maybe. People complained that the lips moved badly, and "
    "the face was boring. That made me angry, but we did not give up. Please look below and tell "
    "me what you think. Bob and Pam would probably be surprised. Thank you, and goodbye!"
)
SONG = Path(__file__).parent.parent / "tests" / "fixtures" / "scores" / "moon.musicxml"
PLATEAU = 0.05
"""Frames that reach a peak but for this share of its height are part of it."""
LEAST_STEP = 0.08
"""A sound has a peak in what its posture differs in from both neighbours by so much."""
EDGE_S = 0.1
"""The core of a sound is its middle; of one over 200 ms, what lies so far from both its ends."""
LEAST_HOLD = 0.5
"""Sounds that hold jaw or lips less firmly take what their neighbours give them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured; milliseconds, shares of the widest gap between the lips, degrees."""

    seconds: float
    peaks: int
    peak_median_ms: float
    peak_p95_ms: float
    closures: int
    closed: int
    widest_closure: float
    widest_in_silence: float
    blinks_a_minute: float
    blink_interval_spread: float
    head_step_deg: float
    cpu_s: float


@cache
def _lips() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return vertices of the upper lip and those of the lower that touch them."""
    places = vertices()
    jaw = np.zeros_like(places)
    index, delta = target("arkit/jawOpen")
    jaw[index] = delta
    low, high = np.array([-0.3, 6.4, 1.3]), np.array([0.3, 6.75, 2.0])
    box = np.flatnonzero(
        ((places > low) & (places < high)).all(1) & (np.arange(len(places)) < SKIN.stop)
    )
    upper, lower = box[jaw[box, 1] > -0.05], box[jaw[box, 1] < -0.15]
    apart = np.linalg.norm(places[upper][:, None] - places[lower][None], axis=-1)
    near = apart.min(axis=1) < 0.03
    return upper[near], lower[apart.argmin(axis=1)][near]


@cache
def _effects() -> dict[str, Floats]:
    """Return what each movement does, in decimetres at full weight, shape (52,) or (pairs, 52)."""
    upper, lower = _lips()
    moved = []
    for name in BLENDSHAPES:
        full = np.zeros_like(vertices())
        index, delta = target(f"arkit/{name}")
        full[index] = delta
        moved.append(full)
    all_moved = np.stack(moved, axis=-1)
    side = vertices()[upper, 0]
    left, right = upper[side.argmax()], upper[side.argmin()]
    return {
        "gap": all_moved[upper, 1] - all_moved[lower, 1],
        "width": all_moved[left, 0] - all_moved[right, 0],
    }


def gaps(motion: Motion) -> Floats:
    """Return the widest gap between the lips in each frame, in decimetres beyond that at rest."""
    found: Floats = (motion.blendshapes @ _effects()["gap"].T).max(axis=1)
    return found


def channels(motion: Motion) -> dict[str, Floats]:
    """Return what of the mouth is measured over time, each of a size of about 1."""
    rows = {"gap": gaps(motion)}
    rows["width"] = motion.blendshapes @ _effects()["width"]
    return {name: row / max(1e-9, float(np.ptp(row))) for name, row in rows.items()}


def peak_distances_ms(motion: Motion, timing: Timing) -> Floats:
    """Return how far from the core of its sound each peak of the mouth is, in milliseconds.

    A sound has a peak where it asks for more, or less, of something than both its neighbours; the
    peak is where the vertices show most, or least, of it between the middles of those.
    """
    sounds = heard(timing, audio_level=None).sounds
    rows = channels(motion)
    fps = float(motion.fps)
    middles = (sounds.begins + sounds.ends) / 2
    asked = np.array([list(_asked(POSTURES[phone]).values()) for phone in sounds.phones])
    out = []
    for n in range(1, len(middles) - 1):
        around = asked[[n - 1, n + 1]]
        more, less = asked[n] - around.max(axis=0), around.min(axis=0) - asked[n]
        steps = np.where(_held(sounds.phones[n]), np.maximum(more, less), 0)
        which = int(steps.argmax())
        if steps[which] < LEAST_STEP or POSTURES[sounds.phones[n]].viseme == "sil":
            continue
        first = int(np.ceil(middles[n - 1] * fps))
        last = max(int(middles[n + 1] * fps) + 1, first + 1)
        sign = 1.0 if more[which] > less[which] else -1.0
        curve = sign * list(rows.values())[which][first:last]
        top = np.flatnonzero(curve >= curve.max() - PLATEAU * np.ptp(curve)) + first
        core = min(middles[n], sounds.begins[n] + EDGE_S), max(middles[n], sounds.ends[n] - EDGE_S)
        apart = np.maximum(np.maximum(core[0] - top / fps, top / fps - core[1]), 0)
        out.append(float(apart.min()) * 1000)
    return np.array(out)


def _asked(posture: Posture) -> dict[str, float]:
    """Return what a sound asks of each of the `channels`."""
    gap = posture.jaw + 0.14 * posture.teeth + 0.25 * posture.funnel
    shut = posture.viseme == "PP"
    round_ = 1.15 * posture.pucker + 0.35 * posture.funnel
    width = 0.85 * posture.spread + 0.3 * posture.teeth + 0.1 * posture.jaw - round_
    return {"gap": -0.1 if shut else gap, "width": width}


def _held(phone: str) -> npt.NDArray[np.bool_]:
    posture = POSTURES[phone]
    return np.array([posture.jaw_hold, posture.lips_hold]) >= LEAST_HOLD


def closures(motion: Motion, timing: Timing) -> Floats:
    """Return the narrowest gap in each b, p and m, as a share of the widest of all."""
    sounds = heard(timing, audio_level=None).sounds
    gap = np.maximum(gaps(motion), 0) / gaps(motion).max()
    return np.array([
        gap[_frames(begin, end, motion)].min()
        for phone, begin, end in zip(sounds.phones, sounds.begins, sounds.ends, strict=True)
        if phone in CLOSE
    ])  # fmt: skip


def _frames(begin: float, end: float, motion: Motion) -> slice:
    """Return the frames from half a frame before a sound to half a frame after it."""
    fps = float(motion.fps)
    return slice(max(0, int(np.ceil(begin * fps - 0.5))), int(end * fps + 0.5) + 1)


def widest_in_silence(motion: Motion, timing: Timing) -> float:
    """Return the widest gap in pauses of 150 ms or more, as a share of the widest of all."""
    gap = np.maximum(gaps(motion), 0) / gaps(motion).max()
    fps = float(motion.fps)
    found = [0.0]
    for begin, end in heard(timing, audio_level=None).pauses:
        inside = gap[int(np.ceil(begin * fps - 1e-9)) : int(np.ceil(end * fps - 1e-9))]
        found.append(float(inside.max(initial=0)))
    return max(found)


def blink_peaks_s(motion: Motion) -> Floats:
    """Return when the lids are shut, found in the weights."""
    lid = motion.blendshapes[:, BLENDSHAPES.index("eyeBlinkLeft")]
    shut = (lid > 0.9).astype(int)
    starts = np.flatnonzero(np.diff(np.concatenate(([0], shut))) == 1)
    return np.asarray(starts / float(motion.fps), float)


def head_steps_deg(motion: Motion) -> Floats:
    """Return by how much the head turns from one frame to the next, seen from outside."""
    head = chained(np.asarray(motion.turns[b], float) for b in HEAD_CHAIN if b in motion.turns)
    return angle(times(inverse(head[:-1]), head[1:]))


def measured(timing: Timing, audio: Audio, fps: Fraction, *, seed: int = 0) -> Figures:
    """Return the figures of one performance."""
    level = levels(audio)
    started = time.process_time()
    motion = perform(timing, audio_level=level, fps=fps, seed=seed)
    took = time.process_time() - started
    peaks, shut = peak_distances_ms(motion, timing), closures(motion, timing)
    waits = np.diff(blink_peaks_s(motion))
    minutes = float(motion.duration) / 60
    return Figures(
        seconds=float(motion.duration), peaks=len(peaks),
        peak_median_ms=float(np.median(peaks)), peak_p95_ms=float(np.percentile(peaks, 95)),
        closures=len(shut), closed=int((shut <= 0.02).sum()),
        widest_closure=float(shut.max(initial=0)),
        widest_in_silence=widest_in_silence(motion, timing),
        blinks_a_minute=(len(waits) + 1) / minutes,
        blink_interval_spread=float(waits.std() / waits.mean()) if len(waits) > 1 else 0.0,
        head_step_deg=float(head_steps_deg(motion).max()), cpu_s=took,
    )  # fmt: skip


def levels(audio: Audio, rate_hz: int = 100) -> Floats:
    """Return the root of the mean square of a recording, ``rate_hz`` times a second."""
    size = audio.sample_rate // rate_hz
    mono = audio.samples.mean(axis=0, dtype=float)
    whole = mono[: len(mono) // size * size].reshape(-1, size)
    return np.asarray(np.sqrt(np.square(whole).mean(axis=1)), float)


def material(store: Store) -> Iterator[tuple[str, Timing, Audio]]:
    """Yield what the house engines say and sing."""
    from pipelines import song, speech

    for name, text in (("zh", ZH), ("en", EN)):
        said = speech.run(text, speech.Config(), store=store)
        yield name, said.timing, said.narration.audio
    fast = speech.run(EN, speech.Config(rate=1.7), store=store)
    yield "en fast", fast.timing, fast.narration.audio
    sung = song.run(SONG, song.Config(), store=store)
    yield "song", sung.timing, sung.singing.audio


def main() -> None:
    """Print a table."""
    from dataclasses import asdict

    with tempfile.TemporaryDirectory() as folder:
        from aigc.store import Store

        for name, timing, audio in material(Store(Path(folder))):
            for fps in (Fraction(30), Fraction(60)):
                row = asdict(measured(timing, audio, fps))
                told = "  ".join(f"{k} {v:.3g}" for k, v in row.items())
                sys.stdout.write(f"{name} at {fps}: {told}\n")


if __name__ == "__main__":
    main()
