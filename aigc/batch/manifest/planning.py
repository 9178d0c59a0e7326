"""From rows to jobs: every cell checked, every file found, every name taken once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

import aigc
from aigc.batch.kinds import BUILT_IN, Kind, kind_of, names
from aigc.batch.manifest import naming
from aigc.batch.manifest.columns import (
    NOTE,
    chosen,
    is_note,
    meant,
    nearest,
    value_of,
)
from aigc.batch.manifest.order import MANNERS, SHARED, manner
from aigc.batch.manifest.order import Order as Order
from aigc.batch.manifest.problems import Problem, check
from aigc.batch.manifest.sources import Project, is_path
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
from aigc.batch.references import chained, is_made
from aigc.config import Settings, parted, reasons
from aigc.errors import ConfigError, InputError
from aigc.progress import Progress, silent
from aigc.store import digest
from aigc.types.job import Job

FOR_PEOPLE: Final = f"A note for people begins its name with {NOTE}."
_PARSING: Final = re.compile(r", (unable|found|got|unexpected) .*\.$")
"""What Pydantic says of its own work."""


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
    problems = [*table.problems, *planner.problems, *naming.clashes(jobs)]
    check(problems, manifest.name)
    return Plan(jobs=tuple(jobs), cpu_s=planner.cpu_s, size_bytes=planner.size_bytes)


def _root(manifest: Path, root: Path | None) -> Path:
    here = Path.cwd()
    inside = manifest.absolute().is_relative_to(here)
    return root or (here if inside else manifest.absolute().parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a row asks of one pipeline; ``made`` are the texts that name what other jobs make."""

    pipeline: str
    source: str
    options: Mapping[str, Any]
    made: tuple[str, ...] = ()


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
        self.problems: list[Problem] = []
        self.cpu_s = self.size_bytes = 0.0
        self._table, self._project = table, project
        self._pipeline, self._brief = pipeline, brief
        self._manner = {name: v for name, v in options.items() if meant(name, MANNERS)}
        self._options = {name: v for name, v in options.items() if name not in self._manner}
        self._told = {(one.row, one.column) for one in table.problems}
        self._heads: dict[str, str] = {}
        self._pipelines = names()
        if pipeline:
            kind_of(self._called(pipeline))
        if brief:
            self._check_brief(brief)
        elif not pipeline and "pipeline" not in self._read_as(SHARED).values():
            raise ConfigError(
                f"Name a pipeline, with --pipeline or in a column: {', '.join(self._pipelines)}."
            )

    def jobs(self, row: Row) -> Iterator[Job]:
        """Yield the jobs of a row; none of one that has a problem."""
        row, steps = self._filled(row, self._brief) if self._brief else self._alone(row)
        order = self._order(row)
        if not steps:
            return
        source = next(iter(steps.values())).source
        name = order.name or self._named(row) or naming.slug(row.number, source)
        if wrong := naming.fault(name):
            self._tell(row, "name", wrong, name)
        keys: dict[str, str] = {}
        for step, asked in steps.items():
            before = [one for one in needs(asked.made) if one in steps]
            made = self._job(row, asked, f"{name}/{step}" if step else name)
            if made:
                keys[step] = digest((made.key, [keys.get(one) for one in before]))
                chain = tuple(f"{name}/{one}" for one in before)
                made = replace(made, key=keys[step], needs=chain, **manner(order))
                yield chained(made, name, asked.made)

    def _read_as(self, known: tuple[str, ...]) -> dict[str, str]:
        """Return the columns that mean something, with what they mean."""
        found = {column: meant(column, known) for column in self._table.columns}
        return {column: name for column, name in found.items() if name}

    def _alone(self, row: Row) -> tuple[Row, dict[str, _Asked]]:
        """Return a row by the names of its pipeline's options, and the one job it asks for."""
        named = (value for column, value in row.cells.items() if meant(column, ("pipeline",)))
        pipeline = str(next(named, self._pipeline))
        kind = self._kind(row, pipeline)
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
                self._tell(row, name, f"is no option. {hint} {FOR_PEOPLE}", value)
        source = str(row.cells.get("source", ""))
        return row, {"": _Asked(pipeline=pipeline, source=source, options=options)}

    def _understood(self, row: Row, known: tuple[str, ...]) -> Row:
        """Return a row whose cells have the names that their columns mean."""
        self._heads = {}
        for column, name in self._read_as(known).items():
            other = self._heads.setdefault(name, column)
            if other != column and {column, other} <= row.cells.keys():
                text = f"says the same as the column {other}. Remove one of them."
                self.problems.append(Problem(row=row.number, column=column, message=text))
        cells = {meant(column, known) or column: value for column, value in row.cells.items()}
        return replace(row, cells=cells)

    def _filled(self, row: Row, brief: Template) -> tuple[Row, dict[str, _Asked]]:
        """Return a row by the brief's names for its columns, and the jobs it asks for."""
        row = self._understood(row, (*sorted(brief.columns), *Order.model_fields))
        missing = brief.needed & set(self._heads) - row.cells.keys()
        for column in sorted(missing):
            self._tell(row, column, "is empty, and the brief needs it.")
        if not brief.needed <= row.cells.keys():
            return row, {}
        return row, {name: _asked(step, row) for name, step in brief.steps.items()}

    def _job(self, row: Row, asked: _Asked, name: str) -> Job | None:
        kind = self._kind(row, asked.pipeline)
        if kind is None:
            return None
        options = self._paths(row, kind, self._said(kind, asked.options), asked.made)
        config = self._config(row, kind, options)
        source, seen = self._source(row, kind, asked)
        if config is None or source is None or self._judged(row, kind, source, config):
            return None
        cpu_s, size = kind.weigh(config)
        self.cpu_s, self.size_bytes = self.cpu_s + cpu_s, self.size_bytes + size
        pipeline = self._called(asked.pipeline)
        about = (pipeline, kind.version, aigc.__version__, kind.engines(config))
        return Job(
            name=name,
            pipeline=pipeline,
            source=source,
            options=config.model_dump(mode="json", exclude_defaults=True),
            key=digest((about, seen, self._keyed(config))),
            row=row.number,
            affinity=f"{pipeline}|{kind.affinity(config)}",
        )

    def _kind(self, row: Row, pipeline: str) -> Kind | None:
        try:
            return kind_of(self._called(pipeline))
        except ConfigError as exc:
            self._tell(row, "pipeline", str(exc), pipeline)
            return None

    def _called(self, pipeline: str) -> str:
        return pipeline if pipeline in BUILT_IN else chosen(pipeline, self._pipelines)

    def _said(self, kind: Kind, own: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options of all rows and of one by their names, as the cells mean them."""
        fields, found = kind.config.model_fields, dict[str, Any]()
        for name, value in (*self._options.items(), *own.items()):
            name = meant(name, tuple(fields)) or name
            field = fields.get(name)
            if field and field.annotation == tuple[str, ...] and isinstance(value, str):
                value = parted(value)
            found[name] = value_of(name, field, value) if field else value
        return found

    def _judged(self, row: Row, kind: Kind, source: str, config: Settings) -> bool:
        """Take down what the pipeline itself finds wrong; return whether there is anything."""
        found = list(kind.judge(source, config))
        for column, message in found:
            self._tell(row, column, message, row.cells.get(column, ""))
        return bool(found)

    def _keyed(self, config: Settings) -> dict[str, Any]:
        """Return the options as a key knows them: files by what is in them."""
        told = config.model_dump()
        for name, value in told.items():
            if isinstance(value, Path):
                told[name] = self._seen(value)
            elif isinstance(value, tuple) and any(isinstance(one, Path) for one in value):
                told[name] = [self._seen(one) for one in value]
            elif isinstance(value, str) and self._project.holds(value):
                told[name] = self._project.digest(Path(value))
        return told

    def _seen(self, path: Path) -> str:
        return str(path) if is_made(path) else self._project.digest(path)

    def _config(self, row: Row, kind: Kind, options: Mapping[str, Any]) -> Settings | None:
        try:
            return kind.config.model_validate(dict(options))
        except ValidationError as exc:
            self._tell_all(row, kind.config, exc)
            return None

    def _paths(
        self, row: Row, kind: Kind, options: dict[str, Any], made: Collection[str]
    ) -> dict[str, Any]:
        """Return options in which every path is whole; those that lead nowhere are taken down."""
        found, fields = dict(options), kind.config.model_fields
        texts = {name for name, value in options.items() if self._project.holds(value)}
        for name in (path_options(kind.config) | (texts & fields.keys())) & options.keys():
            given = options[name]
            try:
                found[name] = (
                    [self._place(one, made) for one in _parts(given)]
                    if fields[name].annotation == tuple[Path, ...]
                    else self._place(given, made)
                )
            except InputError as exc:
                self._tell(row, name, str(exc), given)
                del found[name]
        return found

    def _place(self, given: Any, made: Collection[str]) -> str:
        text = str(given)
        return text if text in made else str(self._project.path(text))

    def _source(self, row: Row, kind: Kind, asked: _Asked) -> tuple[str | None, str]:
        """Return a source with every path whole, and what tells its content from others."""
        source = asked.source
        if not source and kind.needs_source:
            self._tell(row, "source", "is empty. Name a file, an https address, or give text.")
            return None, ""
        if source in asked.made or not (is_path(source) or self._project.reaches(source)):
            return source, source
        try:
            path = self._project.path(source)
            return str(path), self._project.digest(path)
        except InputError as exc:
            self._tell(row, "source", str(exc), source)
        except OSError as exc:
            self._tell(row, "source", f"cannot be read: {exc.strerror}.", source)
        return None, ""

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
            self._tell_all(row, Order, exc)
            return Order()

    def _check_brief(self, brief: Template) -> None:
        """Take down what the brief needs and no column says, and what nothing uses."""
        if self._pipeline:
            raise ConfigError("The brief names its pipeline. Leave --pipeline out.")
        known = (*sorted(brief.columns), *Order.model_fields)
        read = self._read_as(known)
        for column in sorted(brief.columns - set(read.values())):
            self._tell(self._table.rows[0], column, "is named by the brief and is no column.")
        for column in self._table.columns:
            if column not in read and column not in brief.ignored and not is_note(column):
                text = f"is used by nothing in the brief. {nearest(column, known)}"
                self._tell(self._table.rows[0], column, f"{text} {FOR_PEOPLE}")

    def _tell_all(self, row: Row, model: type[BaseModel], exc: ValidationError) -> None:
        for column, value, reason in reasons(model, exc):
            self._tell(row, column, _PARSING.sub(".", reason), value)

    def _tell(self, row: Row, column: str, message: str, value: Any = "") -> None:
        head = self._heads.get(column, column)
        if (row.number, head) not in self._told:
            self.problems.append(
                Problem(row=row.number, column=head, message=message, value=str(value))
            )


def _asked(step: Step, row: Row) -> _Asked:
    """Return a step of a brief with a row's cells in it."""
    return _Asked(
        pipeline=step.pipeline,
        source=str(filled(step.source, row.cells)),
        options=options_of(step, row.cells),
        made=references(step, row.cells),
    )


def _takes_any(kind: Kind) -> bool:
    return kind.config.model_config.get("extra") == "allow"


def path_options(model: type[BaseModel]) -> set[str]:
    """Return the options of a pipeline that name files."""
    kinds: tuple[Any, ...] = (Path, Path | None, tuple[Path, ...])
    return {name for name, field in model.model_fields.items() if field.annotation in kinds}


def _parts(given: Any) -> list[str]:
    if isinstance(given, list | tuple):
        return [str(one) for one in given]
    return [part.strip() for part in re.split(r"[;；\n]", str(given)) if part.strip()]
