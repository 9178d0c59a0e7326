"""Pictures painted and scenes filmed for a storyboard, in one look.

Which scenes: those that state something in words alone, and headlines without a picture. A number,
a chart, a list, a quotation and a picture of the article keep their place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Final

from aigc import registry
from aigc.notices import notice
from aigc.progress import Progress
from aigc.store import Store
from aigc.types.article import Article, Language
from aigc.types.prompt import PicturePrompt
from aigc.types.scene import PictureShot, Scene, Storyboard
from aigc.types.script import Script
from aigc.types.usage import Usage
from pipelines.cached import CachedPrompts
from pipelines.editing import picture_of, shown
from pipelines.fallback import EMBEDDED, attempted, engine_and_model
from pipelines.filming import filmed, still_of
from pipelines.illustration import Illustration, Task, told_again
from pipelines.moderating import check_scenes
from pipelines.painting import painted

if TYPE_CHECKING:
    from aigc.text.picturing.engine import PromptEngine
    from pipelines.article_to_video import Config

SCALE = Fraction(1)
"""Of painted pictures against the canvas."""
MOST_RUNNING: Final = 2
"""So many scenes with a picture follow one another at most, in a clip that is not short."""
SHORT: Final = Fraction(15)
"""Seconds up to which every scene may have one."""
PAINTED: Final[Mapping[Language, str]] = {"zh": "AI 生成画面", "en": "AI-generated picture"}
MOVED: Final[Mapping[Language, str]] = {"zh": "AI 生成动态", "en": "animated by AI"}
"""Stand by what was made, so that nobody takes it for what the article speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustrated:
    """A storyboard with what was made for it, and what asking for prompts has cost."""

    board: Storyboard
    made: tuple[Illustration, ...] = ()
    usage: Usage = field(default_factory=Usage)


def illustrated(
    board: Storyboard,
    article: Article,
    script: Script,
    config: Config,
    *,
    store: Store,
    progress: Progress,
) -> Illustrated:
    """Return the storyboard with painted pictures and films where their engines were asked for.

    Raises
    ------
    EngineError
        An engine failed and nothing may stand in.
    TrustError
        The moderator flags what a scene shows.
    """
    from aigc.image.theme.formats import canvas_size
    from aigc.video.storyboard.variety import varied

    look_at = partial(check_scenes, moderator=config.moderator, store=store, progress=progress)
    look_at(board.scenes)
    if not (config.images or config.clips) or _hidden(config):
        return Illustrated(board=board)
    width, height = canvas_size(config.aspect, SCALE)
    task = Task(
        script=script, config=config, store=store, progress=progress, width_px=width,
        height_px=height,
    )  # fmt: skip
    scenes, bare = list(board.scenes), chosen(board.scenes)
    moving = {n for n, scene in enumerate(scenes) if config.clips and still_of(scene)}
    prompts, usage = _prompts(sorted({*bare, *moving}), scenes, article, task)
    pictures = _paint({n: prompts[n] for n in bare}, scenes, task) if config.images else {}
    look_at(scenes, made={one.asset.sha256 for one in pictures.values()})
    films = _film(prompts, scenes, pictures, task) if config.clips else {}
    made = (*pictures.values(), *films.values())
    look_at(scenes, made={one.asset.sha256 for one in made})
    if made:
        board = replace(board, scenes=varied(scenes, config.seed))
    return Illustrated(board=board, made=made, usage=usage)


def chosen(scenes: Sequence[Scene]) -> tuple[int, ...]:
    """Return the scenes that are best served by a picture that is still to be made.

    Statements come first, then headlines without a picture. Unless the clip is short, no more than
    `MOST_RUNNING` scenes with a picture follow one another.
    """
    short = scenes[-1].time.end <= SHORT
    full = {n for n, scene in enumerate(scenes) if picture_of(scene)}
    taken: list[int] = []
    for kind in ("statement", "headline"):
        for n, scene in enumerate(scenes):
            free = scene.kind == kind and n not in full
            if free and (short or _run(n, full) <= MOST_RUNNING):
                full.add(n)
                taken.append(n)
    return tuple(sorted(taken))


def _run(at: int, full: set[int]) -> int:
    """Return how many scenes with pictures would follow one another with that one among them."""
    first = last = at
    while first - 1 in full:
        first -= 1
    while last + 1 in full:
        last += 1
    return last - first + 1


def _hidden(config: Config) -> bool:
    """Tell whether the presenter alone is seen, so that nobody would see a picture; say so."""
    alone = bool(config.presenter) and config.presenter_place in ("full", "green")
    if alone:
        notice("The presenter alone is seen, so no pictures were made.")
    return alone


def prompter(config: Config, script: Script) -> str:
    """Return the engine that writes the prompts: the one named, else the writer's, else our own."""
    if config.prompts:
        return config.prompts
    asked = registry.reference(config.writer).name
    wrote = registry.reference(script.author or asked).name
    return config.writer if wrote == asked in registry.names("prompts") else "extractive"


def _prompts(
    places: Sequence[int], scenes: Sequence[Scene], article: Article, task: Task
) -> tuple[dict[int, PicturePrompt], Usage]:
    """Return what is to be seen in each of the scenes, and what asking for it has cost."""
    from aigc.text.picturing.styles import look_for

    config = task.config
    name, style = prompter(config, task.script), look_for(config.theme, config.look)
    lines = [scenes[n].lines for n in places]

    def by(name: str) -> tuple[tuple[PicturePrompt, ...], Usage]:
        engine: PromptEngine = registry.get("prompts", name)
        kept = engine if engine.name in EMBEDDED else CachedPrompts(engine, task.store)
        made = kept.prompts(
            article, task.script, lines, style=style, seed=config.seed, progress=task.progress
        )
        return made, getattr(kept, "usage", Usage())

    if not places:
        return {}, Usage()
    made, usage = attempted(
        lambda: by(name),
        lambda: by("extractive"),
        fallback=config.fallback,
        what=f"The engine of prompts {engine_and_model(name)}",
        instead="so the pictures are described in the script's own words",
    )
    return dict(zip(places, made, strict=True)), usage


def _paint(
    prompts: Mapping[int, PicturePrompt], scenes: list[Scene], task: Task
) -> dict[int, Illustration]:
    """Put a painted picture into each scene that has a prompt, and return all that were painted."""
    from aigc.image.picture.salience import focus_of

    config = task.config
    made: dict[int, Illustration] = attempted(
        lambda: painted(prompts, registry.get("pictures", config.images), task),
        dict,
        fallback=config.fallback,
        what=f"The picture engine {engine_and_model(config.images)}",
        instead="so the scenes are designed without painted pictures",
    )
    credit = PAINTED[task.script.language]
    for n, one in made.items():
        shot = PictureShot(picture=one.asset, credit=credit, focus=focus_of(one.asset))
        scenes[n] = shown(scenes[n], shot)
    return made


def _film(
    prompts: Mapping[int, PicturePrompt],
    scenes: list[Scene],
    pictures: Mapping[int, Illustration],
    task: Task,
) -> dict[int, Illustration]:
    """Put a film into each scene that has a prompt; where one fails, those before it stay."""
    config = task.config
    made: dict[int, Illustration] = {}

    def all_of_them() -> None:
        engine = registry.get("clips", config.clips)
        for n, prompt in prompts.items():
            one = filmed(prompt, scenes[n], engine, task)
            scenes[n] = shown(scenes[n], _moving(one, scenes[n], n in pictures, task))
            made[n] = one

    attempted(
        all_of_them,
        lambda: None,
        fallback=config.fallback,
        what=f"The film engine {engine_and_model(config.clips)}",
        instead="so scenes are shown without films",
    )
    told_again(one.record for one in made.values())
    return made


def _moving(film: Illustration, scene: Scene, painting: bool, task: Task) -> PictureShot:
    """Return the shot of a film; one of the article's own picture keeps its label and credit."""
    from aigc.image.picture.salience import focus_of

    language, focus = task.script.language, focus_of(film.asset)
    shot = still_of(scene)
    if shot is None or painting:
        return PictureShot(picture=film.asset, credit=PAINTED[language], focus=focus)
    own = shot.credit or shot.picture.credit
    credit = " · ".join(part for part in (own, MOVED[language]) if part)
    return replace(shot, picture=film.asset, credit=credit, focus=focus)
