"""What the words of a sentence claim, before claims are weighed against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aigc.avatar.sentence.colours import DESCENT, ROSY, Colour
from aigc.avatar.sentence.lexicon import Word, effects, parts

Value = str | float
Op = Literal["set", "add", "not"]
DENIED = -0.4
"""How much of its opposite a denied quality is: not tall is a little short."""
IMPLIED, QUALITY, NOUN, NUMBER = range(4)
FIXED_OF_DENIED = {"hair.texture": ("hair.curl", {"straight": 0.5, "curly": 0.15, "wavy": 0.1})}
ROSY_BLUSH, USUAL_TONE = 0.75, 0.25
OTHER_TONE = 0.38
"""A skin that is neither fair nor deep."""
OLD, YOUNG = 35.0, 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One setting that words ask for.

    Attributes
    ----------
    op : {"set", "add", "not"}
        Give the setting this value, add to what it is, or avoid this value.
    strength : int
        `IMPLIED` by a role, of a `QUALITY`, a `NOUN` or a `NUMBER`.
    span : tuple of int
        Start and end in the text.
    because : tuple of str
        The words that turned or weighed it: negation, degree.
    owner : int
        Which thing of the sentence it is about; -1 for none.
    garment : str
        The clothes that a colour was said of.
    """

    path: str
    value: Value
    op: Op = "set"
    strength: int = NOUN
    span: tuple[int, int]
    because: tuple[str, ...] = ()
    owner: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How strongly something is said."""

    factor: float = 1.0
    compares: int = 0
    denied: bool = False

    def of(self, value: float) -> float:
        """Return a value weighed by this."""
        weighed = value * self.factor * (0.7 if self.compares else 1.0)
        weighed *= -1 if self.compares < 0 else 1
        return round(weighed * (DENIED if self.denied else 1.0), 3)


def accepts(part: str, word: Word) -> bool:
    """Tell whether a colour or a quality can be said of a part."""
    if word.kind == "colour":
        if part == "person":
            return word.value in DESCENT
        return bool(parts()[part].colour)
    return effect(part, word) is not None


def effect(part: str, word: Word) -> tuple[tuple[str, str], ...] | None:
    """Return what a quality does to a part, or None."""
    table = effects()
    own = table.get((word.value, word.side, part))
    return own if own is not None else table.get((word.value, 0, part))


def coloured(part: str, colour: Colour, amount: Amount) -> list[tuple[str, Value, Op]]:
    """Return what a colour asks of a part."""
    path, denied = parts()[part].colour, amount.denied
    op: Op = "not" if denied else "set"
    if path == "descent":
        return [("descent", DESCENT[colour.name], op)]
    if path in ("skin", "blush"):
        if colour.name in ROSY:
            return [("skin.blush", 0.0 if denied else ROSY_BLUSH, "set")]
        tone = colour.tone()
        if tone is None or path == "blush":
            return []
        if denied:
            return [("skin.tone", OTHER_TONE, "set")]
        tone = USUAL_TONE + (tone - USUAL_TONE) * amount.factor
        return [("skin.tone", round(min(max(tone, 0.0), 1.0), 3), op)]
    return [(path if path != "beard" else "beard.colour", colour.on(path), op)]


def said(path: str, text: str, side: int, amount: Amount) -> tuple[str, Value, Op]:
    """Read one setting of the tables as it was said.

    ``~x`` grows with degree and turns with side, ``+x`` is added, ``*a/b`` goes from the middle
    to ``a`` or, at the other side, ``b``; other numbers and names stand as they are.
    """
    side = side or 1
    sign = -1 if text.startswith("-~") else 1
    body = text.removeprefix("-")
    if body.startswith("~"):
        return path, amount.of(sign * side * float(body[1:])), "set"
    if text.startswith("+"):
        more = 2.0 if amount.denied else 1.0
        return path, more * amount.of(side * float(text[1:])), "add"
    if text.startswith("*"):
        ends = [float(t) for t in text[1:].split("/")]
        return path, _between(ends[0] if side > 0 else ends[1], amount), "set"
    if text.lstrip("-").replace(".", "", 1).isdigit():
        return _number(path, float(text), amount)
    if path == "hair.cut" and (amount.compares or amount.denied):
        return "hair.length", amount.of(0.4 if text == "long" else -0.4), "set"
    if amount.denied and path in FIXED_OF_DENIED:
        other, values = FIXED_OF_DENIED[path]
        return other, values.get(text, 0.3), "set"
    if path == "hair.texture" and amount.compares:
        return "hair.curl", {"straight": 0.0, "wavy": 0.35}.get(text, 0.65), "set"
    return path, text, "not" if amount.denied else "set"


def _between(end: float, amount: Amount) -> float:
    value = 0.5 + amount.of(end - 0.5)
    return round(min(max(value, 0.0), 1.0), 3)


def _number(path: str, value: float, amount: Amount) -> tuple[str, Value, Op]:
    if not amount.denied:
        if path == "body.age" and value > 30:
            value = 30 + (value - 30) * (0.8 + 0.2 * amount.factor)
        if path == "smile":
            value = min(max(value * amount.factor, -1.0), 1.0)
        return path, value, "set"
    if path == "body.age":
        return path, OLD if value > 40 else YOUNG, "set"
    return path, 0.0, "set"
