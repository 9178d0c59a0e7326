"""Do other programs open the avatars' files? Khronos' validator and three-vrm over many of them.

``python benchmarks/avatar_files.py WORK --random 20`` builds avatars, writes VRM, GLB and VRMA into
``WORK/files`` and checks them; ``python benchmarks/avatar_files.py WORK FILE...`` checks files that
are there. WORK is a folder outside the repository with these npm packages::

    npm install gltf-validator@2.0.0-dev.3.10 three@0.187.0 @pixiv/three-vrm@3.5.5 \
        @pixiv/three-vrm-animation@3.5.5

Printed are errors and warnings of the validator, what three-vrm could not load, and for built
avatars how far its vertices are from the evaluator's under every expression, in millimetres.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from aigc.avatar.export.faces import customs, moved, presets
from aigc.avatar.export.gltf import write_glb
from aigc.avatar.export.vrm import write_vrm
from aigc.avatar.export.vrma import write_vrma
from aigc.types.avatar import Avatar, Motion
from aigc.types.viseme import BLENDSHAPES

HERE = Path(__file__).parent
SCRIPTS = ("avatar_validate.mjs", "avatar_load.mjs", "avatar_play.mjs")
PACKAGES = ("gltf-validator", "three", "@pixiv/three-vrm", "@pixiv/three-vrm-animation")
LARGEST_MB = 4.0
FURTHEST_MM = 0.1
Report = dict[str, Any]


@dataclass
class Tally:
    """What was seen so far."""

    files: int = 0
    errors: int = 0
    warnings: int = 0
    failed: int = 0
    fewest_faces: int = 10**6
    furthest_mm: float = 0.0
    largest_mb: float = 0.0
    too_large: int = 0

    @property
    def good(self) -> bool:
        """Tell whether every file is as it should be."""
        bad = self.errors + self.warnings + self.failed + self.too_large
        return not bad and self.furthest_mm <= FURTHEST_MM


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--random", type=int, default=0, help="how many avatars to build")
    parser.add_argument("--first-seed", type=int, default=0)
    asked = parser.parse_args()
    prepare(asked.work)
    tally = Tally()
    for path in asked.files:
        check_file(asked.work, path, tally)
    for seed in range(asked.first_seed, asked.first_seed + asked.random):
        check_avatar(asked.work, random_avatar(seed), f"{seed:04}", tally)
    print(
        f"{tally.files} files: validator {tally.errors} errors, {tally.warnings} warnings; "
        f"three-vrm failed on {tally.failed}, at least {tally.fewest_faces} faces in each; "
        f"furthest vertex {tally.furthest_mm:.4f} mm; largest VRM {tally.largest_mb:.2f} MB, "
        f"{tally.too_large} over {LARGEST_MB} MB"
    )
    return 0 if tally.good else 1


def prepare(work: Path) -> None:
    """Put the scripts where node finds the packages."""
    missing = [name for name in PACKAGES if not (work / "node_modules" / name).is_dir()]
    if missing or shutil.which("node") is None:
        raise SystemExit(f"node or these packages are missing in {work}: {', '.join(missing)}")
    for name in SCRIPTS:
        shutil.copyfile(HERE / name, work / name)


def run(work: Path, script: str, *arguments: object) -> list[Report]:
    """Run one of the scripts; return what it says of each file."""
    command = ["node", script, *map(str, arguments)]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def validate(work: Path, paths: Sequence[Path], tally: Tally) -> None:
    for said in run(work, "avatar_validate.mjs", *(p.resolve() for p in paths)):
        tally.files += 1
        tally.errors += said["errors"]
        tally.warnings += said["warnings"]
        for line in said["said"]:
            print(f"{Path(said['path']).name}: {line}")


def check_file(work: Path, path: Path, tally: Tally) -> None:
    validate(work, [path], tally)
    if path.suffix == ".vrm":
        load(work, path, "-", tally)


def load(work: Path, path: Path, plan: object, tally: Tally) -> Report:
    (said,) = run(work, "avatar_load.mjs", plan, path.resolve())
    size = path.stat().st_size / 1e6
    tally.largest_mb = max(tally.largest_mb, size)
    tally.too_large += size > LARGEST_MB
    if "failed" in said or said["said"]:
        tally.failed += 1
        print(f"{path.name}: {said.get('failed')} {said['said']}")
    tally.fewest_faces = min(tally.fewest_faces, len(said.get("names", ())))
    return said


def check_avatar(work: Path, avatar: Avatar, name: str, tally: Tally) -> None:
    folder = work / "files"
    folder.mkdir(exist_ok=True)
    vrm, glb, vrma = (folder / f"{name}.{end}" for end in ("vrm", "glb", "vrma"))
    motion = nod()
    write_vrm(avatar, vrm)
    write_glb(avatar, glb, motion=motion)
    write_vrma(motion, avatar, vrma)
    validate(work, [vrm, glb, vrma], tally)
    known = presets(avatar) | customs(avatar)
    plan, places = folder / "plan.json", folder / "places.bin"
    faces = [{face: 1.0} for face in known]
    plan.write_text(json.dumps({str(vrm.resolve()): {"out": str(places), "faces": faces}}))
    said = load(work, vrm, plan, tally)
    if set(known) - set(said.get("names", ())):
        tally.failed += 1
        print(f"{vrm.name}: lacks {sorted(set(known) - set(said.get('names', ())))}")
    if "failed" not in said:
        tally.furthest_mm = max(tally.furthest_mm, furthest(avatar, known, places, said))
    check_motion(work, vrm, vrma, motion, tally)


def furthest(avatar: Avatar, faces: Mapping[str, Any], places: Path, said: Report) -> float:
    """Return how far a vertex of three-vrm is from the evaluator's, millimetres."""
    parts = {part.name: part for part in avatar.parts}
    numbers = np.fromfile(places, "<f4")
    far, start = 0.0, 0
    for weights in faces.values():
        for name, count in said["meshes"]:
            found = numbers[start : start + 3 * count].reshape(-1, 3)
            start += 3 * count
            off = np.linalg.norm(found - moved(parts[name], weights), axis=1)
            far = max(far, float(off.max()) * 1000)
    if start != len(numbers):
        raise SystemExit("three-vrm's meshes are not those of the avatar")
    return far


def check_motion(work: Path, vrm: Path, vrma: Path, motion: Motion, tally: Tally) -> None:
    """Play it to its middle and compare the head and the jaw."""
    (said,) = run(work, "avatar_play.mjs", vrm.resolve(), vrma.resolve())
    if "failed" in said:
        tally.failed += 1
        print(f"{vrma.name}: {said['failed']}")
        return
    middle = (motion.frames - 1) // 2
    head = np.abs(np.array(said["turns"]["head"]) - motion.turns["head"][middle]).max()
    jaw = abs(said["faces"]["jawOpen"] - motion.blendshapes[middle, BLENDSHAPES.index("jawOpen")])
    if max(head, jaw) > 1e-3:
        tally.failed += 1
        print(f"{vrma.name}: head is off by {head:.4f}, jaw by {jaw:.4f}")


def nod(frames: int = 61) -> Motion:
    """Return a nod with an open mouth in its middle."""
    wave = np.sin(np.linspace(0, np.pi, frames))
    face = np.zeros((frames, len(BLENDSHAPES)), np.float32)
    face[:, BLENDSHAPES.index("jawOpen")] = wave
    turn = np.zeros((frames, 4), np.float32)
    turn[:, 0], turn[:, 3] = np.sin(0.2 * wave), np.cos(0.2 * wave)
    return Motion(fps=Fraction(30), blendshapes=face, turns={"head": turn})


def random_avatar(seed: int) -> Avatar:
    """Return a character drawn at random from the catalogue and the sliders."""
    from aigc.avatar.build import build

    return build(random_spec(np.random.default_rng(seed)))


def random_spec(rng: np.random.Generator) -> Any:
    from aigc.avatar import catalogue, sliders
    from aigc.avatar.spec import AvatarSpec

    def pick(table: str) -> str:
        return str(rng.choice(list(catalogue.TABLES[table])))

    def colour() -> str:
        return f"#{rng.integers(0, 1 << 24):06x}"

    few = rng.choice(sliders.symmetric(), 12, replace=False)
    return AvatarSpec.model_validate(
        {
            "look": pick("look"), "seed": int(rng.integers(1000)), "skin": {"tone": rng.uniform()},
            "body": {
                "masculine": rng.uniform(), "age": rng.uniform(8, 80), "weight": rng.uniform(-1, 1),
                "asian": rng.uniform(), "european": rng.uniform(), "african": rng.uniform(),
                "height_m": rng.uniform(1.2, 2.0),
            },
            "hair": {"style": pick("hair"), "fringe": pick("fringe"), "colour": colour()},
            "eyes": {"iris": colour(), "size": rng.uniform(-1, 1)},
            "brows": {"style": pick("brows")}, "beard": {"style": pick("beard")},
            "makeup": {"style": pick("makeup")}, "glasses": {"style": pick("glasses")},
            "headwear": {"style": pick("headwear"), "colour": colour()},
            "earrings": {"style": pick("earrings")},
            "outfit": {"style": pick("outfit"), "colour": colour(), "accent": colour()},
            "sliders": {str(name): rng.uniform(-1, 1) for name in few},
        }
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
