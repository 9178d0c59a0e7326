"""Chinese lines laid upon their form: one character to a cell, and the marks between."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aigc.lyrics.verify.report import Fault
from aigc.types.template import Template, TemplateLine, place_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line as it was sung; ``characters`` is empty where it does not have one for each cell."""

    line: int
    form: TemplateLine
    characters: str
    faults: tuple[Fault, ...]

    def segments(self) -> Iterator[tuple[int, str]]:
        """Yield the cell where each stretch between two pauses begins, and its characters."""
        begin = 0
        for k, cell in enumerate(self.form.cells if self.characters else (), 1):
            if cell.mark or k == len(self.form.cells):
                yield begin, self.characters[begin:k]
                begin = k


def rows(template: Template, lines: Sequence[str]) -> list[Row]:
    """Lay the lines upon the form; a missing line is an empty one."""
    marks = {c for line in template.lines for cell in line.cells for c in cell.mark}
    given = zip(template.lines, lines, strict=False)
    found = [_row(i, form, text, marks) for i, (form, text) in enumerate(given)]
    missing = list(enumerate(template.lines))[len(found) :]
    return [*found, *(Row(line=i, form=form, characters="", faults=()) for i, form in missing)]


def roots(template: Template) -> list[int]:
    """Return for every line the first of those whose words it repeats, or itself."""
    found: list[int] = []
    for i, line in enumerate(template.lines):
        earlier = line.repeats is not None and 0 <= line.repeats < i
        found.append(found[line.repeats] if earlier and line.repeats is not None else i)
    return found


def missing_or_surplus(template: Template, lines: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for every line too few or too many."""
    wanted = len(template.lines)
    for i in range(len(lines), wanted):
        yield Fault(kind="length", line=i, message=f"Line {i + 1} of {wanted} is missing.")
    for i in range(wanted, len(lines)):
        text = f"Line {i + 1} is more than the form has: it ends with line {wanted}."
        yield Fault(kind="length", line=i, message=text)


def _row(i: int, form: TemplateLine, text: str, marks: set[str]) -> Row:
    head, characters, after = _parted(text, marks)
    if len(characters) != len(form):
        counts = f"Line {i + 1} has {len(characters)} characters; its form has {len(form)} cells."
        fault = Fault(kind="length", line=i, message=counts)
        return Row(line=i, form=form, characters="", faults=(fault,))
    found = [*_marks(i, form, head, after), *_foreign(i, form, characters)]
    return Row(line=i, form=form, characters=characters, faults=tuple(found))


def _parted(text: str, marks: set[str]) -> tuple[str, str, list[str]]:
    """Return what stands before the first character, the characters, and what follows each."""
    head, characters, after = "", "", list[str]()
    for c in text:
        if not (c in marks or unicodedata.category(c)[0] in "PZC"):
            characters += c
            after.append("")
        elif after:
            after[-1] += c
        else:
            head += c
    return head, characters, after


def _marks(i: int, form: TemplateLine, head: str, after: Sequence[str]) -> Iterator[Fault]:
    if head:
        yield Fault(kind="mark", line=i, message=f"Line {i + 1} begins with {head!r}.")
    for k, (cell, mark) in enumerate(zip(form.cells, after, strict=True)):
        if cell.mark != mark:
            wanted, found = (repr(m) if m else "no mark" for m in (cell.mark, mark))
            text = f"After cell {place_name(i, k)} stands {found}; the form has {wanted}."
            yield Fault(kind="mark", line=i, cell=k, message=text)


def _foreign(i: int, form: TemplateLine, characters: str) -> Iterator[Fault]:
    for k, (cell, c) in enumerate(zip(form.cells, characters, strict=True)):
        if not is_han(c) and c != cell.lock:
            text = f"Cell {place_name(i, k)} holds {c!r}, which is not a Chinese character."
            yield Fault(kind="character", line=i, cell=k, message=text)


def is_han(character: str) -> bool:
    """Tell whether a character is a Chinese one.

    >>> is_han("长"), is_han("の"), is_han("□")
    (True, False, False)
    """
    return unicodedata.name(character, "").startswith("CJK UNIFIED") or character == "〇"
