"""Pictures painted for scenes, in few calls of the engine, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aigc.notices import noticing
from aigc.progress import Progress
from aigc.types.prompt import PicturePrompt
from pipelines.fallback import engine_and_model
from pipelines.illustration import Illustration, Record, Task, keep, kept, told_again

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from aigc.image.painting.engine import PictureEngine

AT_ONCE: Final = 8
"""Pictures of one call; what is painted is kept before the next begins."""


def painted(
    prompts: Mapping[int, PicturePrompt], engine: PictureEngine, task: Task
) -> dict[int, Illustration]:
    """Return a picture of the canvas's size for each prompt, by its scene.

    A picture is known by its prompt and its place among equal prompts, not by its place in the
    clip: an edit elsewhere paints nothing anew.
    """
    plain = {n: replace(prompt, lines=()) for n, prompt in prompts.items()}
    keys = _keys(plain, engine, task)
    new = [n for n in plain if task.store.get(keys[n], ".png") is None]
    for start in range(0, len(new), AT_ONCE):
        _paint(new[start : start + AT_ONCE], plain, keys, engine, task, start, len(new))
    name = engine_and_model(task.config.images)
    out = {}
    for n, prompt in plain.items():
        asset, record = kept(task.store, keys[n], ".png", name, task.width_px, task.height_px)
        out[n] = Illustration(asset=asset, prompt=prompt, engine=name, record=record)
    told_again(one.record for one in out.values())
    return out


def _keys(
    prompts: Mapping[int, PicturePrompt], engine: PictureEngine, task: Task
) -> dict[int, str]:
    seen = Counter[PicturePrompt]()
    keys = {}
    for n, prompt in prompts.items():
        keys[n] = task.store.key(
            "paint", 1, engine=engine.fingerprint, prompt=prompt, nth=seen[prompt],
            seed=task.config.seed, width=task.width_px, height=task.height_px,
            reference=task.config.reference,
        )  # fmt: skip
        seen[prompt] += 1
    return keys


def _paint(
    scenes: Sequence[int],
    prompts: Mapping[int, PicturePrompt],
    keys: Mapping[int, str],
    engine: PictureEngine,
    task: Task,
    start: int,
    total: int,
) -> None:
    seed = task.config.seed + start
    with noticing() as told:
        pixels = engine.paint(
            [prompts[n] for n in scenes], width_px=task.width_px, height_px=task.height_px,
            seed=seed, reference=task.config.reference,
            progress=_part(task.progress, start, len(scenes), total),
        )  # fmt: skip
    for at, (n, rgb) in enumerate(zip(scenes, pixels, strict=True)):
        record = Record(seed=seed, place=at, notes=tuple(told))
        keep(task.store, keys[n], ".png", _drawn(rgb, prompts[n], record))


def _drawn(rgb: NDArray[Any], prompt: PicturePrompt, record: Record) -> Callable[[Path], Record]:
    def write(path: Path) -> Record:
        from PIL import Image
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("Description", prompt.text)
        info.add_itxt("Comment", "AI-generated")
        Image.fromarray(rgb).save(path, "PNG", pnginfo=info, compress_level=4)
        return record

    return write


def _part(progress: Progress, begun: int, count: int, all_of_them: int) -> Progress:
    """Return the progress of one of several calls, told as that of all of them."""

    def report(step: str, done: float, total: float) -> None:
        progress(step, begun + count * (done / total if total else 0.0), all_of_them)

    return report
