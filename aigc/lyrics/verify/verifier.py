"""The verifier: what a lyric does against its form, found from its text alone."""

from __future__ import annotations

from collections.abc import Sequence

from aigc.lyrics.verify.chinese import chinese_faults
from aigc.lyrics.verify.english import english_faults
from aigc.lyrics.verify.grid import missing_or_surplus
from aigc.lyrics.verify.report import Fault, Report
from aigc.types.template import Template


def verify(template: Template, lines: Sequence[str]) -> Report:
    """Return everything that ``lines`` do against ``template``.

    ``lines`` are compared as printed, with their marks. Each fault is reported once, in reading
    order; a line that does not have the right number of characters or syllables is judged for
    that and not for its sounds.
    """
    check = english_faults if template.language == "en" else chinese_faults
    faults = [*missing_or_surplus(template, lines), *check(template, lines[: len(template.lines)])]
    return Report(
        faults=tuple(sorted(faults, key=_place)), lines=len(template.lines), cells=len(template)
    )


def _place(fault: Fault) -> tuple[float, float]:
    line, cell = fault.line, fault.cell
    return (float("inf") if line is None else line, -1 if cell is None else cell)
