"""What a visitor gives: a table, perhaps a brief that its rows fill in, and what they name."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from aigc.app.batch.words import say
from aigc.archives import Limits, unpack
from aigc.batch.manifest.tables import read_table
from aigc.batch.manifest.template import Template, read_template
from aigc.encodings import encoding_of, text_of
from aigc.errors import AigcError, ConfigError, InputError

TABLES: Final = (".csv", ".tsv", ".xlsx", ".jsonl", ".yaml", ".yml")
LIMITS: Final = Limits(most_bytes=2_000_000_000, most_members=20_000)
MOST_SHOWN: Final[Mapping[str, int]] = {".xlsx": 500_000, ".yaml": 200_000, ".yml": 200_000}
MOST_BYTES: Final = 8_000_000
"""Tables up to so many bytes are read as soon as they are uploaded; that takes a second."""
_BRIEFS: Final = (".yaml", ".yml")
_SAYS: Final = ("pipeline", "steps", "source", "options")
"""Names that only a brief holds."""
_JUNK: Final = (".", "__MACOSX", "~$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The table and the brief among what was uploaded."""

    table: Path | None = None
    brief: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Peek:
    """What is seen of uploads before they are checked.

    ``first`` is the first row; ``large`` is a table that only the check reads; ``trouble`` is what
    makes a check useless.
    """

    table: str = ""
    brief: str = ""
    pipelines: tuple[str, ...] = ()
    rows: int = 0
    columns: tuple[str, ...] = ()
    first: Mapping[str, Any] = field(default_factory=dict)
    large: bool = False
    trouble: str = ""


def taken(uploads: Sequence[str], project: Path) -> Given:
    """Copy what was uploaded into a project, archives unpacked; return what of it is which.

    Raises
    ------
    InputError
        There is more than one table or brief, or an archive cannot be unpacked.
    """
    for upload in map(Path, uploads):
        if upload.suffix.lower() == ".zip":
            inside = project / ".zip"
            unpack(upload, inside, LIMITS, encoding_of)
            _spread(_alone(inside), project)
            shutil.rmtree(inside)
        else:
            shutil.copyfile(upload, project / upload.name)
    return _told_apart([path for path in sorted(project.iterdir()) if path.is_file()])


def needed(given: Given) -> Path:
    """Return the table.

    Raises
    ------
    InputError
        There is none.
    """
    if given.table:
        return given.table
    if given.brief:
        raise InputError(
            f"{given.brief.name} is a brief, and there is no table with rows to fill it in. "
            "Upload the table as well."
        )
    raise InputError(say("no_table", "en"))


def _told_apart(files: Sequence[Path]) -> Given:
    tables, briefs, neither = list[Path](), list[Path](), list[Path]()
    for path in files:
        if path.suffix.lower() in _BRIEFS:
            (briefs if (kind := _kind(path)) == "brief" else tables if kind else neither).append(
                path
            )
        elif path.suffix.lower() in TABLES:
            tables.append(path)
    _check_one(tables, "tables", "Give one, beside its files.")
    _check_one(briefs, "briefs", "Give one, beside its table.")
    if neither and not (tables or briefs):
        raise InputError(
            f"{neither[0].name} holds neither a list of jobs nor a brief, which names a pipeline "
            "or steps."
        )
    return Given(table=next(iter(tables), None), brief=next(iter(briefs), None))


def _check_one(found: Sequence[Path], what: str, remedy: str) -> None:
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise InputError(f"Several {what} were uploaded: {names}. {remedy}")


def _kind(path: Path) -> str:
    """Return ``table`` or ``brief``, or nothing for YAML that is neither, such as a brand kit.

    A table is a list of rows; a brief has no rows, and says what is asked of a pipeline.
    """
    if path.stat().st_size > MOST_BYTES:
        return "table"
    try:
        found = yaml.safe_load(text_of(path.read_bytes(), path.name))
    except yaml.YAMLError as exc:
        raise InputError(f"{path.name} is not YAML: {exc}") from exc
    if isinstance(found, dict):
        return "brief" if any(name in found for name in _SAYS) else ""
    return "table"


def _alone(folder: Path) -> Path:
    """Return the folder that an archive really holds: most hold one, with everything in it."""
    inside = [path for path in folder.iterdir() if not path.name.startswith(_JUNK)]
    return _alone(inside[0]) if len(inside) == 1 and inside[0].is_dir() else folder


def _spread(folder: Path, project: Path) -> None:
    for path in folder.iterdir():
        if not path.name.startswith(_JUNK):
            shutil.move(path, project / path.name)


def brief_in(path: Path) -> Template:
    """Return a brief that was uploaded; what is wrong with it names the file alone.

    Raises
    ------
    ConfigError
        It cannot be used.
    """
    try:
        return read_template(path)
    except ConfigError as exc:
        raise ConfigError(str(exc).replace(str(path), path.name)) from exc


def peek(uploads: Sequence[str]) -> Peek:
    """Return what is seen of uploads without checking them."""
    ends = (*TABLES, ".zip")
    some = [upload for upload in uploads if Path(upload).suffix.lower() in ends]
    with tempfile.TemporaryDirectory(prefix="aigc-studio-") as folder:
        try:
            return _seen(taken(some, Path(folder)))
        except AigcError as exc:
            return Peek(trouble=str(exc))


def _seen(given: Given) -> Peek:
    brief, pipelines = "", tuple[str, ...]()
    if given.brief:
        brief = given.brief.name
        pipelines = tuple(step.pipeline for step in brief_in(given.brief).steps.values())
    if given.table is None:
        return Peek(brief=brief, pipelines=pipelines)
    name, size = given.table.name, given.table.stat().st_size
    if size > MOST_SHOWN.get(given.table.suffix.lower(), MOST_BYTES):
        return Peek(table=name, brief=brief, pipelines=pipelines, large=True)
    table = read_table(given.table)
    return Peek(
        table=name,
        brief=brief,
        pipelines=pipelines,
        rows=len(table.rows),
        columns=table.columns,
        first=table.rows[0].cells,
    )
