"""What a description leaves open, chosen so that a random character looks designed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from aigc.avatar.spec import AvatarSpec, checked, rgb

Value = str | float
DATA = Path(__file__).parent / "data"
DRAWN = ("anime", "poster")
SOME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "glasses.style": ("round", "oval", "square", "thin_metal", "wayfarer", "half_rim",
                          "rectangle", "browline"),
        "headwear.style": ("baseball_cap", "bucket_hat", "beret", "beanie", "fedora"),
        "earrings.style": ("stud", "hoop", "pearl", "drop"),
        "hair.style": ("bob", "long_bob", "shag", "wavy_medium", "side_part", "crop"),
        "hair.fringe": ("side", "curtain", "wispy", "none"),
        "outfit.style": ("shirt", "sweater", "cardigan", "tee"),
        "brows.style": ("natural", "soft", "straight"),
        "look": ("anime", "human"),
    }
)  # fmt: skip
"""Names that suit nearly anyone, where any will do."""
WOMAN_HAIR = (
    "bob", "pixie", "long_bob", "inverted_bob", "curly_bob", "shag", "wavy_medium", "hime",
    "long_straight", "long_wavy", "long_layers", "ponytail", "high_ponytail", "twin_tails",
    "bun", "low_bun", "half_up", "side_braid", "wolf_cut",
)  # fmt: skip
MAN_HAIR = (
    "crop", "crew", "side_part", "slick_back", "quiff", "undercut", "messy", "curtains",
    "two_block", "mop_curls", "shag", "spiky", "wolf_cut",
)  # fmt: skip
GROWN_MAN_HAIR = ("crop", "crew", "side_part", "slick_back", "quiff", "undercut", "curtains")
OLD_WOMAN_HAIR = ("low_bun", "bob", "curly_bob", "pixie", "mop_curls")
OLD_MAN_HAIR = ("side_part", "crew", "slick_back", "buzz")
WOMAN_WEARS = ("blouse", "shirt", "cardigan", "sweater", "blazer_tee", "turtleneck", "dress")
MAN_WEARS = ("shirt", "tee", "sweater", "hoodie", "blazer_tee", "polo", "denim_jacket", "suit")
CHILD_WEARS = ("tee", "striped_tee", "hoodie", "uniform", "sweater")
OF_ITS_COLOUR = (
    "straw_hat", "cowboy_hat", "hard_hat", "chef_hat", "santa_hat", "graduation", "top_hat",
    "crown", "tiara", "hairpin", "rabbit_ears", "halo",
)  # fmt: skip
"""Headwear that everyone knows in one colour."""
GREY = ("#8e8c8c", "#b9b7b6", "#d8d6d3")
DARK_IRIS = ("#4a2f20", "#5b3a24", "#6e4626", "#80521f")
FACES: tuple[Mapping[str, float], ...] = (
    {"head-oval": 0.6, "chin-width": -0.15}, {"head-round": 0.55, "cheek-volume": 0.25},
    {"head-square": 0.4, "chin-width": 0.25}, {"head-invertedtriangular": 0.5, "chin-width": -0.3},
    {"head-rectangular": 0.4, "head-scale-vert": 0.15}, {"head-diamond": 0.35, "cheek-bones": 0.3},
    {},
)  # fmt: skip
"""Shapes of faces whose sliders go together."""
LOOSE: Mapping[str, float] = MappingProxyType(
    {
        "eye-corner1": 0.28, "eye-height2": 0.25, "eye-trans-across": 0.18, "eye-push1": 0.22,
        "eyebrows-angle": 0.3, "eyebrows-trans-height": 0.25, "nose-scale-horiz": 0.25,
        "nose-scale-vert": 0.22, "nose-point": 0.28, "nose-hump": 0.16, "nose-scale-depth": 0.22,
        "nose-volume": 0.2, "mouth-scale-horiz": 0.25, "mouth-lowerlip-height": 0.25,
        "mouth-trans-height": 0.15, "mouth-cupidsbow": 0.3, "chin-height": 0.2,
        "chin-prominent": 0.18, "cheek-bones": 0.22, "cheek-volume": 0.2, "ear-scale": 0.2,
        "forehead-scale-vert": 0.18,
    }
)  # fmt: skip
"""Sliders and how far they usually stray; none strays beyond twice that."""
PAIRS = {"mouth-upperlip-height": ("mouth-lowerlip-height", 0.8),
         "nose-width3": ("nose-scale-horiz", 0.5)}  # fmt: skip
"""Sliders that follow another by a share of it."""
ORIGINS = ((0.62, (1.0, 0.0, 0.0)), (0.80, (0.0, 1.0, 0.0)), (0.90, (0.0, 0.0, 1.0)),
           (1.01, (0.5, 0.4, 0.1)))  # fmt: skip
GREYING, GROWN = 50, 38
LIGHT_HAIR, DARK_HAIR, BLACK_HAIR, DEEP_SKIN = 0.42, 0.3, 0.2, 0.65
NEAR = 4
"""How many of the nearest palettes are chosen from where a colour was asked for."""


def curated(seed: int, partial: Mapping[str, Value] = MappingProxyType({})) -> AvatarSpec:
    """Return a character with these settings, by path, and chosen ones for all else.

    The same seed and settings give the same character.

    Raises
    ------
    InputError
        A setting does not exist or cannot have its value.
    """
    checked(_nested(partial), "the description")
    rng = np.random.default_rng(seed)
    chosen: dict[str, Value] = {}
    look = str(partial.get("look", "anime"))
    chosen |= {"look": look, "seed": seed}
    _body(chosen, partial, rng)
    _colours(chosen, partial, rng, "anime" if look in DRAWN else "human")
    _hair(chosen, partial, rng)
    _wear(chosen, partial, rng)
    _face(chosen, partial, rng)
    return checked(_nested(chosen | dict(partial)), "the description")


def height_of(male: bool, age: float) -> float:
    """Return a usual height in metres.

    >>> height_of(False, 30), height_of(True, 8)
    (1.64, 1.28)
    """
    grown = 1.76 if male else 1.64
    ages = (5.0, 8.0, 12.0, 15.0, 18.0)
    heights = (1.10, 1.28, 1.50, 1.62 + 0.06 * male, grown)
    return round(float(np.interp(age, ages, heights)), 2)


@lru_cache(maxsize=1)
def palettes() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """Return colours that belong together, for drawn looks and for human ones."""
    lines = (DATA / "palettes.tsv").read_text("utf-8").splitlines()
    found: dict[str, list[Mapping[str, str]]] = {}
    names = ("hair.colour", "hair.tips", "eyes.iris", "glasses.colour", "outfit.colour",
             "outfit.inner", "outfit.accent")  # fmt: skip
    for line in lines[1:]:
        kind, *cells = line.split("\t")
        found.setdefault(kind, []).append({n: c for n, c in zip(names, cells, strict=True) if c})
    return MappingProxyType({kind: tuple(rows) for kind, rows in found.items()})


def apart(a: str, b: str) -> float:
    """Return how far two colours lie apart, 0 to 1.

    >>> apart("#000000", "#ffffff")
    1.0
    """
    return math.dist(rgb(a), rgb(b)) / math.sqrt(3)


def lightness(colour: str) -> float:
    """Return how light a colour is, 0 to 1.

    >>> lightness("#ffffff"), lightness("#000000")
    (1.0, 0.0)
    """
    return round(sum(w * c for w, c in zip((0.3, 0.59, 0.11), rgb(colour), strict=True)), 4)


def _pick(rng: np.random.Generator, names: tuple[str, ...]) -> str:
    return names[int(rng.integers(len(names)))]


def _body(chosen: dict[str, Value], partial: Mapping[str, Value], rng: np.random.Generator) -> None:
    bearded = partial.get("beard.style", "none") != "none"
    any_one = float(rng.random() < 0.4)
    male = float(partial.get("body.masculine", 1.0 if bearded else any_one))
    age = float(partial.get("body.age", round(float(rng.triangular(18, 26, 48)))))
    if not any(f"body.{n}" in partial for n in ("asian", "european", "african")):
        shares = _origin(partial, float(rng.random()), str(chosen["look"]) in DRAWN)
        chosen |= dict(zip(("body.asian", "body.european", "body.african"), shares, strict=True))
    african = float(partial.get("body.african", chosen.get("body.african", 0.0)))
    chosen |= {
        "body.masculine": male, "body.age": age,
        "body.height_m": round(height_of(male > 0.5, age) + float(rng.normal(0, 0.03)), 3),
        "body.weight": round(float(np.clip(rng.normal(-0.05, 0.15), -0.4, 0.4)), 3),
        "body.muscle": round(float(np.clip(rng.normal(0.15 + 0.2 * male, 0.1), 0, 0.6)), 3),
        "skin.tone": round(float(np.clip(rng.normal(0.18 + 0.6 * african, 0.07), 0.02, 0.95)), 3),
        "skin.warmth": round(float(np.clip(rng.normal(0.0, 0.1), -0.25, 0.25)), 3),
        "skin.blush": round(float(rng.uniform(0.2, 0.5)) * (1 - 0.6 * male), 3),
    }  # fmt: skip


def _origin(partial: Mapping[str, Value], at: float, drawn: bool) -> tuple[float, float, float]:
    """Return shares of descent that go with the hair and skin that were asked for."""
    young = float(partial.get("body.age", 25.0)) < GREYING
    if young and lightness(str(partial.get("hair.colour", "#000000"))) > LIGHT_HAIR:
        return ORIGINS[0 if drawn else 1][1]
    if float(partial.get("skin.tone", 0.0)) > DEEP_SKIN:
        return ORIGINS[2][1]
    return next(shares for limit, shares in ORIGINS if at < limit)


def _share(chosen: Mapping[str, Value], partial: Mapping[str, Value], name: str) -> float:
    return float(partial.get(f"body.{name}", chosen.get(f"body.{name}", 0.0)))


def _colours(
    chosen: dict[str, Value], partial: Mapping[str, Value], rng: np.random.Generator, kind: str
) -> None:
    """Take one palette whole, the nearest to the colours that were asked for."""
    asked = [p for p in ("hair.colour", "outfit.colour", "eyes.iris") if p in partial]
    fair = _share(chosen, partial, "european") if kind == "human" else 1.0
    african = _share(chosen, partial, "african") > 0.4
    darkest = BLACK_HAIR if african else DARK_HAIR if fair < 0.3 else 1.0
    known = [
        p for p in palettes()[kind]
        if "hair.colour" in partial or lightness(p["hair.colour"]) <= darkest
    ]  # fmt: skip
    known.sort(key=lambda p: sum(apart(p[a], str(partial[a])) for a in asked))
    near = known[:NEAR] if asked else known
    chosen |= near[int(rng.integers(len(near)))]
    if "hair.colour" in partial:
        chosen.pop("hair.tips", None)
    if float(partial.get("skin.tone", 0.0)) > DEEP_SKIN and "eyes.iris" not in partial:
        chosen["eyes.iris"] = DARK_IRIS[int(chosen["seed"]) % len(DARK_IRIS)]
    age = float(chosen["body.age"])
    if age >= 58 and "hair.colour" not in partial:
        chosen["hair.colour"] = GREY[min(int((age - 58) / 9), 2)]
        chosen.pop("hair.tips", None)


def _hair(chosen: dict[str, Value], partial: Mapping[str, Value], rng: np.random.Generator) -> None:
    male = float(chosen["body.masculine"]) > 0.5
    chosen["hair.style"] = _pick(rng, _styles(male, float(chosen["body.age"])))
    chosen["hair.volume"] = round(float(np.clip(rng.normal(0.05, 0.15), -0.3, 0.4)), 3)


def _styles(male: bool, age: float) -> tuple[str, ...]:
    if age >= 58:
        return OLD_MAN_HAIR if male else OLD_WOMAN_HAIR
    if not male:
        return WOMAN_HAIR
    return GROWN_MAN_HAIR if age >= GROWN else MAN_HAIR


def _wear(chosen: dict[str, Value], partial: Mapping[str, Value], rng: np.random.Generator) -> None:
    male, age = float(chosen["body.masculine"]) > 0.5, float(chosen["body.age"])
    wears = CHILD_WEARS if age < 15 else MAN_WEARS if male else WOMAN_WEARS
    bare = male or age < 14
    chosen |= {
        "outfit.style": _pick(rng, wears),
        "makeup.style": "none" if bare else _pick(rng, ("natural", "fresh", "peach", "rose")),
        "makeup.strength": round(float(rng.uniform(0.4, 0.7)), 3),
        "brows.style": _pick(rng, ("natural", "thick", "straight") if male
                             else ("natural", "soft", "straight", "arched")),
        "eyes.lashes": round(float(rng.uniform(0.2, 0.4) if male else rng.uniform(0.45, 0.75)), 3),
        "smile": round(float(rng.uniform(0.2, 0.45)), 3),
    }  # fmt: skip
    if not bare and rng.random() < 0.35:
        chosen["earrings.style"] = _pick(rng, SOME["earrings.style"])
    if partial.get("headwear.style") not in OF_ITS_COLOUR:
        chosen["headwear.colour"] = chosen["outfit.accent"]
    chosen["headwear.accent"] = chosen["outfit.inner"]


def _face(chosen: dict[str, Value], partial: Mapping[str, Value], rng: np.random.Generator) -> None:
    """Choose one shape of face and stray modestly around it."""
    shaped = any(p.startswith("sliders.head-") for p in partial)
    face = dict(FACES[int(rng.integers(len(FACES)))])
    values = {} if shaped else face
    for name, spread in LOOSE.items():
        stray = float(np.clip(rng.normal(0, 0.6 * spread), -2 * spread, 2 * spread))
        values[name] = values.get(name, 0.0) + stray
    for name, (leader, share) in PAIRS.items():
        leads = float(partial.get(f"sliders.{leader}", values[leader]))
        values[name] = share * leads
    chosen |= {f"sliders.{n}": round(min(max(v, -0.9), 0.9), 3) for n, v in values.items()}


def _nested(values: Mapping[str, Value]) -> dict[str, object]:
    found: dict[str, dict[str, object]] = {}
    top: dict[str, object] = {}
    for path, value in values.items():
        room, _, name = path.rpartition(".")
        if room:
            found.setdefault(room, {})[name] = value
        else:
            top[name] = value
    return top | found
