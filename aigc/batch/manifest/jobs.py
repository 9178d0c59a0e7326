"""What a row asks of a pipeline becomes a job: options read, files found, all of it weighed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

import aigc
from aigc.batch.kinds import BUILT_IN, Kind, kind_of, names
from aigc.batch.manifest.columns import chosen, meant, value_of
from aigc.batch.manifest.consents import refusals
from aigc.batch.manifest.problems import Problems
from aigc.batch.manifest.sources import Project, is_path
from aigc.batch.manifest.tables import Row
from aigc.batch.references import is_made
from aigc.config import Settings, parted
from aigc.errors import ConfigError, InputError
from aigc.store import digest
from aigc.types.job import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a row asks of one pipeline; ``made`` are the texts that name what other jobs make."""

    pipeline: str
    source: str
    options: Mapping[str, Any]
    made: tuple[str, ...] = ()


class Maker:
    """Makes jobs of what rows ask for.

    Attributes
    ----------
    pipelines : tuple of str
        Names of all that can be asked.
    cpu_s, size_bytes : float
        What the jobs so far are expected to take.
    """

    def __init__(self, project: Project, options: Mapping[str, Any], problems: Problems) -> None:
        """Take down in ``problems`` what is wrong; ``options`` are those of all rows."""
        self.pipelines = names()
        self.cpu_s = self.size_bytes = 0.0
        self._project, self._options, self._problems = project, options, problems

    def job(self, row: Row, asked: Asked, name: str) -> Job | None:
        """Return the job that a row asks for, or None where something is wrong."""
        kind = self.kind(row, asked.pipeline)
        if kind is None:
            return None
        options = self._paths(row, kind, self._said(kind, asked.options), asked.made)
        config = self._config(row, kind, options)
        source, seen = self._source(row, kind, asked)
        if config is None or source is None or self._judged(row, kind, source, config):
            return None
        cpu_s, size = kind.weigh(config)
        self.cpu_s, self.size_bytes = self.cpu_s + cpu_s, self.size_bytes + size
        pipeline = self.called(asked.pipeline)
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

    def kind(self, row: Row, pipeline: str) -> Kind | None:
        """Return what a pipeline of a row knows, or None where there is none of that name."""
        try:
            return kind_of(self.called(pipeline))
        except ConfigError as exc:
            self._problems.tell(row.number, "pipeline", str(exc), pipeline)
            return None

    def called(self, pipeline: str) -> str:
        """Return the name of the pipeline that a cell means."""
        return pipeline if pipeline in BUILT_IN else chosen(pipeline, self.pipelines)

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
        """Take down what the pipeline itself finds wrong, and who does not agree.

        Returns whether there is anything.
        """
        found = [*kind.judge(source, config), *refusals(config)]
        for column, message in found:
            self._problems.tell(row.number, column, message, row.cells.get(column, ""))
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
            self._problems.tell_all(row.number, kind.config, exc)
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
                self._problems.tell(row.number, name, str(exc), given)
                del found[name]
        return found

    def _place(self, given: Any, made: Collection[str]) -> str:
        text = str(given)
        return text if text in made else str(self._project.path(text))

    def _source(self, row: Row, kind: Kind, asked: Asked) -> tuple[str | None, str]:
        """Return a source with every path whole, and what tells its content from others."""
        source = asked.source
        if not source and kind.needs_source:
            self._problems.tell(
                row.number, "source", "is empty. Name a file, an https address, or give text."
            )
            return None, ""
        if source in asked.made or not (is_path(source) or self._project.reaches(source)):
            return source, source
        try:
            path = self._project.path(source)
            return str(path), self._project.digest(path)
        except InputError as exc:
            self._problems.tell(row.number, "source", str(exc), source)
        except OSError as exc:
            self._problems.tell(row.number, "source", f"cannot be read: {exc.strerror}.", source)
        return None, ""


def path_options(model: type[BaseModel]) -> set[str]:
    """Return the options of a pipeline that name files."""
    kinds: tuple[Any, ...] = (Path, Path | None, tuple[Path, ...])
    return {name for name, field in model.model_fields.items() if field.annotation in kinds}


def _parts(given: Any) -> list[str]:
    if isinstance(given, list | tuple):
        return [str(one) for one in given]
    return [part.strip() for part in re.split(r"[;；\n]", str(given)) if part.strip()]
