"""Forms and lyrics of English verse, for tests."""

from __future__ import annotations

from dataclasses import replace

from aigc.lyrics.engine import Options
from aigc.lyrics.english.writer import EnglishWriter
from aigc.lyrics.verify.verifier import verify
from aigc.types.template import Cell, Template, TemplateLine

BEATS = {"s": "strong", "w": "weak", ".": ""}


def form(*lines: str, scheme: str = "", **more) -> Template:
    """Return a template: ``s``, ``w`` and ``.`` are syllables, ``|`` a pause."""
    made = []
    for i, line in enumerate(lines):
        cells: list[Cell] = []
        for beat in line:
            if beat == "|":
                cells[-1] = replace(cells[-1], mark=",")
            else:
                cells.append(Cell(stress=BEATS[beat]))
        if scheme[i : i + 1].strip("."):
            cells[-1] = replace(cells[-1], rhyme=scheme[i])
        made.append(TemplateLine(cells=tuple(cells)))
    return Template(lines=tuple(made), language="en", book="english", **more)


def with_cell(template: Template, line: int, cell: int, **changes) -> Template:
    lines = list(template.lines)
    cells = list(lines[line].cells)
    cells[cell] = replace(cells[cell], **changes)
    lines[line] = replace(lines[line], cells=tuple(cells))
    return replace(template, lines=tuple(lines))


def written(writer: EnglishWriter, template: Template, **options) -> list[tuple[str, ...]]:
    lyrics = writer.write(template, Options(), **options)
    for lyric in lyrics:
        report = verify(template, lyric.lines)
        assert report.ok, (lyric.lines, [fault.message for fault in report.faults])
    return [lyric.lines for lyric in lyrics]
