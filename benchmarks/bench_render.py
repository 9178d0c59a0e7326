"""Cost of composing and encoding, against encoding the same frames alone, in one run.

Run ``python benchmarks/bench_render.py``; add ``--seconds 6 --skip-long`` for a quick look. Each
case has a process of its own, so that its peak memory is its own. CPU-seconds are user and system
time of all threads; ratios compare cases of one run, so the machine's speed cancels out.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Protocol

import cv2
import numpy as np
from material import Material
from material import clip as built_in

from aigc.store import Store
from aigc.types.frame import Planes
from aigc.video.compose import Composer
from aigc.video.encode import VideoFormat, encode_audio, encode_frames
from aigc.video.presets import PRESETS
from aigc.video.render import plan_pieces, render_clip

Result = dict[str, float]
REPEATS = 3
"""Runs of each case that is compared, taken in turn; the median counts."""


class Source(Protocol):
    """Makes the clip that is measured."""

    def __call__(
        self, seconds: int, *, edited_line: int | None = None, preset: str = "standard"
    ) -> Material:
        """Return about ``seconds`` of material, one line of it changed."""


def measured(work: Callable[[], object], material: Material) -> Result:
    """Run ``work`` and return CPU and wall seconds per output second, and memory in MB.

    ``peak_mb`` is the process's peak without the sound, which is the caller's; ``grown_mb`` is how
    far the work went beyond what was resident when it began.
    """
    resident_mb = peak_mb(anew=True)
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    work()
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    length = float(material.duration)
    peak = peak_mb()
    return {
        "cpu": cpu / length,
        "wall": wall / length,
        "peak_mb": peak - material.audio.samples.nbytes / 2**20,
        "grown_mb": peak - resident_mb,
    }


def peak_mb(*, anew: bool = False) -> float:
    """Return the peak of this process's memory; ``anew`` first forgets what has been freed."""
    if not Path("/proc/self/clear_refs").exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def render(material: Material, preset: str, folder: Path) -> None:
    render_clip(
        material.shots,
        material.overlays,
        material.audio,
        width_px=material.width_px,
        height_px=material.height_px,
        fps=material.fps,
        preset=replace(PRESETS[preset], scale=material.scale),
        store=Store(folder / "store"),
        out=folder / "out.mp4",
        metadata={"title": "Benchmark"},
        encoder="libx264",
    )


def composed(material: Material) -> Iterator[Planes]:
    composer = Composer(material.overlays, material.width_px, material.height_px)
    for piece in plan_pieces(material.shots, material.fps):
        for at, clip_time in piece.times(material.fps):
            yield composer.frame(piece.shot, at, clip_time)


def raw_frames(path: Path, width_px: int, height_px: int) -> Iterator[Planes]:
    frame = np.empty((height_px * 3 // 2, width_px), np.uint8)
    with path.open("rb", buffering=0) as file:
        while file.readinto(memoryview(frame).cast("B")) == frame.nbytes:
            yield frame


def case_raw(args: argparse.Namespace, clip: Source) -> Result:
    material = clip(args.seconds)

    def work() -> None:
        with (args.folder / "frames.yuv").open("wb") as file:
            for planes in composed(material):
                file.write(planes.data)

    return measured(work, material)


def case_encode(args: argparse.Namespace, clip: Source) -> Result:
    material = clip(args.seconds)
    w, h = material.width_px, material.height_px
    video = VideoFormat(width_px=w, height_px=h, fps=Fraction(30), preset=PRESETS[args.preset])

    def work() -> None:
        frames = raw_frames(args.folder / "frames.yuv", w, h)
        encode_frames(frames, video, args.folder / "encoded.mp4")
        encode_audio(material.audio, material.duration, args.folder / "sound.m4a")

    return measured(work, material)


def case_render(args: argparse.Namespace, clip: Source) -> Result:
    material = clip(args.seconds, edited_line=args.edited_line, preset=args.preset)
    return measured(lambda: render(material, args.preset, args.folder), material)


CASES = {"raw": case_raw, "encode": case_encode, "render": case_render}


def child(case: str, folder: Path, seconds: int, preset: str, edited_line: int | None) -> Result:
    """Run one case in a fresh process."""
    command = [sys.executable, sys.argv[0], "--case", case, "--folder", str(folder)]
    command += ["--seconds", str(seconds), "--preset", preset]
    if edited_line is not None:
        command += ["--edited-line", str(edited_line)]
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=env)
    result: Result = json.loads(done.stdout.splitlines()[-1])
    return result


def fresh(case: str, seconds: int, preset: str) -> Result:
    """Run one case with an empty store."""
    with tempfile.TemporaryDirectory() as folder:
        return child(case, Path(folder), seconds, preset, None)


def middle(results: Sequence[Result]) -> Result:
    """Return the median of each figure."""
    return {name: median(r[name] for r in results) for name in results[0]}


def compare(seconds: int) -> None:
    """Print composing with encoding as a ratio to encoding alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        child("raw", folder, seconds, "standard", None)
        for preset, limit in (("standard", 1.45), ("quality", 1.15)):
            runs = [
                (child("encode", folder, seconds, preset, None), fresh("render", seconds, preset))
                for _ in range(REPEATS)
            ]
            alone, whole = (middle(case) for case in zip(*runs, strict=True))
            ratio, more = whole["cpu"] / alone["cpu"], whole["peak_mb"] - alone["peak_mb"]
            label = f"{preset} ({PRESETS[preset].x264}, crf {PRESETS[preset].crf})"
            say(f"{label}: encode only, CPU-s per output second", alone["cpu"])
            say(f"{label}: compose and encode", whole["cpu"], 0.9 if preset == "standard" else None)
            say(f"{label}: ratio", ratio, limit)
            say(f"{label}: wall s per output second", whole["wall"])
            say(f"{label}: peak MB", whole["peak_mb"])
            say(f"{label}: peak MB above encode only", more, 100)


def edit(seconds: int) -> None:
    """Print what a caption edit in one scene costs against the whole render."""
    with tempfile.TemporaryDirectory() as name:
        whole = child("render", Path(name), seconds, "standard", None)
        again = child("render", Path(name), seconds, "standard", seconds // 4)
        ratio = again["cpu"] / whole["cpu"]
        say(f"caption edit in a {seconds} s clip: ratio to the whole", ratio, 0.2)
        say(f"caption edit in a {seconds} s clip: wall s", again["wall"] * seconds)


def preview(seconds: int, long_s: int | None) -> None:
    """Print the preview's speed, and the peak memory of a short and a long clip."""
    short = fresh("render", seconds, "preview")
    say("preview: wall s per output second", short["wall"], 1)
    if long_s is not None:
        base, long = fresh("render", 30, "preview"), fresh("render", long_s, "preview")
        say("preview: MB that rendering 30 s takes", base["grown_mb"])
        say(f"preview: MB that rendering {long_s} s takes", long["grown_mb"])
        say("preview: MB, long minus short", long["grown_mb"] - base["grown_mb"], 30)


def say(what: str, value: float, limit: float | None = None) -> None:
    verdict = "" if limit is None else f"  (limit {limit}: {'ok' if value <= limit else 'OVER'})"
    print(f"{what:66} {value:9.3f}{verdict}", flush=True)


def main(clip: Source = built_in) -> bool:
    """Run one case, or all of them; tell whether it was all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=24)
    parser.add_argument("--edit-seconds", type=int, default=60)
    parser.add_argument("--long-seconds", type=int, default=600)
    parser.add_argument("--skip-long", action="store_true")
    parser.add_argument("--case", choices=sorted(CASES))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--preset", choices=sorted(PRESETS), default="standard")
    parser.add_argument("--edited-line", type=int)
    args = parser.parse_args()
    if args.case:
        cv2.setNumThreads(1)
        print(json.dumps(CASES[args.case](args, clip)))
        return False
    compare(args.seconds)
    edit(args.edit_seconds)
    preview(args.seconds, None if args.skip_long else args.long_seconds)
    return True


if __name__ == "__main__":
    main()
