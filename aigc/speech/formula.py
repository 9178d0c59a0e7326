"""Formulas in running text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from aigc.types.article import Language

_POWER = r"(?:[²³⁴⁵⁶⁷⁸⁹ⁿ]|\^[\dn]+)"
_FACTOR = rf"√?(?:\d++(?:\.\d++)?|(?<![A-Za-z])[A-Za-z]{{1,3}}(?![A-Za-z])|[πθαβγλμΔ]){_POWER}?"
_TERM = rf"\(?(?:{_FACTOR})+\)?[²³]?"
_SUM = rf"[-−]?{_TERM}(?:\s?[-+−*×·÷/±]\s?{_TERM})*"
EQUATION = rf"{_SUM}(?:\s?[=≈≠≤≥<>]\s?{_SUM})+(?![A-Za-z])"
PRODUCT = rf"(?:{_FACTOR})+(?:\s?[×÷]\s?(?:{_FACTOR})+)+(?![A-Za-z])"
POWER = rf"√\d++(?:\.\d++)?|(?:\d+|(?<![A-Za-z\d])[A-Za-z]){_POWER}(?![A-Za-z])"
_ELEMENT = (
    "(?:He|Li|Be|Ne|Na|Mg|Al|Si|Cl|Ar|Ca|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|As|Se|Br|Ag|Sn|Ba|Pt|Au|Hg|Pb|"
    "[HBCNOFPSKIU])"
)
_ATOMS = rf"(?:{_ELEMENT}\d{{0,3}})*"
MOLECULE = rf"{_ATOMS}{_ELEMENT}\d{{1,3}}{_ATOMS}(?![A-Za-z\d])"
GREEK = {
    "α": ("阿尔法", "alpha"), "β": ("贝塔", "beta"), "γ": ("伽马", "gamma"),
    "δ": ("德尔塔", "delta"), "Δ": ("德尔塔", "delta"), "ε": ("艾普西龙", "epsilon"),
    "θ": ("西塔", "theta"), "λ": ("兰姆达", "lambda"), "μ": ("缪", "mu"), "π": ("派", "pi"),
    "ρ": ("柔", "rho"), "σ": ("西格玛", "sigma"), "Σ": ("西格玛", "sigma"), "τ": ("陶", "tau"),
    "φ": ("斐", "phi"), "ω": ("欧米伽", "omega"), "Ω": ("欧姆", "ohms"),
}  # fmt: skip
_SIGNS = {
    "+": ("加", "plus"), "-": ("减", "minus"), "−": ("减", "minus"), "*": ("乘以", "times"),
    "×": ("乘以", "times"), "·": ("乘以", "times"), "÷": ("除以", "divided by"),
    "/": ("除以", "over"), "±": ("加减", "plus or minus"), "=": ("等于", "equals"),
    "≈": ("约等于", "is about"), "≠": ("不等于", "is not equal to"),
    "≤": ("小于等于", "is at most"), "≥": ("大于等于", "is at least"),
    "<": ("小于", "is less than"), ">": ("大于", "is greater than"),
    "√": ("根号", "the square root of"), "²": ("的平方", "squared"), "³": ("的立方", "cubed"),
}  # fmt: skip
_RAISED = {c: str(n) for n, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | {"ⁿ": "N"}


@dataclass(frozen=True, slots=True)
class FormulaReader:
    """Reads formulas in one language; ``number`` says figures."""

    language: Language
    number: Callable[[str], str]

    def formula(self, match: re.Match[str]) -> str:
        """Return how an equation, a product or a power is read."""
        said: list[str] = []
        for part in re.findall(r"\d++(?:\.\d++)?|\^[\dn]+|[^\s()]", match[0]):
            said.append(self._part(part, first=not said or said[-1] in self._relations()))
        return " ".join(said)

    def molecule(self, match: re.Match[str]) -> str:
        """Return how a formula of chemistry is read: its letters one by one and its figures."""
        parts = re.findall(r"\d+|[A-Za-z]", match[0])
        return " ".join(self.number(p) if p[0].isdecimal() else p.upper() for p in parts)

    def greek(self, match: re.Match[str]) -> str:
        """Return the name of a Greek letter."""
        return self._of(GREEK[match[0]])

    def _of(self, pair: tuple[str, str]) -> str:
        return pair[0] if self.language == "zh" else pair[1]

    def _relations(self) -> frozenset[str]:
        return frozenset(self._of(_SIGNS[c]) for c in "=≈≠≤≥<>")

    def _part(self, part: str, *, first: bool) -> str:
        if part[0].isdecimal() and part.isascii():
            return self.number(part)
        if part in "-−" and first:
            return self._of(("负", "minus"))
        if part in _SIGNS:
            return self._of(_SIGNS[part])
        if part in GREEK:
            return self._of(GREEK[part])
        if part[0] == "^" or part in _RAISED:
            power = _RAISED.get(part) or part[1:].upper()
            said = self.number(power) if power.isdecimal() else power
            return self._of((f"的{said}次方", f"to the power of {said}"))
        return part.upper()
