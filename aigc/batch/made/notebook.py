"""A notebook run from top to bottom with the parameters of a row, and kept as it ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic import ConfigDict

from aigc.batch.kinds import Kind
from aigc.batch.made import parameters
from aigc.batch.references import is_made
from aigc.config import Settings
from aigc.errors import InputError
from aigc.progress import Progress
from aigc.store import Store

CPU_S: Final = 30.0
BYTES: Final = 1e6
OUT: Final = "out"
"""The parameter that is given the folder of the job's results, unless a row gives another."""


class Config(Settings):
    """The notebook's own parameters, by their names."""

    model_config = ConfigDict(extra="allow")


def make(source: str, out: Path, config: Config, *, store: Store, progress: Progress) -> None:
    """Run the notebook ``source`` and write it, with its outputs, into ``out``."""
    from aigc.batch.made.cells import execute

    path = Path(source)
    notebook = parameters.read(path)
    known, given = parameters.defaults(notebook), _given(config)
    for name, message in parameters.problems(known, given):
        raise InputError(f"{name} {message}")
    values = {name: parameters.fitted(value, known[name]) for name, value in given.items()}
    if OUT in known:
        values = {OUT: str(out.absolute())} | values
    execute(notebook, values, out / path.name, cwd=path.parent, progress=progress)


def judge(source: str, config: Config) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the notebook and its parameters."""
    if is_made(source):
        return
    path = Path(source)
    if path.suffix.lower() != ".ipynb" or not path.is_file():
        yield "source", "is no notebook. Name a file that ends in .ipynb."
        return
    try:
        known = _known(path, path.stat().st_mtime_ns)
    except InputError as exc:
        yield "source", str(exc)
        return
    given = {name: value for name, value in _given(config).items() if not is_made(value)}
    yield from parameters.problems(known, given)


@lru_cache(maxsize=100)
def _known(path: Path, changed: int) -> Mapping[str, Any]:
    """Return what a notebook takes; a manifest may name one in thousands of rows."""
    return parameters.defaults(parameters.read(path))


def _given(config: Config) -> dict[str, Any]:
    return {name: value for name, value in (config.model_extra or {}).items() if value is not None}


KIND: Final = Kind(
    config=Config, make=make, judge=judge, keeps="*.ipynb", runs_code=True,
    weigh=lambda config: (CPU_S, BYTES),
)  # fmt: skip
