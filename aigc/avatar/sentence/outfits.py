"""Clothes over clothes: a shirt under a suit, a tie on a shirt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aigc.avatar.sentence.claims import IMPLIED, Claim

OUTER = ("suit", "suit_tie", "blazer_tee", "cardigan", "denim_jacket", "lab_coat", "apron")
INNER = ("shirt", "tee", "striped_tee", "blouse", "turtleneck", "polo", "sweater", "hoodie",
         "shirt_tie")  # fmt: skip
WARM = ("sweater", "hoodie")
"""What is worn over other inner clothes."""
WITH_TIE = {"suit": "suit_tie", "shirt": "shirt_tie", "blazer_tee": "suit_tie"}
WITHOUT_TIE = {"suit_tie": "suit", "shirt_tie": "shirt"}
OVER_TEE = {"suit": "blazer_tee"}
UNDER_BLAZER = {"shirt": "suit"}


def dressed(
    kept: Mapping[str, Claim | None], claims: Sequence[Claim], male: bool,
    conflicts: list[tuple[str, Claim, Claim]],
) -> dict[str, Claim]:  # fmt: skip
    """Return style and colours of the clothes, each with the claim that it follows."""
    styles = [c for c in claims if c.path == "outfit.style" and c.op == "set"]
    said = [c for c in styles if c.strength > IMPLIED]
    outer = _last([c for c in said if c.value in OUTER])
    if outer is None and len({c.value for c in said if c.value in INNER}) > 1:
        outer = _last([c for c in said if c.value in WARM])
    inner = _last([c for c in said if c.value in INNER and c is not outer])
    main = outer or _last(said) or _last(styles)
    for other in said:
        if main is not None and other.value != main.value and other not in (outer, inner):
            conflicts.append(("outfit.style", main, other))
    found = _colours(claims, main, inner if outer is not None else None)
    style = _style(main, inner if outer is not None else None, kept.get("tie"), male, bool(said))
    if style is not None:
        found["outfit.style"] = style
    return found


def _last(claims: Sequence[Claim]) -> Claim | None:
    return claims[-1] if claims else None


def _style(
    main: Claim | None, inner: Claim | None, tie: Claim | None, male: bool, said: bool
) -> Claim | None:
    if main is None:
        return None if tie is None or tie.value == "no" else replace(tie, value="shirt_tie")
    name = str(main.value)
    if "/" in name:
        name = name.split("/")[0 if male else 1]
    if inner is not None:
        under = str(inner.value)
        name = OVER_TEE.get(name, name) if "tee" in under else name
        name = UNDER_BLAZER.get(under, name) if name == "blazer_tee" else name
    if tie is not None and tie.value == "yes":
        name = WITH_TIE.get(name, name if said else "shirt_tie")
        return replace(main, value=name) if said else replace(tie, value=name)
    if tie is not None:
        name = WITHOUT_TIE.get(name, name)
    return replace(main, value=name)


def _colours(claims: Sequence[Claim], main: Claim | None, inner: Claim | None) -> dict[str, Claim]:
    """Return colours by whose they are: of what is worn over, or of what is under it."""
    found: dict[str, Claim] = {}
    for claim in claims:
        if claim.op != "set" or claim.path not in ("outfit.colour", "outfit.inner"):
            continue
        under = inner is not None and claim.owner == inner.owner and claim.owner >= 0
        path = "outfit.inner" if under else claim.path
        if under and claim.path == "outfit.inner":
            continue
        found[path] = replace(claim, path=path)
    return found
