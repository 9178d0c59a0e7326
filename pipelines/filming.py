"""Films for scenes, from their pictures or from words, each of exactly its scene's time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aigc.notices import noticing
from aigc.types.asset import Asset
from aigc.types.prompt import PicturePrompt
from aigc.types.scene import PictureShot, Scene
from pipelines.editing import picture_of
from pipelines.fallback import engine_and_model
from pipelines.illustration import Illustration, Record, Task, keep, kept

if TYPE_CHECKING:
    from aigc.video.filming.engine import FilmEngine

LONGEST_SIDE_PX: Final = 1280
"""Of a film; a model's own size is seldom larger."""
USUAL_SIDE_PX: Final = 832
"""Longer side of what models film at least: a film of a smaller picture is not made smaller."""


def still_of(scene: Scene) -> PictureShot | None:
    """Return the picture that a scene shows and that does not move yet, if any."""
    shot = picture_of(scene)
    return shot if shot and not shot.picture.media_type.startswith("video/") else None


def filmed(prompt: PicturePrompt, scene: Scene, engine: FilmEngine, task: Task) -> Illustration:
    """Return a film that lasts as long as the scene, of its picture where it has one."""
    from aigc.video.filming.file import VERSION, write_film
    from pipelines.article_to_video import FPS

    shot, duration, seed = still_of(scene), scene.time.duration, task.config.seed
    picture = shot.picture if shot else None
    said = replace(prompt, text=_shown_in(shot) or prompt.text, lines=())
    width, height = size_of(picture, task)
    key = task.store.key(
        "film", VERSION, engine=engine.fingerprint, prompt=said, seed=seed, picture=picture,
        duration=duration, fps=FPS, width=width, height=height,
    )  # fmt: skip

    def make(path: Path) -> Record:
        with noticing() as told:
            film = engine.film(
                said, duration=duration, width_px=width, height_px=height, seed=seed,
                picture=picture.path if picture else None, progress=task.progress,
            )  # fmt: skip
            write_film(
                film, path, duration=duration, fps=Fraction(FPS), progress=task.progress
            )  # fmt: skip
        return Record(seed=seed, notes=tuple(told))

    keep(task.store, key, ".mp4", make)
    name = engine_and_model(task.config.clips)
    asset, record = kept(task.store, key, ".mp4", name, width, height)
    of = picture.sha256 if picture else ""
    return Illustration(asset=asset, prompt=said, engine=name, record=record, of=of)


def _shown_in(shot: PictureShot | None) -> str:
    """Return what a picture of the article shows, as its caption tells."""
    return shot.label.replace("{", "").replace("}", "") if shot else ""


def size_of(picture: Asset | None, task: Task) -> tuple[int, int]:
    """Return the size of a film in pixels, both even, of the picture's shape or the canvas's."""
    known = picture is not None and picture.width_px and picture.height_px
    width = picture.width_px if picture and known else task.width_px
    height = picture.height_px if picture and known else task.height_px
    longest = max(width, height)
    scale = Fraction(min(LONGEST_SIDE_PX, max(longest, USUAL_SIDE_PX)), longest)
    return max(16, round(width * scale / 2) * 2), max(16, round(height * scale / 2) * 2)
