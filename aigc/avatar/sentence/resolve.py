"""Claims weighed against each other: one value for each setting, and what contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from aigc.avatar.curated import MAN_HAIR, SOME, WOMAN_HAIR, apart, height_of, palettes
from aigc.avatar.sentence.claims import IMPLIED, NOUN, NUMBER, QUALITY, Claim, Value
from aigc.avatar.sentence.colours import Colour, table
from aigc.avatar.sentence.lexicon import lexicon, plain
from aigc.avatar.sentence.outfits import dressed
from aigc.avatar.sentence.styles import BARE, natural_cut, style_for

DESCENTS: Mapping[str, tuple[float, float, float]] = {
    "asian": (1, 0, 0), "european": (0, 1, 0), "african": (0, 0, 1), "mixed": (0.5, 0.5, 0),
    "indian": (0.3, 0.5, 0.2), "eastern": (0.2, 0.7, 0.1), "latin": (0.25, 0.55, 0.2),
}  # fmt: skip
"""Asian, European and African shares."""
TONES: Mapping[str, float] = {"african": 0.82, "indian": 0.58, "latin": 0.42, "eastern": 0.38,
                              "mixed": 0.35}  # fmt: skip
BOUNDS = {"body.age": (5.0, 85.0), "body.height_m": (1.0, 2.1), "body.muscle": (0.0, 1.0),
          "skin": (0.0, 1.0), "beard.density": (0.0, 1.0), "eyes.lashes": (0.0, 1.0),
          "makeup.strength": (0.0, 1.0), "hair.curl": (0.0, 1.0),
          "body.masculine": (0.0, 1.0), "skin.warmth": (-1.0, 1.0)}  # fmt: skip
OTHER_IRIS = {"light": "#c98a2e", "dark": "#3e76c2"}
CURL = {"straight": 0.0, "wavy": 0.4, "curly": 0.8, "coily": 1.0}
NEITHER = 0.4
"""Denied qualities ask for no more than this."""
OTHER_COLOUR = 0.3
"""How far apart colours are that nobody takes for one another."""
USUAL_BMI = 21.5
UNLIKE_YEARS = 25
"""A person is not called what somebody so much older or younger is."""


@dataclass(slots=True)
class Weighed:
    """What came of the claims.

    Attributes
    ----------
    values : dict
        Settings by path.
    reasons : dict
        The claim that each of them follows.
    conflicts : list of (str, Claim, Claim)
        Path, the claim that was taken, the one that was left.
    """

    base: Mapping[str, Value]
    rng: np.random.Generator
    values: dict[str, Value] = field(default_factory=dict)
    reasons: dict[str, Claim] = field(default_factory=dict)
    conflicts: list[tuple[str, Claim, Claim]] = field(default_factory=list)

    def put(self, path: str, value: Value, claim: Claim) -> None:
        """Set a value for a reason."""
        if isinstance(value, float | int):
            low, high = BOUNDS.get(path, BOUNDS.get(path.split(".")[0], (-1.0, 1.0)))
            value = round(min(max(float(value), low), high), 4)
        self.values[path] = value
        self.reasons[path] = claim


def weighed(claims: Sequence[Claim], base: Mapping[str, Value], seed: int) -> Weighed:
    """Return one value for each setting that claims are about."""
    out = Weighed(base, np.random.default_rng(seed))
    kept = {path: _kept(path, found, out) for path, found in _by_path(claims).items()}
    male = _male(kept.get("body.masculine"), out)
    _age(claims, out)
    _hair(kept, claims, out, male)
    for path, claim in dressed(kept, claims, male, out.conflicts).items():
        out.put(path, _named(path, claim.value, out, male), claim)
    for path, claim in kept.items():
        if claim is not None and path not in out.values:
            _one(path, claim, out, male)
    _beard_colour(kept, out)
    _flower_colour(out)
    _excluded(claims, out, male)
    _added(claims, out, male)
    return out


def _by_path(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.op == "set":
            found.setdefault(claim.path, []).append(claim)
    return found


def _kept(path: str, found: Sequence[Claim], out: Weighed) -> Claim:
    """Return the claim that counts: the last explicit one, else the last implied one."""
    said = [c for c in found if c.strength > IMPLIED] or list(found)
    named = [c for c in said if c.value not in ("any", "natural")] or said
    some = [c for c in said if c.value == "any"]
    if some and named[-1].value == "none":
        out.conflicts.append((path, named[-1], some[-1]))
    if path in ("glasses.style", "beard.style", "earrings.style", "headwear.style"):
        general = [c for c in named if c.value not in ("none", "full")]
        if general and all(c.value != "none" for c in named):
            named = general
    last = named[-1]
    if len(named) == 2 and _neither(named[0], last):
        return replace(last, value=0.0)
    if path not in ("body.age", "outfit.style", "outfit.colour") and last.strength > IMPLIED:
        for claim in named[:-1]:
            if _contradicts(claim.value, last.value):
                out.conflicts.append((path, last, claim))
                break
    return last


def _neither(a: Claim, b: Claim) -> bool:
    """Tell whether both ends were denied: 不胖不瘦."""
    if isinstance(a.value, str) or isinstance(b.value, str) or not (a.because and b.because):
        return False
    return a.value * b.value < 0 and max(abs(a.value), abs(b.value)) <= NEITHER


def _opposite(a: Claim, b: Claim) -> bool:
    """Tell whether two claims, neither of them a denial, pull to both sides: 又高又矮."""
    known = lexicon()
    words = [known.get(plain(word)) for word in (*a.because, *b.because)]
    denied = any(word is not None and word.kind == "not" for word in words)
    return not denied and float(a.value) * float(b.value) < 0


def _contradicts(a: Value, b: Value) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        return a != b
    return a * b < 0 or abs(a - b) > 0.55


def _male(claim: Claim | None, out: Weighed) -> bool:
    if claim is None:
        return float(out.base.get("body.masculine", 0.0)) > 0.5
    out.put("body.masculine", claim.value, claim)
    return float(claim.value) > 0.5


def _age(claims: Sequence[Claim], out: Weighed) -> None:
    """Take a number before a noun before a quality; the quality then shifts a noun's age."""
    found = [c for c in claims if c.path == "body.age" and c.op == "set"]
    if not found:
        return
    best = max(found, key=lambda c: c.strength)
    value = float(best.value)
    young = [c for c in found if c.strength == QUALITY and float(c.value) < 30]
    if best.strength == NOUN and value >= 45 and young:
        value -= 12
    rivals = [c for c in found if c.strength == best.strength]
    if len(rivals) > 1:
        best = rivals[-1]
        if abs(float(rivals[0].value) - float(best.value)) > 15:
            out.conflicts.append(("body.age", best, rivals[0]))
        value = value if best.strength == NOUN and young else float(best.value)
    far = [c for c in found if abs(float(c.value) - float(best.value)) > UNLIKE_YEARS]
    if best.strength == NUMBER and (named := [c for c in far if c.strength == NOUN]):
        out.conflicts.append(("body.age", best, named[-1]))
    out.put("body.age", value, best)


def _hair(
    kept: Mapping[str, Claim | None], claims: Sequence[Claim], out: Weighed, male: bool
) -> None:
    """Choose a style from what was said of length and texture where none was named."""
    style, cut, texture = (kept.get(f"hair.{n}") for n in ("style", "cut", "texture"))
    layers = kept.get("hair.layers")
    if style is not None and style.strength == IMPLIED and (cut or texture):
        style = None
    if style is not None:
        _named_style(style, cut, texture, out)
        return
    reason = cut or texture or layers
    if reason is None:
        return
    names = style_for(
        str(cut.value) if cut else "", str(texture.value) if texture else "",
        bool(layers), male, {str(c.value) for c in claims if c.op == "not"},
    )  # fmt: skip
    out.put("hair.style", names[int(out.rng.integers(len(names)))], reason)


def _named_style(style: Claim, cut: Claim | None, texture: Claim | None, out: Weighed) -> None:
    """Take a named style; a length that it cannot have contradicts it."""
    name = str(style.value)
    out.put("hair.style", name, style)
    for other in (cut, texture):
        if other is not None and name in BARE and (other is cut and other.value != "short"):
            taken, left = (style, other) if style.span >= other.span else (other, style)
            out.conflicts.append(("hair.style", taken, left))
            if taken is other:
                out.put("hair.style", style_for(str(other.value), "", False, True, set())[0], other)
            return
    if cut is not None and natural_cut(name) != cut.value:
        out.put("hair.length", 0.45 if cut.value == "long" else -0.45, cut)
    if texture is not None:
        out.put("hair.curl", CURL[str(texture.value)], texture)


def _one(path: str, claim: Claim, out: Weighed, male: bool) -> None:
    value = claim.value
    if path in ("hair.cut", "hair.texture", "hair.layers", "tie", "beard.colour", "body.age"):
        return
    if path == "descent":
        for name, share in zip(("asian", "european", "african"), DESCENTS[str(value)], strict=True):
            out.put(f"body.{name}", share, claim)
        if str(value) in TONES and "skin.tone" not in out.values:
            out.put("skin.tone", TONES[str(value)], replace(claim, strength=IMPLIED))
        return
    if path == "body.weight_kg":
        height = float(out.values.get("body.height_m", height_of(male, 30.0)))
        out.put("body.weight", (float(value) / height**2 - USUAL_BMI) / 9, claim)
        return
    out.put(path, _named(path, value, out, male), claim)


def _named(path: str, value: Value, out: Weighed, male: bool) -> Value:
    """Return a value in full: one of several, one for each sex, a colour by its name."""
    if not isinstance(value, str):
        return value
    if value == "any":
        names = SOME[path]
        return names[int(out.rng.integers(len(names)))]
    if value == "other":
        iris = str(out.values.get("eyes.iris", out.base.get("eyes.iris", "#5a3a24")))
        return OTHER_IRIS["light" if int(iris[5:7], 16) > 120 else "dark"]
    if "/" in value:
        return value.split("/")[0 if male else 1]
    return Colour(name=value).on(path) if value in table() and "style" not in path else value


def _beard_colour(kept: Mapping[str, Claim | None], out: Weighed) -> None:
    """Give the hair the colour of the beard, since they share one."""
    claim = kept.get("beard.colour")
    if claim is None:
        return
    if "beard.style" not in out.values:
        out.put("beard.style", "full", claim)
    hair = out.reasons.get("hair.colour")
    if hair is None:
        out.put("hair.colour", claim.value, claim)
    elif out.values["hair.colour"] != claim.value:
        out.conflicts.append(("hair.colour", hair, claim))


def _flower_colour(out: Weighed) -> None:
    """Give a flower that is worn by itself the colour that it would have on a hat."""
    if out.values.get("headwear.style") == "flower" and "headwear.accent" in out.values:
        out.put("headwear.colour", out.values.pop("headwear.accent"),
                out.reasons.pop("headwear.accent"))  # fmt: skip


def _excluded(claims: Sequence[Claim], out: Weighed, male: bool) -> None:
    """Choose another value where the one that a setting would have was denied."""
    denied = [c for c in claims if c.op == "not"]
    for claim in denied:
        path = claim.path
        if path in ("hair.cut", "hair.texture", "hair.layers", "descent", "tie"):
            continue
        value = _named(path, claim.value, out, male)
        held = out.reasons.get(path)
        if held is not None and out.values[path] != value:
            continue
        instead = _instead(path, {str(_named(path, c.value, out, male))
                                  for c in denied if c.path == path}, out, male)  # fmt: skip
        if instead is not None:
            out.put(path, instead, claim)
        elif held is not None:
            del out.values[path], out.reasons[path]


def _instead(path: str, denied: set[str], out: Weighed, male: bool) -> str | None:
    """Return what to take where these values were denied."""
    if path in ("glasses.style", "headwear.style", "earrings.style", "beard.style", "makeup.style"):
        return "none"
    if path == "hair.style":
        names = [n for n in (MAN_HAIR if male else WOMAN_HAIR) if not any(d in n for d in denied)]
    elif all(d.startswith("#") for d in denied):
        known = {
            p[path]: None for kind in ("human", "anime") for p in palettes()[kind] if path in p
        }
        names = [c for c in known if all(apart(c, d) > OTHER_COLOUR for d in denied)]
    else:
        names = [n for n in SOME.get(path, ()) if n not in denied]
    return names[int(out.rng.integers(len(names)))] if names else None


def _added(claims: Sequence[Claim], out: Weighed, male: bool) -> None:
    """Add what was said beside a usual height, or the height of the spec that is changed."""
    for claim in claims:
        if claim.op != "add" or out.reasons.get(claim.path, claim).strength == NUMBER:
            continue
        age = float(out.values.get("body.age", out.base.get("body.age", 25.0)))
        usual = out.base.get(claim.path, height_of(male, age))
        value = out.values.get(claim.path, usual)
        before = out.reasons.get(claim.path)
        if before is not None and before.op == "add" and _opposite(claim, before):
            out.conflicts.append((claim.path, claim, before))
        out.put(claim.path, float(value) + float(claim.value), claim)
