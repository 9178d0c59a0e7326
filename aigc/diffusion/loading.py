"""Reads a pipeline into memory and sets it up as a plan says."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from diffusers.utils import logging
from huggingface_hub.errors import HfHubHTTPError

from aigc.device.memory import is_out_of_memory
from aigc.diffusion.adapters import adapted
from aigc.diffusion.kinds import Task, class_for, pipeline_class
from aigc.diffusion.options import Options
from aigc.diffusion.plan import Offload, Plan
from aigc.diffusion.quantised import quantised
from aigc.diffusion.repository import WHOLE, Repository
from aigc.diffusion.tuning import placed, scheduled, tuned
from aigc.errors import AigcError, EngineUnavailable
from aigc.pretrained import first_line, quietly, unreadable

with quietly(), warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from diffusers import DiffusionPipeline, ModularPipeline

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRECISE: Final = ("AutoencoderKLWan",)
"""Decoders whose authors run them in float32, since 16 bits show bands."""


class Loaded:
    """A pipeline in memory, and those of other tasks that share its weights."""

    def __init__(self, pipe: Any, plan: Plan, offload: Offload) -> None:
        self._pipe, self._plan, self._offload = pipe, plan, offload
        self._tasks: dict[Task, Any] = {}

    @property
    def components(self) -> Mapping[str, Any]:
        """The parts, by which memory is counted."""
        parts: Mapping[str, Any] = self._pipe.components
        return parts

    def for_task(self, task: Task) -> Any:
        """Return the pipeline that does ``task``; all share their weights."""
        if task not in self._tasks:
            with quiet():
                self._tasks[task] = self._switched(task)
        return self._tasks[task]

    def _switched(self, task: Task) -> Any:
        pipe = self._pipe
        kind = (
            None if isinstance(pipe, ModularPipeline) else class_for(type(pipe), task, pipe.config)
        )
        if kind is None or kind is type(pipe):
            return pipe
        other = _sharing(kind, pipe)
        _without_bars(other)
        if self._offload == "model":
            placed(other, self._plan.device, "model")
        return other


def _sharing(kind: Any, pipe: Any) -> Any:
    """Return a pipeline of another kind with the very parts of one.

    Those of diffusers that do so also cast every part to one dtype, which spoils small weights.
    """
    parts, settings = kind._get_signature_keys(kind)
    shared = {name: part for name, part in pipe.components.items() if name in parts}
    return kind(**shared, **{name: pipe.config[name] for name in settings if name in pipe.config})


def read(repository: Repository, options: Options, plan: Plan, offload: Offload) -> Loaded:
    """Read the weights of a pipeline and set it up.

    Raises
    ------
    EngineUnavailable
        A part is missing or damaged, or an option needs a package that is not installed.
    ConfigError
        An option does not suit this model.
    """
    with quiet():
        try:
            pipe = _read(repository, plan)
        except AigcError:
            raise
        except ImportError as exc:
            raise EngineUnavailable(
                f"The model {repository.name!r} needs a package, as it is asked for: "
                f"{first_line(exc)}"
            ) from exc
        except Exception as exc:  # diffusers raises almost anything on what is not whole
            raise unreadable(exc, repository.name, "diffusion pipeline", WHOLE) from exc
        _without_bars(pipe)
        adapted(pipe, options)
        scheduled(pipe, options)
        tuned(pipe, plan, options)
        placed(pipe, plan.device, offload)
    return Loaded(pipe, plan, offload)


def _read(repository: Repository, plan: Plan) -> Any:
    dtype = getattr(torch, plan.dtype)
    if repository.modular:
        return _modular(repository, plan, dtype)
    if repository.place.is_file():
        return _single(repository, plan, dtype)
    more: dict[str, Any] = {"variant": repository.variant} if repository.variant else {}
    return DiffusionPipeline.from_pretrained(
        str(repository.place), dtype={"vae": _dtype_of("vae", repository, dtype), "default": dtype},
        use_safetensors=True, local_files_only=True, trust_remote_code=False, **more,
        **quantised(repository, plan),
    )  # fmt: skip


def _single(repository: Repository, plan: Plan, dtype: Any) -> Any:
    """Read a file of weights with the settings of its kind, which are no part of it."""
    quantised(repository, plan)
    file, kind = str(repository.place), pipeline_class(repository)
    try:
        return kind.from_single_file(file, dtype=dtype)
    except Exception as exc:
        causes = exc, exc.__cause__, exc.__context__
        if not any(isinstance(one, OSError | HfHubHTTPError) for one in causes):
            raise
        raise EngineUnavailable(
            f"The file {repository.name!r} holds weights and no settings. Those of its kind are "
            f"fetched once from the hub, which failed: {first_line(exc)} Run it once where there "
            "is a network, or name the folder of a pipeline."
        ) from exc


def _dtype_of(part: str, repository: Repository, dtype: Any) -> Any:
    named = repository.settings.get(part)
    precise = isinstance(named, list) and len(named) > 1 and named[1] in _PRECISE
    return torch.float32 if precise else dtype


def _modular(repository: Repository, plan: Plan, dtype: Any) -> Any:
    pipe = blocks_of(repository)
    smaller = quantised(repository, plan)
    parts = {name: smaller[name] for name in pipe.pretrained_component_names if name in smaller}
    for name in pipe.pretrained_component_names:
        spec = pipe.get_component_spec(name)
        if name not in parts and spec.pretrained_model_name_or_path:
            parts[name] = _part(spec, _dtype_of(name, repository, dtype))
    pipe.update_components(**parts)
    return pipe


def blocks_of(repository: Repository) -> Any:
    """Return the blocks of a modular pipeline, without weights."""
    with quiet():
        try:
            return ModularPipeline.from_pretrained(
                str(repository.place), local_files_only=True, trust_remote_code=False
            )
        except Exception as exc:
            raise unreadable(exc, repository.name, "modular pipeline", WHOLE) from exc


def _part(spec: Any, dtype: Any) -> Any:
    """Read one part, from the cache before the hub where it lies in another repository."""
    how: dict[str, Any] = {"dtype": dtype}
    if spec.type_hint is None or issubclass(spec.type_hint, torch.nn.Module):
        how["use_safetensors"] = True
    try:
        return spec.load(local_files_only=True, **how)
    except Exception as exc:
        if Path(str(spec.pretrained_model_name_or_path)).exists() or is_out_of_memory(exc):
            raise
    return spec.load(**how)


def _without_bars(pipe: Any) -> None:
    """Draw no bars while a pipeline runs, nor while blocks within blocks do."""
    if hasattr(pipe, "set_progress_bar_config"):
        pipe.set_progress_bar_config(disable=True)
    inner = getattr(pipe, "_blocks", pipe)  # the public name gives a copy
    for block in getattr(inner, "sub_blocks", {}).values():
        _without_bars(block)


@contextmanager
def quiet() -> Iterator[None]:
    """Show no bars, no warnings and no chatter of the libraries; what matters is told as ours."""
    level, shown = logging.get_verbosity(), logging.is_progress_bar_enabled()
    # Modular pipelines log a traceback of every error, of being cancelled too.
    logging.set_verbosity(logging.CRITICAL)
    logging.disable_progress_bar()
    try:
        with quietly(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(level)
        if shown:
            logging.enable_progress_bar()
