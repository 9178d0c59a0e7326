"""Lines that repeat the words of earlier lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aigc.errors import InputError
from aigc.types.template import TemplateLine


def check_hook(lines: Sequence[TemplateLine], line: int, earlier: int) -> None:
    """Raise `InputError` unless ``line`` can repeat the words of the line ``earlier``."""
    if not 0 <= earlier < line or len(lines[earlier]) != len(lines[line]):
        raise InputError(
            f"Line {line + 1} cannot repeat line {earlier + 1}: only an earlier line of the same "
            "length can be repeated."
        )


def roots(lines: Sequence[TemplateLine]) -> list[int]:
    """Return for every line the index of the first line whose words it has: often its own."""
    out: list[int] = []
    for number, line in enumerate(lines):
        out.append(number if line.repeats is None else out[line.repeats])
    return out


def hook_lines(lines: Sequence[TemplateLine], source: range, stanza: int) -> Iterator[TemplateLine]:
    """Yield the lines of ``source`` once more, word for word, as lines of another stanza."""
    for index in source:
        yield replace(lines[index], stanza=stanza, repeats=index)
