"""From rows to jobs: every cell checked, every file found, every name taken once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from aigc.batch.kinds import Kind, kind_of
from aigc.batch.manifest import naming
from aigc.batch.manifest.columns import (
    NOTE,
    is_note,
    meant,
    nearest,
    value_of,
)
from aigc.batch.manifest.jobs import Asked, Maker
from aigc.batch.manifest.jobs import path_options as path_options
from aigc.batch.manifest.order import MANNERS, SHARED, manner
from aigc.batch.manifest.order import Order as Order
from aigc.batch.manifest.problems import Problem, Problems, check
from aigc.batch.manifest.sources import Project
from aigc.batch.manifest.tables import Row, Table, read_table
from aigc.batch.manifest.template import (
    Step,
    Template,
    filled,
    needs,
    options_of,
    read_template,
    references,
)
from aigc.batch.references import chained
from aigc.errors import ConfigError
from aigc.progress import Progress, silent
from aigc.store import digest
from aigc.types.job import Job

FOR_PEOPLE: Final = f"A note for people begins its name with {NOTE}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The jobs of a manifest.

    Attributes
    ----------
    cpu_s, size_bytes : float
        What the pipelines expect all of them to take.
    """

    jobs: tuple[Job, ...]
    cpu_s: float
    size_bytes: float


def plan(
    manifest: Path,
    *,
    pipeline: str = "",
    template: Path | None = None,
    options: Mapping[str, Any] | None = None,
    root: Path | None = None,
    progress: Progress = silent,
) -> Plan:
    """Read a manifest and check all of it.

    Parameters
    ----------
    pipeline : str
        For rows that name none; not beside a template, which names its own.
    template : Path, optional
        A brief that the rows fill in; see `aigc.batch.manifest.template.Template`.
    options : mapping, optional
        Options of all rows, which the cells of a row override; `MANNERS` are among them.
    root : Path, optional
        Folder that no path of a row may leave: the working directory if the manifest lies in it,
        or else the manifest's folder.

    Raises
    ------
    InputError
        Something is wrong; the message names all of it, by rows and columns.
    ConfigError
        The pipeline or the template cannot be used.
    """
    table = read_table(manifest)
    project = Project(_root(manifest, root), manifest.absolute().parent)
    brief = read_template(template) if template else None
    planner = _Planner(table, project, pipeline, brief, dict(options or {}))
    jobs: list[Job] = []
    for n, row in enumerate(table.rows):
        progress("check", n, len(table.rows))
        jobs += planner.jobs(row)
    problems = [*table.problems, *planner.problems.found, *naming.clashes(jobs)]
    check(problems, manifest.name)
    return Plan(jobs=tuple(jobs), cpu_s=planner.maker.cpu_s, size_bytes=planner.maker.size_bytes)


def _root(manifest: Path, root: Path | None) -> Path:
    here = Path.cwd()
    inside = manifest.absolute().is_relative_to(here)
    return root or (here if inside else manifest.absolute().parent)


class _Planner:
    """Makes jobs of rows and takes down what is wrong."""

    def __init__(
        self,
        table: Table,
        project: Project,
        pipeline: str,
        brief: Template | None,
        options: Mapping[str, Any],
    ) -> None:
        self.problems = Problems(table.problems)
        self._table = table
        self._pipeline, self._brief = pipeline, brief
        self._manner = {name: v for name, v in options.items() if meant(name, MANNERS)}
        shared = {name: v for name, v in options.items() if name not in self._manner}
        self.maker = Maker(project, shared, self.problems)
        if pipeline:
            kind_of(self.maker.called(pipeline))
        if brief:
            self._check_brief(brief)
        elif not pipeline and "pipeline" not in self._read_as(SHARED).values():
            known = ", ".join(self.maker.pipelines)
            raise ConfigError(f"Name a pipeline, with --pipeline or in a column: {known}.")

    def jobs(self, row: Row) -> Iterator[Job]:
        """Yield the jobs of a row; none of one that has a problem."""
        row, steps = self._filled(row, self._brief) if self._brief else self._alone(row)
        order = self._order(row)
        if not steps:
            return
        source = next(iter(steps.values())).source
        name = order.name or self._named(row) or naming.slug(row.number, source)
        if wrong := naming.fault(name):
            self.problems.tell(row.number, "name", wrong, name)
        keys: dict[str, str] = {}
        for step, asked in steps.items():
            before = [one for one in needs(asked.made) if one in steps]
            made = self.maker.job(row, asked, f"{name}/{step}" if step else name)
            if made:
                keys[step] = digest((made.key, [keys.get(one) for one in before]))
                chain = tuple(f"{name}/{one}" for one in before)
                made = replace(made, key=keys[step], needs=chain, **manner(order))
                yield chained(made, name, asked.made)

    def _read_as(self, known: tuple[str, ...]) -> dict[str, str]:
        """Return the columns that mean something, with what they mean."""
        found = {column: meant(column, known) for column in self._table.columns}
        return {column: name for column, name in found.items() if name}

    def _alone(self, row: Row) -> tuple[Row, dict[str, Asked]]:
        """Return a row by the names of its pipeline's options, and the one job it asks for."""
        named = (value for column, value in row.cells.items() if meant(column, ("pipeline",)))
        pipeline = str(next(named, self._pipeline))
        kind = self.maker.kind(row, pipeline)
        if kind is None:
            return self._understood(row, SHARED), {}
        known = kind.config.model_fields
        row = self._understood(row, (*known, *SHARED))
        options: dict[str, Any] = {}
        for name, value in row.cells.items():
            if name in known or (name not in SHARED and _takes_any(kind) and not is_note(name)):
                options[name] = value
            elif name not in SHARED and not is_note(name):
                hint = nearest(name, (*known, *SHARED))
                self.problems.tell(row.number, name, f"is no option. {hint} {FOR_PEOPLE}", value)
        source = str(row.cells.get("source", ""))
        return row, {"": Asked(pipeline=pipeline, source=source, options=options)}

    def _understood(self, row: Row, known: tuple[str, ...]) -> Row:
        """Return a row whose cells have the names that their columns mean."""
        self.problems.heads = {}
        for column, name in self._read_as(known).items():
            other = self.problems.heads.setdefault(name, column)
            if other != column and {column, other} <= row.cells.keys():
                text = f"says the same as the column {other}. Remove one of them."
                self.problems.found.append(Problem(row=row.number, column=column, message=text))
        cells = {meant(column, known) or column: value for column, value in row.cells.items()}
        return replace(row, cells=cells)

    def _filled(self, row: Row, brief: Template) -> tuple[Row, dict[str, Asked]]:
        """Return a row by the brief's names for its columns, and the jobs it asks for."""
        row = self._understood(row, (*sorted(brief.columns), *Order.model_fields))
        missing = brief.needed & set(self.problems.heads) - row.cells.keys()
        for column in sorted(missing):
            self.problems.tell(row.number, column, "is empty, and the brief needs it.")
        if not brief.needed <= row.cells.keys():
            return row, {}
        return row, {name: _asked(step, row) for name, step in brief.steps.items()}

    def _named(self, row: Row) -> str:
        return str(filled(self._brief.name, row.cells)) if self._brief else ""

    def _order(self, row: Row) -> Order:
        cells = {meant(name, MANNERS): value for name, value in self._manner.items()}
        cells |= row.cells
        given = {
            name: value_of(name, field, cells[name])
            for name, field in Order.model_fields.items()
            if name in cells
        }
        if "name" in given:
            given["name"] = str(given["name"])
        try:
            return Order.model_validate(given)
        except ValidationError as exc:
            self.problems.tell_all(row.number, Order, exc)
            return Order()

    def _check_brief(self, brief: Template) -> None:
        """Take down what the brief needs and no column says, and what nothing uses."""
        if self._pipeline:
            raise ConfigError("The brief names its pipeline. Leave --pipeline out.")
        known = (*sorted(brief.columns), *Order.model_fields)
        read = self._read_as(known)
        for column in sorted(brief.columns - set(read.values())):
            self.problems.tell(
                self._table.rows[0].number, column, "is named by the brief and is no column."
            )
        for column in self._table.columns:
            if column not in read and column not in brief.ignored and not is_note(column):
                text = f"is used by nothing in the brief. {nearest(column, known)}"
                self.problems.tell(self._table.rows[0].number, column, f"{text} {FOR_PEOPLE}")


def _asked(step: Step, row: Row) -> Asked:
    """Return a step of a brief with a row's cells in it."""
    return Asked(
        pipeline=step.pipeline,
        source=str(filled(step.source, row.cells)),
        options=options_of(step, row.cells),
        made=references(step, row.cells),
    )


def _takes_any(kind: Kind) -> bool:
    return kind.config.model_config.get("extra") == "allow"
