"""A notebook's cells run one after the other, in a kernel that ends when it is told to stop.

papermill does it, with two changes: progress is told, and may stop the work, while a cell runs;
and the kernel is given the folder of the notebook, without moving this process there.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_core.utils import run_sync
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors, remove_error_markers
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from aigc.errors import EngineFailed, EngineUnavailable, ReviewNeeded, TrustError
from aigc.files import full_disk_named
from aigc.notices import notice
from aigc.progress import Progress
from aigc.trust.asking import VARIABLE, asker
from aigc.trust.gate.later import environment

LOOK_S: Final = 0.2
START_S: Final = 120
LONGEST: Final = 300
USUAL: Final = "python3"
_REFUSALS: Final = {one.__name__: one for one in (ReviewNeeded, TrustError)}


def execute(
    notebook: Any, values: Mapping[str, Any], to: Path, *, cwd: Path, progress: Progress
) -> None:
    """Run a notebook and write it to ``to`` after each cell, with what came out.

    Parameters
    ----------
    values : mapping of str to value
        Set behind the notebook's cell of parameters.
    cwd : Path
        Folder in which the kernel runs.

    Raises
    ------
    EngineFailed
        A cell raised an error, or the kernel died.
    ReviewNeeded, TrustError
        What a cell made may not leave, or not before a person approves.
    EngineUnavailable
        There is no kernel for Python.
    DiskFull
        There is no space for the notebook.
    """
    kernel = kernel_of(notebook)
    ready = remove_error_markers(with_values(load_notebook_node(notebook), values))
    count = len(ready.cells)

    def told(index: int) -> None:
        progress("cells", index, count)

    told(0)
    with full_disk_named(to.parent):
        try:
            ran = _Cells.execute_notebook(
                ready, kernel, output_path=str(to), progress_bar=False, cwd=cwd, told=told
            )
            raise_for_execution_errors(ran, str(to))
        except PapermillExecutionError as exc:
            kind = _REFUSALS.get(str(exc.ename), EngineFailed)
            raise kind(_sentence(exc, to.name)) from exc
        except DeadKernelError as exc:
            raise EngineFailed(
                f"The kernel of {to.name} died; the machine may have too little memory for it."
            ) from exc
        except RuntimeError as exc:
            raise EngineFailed(f"The kernel of {to.name} did not start: {exc}.") from exc
    told(count)


def kernel_of(notebook: Any) -> str:
    """Return the kernel that a notebook names, or the usual one where that is not here.

    Raises
    ------
    EngineUnavailable
        There is neither.
    """
    known = KernelSpecManager().find_kernel_specs()
    asked = str(notebook.metadata.get("kernelspec", {}).get("name", ""))
    if asked in known:
        return asked
    if USUAL not in known:
        raise EngineUnavailable("There is no kernel for Python: pip install ipykernel.")
    if asked:
        notice(f"The kernel {asked!r} is not here; {USUAL} ran the notebook.")
    return USUAL


def with_values(notebook: Any, values: Mapping[str, Any]) -> Any:
    """Return a notebook with a cell that sets values, behind that of its parameters."""
    if not values:
        return notebook
    ready = parameterize_notebook(notebook, dict(values))
    own = next(c for c in ready.cells if "injected-parameters" in c.metadata.get("tags", ()))
    # papermill writes every letter beyond ASCII as an escape, which nobody can read.
    own.source = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    return ready


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Runs cells, and looks several times a second whether to go on."""

    told: Callable[[int], None]

    async def async_execute_cell(self, cell: Any, cell_index: int, *more: Any, **kw: Any) -> Any:
        work = asyncio.ensure_future(super().async_execute_cell(cell, cell_index, *more, **kw))
        try:
            while not work.done():
                self.told(cell_index)
                await asyncio.wait({work}, timeout=LOOK_S)
        except BaseException:
            self.shutdown_kernel = "immediate"
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            raise
        return work.result()

    execute_cell = run_sync(async_execute_cell)


class _Cells(Engine):  # type: ignore[misc]
    """Papermill's engine with our client."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, cwd: Path, told: Callable[[int], None], **kw: Any
    ) -> None:
        client = _Client(
            nb_man, kernel_name=kernel_name, startup_timeout=START_S,
            resources={"metadata": {"path": str(cwd)}},
        )  # fmt: skip
        client.told = told
        # The gate is passed in the kernel, for whoever asked for the job here.
        client.execute(env={**os.environ, **environment(), VARIABLE: asker()})


def _sentence(exc: Any, name: str) -> str:
    lines = str(exc.evalue).strip().splitlines() or [""]
    place = f"In [{exc.exec_count}]" if exc.exec_count else f"number {exc.cell_index + 1}"
    what = f"{exc.ename}: {lines[0][:LONGEST]}".rstrip(": ")
    return f"The cell {place} of {name} failed: {what.rstrip('.')}."
