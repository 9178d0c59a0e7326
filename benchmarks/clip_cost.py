"""Processor time of finished clips, stage by stage: what a day of a machine can make.

Run ``python benchmarks/clip_cost.py``; ``--articles 2`` for a quick look. One process makes every
clip from a fixture article, one theme after the other, with an empty store; the first one of each
language is not counted, because it loads what the others share. CPU-seconds are user and system
time of all threads. Each clip is made whole, then its frames are drawn and encoded again, apart.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from statistics import mean
from typing import TypeVar

import cv2

from aigc.planes import same
from aigc.progress import silent
from aigc.store import Store
from aigc.types.frame import Planes
from aigc.video.compose import Composer
from aigc.video.encode import VideoFormat, encode_audio, encode_frames
from aigc.video.presets import PRESETS
from aigc.video.render import Piece, plan_pieces
from pipelines.article_to_video import FPS, THEMES, Config, Draft, direct, read, render, write
from pipelines.delivery import stage

ARTICLES = Path(__file__).parents[1] / "tests" / "fixtures" / "articles"
NAMES = ("en_bees", "zh_tofu", "en_acronyms", "zh_metro", "en_ferry", "zh_coral", "en_bread")
DAY_CPU_S = 2 * 86_400
T = TypeVar("T")
Costs = dict[str, float]


def timed(costs: Costs, name: str, work: Callable[[], T]) -> T:
    """Return what ``work`` makes and add its CPU-seconds to ``costs``."""
    began = time.process_time()
    made = work()
    costs[name] = costs.get(name, 0.0) + time.process_time() - began
    return made


def clip_cost(name: str, config: Config, folder: Path) -> tuple[Costs, Fraction]:
    """Make one clip; return the CPU-seconds of its stages, and its length."""
    costs: Costs = {}
    store = Store(folder / "store")
    article = timed(costs, "write", lambda: read(ARTICLES / f"{name}.md", config, store=store))
    script = timed(costs, "write", lambda: write(article, config, store=store))
    draft = timed(costs, "direct", lambda: direct(article, script, config, store=store))
    clip = timed(costs, "render", lambda: render(draft, folder / "out", store=store))
    costs["whole"] = sum(costs.values())
    costs |= apart(draft, folder)
    known = sum(costs[name] for name in ("sound", "draw", "encode", "AAC"))
    costs["files"] = costs.pop("render") - known
    costs["MB"] = clip.video.stat().st_size / 1e6
    return costs, clip.duration


def apart(draft: Draft, folder: Path) -> Costs:
    """Return what the parts of a render take, each alone."""
    costs: Costs = {}
    fresh = Store(folder / "fresh")
    staged = timed(costs, "sound", lambda: stage(draft, store=fresh, progress=silent))
    duration = draft.storyboard.scenes[-1].time.end
    timed(costs, "AAC", lambda: encode_audio(staged.audio, duration, folder / "sound.m4a"))
    video = VideoFormat(
        width_px=staged.width_px,
        height_px=staged.height_px,
        fps=Fraction(FPS),
        preset=PRESETS[draft.config.preset],
    )
    composer = Composer(staged.overlays, staged.width_px, staged.height_px)
    for piece in plan_pieces(staged.shots, video.fps):
        frames = drawn(composer, piece, video.fps, costs)
        timed(costs, "encode", lambda frames=frames: encoded(frames, video, folder))
    staged.close()
    return costs


def drawn(composer: Composer, piece: Piece, fps: Fraction, costs: Costs) -> list[Planes]:
    """Return copies of a piece's frames; one copy stands for frames that are alike."""
    frames: list[Planes] = []
    for at, clip_time in piece.times(fps):
        begun = time.process_time()
        frame = composer.frame(piece.shot, at, clip_time)
        costs["draw"] = costs.get("draw", 0.0) + time.process_time() - begun
        frames.append(frames[-1] if frames and same(frames[-1], frame) else frame.copy())
    return frames


def encoded(frames: list[Planes], video: VideoFormat, folder: Path) -> int:
    """Encode ``frames`` and return their number."""
    return encode_frames(frames, video, folder / "piece.mp4")


def main() -> None:
    """Print a line a clip, and their mean."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=len(NAMES))
    parser.add_argument("--preset", choices=sorted(PRESETS), default="standard")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    found: list[Costs] = []
    for n, name in enumerate((*NAMES[:2], *NAMES[: args.articles])):
        theme = THEMES[n % len(THEMES)]
        config = Config(seconds=30, seed=n, theme=theme, preset=args.preset)
        with tempfile.TemporaryDirectory() as folder:
            costs, length = clip_cost(name, config, Path(folder))
        if n >= 2:
            say(f"{name}, {theme}, {float(length):.1f} s", costs)
            found.append(costs)
    middle = {stage: mean(costs[stage] for costs in found) for stage in found[0]}
    say("mean", middle)
    print(f"clips in a day of two cores: {DAY_CPU_S / middle['whole']:,.0f}")


def say(what: str, costs: Costs) -> None:
    """Print the stages of one clip, and the whole against encoding alone."""
    ratio = costs["whole"] / (costs["encode"] + costs["AAC"])
    stages = "  ".join(f"{name} {value:.2f}" for name, value in sorted(costs.items()))
    print(f"{what:32} {stages}  whole/encoding {ratio:.2f}", flush=True)


if __name__ == "__main__":
    main()
