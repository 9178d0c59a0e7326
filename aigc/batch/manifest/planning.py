"""From rows to jobs: every cell checked, every file found, every name taken once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import aigc
from aigc.batch.folder import OWN
from aigc.batch.kinds import Kind, kind_of
from aigc.batch.manifest.problems import Problem, check
from aigc.batch.manifest.sources import Project, is_path
from aigc.batch.manifest.tables import Row, Table, read_table
from aigc.batch.manifest.template import Step, Template, filled, needs, read_template
from aigc.batch.references import chained, is_made, refers
from aigc.config import Settings, parted, reasons
from aigc.errors import ConfigError, InputError, did_you_mean
from aigc.progress import Progress, silent
from aigc.store import digest
from aigc.types.job import NEVER, Job

NOTE: Final = "#"
"""Columns whose names begin with it are for people."""
_UNFIT: Final = re.compile(r'[\x00-\x1f<>:"|?*\\]')
_SLUG: Final = re.compile(r"[^\w.-]+")


class Order(BaseModel):
    """The columns of a row that say how its job is done, not what it makes."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    priority: int = Field(0, ge=-1000, le=1000)
    deadline: datetime | None = None
    attempts: int = Field(3, ge=1, le=100)
    limit: float = Field(0.0, ge=0, le=7 * 86_400)


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
        Options of all rows, which the cells of a row override.
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
    problems = [*table.problems, *planner.problems, *_clashes(jobs)]
    check(problems, manifest.name)
    return Plan(jobs=tuple(jobs), cpu_s=planner.cpu_s, size_bytes=planner.size_bytes)


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
        options: dict[str, Any],
    ) -> None:
        self.problems: list[Problem] = []
        self.cpu_s = self.size_bytes = 0.0
        self._project, self._pipeline = project, pipeline
        self._brief, self._options = brief, options
        self._check_columns(table)

    def jobs(self, row: Row) -> Iterator[Job]:
        """Yield the jobs of a row; none of one that has a problem."""
        order = self._order(row)
        steps = self._steps(row)
        name = order.name or self._named(row) or _slug(row, steps)
        self._check_name(row, name)
        keys: dict[str, str] = {}
        for step, asked in steps.items():
            before = needs(asked, steps)
            made = self._job(row, asked, f"{name}/{step}" if step else name, steps)
            if made:
                keys[step] = digest((made.key, [keys.get(one) for one in before]))
                chain = tuple(f"{name}/{one}" for one in before)
                made = replace(made, key=keys[step], needs=chain, **_manner(order))
                yield chained(made, name, steps)

    def _job(self, row: Row, asked: Step, name: str, steps: Iterable[str]) -> Job | None:
        try:
            kind = kind_of(asked.pipeline)
        except ConfigError as exc:
            self._tell(row, "pipeline", str(exc))
            return None
        options = self._paths(row, kind, self._options | asked.options, steps)
        config = self._config(row, kind, options)
        source, seen = self._source(row, kind, asked.source)
        if config is None or source is None or self._judged(row, kind, source, config):
            return None
        cpu_s, size = kind.weigh(config)
        self.cpu_s, self.size_bytes = self.cpu_s + cpu_s, self.size_bytes + size
        about = (asked.pipeline, kind.version, aigc.__version__, kind.engines(config))
        return Job(
            name=name,
            pipeline=asked.pipeline,
            source=source,
            options=config.model_dump(mode="json", exclude_defaults=True),
            key=digest((about, seen, self._told(config, options))),
            row=row.number,
            affinity=f"{asked.pipeline}|{kind.affinity(config)}",
        )

    def _judged(self, row: Row, kind: Kind, source: str, config: Settings) -> bool:
        """Take down what the pipeline itself finds wrong; return whether there is anything."""
        found = list(kind.judge(source, config))
        for column, message in found:
            self._tell(row, column, message, row.cells.get(column, ""))
        return bool(found)

    def _told(self, config: Settings, options: Mapping[str, Any]) -> dict[str, Any]:
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
            for column, value, reason in reasons(kind.config, exc):
                self._tell(row, column, reason, value)
            return None

    def _paths(
        self, row: Row, kind: Kind, options: dict[str, Any], steps: Iterable[str]
    ) -> dict[str, Any]:
        """Return options in which lists are parted and every path is whole.

        Paths that lead nowhere are taken down.
        """
        found = {
            name: parted(value) if isinstance(value, str) and _many(kind, name) else value
            for name, value in options.items()
        }
        texts = {name for name, value in found.items() if self._project.holds(value)}
        named = path_options(kind.config) | (texts & kind.config.model_fields.keys())
        for name in named & options.keys():
            given = options[name]
            try:
                found[name] = (
                    [self._place(one, steps) for one in _parts(given)]
                    if kind.config.model_fields[name].annotation == tuple[Path, ...]
                    else self._place(given, steps)
                )
            except InputError as exc:
                self._tell(row, name, str(exc), given)
                del found[name]
        return found

    def _place(self, given: Any, steps: Iterable[str]) -> str:
        text = str(given)
        return text if refers(text, steps) else str(self._project.path(text))

    def _source(self, row: Row, kind: Kind, asked: str) -> tuple[str | None, str]:
        if not asked:
            if kind.needs_source:
                self._tell(row, "source", "is empty. Name a file, an https address, or give text.")
                return None, ""
            return "", ""
        if not is_path(asked):
            return asked, asked
        try:
            path = self._project.path(asked)
            return str(path), self._project.digest(path)
        except InputError as exc:
            self._tell(row, "source", str(exc), asked)
        except OSError as exc:
            self._tell(row, "source", f"cannot be read: {exc.strerror}.", asked)
        return None, ""

    def _steps(self, row: Row) -> dict[str, Step]:
        if self._brief is None:
            ordered = {*Order.model_fields, "source", "pipeline"}
            cells = {name: value for name, value in row.cells.items() if name not in ordered}
            cells = {name: v for name, v in cells.items() if not name.startswith(NOTE)}
            pipeline = str(row.cells.get("pipeline", self._pipeline))
            source = str(row.cells.get("source", ""))
            return {"": Step(pipeline=pipeline, source=source, options=cells)}
        return {name: self._filled(row, step) for name, step in self._brief.steps.items()}

    def _filled(self, row: Row, step: Step) -> Step:
        try:
            source = str(filled(step.source, row.cells))
            options = filled(step.options, row.cells)
            options = {name: value for name, value in options.items() if value not in (None, "")}
            return step.model_copy(update={"source": source, "options": options})
        except InputError as exc:
            missing = next(b for b in sorted(self._brief_columns()) if b not in row.cells)
            self._tell(row, missing, str(exc))
            return step

    def _brief_columns(self) -> frozenset[str]:
        return self._brief.columns if self._brief else frozenset()

    def _named(self, row: Row) -> str:
        try:
            return str(filled(self._brief.name, row.cells)) if self._brief else ""
        except InputError:
            return ""

    def _order(self, row: Row) -> Order:
        given = {name: row.cells[name] for name in Order.model_fields if name in row.cells}
        if "name" in given:
            given["name"] = str(given["name"])
        try:
            return Order.model_validate(given)
        except ValidationError as exc:
            for column, value, reason in reasons(Order, exc):
                self._tell(row, column, reason, value)
            return Order()

    def _check_name(self, row: Row, name: str) -> None:
        parts = PurePosixPath(name).parts
        outside = name.startswith("/") or ".." in parts or OWN in parts or not parts
        if outside or _UNFIT.search(name) or len(name) > 200:
            fault = "is no name for a folder of results. Use letters, digits, - and _."
            self._tell(row, "name", fault, name)

    def _check_columns(self, table: Table) -> None:
        if self._brief:
            known = {*self._brief.columns, *Order.model_fields}
            for column in sorted(self._brief.columns - set(table.columns)):
                self._tell(table.rows[0], column, "is named by the brief and is no column.")
            unused = [c for c in table.columns if c not in known and not c.startswith(NOTE)]
            for column in unused:
                text = f"is used by nothing in the brief. {did_you_mean(column, known)}"
                self._tell(table.rows[0], column, f"{text} Or begin its name with {NOTE}.")
        elif not self._pipeline and "pipeline" not in table.columns:
            raise ConfigError("Name a pipeline, with --pipeline or in a column.")

    def _tell(self, row: Row, column: str, message: str, value: Any = "") -> None:
        self.problems.append(
            Problem(row=row.number, column=column, message=message, value=str(value))
        )


def _many(kind: Kind, name: str) -> bool:
    field = kind.config.model_fields.get(name)
    return field is not None and field.annotation == tuple[str, ...]


def path_options(model: type[BaseModel]) -> set[str]:
    """Return the options of a pipeline that name files."""
    kinds: tuple[Any, ...] = (Path, Path | None, tuple[Path, ...])
    return {name for name, field in model.model_fields.items() if field.annotation in kinds}


def _parts(given: Any) -> list[str]:
    if isinstance(given, list | tuple):
        return [str(one) for one in given]
    return [part.strip() for part in re.split(r"[;；\n]", str(given)) if part.strip()]


def _manner(order: Order) -> dict[str, Any]:
    moment = order.deadline
    if moment and moment.tzinfo is None:
        moment = moment.astimezone()
    return {
        "priority": order.priority,
        "deadline": moment.astimezone(UTC).timestamp() if moment else NEVER,
        "attempts": order.attempts,
        "limit_s": order.limit,
    }


def _slug(row: Row, steps: Mapping[str, Step]) -> str:
    """Return a name for a row that gives none: its number, and what its source is called."""
    source = next(iter(steps.values())).source
    stem = PurePosixPath(source.replace("\\", "/")).stem if is_path(source) else ""
    return "-".join(filter(None, (f"{row.number:05d}", _SLUG.sub("-", stem)[:40].strip("-."))))


def _clashes(jobs: Sequence[Job]) -> Iterator[Problem]:
    """Yield a problem for each row that asks for what another does, or takes its name."""
    names = Counter(job.name.casefold() for job in jobs)
    asked: dict[int, tuple[str, ...]] = {}
    for job in jobs:
        asked[job.row] = (*asked.get(job.row, ()), job.key)
        if names[job.name.casefold()] > 1:
            yield Problem(row=job.row, column="name", message="is taken twice.", value=job.name)
    same = Counter(asked.values())
    for row, keys in asked.items():
        if same[keys] > 1:
            text = "asks for the same as another row. Remove it, or give it another seed."
            yield Problem(row=row, column="", message=text)
