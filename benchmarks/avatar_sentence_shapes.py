"""Whether the words of a sentence are in the mesh and its textures, not only in the names.

Each pair of sentences changes one plain character two ways; both are built, and what the words
are about is measured on the parts. `benchmarks/avatar_sentences.py --shapes` prints the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.build import build
from aigc.avatar.face.masks import on_texture
from aigc.avatar.sentence import read_sentence
from aigc.types.avatar import Avatar, Part

PLAIN = "a young woman, realistic style, short straight hair, white T-shirt, no glasses"
SEED = 3
Measure = Callable[[Avatar], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two ways to change the plain character, and measures that are larger for the first.

    A measure's margin is how much larger at least, in its own unit.
    """

    first: str
    second: str
    checks: tuple[tuple[str, Measure, float], ...]


def parts(avatar: Avatar, name: str) -> list[Part]:
    return [p for p in avatar.parts if p.name.startswith(name)]


def part(avatar: Avatar, name: str) -> Part:
    return parts(avatar, name)[0]


def has(name: str) -> Measure:
    return lambda avatar: float(bool(parts(avatar, name)))


def below_shoulder(avatar: Avatar) -> float:
    """Return how far hair hangs below the shoulder joint, in metres."""
    shoulder = avatar.bones[avatar.bone("leftUpperArm")].position[1]
    lowest = min((p.positions[:, 1].min() for p in parts(avatar, "hair")), default=9.0)
    return shoulder - float(lowest)


def face(avatar: Avatar, low: float, high: float) -> NDArray[np.float32]:
    """Return skin between heights relative to the eyes, in metres, forward of the ears."""
    points = part(avatar, "skin").positions - np.float32(avatar.eyes)
    y, z = points[:, 1], points[:, 2]
    return points[(y > low) & (y < high) & (z > -0.06)]


def width(low: float, high: float) -> Measure:
    return lambda avatar: float(np.ptp(face(avatar, low, high)[:, 0]))


def nose(avatar: Avatar) -> float:
    """Return how far the nose stands before the eyes, in metres."""
    return float(face(avatar, -0.06, -0.01)[:, 2].max())


def ears(avatar: Avatar) -> float:
    """Return the width of the head at the height of the ears, in metres."""
    points = part(avatar, "skin").positions - np.float32(avatar.eyes)
    near = points[np.abs(points[:, 1] + 0.01) < 0.03]
    return float(np.ptp(near[:, 0]))


def colour(found: Part) -> NDArray[np.float64]:
    """Return the mean colour of a part, 0 to 1."""
    own = np.array(found.material.colour)
    if found.material.texture is None:
        return own
    texture = found.material.texture.astype(float) / 255
    weight = texture[..., 3] if texture.shape[2] == 4 else np.ones(texture.shape[:2])
    return own * np.average(texture[..., :3].reshape(-1, 3), axis=0, weights=weight.ravel() + 1e-9)


def lips(channel: int) -> Measure:
    """Return a measure of how much redder than green or blue the lips are painted."""

    def measured(avatar: Avatar) -> float:
        texture = part(avatar, "skin").material.texture
        assert texture is not None
        mask = on_texture("lips", len(texture)) > 0.7
        mean = texture[mask].mean(0) / 255
        return float(mean[0] - mean[channel])

    return measured


def skin_lightness(avatar: Avatar) -> float:
    return float(colour(part(avatar, "skin")).mean())


def tone(name: str, one: int, other: int) -> Measure:
    """Return a measure of how much of one channel a part has over another."""

    def measured(avatar: Avatar) -> float:
        mean = colour(part(avatar, name))
        return float(mean[one] - mean[other])

    return measured


def over_forehead(avatar: Avatar) -> float:
    """Return the share of hair that hangs before the forehead."""
    points = np.concatenate([p.positions for p in parts(avatar, "hair")]) - np.float32(avatar.eyes)
    x, y, z = points.T
    return float(((np.abs(x) < 0.04) & (y > 0.01) & (y < 0.05) & (z > -0.03)).mean())


def top(avatar: Avatar) -> float:
    return float(part(avatar, "skin").positions[:, 1].max())


def minus(measure: Measure) -> Measure:
    return lambda avatar: -measure(avatar)


def chin_lightness(avatar: Avatar) -> float:
    """Return how light the skin of chin and jaw is painted, from 10 to 40 mm above their edge."""
    skin = part(avatar, "skin")
    texture = skin.material.texture
    assert texture is not None
    points = skin.positions - np.float32(avatar.eyes)
    front = points[:, 2] > -0.02
    above = points[:, 1] - points[front, 1].min()
    chosen = front & (above > 0.01) & (above < 0.04)
    u, v = skin.uv[chosen].T
    size = len(texture) - 1
    rows, columns = np.rint((1 - v) * size).astype(int), np.rint(u * size).astype(int)
    return float(texture[rows, columns].mean() / 255)


PAIRS = (
    Pair(
        first="戴圆眼镜，戴贝雷帽，圈形耳环，长直发，蓝眼睛",
        second="不戴眼镜，不戴帽子，不戴耳环，短发，棕色眼睛",
        checks=(
            ("glasses are there", has("glasses"), 1),
            ("headwear is there", has("headwear"), 1),
            ("earrings are there", has("earring"), 1),
            ("hair below the shoulder, m", below_shoulder, 0.08),
            ("blue of the eyes over red", tone("eyes", 2, 0), 0.01),
        ),
    ),
    Pair(
        first="wide face, big ears, high nose bridge, red lipstick, red T-shirt",
        second="narrow face, small ears, flat nose, no make-up, blue T-shirt",
        checks=(
            ("width of the face, m", width(-0.08, -0.04), 0.004),
            ("width over the ears, m", ears, 0.003),
            ("nose before the eyes, m", nose, 0.002),
            ("red of the lips over green", lips(1), 0.10),
            ("red of the lips over blue", lips(2), 0.08),
            ("red of the T-shirt over blue", tone("tee", 0, 2), 0.3),
        ),
    ),
    Pair(
        first="个子很高，胖，皮肤白皙，粉色头发，齐刘海",
        second="个子很矮，瘦，皮肤黝黑，黑色头发，不要刘海",
        checks=(
            ("height of the head, m", top, 0.2),
            ("width of jaw and cheek, m", width(-0.11, -0.07), 0.004),
            ("lightness of the skin", skin_lightness, 0.15),
            ("red of the hair over green", tone("hair", 0, 1), 0.08),
            ("share of hair before the forehead", over_forehead, 0.004),
        ),
    ),
    Pair(
        first="a bald man with a full black beard",
        second="a clean-shaven man with long hair",
        checks=(
            ("hair is not there", minus(has("hair")), 1),
            ("darkness of chin and jaw", minus(chin_lightness), 0.08),
        ),
    ),
)


def measured(pairs: Sequence[Pair] = PAIRS) -> Iterator[tuple[str, float, float, bool]]:
    """Return each check with its two values and whether the first is larger by the margin."""
    plain = read_sentence(PLAIN, seed=SEED).spec
    for pair in pairs:
        first, second = (
            build(read_sentence(text, base=plain).spec) for text in (pair.first, pair.second)
        )
        for name, measure, margin in pair.checks:
            a, b = measure(first), measure(second)
            yield name, a, b, a - b >= margin


def report() -> None:
    passed = total = 0
    for name, a, b, good in measured():
        passed, total = passed + good, total + 1
        print(f"  {'yes' if good else 'NO ':3} {name:36} {a:8.3f} against {b:8.3f}")
    print(f"shapes: {passed} of {total}")
