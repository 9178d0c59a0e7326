"""How good the avatars are: every figure beside its target.

Run ``python benchmarks/avatar.py`` or ``--only speed,frames`` for some sections:

geometry   random avatars: whole numbers, eyes, teeth and tongue behind the skin at rest
speed      CPU time from a sentence to a VRM, and the size of the file
frames     frames a second of the default presenter
memory     whether a long film takes more memory than a short one: 10 minutes at ``--count 500``
same       the same spec and seed give the same bytes and the same pictures
library    how far the pictures of the library are from one another

Files are checked by ``avatar_files.py``, motion by ``avatar_motion.py``, sentences by
``avatar_sentences.py`` and photos by ``avatar_photo.py``. The exit status is 1 when a target is
missed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("LP_NUM_THREADS", "0")  # as in the processes that draw films

import numpy as np
import psutil

from aigc.avatar.build import build
from aigc.avatar.curated import curated
from aigc.avatar.export.gltf import glb_bytes
from aigc.avatar.export.vrm import vrm_bytes
from aigc.avatar.motion.idle import idle
from aigc.avatar.presets import presets
from aigc.avatar.render import Player, Renderer, still
from aigc.avatar.sentence import read_sentence
from aigc.avatar.spec import AvatarSpec
from aigc.types.avatar import Avatar, Motion, Part
from benchmarks.report import Report, say

SENTENCES = {
    "anime": "短发戴圆眼镜的年轻女主播，卡通风格，微笑",
    "human": "a bearded man in a suit with square glasses, stylised human",
}
SIZES = {(540, 960): 12.0, (720, 1280): 8.0, (1080, 1920): 4.0}
"""Width and height in pixels, and how many frames a second are asked for on two cores."""
PRESENTER = AvatarSpec()
INNER = ("eyes", "mouth", "tongue", "upper_teeth", "lower_teeth")
NEAR_M, DEEP_M = 0.02, 0.01
"""How far about a part its skin is looked for, and how deep below is no skin of its own."""
OUTSIDE_MM = 0.1
PRESET_PX = (96, 128)
PRESET_FLOOR = 6.0
"""Least mean difference of two presets' pictures, of 255."""


def geometry(report: Report, count: int) -> None:
    outside: dict[str, float] = {}
    for seed in range(count):
        avatar = build(curated(seed))
        parts = {part.name: part for part in avatar.parts}
        for part in avatar.parts:
            arrays = (part.positions, part.normals, part.uv, part.weights)
            assert all(np.isfinite(values).all() for values in arrays), part.name
            assert all(np.isfinite(morph.delta).all() for morph in part.morphs.values()), part.name
        for name in INNER:
            if name in parts:
                found = 1000 * _outside(parts[name], parts["skin"])
                outside[name] = max(found, outside.get(name, -np.inf))
    for name, far in outside.items():
        report.most(f"{name} outside the skin at rest, mm", far, OUTSIDE_MM)


def _outside(part: Part, skin: Part) -> float:
    """Return how far a part comes through the skin that covers it from the front, metres."""
    places = part.positions.astype(float)
    triangles = skin.positions[skin.triangles].astype(float)
    low, high = places.min(0) - NEAR_M, places.max(0) + NEAR_M
    triangles = triangles[((triangles.max(1) > low) & (triangles.min(1) < high)).all(1)]
    a, ab, ac = (
        triangles[:, 0],
        triangles[:, 1] - triangles[:, 0],
        triangles[:, 2] - triangles[:, 0],
    )
    normals = np.cross(ab, ac)
    front = normals[:, 2] > 1e-14
    a, ab, ac, normals = a[front], ab[front], ac[front], normals[front]
    normals = normals / np.linalg.norm(normals, axis=1, keepdims=True)
    twice = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    furthest = -np.inf
    for place, out in zip(places, part.normals, strict=True):
        to = place - a
        u = (to[:, 0] * ac[:, 1] - to[:, 1] * ac[:, 0]) / twice
        v = (ab[:, 0] * to[:, 1] - ab[:, 1] * to[:, 0]) / twice
        ahead = to[:, 2] - u * ab[:, 2] - v * ac[:, 2]
        # the edge of a lid stands upright on the eye and covers nothing of it
        covers = (u >= 0) & (v >= 0) & (u + v <= 1) & (ahead < DEEP_M) & (normals @ out > 0.5)
        furthest = max(furthest, float(ahead[covers].min(initial=np.inf)) if covers.any() else -1.0)
    return furthest


def speed(report: Report, count: int) -> None:
    build(PRESENTER)
    for look, sentence in SENTENCES.items():
        began = time.process_time()
        data = vrm_bytes(build(read_sentence(sentence).spec))
        report.most(f"sentence to VRM, {look}, CPU-s", time.process_time() - began, 3.0)
        say(f"  {len(data) / 1e6:.2f} MB")
    sizes = [len(vrm_bytes(build(curated(seed)))) for seed in range(min(count, 40))]
    report.most("largest VRM, MB", max(sizes) / 1e6, 4.0)


def frames(report: Report, count: int) -> None:
    avatar = build(PRESENTER)
    motion = idle(4.0)
    for (width, height), wanted in SIZES.items():
        with Renderer(avatar, width, height) as renderer:
            renderer.frame(motion.face(0), motion.pose(0))
            began = time.process_time()
            for k in range(10):
                renderer.frame(motion.face(k), motion.pose(k))
            each = (time.process_time() - began) / 10
        blank = _clear_seconds(width, height)
        name = f"frames a second, {width}x{height}"
        report.least(f"{name}, of CPU time, two cores", 2 / each, wanted)
        say(f"  {each:.3f} CPU-s a frame, {each / blank:.1f} times an empty one")
        report.least(f"{name}, two processes", _by_two(avatar, motion, width, height), wanted)


def _by_two(avatar: Avatar, motion: Motion, width: int, height: int) -> float:
    """Return frames a second of the clock, of which other work on the machine takes its share."""
    with Player(avatar, motion, width, height, jobs=2) as player:
        for k in range(24):
            player.frame(k)
        began = time.perf_counter()
        for k in range(24, 84):
            player.frame(k)
        return 60 / (time.perf_counter() - began)


def _clear_seconds(width: int, height: int) -> float:
    """Return the CPU time of clearing and reading back a picture of that size."""
    from aigc.avatar.render.context import open_context

    context = open_context()
    with context:
        target = context.simple_framebuffer((width, height))
        target.use()
        began = time.process_time()
        for _ in range(20):
            target.clear(0.2, 0.3, 0.4)
            target.read(components=4)
        each = (time.process_time() - began) / 20
    context.release()
    return each


def memory(report: Report, count: int) -> None:
    motion = idle(1.2 * count)
    taken = []
    with Player(build(PRESENTER), motion, 160, 240) as player:
        for k in range(motion.frames):
            player.frame(k)
            if k % 25 == 0:
                taken.append(_held_mb())
    tenth = max(len(taken) // 10, 1)
    grown = np.mean(taken[-tenth:]) - np.mean(taken[tenth : 2 * tenth])
    say(f"  {len(taken)} samples, from {min(taken):.0f} to {max(taken):.0f} MB in all processes")
    name = f"growth of memory in {float(motion.duration) / 60:.1f} minutes, MB"
    report.most(name, float(grown), 8.0)


def _held_mb() -> float:
    """Return what this process and those that draw for it hold, megabytes."""
    own = psutil.Process()
    return sum(one.memory_info().rss for one in (own, *own.children(recursive=True))) / 2**20


def same(report: Report, count: int) -> None:
    changed = 0
    for seed in range(min(count, 20)):
        spec = curated(seed)
        first, again = build(spec), build(spec)
        pictures = [still(a, 160, 200) for a in (first, again)]
        equal = glb_bytes(first) == glb_bytes(again) and np.array_equal(*pictures)
        changed += not equal
    digest = hashlib.sha256(glb_bytes(build(PRESENTER))).hexdigest()
    say(f"  SHA-256 of the presenter's GLB: {digest}")
    report.most("specs that came out otherwise", changed, 0)


def library(report: Report, count: int) -> None:
    pictures = {}
    for name, preset in presets().items():
        picture = still(build(preset.spec), *PRESET_PX, yaw=-12.0).astype(float)
        pictures[name] = picture[..., :3] * picture[..., 3:] / 255
    nearest = min(
        (float(np.abs(pictures[a] - pictures[b]).mean()), a, b)
        for a, b in combinations(pictures, 2)
    )
    report.least("least difference of two presets, of 255", nearest[0], PRESET_FLOOR)
    say(f"  most alike: {nearest[1]} and {nearest[2]}")


SECTIONS: Mapping[str, Callable[[Report, int], None]] = {
    one.__name__: one for one in (geometry, speed, frames, memory, same, library)
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, commas between")
    parser.add_argument("--count", type=int, default=500, help="how many random avatars")
    given = parser.parse_args()
    chosen = given.only.split(",")
    if unknown := [name for name in chosen if name not in SECTIONS]:
        parser.error(f"no section {unknown[0]!r}: choose of {', '.join(SECTIONS)}")
    report = Report()
    for name in chosen:
        report.section = name
        say(f"\n{name}")
        SECTIONS[name](report, given.count)
    missed = [figure for figure in report.figures if not figure.met]
    say(f"\n{len(report.figures) - len(missed)} of {len(report.figures)} targets met")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
