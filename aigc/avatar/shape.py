"""A spec's bones and flesh: the base mesh with targets, lips closed, lids opened, and bent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.spatial import cKDTree

from aigc.avatar import sliders
from aigc.avatar.base import (
    LEFT_EYE,
    LOWER_LID,
    LOWER_TEETH,
    RIGHT_EYE,
    RIGHT_LID,
    SKIN,
    TONGUE,
    UPPER_LID,
    UPPER_TEETH,
    Indices,
    Points,
    eye_centres,
    move,
    target,
    vertices,
)
from aigc.avatar.expressions import resting
from aigc.avatar.looks import LOOKS, Look, between
from aigc.avatar.spec import AvatarSpec, Body
from aigc.avatar.warp import Bend, Warp, bending, smoothstep

SIDES = ("Left", "Right")
YOUNG, OLD, CHILD = 25.0, 75.0, 8.0
BOY, MAN = 12.0, 19.0
"""Ages between which a jaw becomes a man's."""
HEAD_SHARE = 0.5
"""How much of a difference in the distance of the eyes is taken as a difference in scale."""
CLOSING = {"eyeBlink": 1.0, "eyeSquint": 0.25}
"""How much of the lids' opening a movement takes back."""
SMILE_REACH, DRAWN_REACH = 0.92, 1.15
"""How far a painted and a drawn face smile in all; what they smile at rest is a part of that."""
PAINTED_SQUINT = 0.5
"""How much of a squint a painted eye makes; more would press the large ball through the lid."""
SCOWL, SCOWL_ENDS = (1.85, 0.25), (0.16, 0.46)
"""How many times further the inner and the outer end of a painted brow sink, and where they are:
what the base mesh moves is a brow sunk all along, which looks tired rather than cross."""
PAINTED_FROWN = 1.3
"""How much further a painted mouth frowns."""
JAW = ("jawOpen", "mouthClose")
JAW_STEP = 0.3
"""The share of these movements that is bent: of small ones the sum is nearly the bent sum, so that
lips which the jaw opens and ``mouthClose`` closes meet."""
DRAWN_MOUTH, DRAWN_JAW = 1.35, 1.6
"""How much further the mouth of a drawn face moves."""
CORNER = (0.02, 0.22)
"""Distances from the middle between which the corners of the mouth begin."""
CENTRE_MOVES, CORNER_MOVES = 0.55, 1.30
"""How much of a smile's rise the middle and the corners of drawn lips have."""
FROWNED = 1.6
"""How much further a drawn mouth frowns."""
DRAWN_REST = 1.2
"""How much further it is moved at rest, where a line is all that is seen of it."""
LAUGH_SINKS = 0.20
"""Share of a blink that the upper lid makes when eyes close in laughter."""
BALL_BACK = 0.06
"""Decimetres by which an eye makes room behind lids closed in laughter."""
LID_MIDDLE = slice(4, 7)
"""Places along the rims of the lids at the middle of the eye."""
OVERLAP = 0.010
"""Decimetres by which sealed lips press into each other."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """A face before and after it is bent, decimetres, in the base mesh's pose.

    Attributes
    ----------
    plain : float64, shape (19158, 3)
        Unbent, with the lids as far open as the look wants them.
    places : float64, shape (19158, 3)
        Bent.
    opened : float64, shape (19158, 3)
        What was added to open the lids.
    bend : function
        The map from the one to the other.
    smile : float
        How much of the smile's movements the face has made at rest, 0 to 1.
    """

    plain: Points
    places: Points
    opened: Points
    bend: Bend
    warp: Warp
    look: Look
    smile: float = 0.0


def shaped(spec: AvatarSpec) -> Shape:
    """Return the vertices of a spec."""
    look = LOOKS[spec.look]
    places = vertices().copy()
    for name, weight in macros(spec.body, look).items():
        move(places, f"macro/{name}", weight)
    for name, weight in _style_targets(spec, look).items():
        sliders.apply(places, {name: weight}, {})
    sliders.apply(places, spec.sliders, spec.asymmetry)
    places = sealed(_settled(places))
    opened = _opened(spec, look)
    plain = _mouth_set(places + opened)
    rest = resting(spec.smile)
    for name, weight in rest.items():
        shift = _whole(f"arkit/{name}")
        plain += weight * (DRAWN_REST * _drawn_mouth(name, shift) if look.drawn else shift)
    warp = _warp(spec, look)
    bend = bending(plain, warp)
    return Shape(plain=plain, places=bend(plain), opened=opened, bend=bend, warp=warp, look=look,
                 smile=rest.get("mouthSmileLeft", 0.0))  # fmt: skip


def macros(body: Body, look: Look) -> dict[str, float]:
    """Return how much of each target of age, sex, descent and build is in a body.

    Weights of descent and sex each sum to 1 for one age; a look mixes in a child.
    """
    ages = _ages(body.age, look)
    kin = np.array([body.asian, body.european, body.african], float)
    kin = kin / kin.sum() if kin.sum() > 0 else np.array([0.4, 0.4, 0.2])
    sexes = {"female": 1 - body.masculine, "male": body.masculine}
    found: dict[str, float] = {}
    for sex, of_sex in sexes.items():
        for age, of_age in ages.items():
            for people, of_kin in zip(("asian", "caucasian", "african"), kin, strict=True):
                found[f"{people}-{sex}-{age}"] = of_sex * of_age * of_kin
            found[f"universal-{sex}-{age}-averagemuscle-averageweight"] = of_sex * of_age
        extreme = "maxweight" if body.weight > 0 else "minweight"
        grown = 1 - ages["child"]
        found[f"universal-{sex}-young-averagemuscle-{extreme}"] = (
            of_sex * grown * 0.6 * abs(body.weight)
        )
        found[f"universal-{sex}-young-maxmuscle-averageweight"] = of_sex * grown * 0.5 * body.muscle
    return {name: weight for name, weight in found.items() if weight > 1e-9}


def _ages(age: float, look: Look) -> dict[str, float]:
    """Return shares of child, young and old; they sum to 1."""
    child = float(np.clip((YOUNG - 5 - age) / (YOUNG - 5 - CHILD), 0, 1))
    old = float(np.clip((age - YOUNG) / (OLD - YOUNG), 0, 1)) ** 1.3
    young = 1 - child - old
    moved = look.childlike * young
    return {"child": child + moved, "young": young - moved, "old": old}


def _style_targets(spec: AvatarSpec, look: Look) -> dict[str, float]:
    """Return the sliders that belong to the look, and what the spec says of eyes and mouth."""
    woman = 1 - spec.body.masculine
    drawn = {
        "nose-scale-horiz": -look.nose, "nose-volume": -look.nose,
        "chin-width": -0.25 * woman, "mouth-scale-horiz": -0.4,
        "mouth-lowerlip-volume": -1.0, "mouth-upperlip-volume": -1.0,
        "eye-epicanthus": 0.5, "head-scale-horiz": 0.15, "ear-wing": -0.35, "ear-scale": -0.2,
    }  # fmt: skip
    man = spec.body.masculine * float(np.clip((spec.body.age - BOY) / (MAN - BOY), 0, 1))
    painted = {
        "head-oval": 0.4 - 0.25 * man, "nose-scale-horiz": -look.nose * (1 - 0.6 * man),
        "eye-scale": 0.3, "chin-width": 0.3 * man - 0.5 * woman, "head-fat": -0.2 * woman,
        "head-square": 0.25 * man, "eyebrows-trans-height": -0.25 * man, "mouth-angles": 0.35,
    }  # fmt: skip
    chosen = drawn if look.drawn else painted
    return {k: v for k, v in chosen.items() if v}


def _settled(places: Points) -> Points:
    """Return the body with its eyes where the base mesh has them, half of the scale kept.

    Targets of age and build move and scale the head by more than a decimetre; painting and hair
    want it in one place.
    """
    base_left, base_right = eye_centres(vertices())
    left, right = eye_centres(places)
    scale = ((base_left[0] - base_right[0]) / (left[0] - right[0])) ** HEAD_SHARE
    scaled = places * scale
    middle = sum(eye_centres(scaled)) / 2
    moved: Points = scaled + (base_left + base_right) / 2 - middle
    return moved


def _opened(spec: AvatarSpec, look: Look) -> Points:
    """Return what opens the lids further than the base mesh has them."""
    man = spec.body.masculine
    amount = look.open_woman + (look.open_man - look.open_woman) * man
    amount *= 1 + 0.25 * spec.eyes.size
    found = np.zeros_like(vertices())
    wide = 1.0 - 0.15 * man * look.drawn
    high = 0.8 if look.drawn else 0.5
    for side in SIDES:
        move(found, f"arkit/eyeWide{side}", amount * wide)
    for letter in "lr":
        for k in "123":
            move(found, f"eyes/{letter}-eye-height{k}-incr", amount * high)
    return found


def _warp(spec: AvatarSpec, look: Look) -> Warp:
    warp = between(look.woman, look.man, spec.body.masculine)
    if not spec.eyes.size:
        return warp
    wide, high, deep = warp.eye
    grown = 1 + 0.12 * spec.eyes.size
    values = {n: getattr(warp, n) for n in Warp.__dataclass_fields__}
    return Warp(**values | {"eye": (wide * grown, high * grown, deep)})


@lru_cache(maxsize=1)
def _lips() -> tuple[Indices, Indices, Indices, Points, Points]:
    """Return lower and upper lip vertices that touch, those near, and how each near one follows.

    The last two have shapes (near,) and (near, pairs): the sign and strength with which a vertex
    goes along, and of which pairs.
    """
    drop = np.zeros_like(vertices())
    move(drop, "arkit/jawOpen", 1.0)
    fall, skin = drop[SKIN, 1], vertices()[SKIN]
    y, z, across = skin[:, 1], skin[:, 2], np.abs(skin[:, 0])
    lips = (z > 1.28) & (y > 6.5) & (y < 6.76) & (across < 0.30)
    upper = np.flatnonzero(lips & (fall > -0.09))
    lower = np.flatnonzero(lips & (fall < -0.13))
    distance, nearest = cKDTree(skin[upper]).query(skin[lower])
    touching = distance < 0.045
    lower, upper = lower[touching], upper[nearest[touching]]
    near = np.flatnonzero((z > 1.15) & (y > 6.35) & (y < 6.9) & (across < 0.36))
    middle = (skin[lower] + skin[upper]) / 2
    away = (skin[near][:, None] - middle[None]) * [1.0, 0.8, 0.6]
    weight = np.exp(-np.sum(away**2, axis=2) / 0.055**2)
    strength = 1 - np.prod(1 - np.minimum(weight, 0.999) * 0.9, axis=1)
    sign = np.clip((-fall[near] - 0.05) / 0.10, 0, 1) * 2 - 1
    return lower, upper, near, sign * strength, weight / (weight.sum(1, keepdims=True) + 1e-6)


def lip_line() -> tuple[Indices, Indices]:
    """Return lower and upper vertices that touch where the lips meet."""
    lower, upper, *_ = _lips()
    return lower, upper


def sealed(places: Points) -> Points:
    """Return the face with its lips meeting as the base mesh's do."""
    lower, upper, near, follow, weight = _lips()
    base = vertices()
    gap = (places[upper] - places[lower]) - (base[upper] - base[lower])
    gap[:, 1] += OVERLAP
    gap[:, 0] = 0
    closed = places.copy()
    closed[near] += 0.5 * (weight @ gap) * follow[:, None]
    return closed


def _mouth_set(places: Points) -> Points:
    """Return the face with teeth and tongue back behind the lips."""
    out = places.copy()
    jaws = slice(LOWER_TEETH.start, UPPER_TEETH.stop)
    middle = out[jaws].mean(0)
    out[jaws] = (out[jaws] - middle) * [0.86, 1.0, 0.92] + middle - [0, 0, 0.035]
    out[UPPER_TEETH, 1] -= 0.085
    out[LOWER_TEETH, 1] -= 0.06
    out[TONGUE] -= [0, 0.105, 0.12]
    return out


def movement(shape: Shape, name: str) -> tuple[Indices, Points]:
    """Return which vertices an ARKit movement moves on the bent face, and by how much.

    A blink also takes back what opened the lids, so that they meet. On a drawn face the mouth moves
    further, and a squint at full strength is the arch of eyes closed in laughter.
    """
    shift = _whole(f"arkit/{name}")
    kind = name.removesuffix("Left").removesuffix("Right")
    if kind in CLOSING:
        side = vertices()[:, 0] * (1 if name.endswith("Left") else -1) > 0
        shift[side] -= CLOSING[kind] * shape.opened[side]
        if kind == "eyeSquint":
            laughs = shape.look.drawn
            shift = _laughing(shape, name.removeprefix(kind)) if laughs else PAINTED_SQUINT * shift
    elif shape.look.drawn and name.startswith(("mouth", "jaw")):
        shift = _drawn_mouth(name, shift)
    elif kind == "browDown":
        shift *= np.interp(np.abs(vertices()[:, 0]), SCOWL_ENDS, SCOWL)[:, None]
    elif kind == "mouthFrown":
        shift *= PAINTED_FROWN
    if kind == "mouthSmile":
        shift *= (DRAWN_REACH if shape.look.drawn else SMILE_REACH) - shape.smile
    moved = np.flatnonzero(np.any(np.abs(shift) > 1e-6, axis=1))
    share = JAW_STEP if name in JAW else 1.0
    bent = shape.bend(shape.plain[moved] + share * shift[moved]) - shape.places[moved]
    return moved, bent / share


def _whole(name: str) -> Points:
    """Return a target over all vertices, shape (19158, 3)."""
    index, delta = target(name)
    shift = np.zeros_like(vertices())
    shift[index] = delta
    return shift


def _drawn_mouth(name: str, shift: Points) -> Points:
    """Return a movement of the mouth as it is drawn: further, smiles and frowns by the corners."""
    if not name.startswith(("mouthSmile", "mouthFrown")):
        further: Points = (DRAWN_JAW if name in JAW else DRAWN_MOUTH) * shift
        return further
    corner = smoothstep(np.abs(vertices()[:, 0]), *CORNER)
    bowed: Points = shift * (FROWNED if "Frown" in name else 1.0)
    bowed[:, 1] *= CENTRE_MOVES + (CORNER_MOVES - CENTRE_MOVES) * corner
    return bowed


def _laughing(shape: Shape, side: str) -> Points:
    """Return what closes an eye from below: the lower lid rises to a lid that sinks a little."""
    own = vertices()[:, 0] * (1 if side == "Left" else -1) > 0
    blink = (_whole(f"arkit/eyeBlink{side}") - shape.opened) * own[:, None]
    rise = _whole(f"arkit/eyeSquint{side}")
    off = 0 if side == "Left" else RIGHT_LID
    upper, lower = UPPER_LID[LID_MIDDLE] + off, LOWER_LID[LID_MIDDLE] + off
    sunk = shape.plain + LAUGH_SINKS * blink
    gap = sunk[upper, 1].mean() - sunk[lower, 1].mean()
    closed: Points = LAUGH_SINKS * blink + max(gap / rise[lower, 1].mean(), 1.0) * rise
    closed[LEFT_EYE if side == "Left" else RIGHT_EYE, 2] -= BALL_BACK
    return closed
