"""A diffusion model, opened for one task: lent where it runs, called, and made to fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, TypeVar

from aigc.device.fallback import first_that_fits
from aigc.device.memory import is_out_of_memory, size_of
from aigc.device.place import chosen, precision_for
from aigc.device.shelf import shelf
from aigc.diffusion.calling import fresh, guided, inputs_of, made, outputs_of, rewinding, watched
from aigc.diffusion.fetching import located
from aigc.diffusion.kinds import Task, check, makes, wrong_kind
from aigc.diffusion.loading import Loaded, blocks_of, quiet, read
from aigc.diffusion.options import Options
from aigc.diffusion.plan import WAYS, Offload, Plan, attempts, plan_for
from aigc.diffusion.repository import Repository, found
from aigc.diffusion.tuning import uncompiled
from aigc.errors import AigcError, EngineFailed
from aigc.identity import identity
from aigc.notices import notice, tell
from aigc.pretrained import first_line
from aigc.progress import Progress, silent

T = TypeVar("T")

_COMPILER: Final = ("torch._dynamo", "torch._inductor")


class Opened:
    """A model that is ready to be lent; its weights are read when they are first needed.

    Attributes
    ----------
    name : str
        As it was asked for.
    task : str
        What it does.
    plan : Plan
        How it is run, and why.
    """

    def __init__(self, repository: Repository, options: Options, task: Task, plan: Plan) -> None:
        self.name, self.task, self.plan = repository.name, task, plan
        self.options, self._repository = options, repository
        self._ways = attempts(plan)

    @contextmanager
    def lend(self, *, progress: Progress = silent) -> Iterator[Any]:
        """Give the pipeline; one borrower has it at a time, and tasks share their weights.

        Parameters
        ----------
        progress : Progress
            Told before and after weights are read, if they are not in memory.

        Raises
        ------
        EngineUnavailable
            A part is missing or damaged.
        OutOfMemory
            The weights do not fit.
        """
        with self._lent(self._ways[0], progress) as pipe:
            yield pipe

    def fitting(self, work: Callable[[Any], T], *, progress: Progress = silent) -> T:
        """Return what ``work`` makes with the pipeline, its weights put elsewhere if need be.

        A way that sufficed is kept for what follows.

        Raises
        ------
        OutOfMemory
            Memory suffices for no way.
        """
        if len(self._ways) == 1:
            with self.lend(progress=progress) as pipe:
                return work(pipe)
        tries = [(WAYS[way], partial(self._tried, way, work, progress)) for way in self._ways]
        return first_that_fits(tries, device=self.plan.device, what=self.name)

    def _tried(self, way: Offload, work: Callable[[Any], T], progress: Progress) -> T:
        if way != self._ways[0]:
            shelf(self.plan.device.torch_name).clear()
        with self._lent(way, progress) as pipe:
            made = work(pipe)
        self._ways = self._ways[self._ways.index(way) :]
        return made

    @contextmanager
    def _lent(self, way: Offload, progress: Progress) -> Iterator[Any]:
        def load() -> Loaded:
            progress("read model", 0, 1)
            tell(f"{self.name} runs {self.plan}.")
            loaded = read(self._repository, self.options, self.plan, way)
            progress("read model", 1, 1)
            return loaded

        files = identity(self.name, *self.options.laid_over)
        needs = self.plan.needs(way)
        size = size_of if way == "none" else lambda _: needs
        with shelf(self.plan.device.torch_name).lend(
            f"diffusion {files} {self.options.read} {way}", load, label=self.name,
            needs_bytes=needs, size=size,
        ) as loaded:  # fmt: skip
            yield loaded.for_task(self.task)

    def call(
        self, pipe: Any, *, progress: Progress = silent, what: str = "paint", **arguments: Any
    ) -> Any:
        """Return the pictures or frames that a pipeline makes, as it gives them.

        Parameters
        ----------
        progress : Progress
            Told after every step of denoising; what it raises stops the pipeline at once.
        **arguments
            Those that this pipeline does not take, or that are None, are left out.

        Raises
        ------
        EngineFailed
            The pipeline broke. Want of memory passes as it is.
        """
        taken = inputs_of(pipe)
        given = {k: v for k, v in arguments.items() if k in taken and v is not None}
        again = rewinding(given.get("generator"))
        with quiet(), guided(pipe, arguments.get("guidance_scale")), watched(pipe, progress, what):
            while True:
                fresh(pipe)
                again()
                try:
                    return made(pipe, given)
                except AigcError:
                    raise
                except Exception as exc:  # torch and diffusers raise almost anything
                    if is_out_of_memory(exc):
                        raise
                    compiler = type(exc).__module__.startswith(_COMPILER)
                    if not (compiler and uncompiled(pipe)):
                        told = f"The model {self.name!r} broke: {first_line(exc)}"
                        raise EngineFailed(told) from exc
                notice(f"{self.name} could not be compiled here and goes on uncompiled.")


def open_pipeline(
    model: str, options: Options, *, task: Task, progress: Progress = silent
) -> Opened:
    """Open a model for a task: a folder, a file, or a repository on the hub, which is fetched.

    Both kinds of diffusers are opened, ``DiffusionPipeline`` and ``ModularPipeline``. Only
    safetensors are read, and no code of the model's own is run.

    Raises
    ------
    EngineUnavailable
        It is missing, gated or damaged, or does something else.
    ConfigError
        An option does not suit the machine.
    """
    device = chosen(options.device)
    place = located(model, options.revision, options.variant, progress=progress)
    repository = found(model, place, options.variant)
    _check(repository, task)
    wide = 4 if precision_for(device, options.dtype) == "float32" else 2
    parts = {part: count * wide for part, count in repository.parameters.items()}
    plan = plan_for(
        options, device, parts, "picture" if task.endswith("image") else "film",
        room_bytes=shelf(device.torch_name).budget_bytes,
    )  # fmt: skip
    return Opened(repository, options, task, plan)


def _check(repository: Repository, task: Task) -> None:
    if not repository.modular:
        check(repository, task)
        return
    blocks = blocks_of(repository)
    inputs, outputs = inputs_of(blocks), outputs_of(blocks)
    kind = "picture" if task.endswith("image") else "film"
    lacks = "image" if task.startswith("image") else "prompt"
    if makes(inputs, outputs) != kind or lacks not in inputs:
        raise wrong_kind(repository, f"a {makes(inputs, outputs)}", task)
