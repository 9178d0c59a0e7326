"""Pictures painted for scenes, in few calls of the engine, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aigc.notices import noticing
from aigc.progress import Progress, part
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
    seeds = _seeds(plain, task.config.seed)
    keys = {n: _key(prompt, seeds[n], engine, task) for n, prompt in plain.items()}
    new = [n for n in plain if task.store.get(keys[n], ".png") is None]
    begun = 0
    for seed in sorted({seeds[n] for n in new}):
        alike = [n for n in new if seeds[n] == seed]
        for start in range(0, len(alike), AT_ONCE):
            some = alike[start : start + AT_ONCE]
            progress = part(task.progress, begun, len(some), len(new))
            _paint({keys[n]: plain[n] for n in some}, seed, engine, task, progress)
            begun += len(some)
    name = engine_and_model(task.config.images)
    out = {}
    for n, prompt in plain.items():
        asset, record = kept(task.store, keys[n], ".png", name, task.width_px, task.height_px)
        out[n] = Illustration(asset=asset, prompt=prompt, engine=name, record=record)
    told_again(one.record for one in out.values())
    return out


def _seeds(prompts: Mapping[int, PicturePrompt], seed: int) -> dict[int, int]:
    """Return the seed of each picture: another one for each of equal prompts."""
    seen = Counter[PicturePrompt]()
    seeds = {}
    for n, prompt in prompts.items():
        seeds[n] = seed + seen[prompt]
        seen[prompt] += 1
    return seeds


def _key(prompt: PicturePrompt, seed: int, engine: PictureEngine, task: Task) -> str:
    return task.store.key(
        "paint", 2, engine=engine.fingerprint, prompt=prompt, seed=seed, width=task.width_px,
        height=task.height_px, reference=task.config.reference,
    )  # fmt: skip


def _paint(
    prompts: Mapping[str, PicturePrompt],
    seed: int,
    engine: PictureEngine,
    task: Task,
    progress: Progress,
) -> None:
    """Paint pictures, and keep each under its key."""
    with noticing() as told:
        pictures = engine.paint(
            list(prompts.values()), width_px=task.width_px, height_px=task.height_px, seed=seed,
            reference=task.config.reference, progress=progress,
        )  # fmt: skip
    record = Record(seed=seed, notes=tuple(told))
    for (key, prompt), rgb in zip(prompts.items(), pictures, strict=True):
        keep(task.store, key, ".png", _drawn(rgb, prompt, record))


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
