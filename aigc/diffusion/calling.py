"""How pipelines of both kinds are called: what they take, what they give, and being watched."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, Final

import numpy as np
from diffusers import ModularPipeline, SchedulerMixin
from numpy.typing import NDArray
from PIL import Image

from aigc.errors import EngineFailed
from aigc.progress import Progress

_GIVEN: Final = ("images", "videos", "frames", "image", "video")
_SCALE: Final = "guidance_scale"


def inputs_of(pipe: Any) -> frozenset[str]:
    """Return the names of what a pipeline takes when it is called."""
    if isinstance(pipe, ModularPipeline):
        return frozenset(name for name in pipe.blocks.input_names if name)
    return frozenset(inspect.signature(pipe.__call__).parameters)


def default_of(pipe: Any, name: str) -> Any:
    """Return what a pipeline takes for an input that is not given, None where it has none."""
    if isinstance(pipe, ModularPipeline):
        return pipe.default_call_parameters.get(name)
    parameter = inspect.signature(pipe.__call__).parameters.get(name)
    return None if parameter is None or parameter.default is parameter.empty else parameter.default


def outputs_of(pipe: Any) -> frozenset[str]:
    """Return the names of what a modular pipeline gives; of others, nothing is known before."""
    return frozenset(pipe.blocks.output_names) if isinstance(pipe, ModularPipeline) else frozenset()


def made(pipe: Any, arguments: Mapping[str, Any]) -> Any:
    """Call a pipeline and return the pictures or frames that it gives.

    Raises
    ------
    EngineFailed
        It gives neither, or its own filter blackened a picture.
    """
    if isinstance(pipe, ModularPipeline):
        wanted = next((name for name in _GIVEN if name in outputs_of(pipe)), None)
        if wanted is not None:
            return pipe(output=wanted, **arguments)
    else:
        result = pipe(**arguments)
        if any(getattr(result, "nsfw_content_detected", None) or ()):
            raise EngineFailed(
                "The model's own filter held a picture back as unsafe. Say it otherwise, or choose "
                "another seed."
            )
        for name in _GIVEN:
            if getattr(result, name, None) is not None:
                return getattr(result, name)
    raise EngineFailed(f"A {type(pipe).__name__} gave neither pictures nor frames.")


@contextmanager
def watched(pipe: Any, progress: Progress, what: str) -> Iterator[None]:
    """Tell after every step of a pipeline how far it has come; what that raises ends it.

    The scheduler is listened to, since only some pipelines have a callback.
    """
    steps = _Steps(progress, what)
    progress(what, 0, 1)
    with ExitStack() as stack:
        for part in pipe.components.values():
            if isinstance(part, SchedulerMixin):
                stack.enter_context(steps.of(part))
        yield
    progress(what, max(steps.count, 1), max(steps.count, 1))


class _Steps:
    """Counts the steps of schedulers and tells of each."""

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress, self._what, self.count = progress, what, 0

    @contextmanager
    def of(self, scheduler: Any) -> Iterator[None]:
        """Tell of every step of a scheduler."""
        step = scheduler.step

        @wraps(step)
        def told(*args: Any, **named: Any) -> Any:
            result = step(*args, **named)
            self.count += 1
            left_out = getattr(scheduler, "begin_index", None) or 0
            total = max(self.count, len(scheduler.timesteps) - left_out)
            self._progress(self._what, self.count, total)
            return result

        scheduler.step = told
        try:
            yield
        finally:
            del scheduler.step


@contextmanager
def guided(pipe: Any, scale: float | None) -> Iterator[None]:
    """Set how strictly a pipeline with a guider follows the prompt, where that knows a scale."""
    guider = pipe.components.get("guider")
    if scale is None or guider is None or not hasattr(guider, _SCALE):
        yield
        return
    put(pipe, "guider", guider.new(guidance_scale=scale, enabled=scale > 1))
    try:
        yield
    finally:
        put(pipe, "guider", guider)


def put(pipe: Any, name: str, part: Any) -> None:
    """Give a pipeline of either kind another part."""
    if isinstance(pipe, ModularPipeline):
        pipe.update_components(**{name: part})
    else:
        setattr(pipe, name, part)


def pixels(picture: Any, name: str) -> NDArray[np.uint8]:
    """Return a picture or frame that a pipeline gave as uint8, ``(height, width, 3)``, RGB.

    Raises
    ------
    EngineFailed
        It is made of no numbers.
    """
    if isinstance(picture, Image.Image):
        return np.asarray(picture.convert("RGB"), np.uint8)
    values = np.asarray(picture)
    if values.dtype == np.uint8:
        return values
    if not np.isfinite(values).all():
        raise EngineFailed(
            f"The model {name!r} gave pictures that are no numbers, as float16 does to some "
            "models. Run it with dtype=bfloat16 or dtype=float32."
        )
    return np.asarray(np.rint(np.clip(values, 0, 1) * 255), np.uint8)


def rewinding(generator: Any) -> Callable[[], None]:
    """Return what puts generators back to where they are now, so that a retry draws the same."""
    every = generator if isinstance(generator, list) else [generator]
    states = [(one, one.get_state()) for one in every if one is not None]

    def rewind() -> None:
        for one, state in states:
            one.set_state(state)

    return rewind


def fresh(pipe: Any) -> None:
    """Forget what caches hold of an earlier call, which may have been broken off."""
    for part in pipe.components.values():
        if getattr(part, "is_cache_enabled", False):
            part._reset_stateful_cache()
