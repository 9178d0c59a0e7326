"""A template as notation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from aigc.errors import InputError
from aigc.lyrics.forms.bounds import bounded
from aigc.lyrics.forms.hooks import hook_lines
from aigc.lyrics.forms.notation_scanner import plain
from aigc.lyrics.forms.notation_sketch import BOOKS, LANGUAGES, PART
from aigc.lyrics.forms.schemes import GROUP
from aigc.types.article import Language
from aigc.types.template import UNRHYMED, Cell, Template, TemplateLine, place_name

_BARE_MARKS: Final[dict[Language, re.Pattern[str]]] = {
    "zh": re.compile("[，；：？！、。…—]+"),
    "en": re.compile("[,;:?!…—]+"),
}
_STOPS: Final = re.compile(r"\.+")
_STRESSES: Final = {"weak": "u", "strong": "-", "": "*"}
_HEADS: Final = (*LANGUAGES, *BOOKS)


def write(template: Template) -> str:
    """Return a notation of which `parse` makes the same template.

    Raises
    ------
    InputError
        The template says what the notation cannot: allowed sets, melody, times, inner rhymes
        without a pause of their own kind, or names with its signs in them; the message names
        the cell.
    """
    bounded(template)
    for i, k, cell in template.places():
        _check_cell(template.language, cell, place_name(i, k))
    stanzas = _stanzas(template)
    written = [_stanza(template, stanzas[:n], stanza, n) for n, stanza in enumerate(stanzas)]
    extras = " ".join((*_locks(template), *_hooks(template, stanzas), *_keywords(template)))
    return " ".join(filter(None, (_head(template), " | ".join(written), extras)))


def _cannot(what: str) -> InputError:
    return InputError(f"The notation cannot tell {what}. Keep the template as JSON instead.")


def _check_cell(language: Language, cell: Cell, name: str) -> None:
    if cell.allowed:
        raise _cannot(f"which characters are allowed at {name}")
    if cell.pitches or cell.beats or cell.rest:
        raise _cannot(f"the melody at {name}")
    if cell.stress if language == "zh" else cell.tone:
        raise _cannot(f"the {cell.stress or cell.tone} of {name} in {language}")
    if cell.rhyme and cell.rhyme != UNRHYMED and not GROUP.fullmatch(cell.rhyme):
        raise _cannot(f"the rhyme group {cell.rhyme!r} of {name}, which is not a letter")
    if '"' in cell.mark or "\n" in cell.mark or plain(cell.mark).count('"'):
        raise _cannot(f"the mark {cell.mark!r} of {name}")
    if language == "zh" and len(cell.lock) > 1:
        raise _cannot(f"the lock {cell.lock!r} of {name}, which is more than a character")


def _head(template: Template) -> str:
    if any(sign in template.name for sign in "》\n"):
        raise _cannot(f"the name {template.name!r}")
    english = template.language == "en"
    default = "english" if english else "thirteen"
    return " ".join(
        filter(
            None,
            (
                f"《{template.name}》" if template.name else "",
                "en" if english else "",
                template.book if template.book != default else "",
            ),
        )
    )


def _stanzas(template: Template) -> list[range]:
    """Return the line indices of each stanza."""
    found: list[range] = []
    for number, (stanza, group) in enumerate(
        groupby(range(len(template.lines)), key=lambda i: template.lines[i].stanza)
    ):
        lines = list(group)
        if stanza != number:
            raise _cannot(f"that line {lines[0] + 1} is of stanza {stanza + 1}, not {number + 1}")
        if len({template.lines[i].part for i in lines}) > 1:
            raise _cannot(f"two names of the stanza of line {lines[0] + 1}")
        found.append(range(lines[0], lines[-1] + 1))
    return found


def _stanza(template: Template, earlier: Sequence[range], here: range, number: int) -> str:
    part = template.lines[here[0]].part
    if not part:
        return _form(template, here)
    found = re.match(PART, plain(part) + ":")
    taken = number == 0 and part.split()[0] in _HEADS
    if not found or found.end() <= len(part) or part != part.strip() or taken:
        raise _cannot(f"a stanza called {part!r}")
    source = _source(template, earlier, part)
    if source is not None and is_hook(template.lines, source, here, number):
        return part
    return f"{part}: {_form(template, here)}"


def _source(template: Template, earlier: Sequence[range], part: str) -> range | None:
    named = [lines for lines in earlier if template.lines[lines[0]].part == part]
    return named[-1] if named else None


def is_hook(lines: Sequence[TemplateLine], source: range, here: range, number: int) -> bool:
    """Tell whether the lines ``here`` are those of ``source`` again, locks apart."""
    again = [_unlocked(line) for line in hook_lines(lines, source, number)]
    return again == [_unlocked(lines[i]) for i in here]


def _unlocked(line: TemplateLine) -> TemplateLine:
    return replace(line, cells=tuple(replace(cell, lock="") for cell in line.cells))


def _form(template: Template, here: range) -> str:
    lines = [template.lines[i] for i in here]
    late = next((i for i in here if template.lines[i].start is not None), None)
    if late is not None:
        raise _cannot(f"when line {late + 1} is sung")
    form = "/".join(_line(template.language, line) for line in lines)
    scheme = "".join(line.cells[-1].rhyme or "-" for line in lines)
    return f"{form} {scheme}" if scheme.strip("-") else form


def _line(language: Language, line: TemplateLine) -> str:
    out, begin = "", 0
    for k, cell in enumerate(line.cells, 1):
        last = k == len(line)
        if cell.mark or cell.rhyme or last:
            out += _item(line.cells[begin:k])
            out += "" if last else _group(cell.rhyme)
            out += _mark(language, cell.mark, last=last)
            begin = k
    return out


def _item(cells: tuple[Cell, ...]) -> str:
    if any(cell.tone for cell in cells):
        return "".join(cell.tone or "中" for cell in cells)
    if any(cell.stress for cell in cells):
        return "".join(_STRESSES[cell.stress] for cell in cells)
    return str(len(cells))


def _group(group: str) -> str:
    return f"({group})" if group else ""


def _mark(language: Language, mark: str, *, last: bool) -> str:
    bare = _BARE_MARKS[language].fullmatch(mark)
    stops = language == "en" and last and _STOPS.fullmatch(mark)
    return mark if bare or stops or not mark else f'"{mark}"'


def _locks(template: Template) -> Iterator[str]:
    for i, line in enumerate(template.lines):
        locked = [k for k, cell in enumerate(line.cells) if cell.lock]
        runs = [[k] for k in locked]
        if template.language == "zh":
            runs = [
                [k for _, k in run]
                for _, run in groupby(enumerate(locked), key=lambda pair: pair[1] - pair[0])
            ]
        for run in runs:
            text = "".join(line.cells[k].lock for k in run)
            span = f"-{run[-1] + 1}" if len(run) > 1 else ""
            yield f"{place_name(i, run[0])}{span}={text}"


def _hooks(template: Template, stanzas: Sequence[range]) -> Iterator[str]:
    """Yield the repeats that are not those of a whole stanza of the same name."""
    for number, here in enumerate(stanzas):
        source = _source(template, stanzas[:number], template.lines[here[0]].part)
        part = template.lines[here[0]].part
        if part and source is not None and is_hook(template.lines, source, here, number):
            continue
        for i in here:
            if (earlier := template.lines[i].repeats) is not None:
                yield f"{i + 1}={earlier + 1}"


def _keywords(template: Template) -> Iterator[str]:
    for word in template.keywords:
        if any(sign in plain(word.text) for sign in '"\n'):
            raise _cannot(f"the keyword {word.text!r}")
        free = not re.search(r"[\s|@]", plain(word.text))
        text = word.text if free else f'"{word.text}"'
        yield f"+{text}" + (f"@{word.line + 1}" if word.line is not None else "")
