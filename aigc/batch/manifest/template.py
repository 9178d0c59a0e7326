"""A brief that rows fill in: one job, or a chain of jobs that need one another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aigc.batch.references import is_made
from aigc.config import read_settings
from aigc.errors import ConfigError, InputError, did_you_mean

_BLANK: Final = re.compile(r"\{\{|\}\}|\{([^{}\n]+)\}")
_REFERENCE: Final = re.compile(r"@([\w-]+)/[^\s{}]+")


class Step(BaseModel):
    """What is asked of one pipeline."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pipeline: str
    source: str = ""
    options: dict[str, Any] = Field(default_factory=dict)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    pipeline: str = ""
    source: str = ""
    options: dict[str, Any] = Field(default_factory=dict)
    steps: dict[str, Step] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Steps by name, each behind those that it needs; a single one has the name ``""``.

    A text may hold ``{column}``, for which a row's cell stands, as text and never as more: it is
    not looked into again. ``{{`` and ``}}`` are braces. In the source or an option of a step
    ``@other/file`` is a file that the step ``other`` makes. An option that is nothing but one blank
    is left out where the cell is empty; all other blanks are ``needed``.
    ``ignored`` are columns that the brief leaves aside.
    """

    steps: Mapping[str, Step]
    name: str = ""
    columns: frozenset[str] = field(default=frozenset())
    needed: frozenset[str] = field(default=frozenset())
    ignored: frozenset[str] = field(default=frozenset())


def read_template(path: Path) -> Template:
    """Read a brief from a YAML, TOML or JSON file.

    Raises
    ------
    ConfigError
        It cannot be read, names something unknown, or its steps need one another in a circle.
    """
    try:
        found = _File.model_validate(read_settings(path))
    except ValidationError as exc:
        first = exc.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{path}: {place}: {first['msg']}.") from exc
    if bool(found.steps) == bool(found.pipeline):
        raise ConfigError(f"{path} must name a pipeline, or steps that each name one.")
    single = Step(pipeline=found.pipeline, source=found.source, options=found.options)
    _check_references(found.steps, path)
    steps = _in_order(dict(found.steps) or {"": single}, path)
    used = [blank for step in steps.values() for blank in blanks([step.source, step.options])]
    needed = [blank for step in steps.values() for blank in _needed(step)]
    own = blanks(found.name)
    return Template(
        steps=steps, name=found.name, columns=frozenset([*own, *used]),
        needed=frozenset([*own, *needed]), ignored=frozenset(found.ignore),
    )  # fmt: skip


def blanks(text: Any) -> list[str]:
    """Return the columns that a text, or a list or mapping of texts, leaves room for.

    >>> blanks("{title}: {{not}} {price} yuan")
    ['title', 'price']
    """
    if isinstance(text, Mapping):
        return [blank for value in text.values() for blank in blanks(value)]
    if isinstance(text, list):
        return [blank for value in text for blank in blanks(value)]
    return (
        [match[1].strip() for match in _BLANK.finditer(text) if match[1]]
        if isinstance(text, str)
        else []
    )


def filled(text: Any, cells: Mapping[str, Any]) -> Any:
    """Return a text, or a list or mapping of texts, with cells in its blanks.

    A text that is nothing but one blank becomes the cell itself, with its type.

    Raises
    ------
    InputError
        A row has no such cell.

    >>> filled("{a} and {{a}}", {"a": "{b}"})
    '{b} and {a}'
    """
    if isinstance(text, Mapping):
        return {key: filled(value, cells) for key, value in text.items()}
    if isinstance(text, list):
        return [filled(value, cells) for value in text]
    if not isinstance(text, str):
        return text
    if (blank := _lone(text)) is not None:
        return _cell(blank, cells)
    return _BLANK.sub(lambda found: _written(found, cells), text)


def options_of(step: Step, cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a step with cells in their blanks, but for those that stay empty."""
    found = {
        name: filled(value, cells)
        for name, value in step.options.items()
        if (blank := _lone(value)) is None or blank in cells
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def references(step: Step, cells: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the texts of a step that name what others make; a cell alone never does."""
    return tuple(filled(text, cells) for text in _texts(step) if is_made(text))


def needs(made: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the steps whose results some references name.

    >>> needs(["@words/lyrics.txt", "@words/lyrics.json"])
    ('words',)
    """
    return tuple(dict.fromkeys(text[1:].partition("/")[0] for text in made))


def _needed(step: Step) -> list[str]:
    others = [value for value in step.options.values() if _lone(value) is None]
    return blanks([step.source, others])


def _lone(value: Any) -> str | None:
    """Return the column of a text that is nothing but one blank."""
    found = _BLANK.fullmatch(value) if isinstance(value, str) else None
    return found[1].strip() if found and found[1] else None


def _written(found: re.Match[str], cells: Mapping[str, Any]) -> str:
    return str(_cell(found[1].strip(), cells)) if found[1] else found[0][0]


def _cell(name: str, cells: Mapping[str, Any]) -> Any:
    if name not in cells:
        raise InputError(f"is empty, and the brief needs it. {did_you_mean(name, cells)}")
    return cells[name]


def _flat(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [one for inner in value.values() for one in _flat(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in _flat(inner)]
    return [value]


def _texts(step: Step) -> list[str]:
    return [step.source, *(value for value in _flat(step.options) if isinstance(value, str))]


def _check_references(steps: Mapping[str, Step], path: Path) -> None:
    for name, step in steps.items():
        for text in _texts(step):
            found = _REFERENCE.fullmatch(text)
            if found and found[1] not in steps:
                raise ConfigError(
                    f"{path}: the step {name} uses {text}, and there is no step {found[1]!r}. "
                    f"{did_you_mean(found[1], steps)}"
                )


def _before(step: Step, steps: Mapping[str, Step]) -> set[str]:
    return {name for name in needs(filter(is_made, _texts(step))) if name in steps}


def _in_order(steps: Mapping[str, Step], path: Path) -> dict[str, Step]:
    ordered: dict[str, Step] = {}
    while len(ordered) < len(steps):
        ready = {
            name: step
            for name, step in steps.items()
            if name not in ordered and _before(step, steps) <= ordered.keys()
        }
        if not ready:
            left = ", ".join(name for name in steps if name not in ordered)
            raise ConfigError(f"{path}: the steps {left} need one another in a circle.")
        ordered |= ready
    return ordered
