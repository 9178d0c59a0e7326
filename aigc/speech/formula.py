"""Formulas in running text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from aigc.types.article import Language

_RAISED_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ"
_POWER = rf"(?:⁻?[{_RAISED_SIGNS}]++|\^[-−]?[\dn]++)"
_END = rf"(?:(?![A-Za-z])|(?<=10[{_RAISED_SIGNS}]))"
"""No letter goes on, but for the unit behind a power of ten."""
_NAME = rf"(?<![A-Za-z])(?<!10[{_RAISED_SIGNS}])[A-Za-z]{{1,3}}(?![A-Za-z])"
_FACTOR = rf"√?(?:\d++(?:\.\d++)?°?|{_NAME}|[πθαβγλμΔ]){_POWER}?"
_TERM = rf"√?\(?(?:{_FACTOR})+\)?[²³]?"
_SUM = rf"[-−]?{_TERM}(?:\s?[-+−*×·÷/±]\s?{_TERM})*"
EQUATION = rf"{_SUM}(?:\s?[=≈≠≤≥<>]\s?{_SUM})+{_END}"
PRODUCT = rf"(?:{_FACTOR})+(?:\s?[×÷]\s?(?:{_FACTOR})+)+{_END}"
POWER = rf"√\d++(?:\.\d++)?|(?:\d+|(?<![A-Za-z\d])[A-Za-z]){_POWER}(?![A-Za-z])"
_ELEMENT = (
    "(?:He|Li|Be|Ne|Na|Mg|Al|Si|Cl|Ar|Ca|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|As|Se|Br|Ag|Sn|Ba|Pt|Au|Hg|Pb|"
    "[HBCNOFPSKIU])"
)
_SALTS = "(?:NaCl|NaOH|HCl|CaO|CuO|FeO|MgO|ZnO|KCl|AgCl|KOH|HF|KBr|NaF|SiC|GaN)"
_ATOMS = rf"(?:{_ELEMENT}\d{{0,3}})*"
MOLECULE = rf"(?:{_SALTS}(?![A-Za-z\d])|{_ATOMS}{_ELEMENT}\d{{1,3}}{_ATOMS}(?![A-Za-z\d]))"
GREEK = {
    "α": ("阿尔法", "alpha"), "β": ("贝塔", "beta"), "γ": ("伽马", "gamma"),
    "δ": ("德尔塔", "delta"), "Δ": ("德尔塔", "delta"), "ε": ("艾普西龙", "epsilon"),
    "θ": ("西塔", "theta"), "λ": ("兰姆达", "lambda"), "μ": ("缪", "mu"), "π": ("派", "pi"),
    "ρ": ("柔", "rho"), "σ": ("西格玛", "sigma"), "Σ": ("西格玛", "sigma"), "τ": ("陶", "tau"),
    "φ": ("斐", "phi"), "ω": ("欧米伽", "omega"), "Ω": ("欧姆", "ohms"),
}  # fmt: skip
PARTS = {
    "½": ("二分之一", "half"), "¼": ("四分之一", "quarter"), "¾": ("四分之三", "three quarters"),
    "⅓": ("三分之一", "third"), "⅔": ("三分之二", "two thirds"),
}  # fmt: skip
FUNCTIONS = {"sin": "sine", "cos": "cosine", "tan": "tangent"}
_SIGNS = {
    "+": ("加", "plus"), "-": ("减", "minus"), "−": ("减", "minus"), "*": ("乘以", "times"),
    "×": ("乘以", "times"), "·": ("乘以", "times"), "÷": ("除以", "divided by"),
    "/": ("除以", "over"), "±": ("加减", "plus or minus"), "=": ("等于", "equals"),
    "≈": ("约等于", "is about"), "≠": ("不等于", "is not equal to"),
    "≤": ("小于等于", "is at most"), "≥": ("大于等于", "is at least"),
    "<": ("小于", "is less than"), ">": ("大于", "is greater than"),
    "°": ("度", "degrees"), "√": ("根号", "the square root of"),
    "²": ("的平方", "squared"), "³": ("的立方", "cubed"),
}  # fmt: skip
_PARTS = rf"\d++(?:\.\d++)?|\^[-−]?[\dn]+|⁻?[{_RAISED_SIGNS}]+|[^\s()]"
_RAISED = {c: str(n) for n, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | {"ⁿ": "N"}


@dataclass(frozen=True, slots=True)
class FormulaReader:
    """Reads formulas in one language; ``number`` says figures."""

    language: Language
    number: Callable[[str], str]

    def formula(self, match: re.Match[str]) -> str:
        """Return how an equation, a product or a power is read."""
        said: list[str] = []
        for part in re.findall(_PARTS, match[0]):
            said.append(self._part(part, first=not said or said[-1] in self._relations()))
        return " ".join(said)

    def molecule(self, match: re.Match[str]) -> str:
        """Return how a formula of chemistry is read: its letters one by one and its figures."""
        parts = re.findall(r"\d+|[A-Za-z]", match[0])
        return " ".join(self.number(p) if p[0].isdecimal() else p.upper() for p in parts)

    def scientific(self, figures: str, power: str) -> str:
        """Return how a number is read that is written as 2.5e-3."""
        times = self._of(("乘以十", " times ten "))
        return f"{self.number(figures)}{times}{self._power(power)}"

    def part(self, match: re.Match[str]) -> str:
        """Return how a fraction is read that is one sign, with the whole number before it."""
        name = self._of(PARTS[match["f"]])
        if self.language == "zh":
            return f"{self.number(match['n'])}又{name}" if match["n"] else name
        article = "" if " " in name else "a "
        return f"{self.number(match['n'])} and {article}{name}" if match["n"] else article + name

    def greek(self, match: re.Match[str]) -> str:
        """Return the name of a Greek letter."""
        return self._of(GREEK[match[0]])

    def _of(self, pair: tuple[str, str]) -> str:
        return pair[0] if self.language == "zh" else pair[1]

    def _relations(self) -> frozenset[str]:
        return frozenset(self._of(_SIGNS[c]) for c in "=≈≠≤≥<>")

    def _part(self, part: str, *, first: bool) -> str:
        if part[0].isdecimal():
            return self.number(part)
        if part in "-−" and first:
            return self._of(("负", "minus"))
        if part in _SIGNS:
            return self._of(_SIGNS[part])
        if part in GREEK:
            return self._of(GREEK[part])
        if part[0] == "^" or part[-1] in _RAISED:
            return self._power("".join(_RAISED.get(c, c) for c in part.lstrip("^")))
        return part.upper()

    def _power(self, power: str) -> str:
        sign = self._of(("负", "minus ")) if power[0] in "-−⁻" else ""
        bare = power.lstrip("-−⁻").upper()
        said = sign + (self.number(bare) if bare.isdecimal() else bare)
        return self._of((f"的{said}次方", f"to the power of {said}"))
