"""Changes that a person makes between the steps: other words, other pictures.

Indices count from zero; messages count from one, as the storyboard and the studio do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aigc.errors import InputError
from aigc.store import Store
from aigc.types.article import Article, Block, Figure, Span
from aigc.types.scene import Headline, PictureShot, Scene
from aigc.types.script import Script
from pipelines.article_to_video import SCENE_FPS, TAIL_S, Draft, laid_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A person's choice of picture, kept while lines are rewritten; no shot is a design.

    The scene is the ``nth`` of those that begin with ``line`` (-1 where nothing is said).
    """

    line: int
    nth: int
    shot: PictureShot | None


def edit_line(script: Script, index: int, text: str) -> Script:
    """Return ``script`` with the words of one line replaced; empty text removes the line.

    Raises
    ------
    InputError
        When there is no such line, or it is the last one left.
    """
    lines = list(script.lines)
    if not 0 <= index < len(lines):
        raise InputError(f"There is no line {index + 1}; the script has {len(lines)} lines.")
    words = " ".join(text.split())
    lines[index : index + 1] = [replace(lines[index], text=words)] if words else []
    if not lines:
        raise InputError("The last line cannot be removed: a script needs at least one line.")
    return replace(script, lines=tuple(lines))


def edit_lines(script: Script, texts: Sequence[str]) -> Script:
    """Return ``script`` with every line's words replaced by ``texts``, one for each line.

    Raises
    ------
    InputError
        When the number of texts differs from the number of lines.
    """
    if len(texts) != len(script.lines):
        raise InputError(
            f"{len(texts)} texts were given for {len(script.lines)} lines; give one for each."
        )
    for index in reversed(range(len(texts))):
        if texts[index] != script.lines[index].text:
            script = edit_line(script, index, texts[index])
    return script


def swap_picture(draft: Draft, scene: int, figure: int) -> Draft:
    """Return ``draft`` with scene ``scene`` showing the article's picture ``figure``.

    Raises
    ------
    InputError
        When there is no such scene or picture.
    """
    _check(draft, scene)
    figures = draft.article.figures
    if not 0 <= figure < len(figures):
        raise InputError(f"There is no picture {figure + 1}; the article has {len(figures)}.")
    return _with(draft, {scene: shown(draft.storyboard.scenes[scene], shot_of(figures[figure]))})


def move_picture(draft: Draft, scene: int, to: int) -> Draft:
    """Return ``draft`` with the picture of ``scene`` in ``to``; two pictures change places.

    A scene that is left without a picture shows its facts in a design.

    Raises
    ------
    InputError
        When there is no such scene, or it shows no picture.
    """
    _check(draft, scene)
    _check(draft, to)
    scenes = draft.storyboard.scenes
    shot, other = picture_of(scenes[scene]), picture_of(scenes[to])
    if shot is None:
        raise InputError(f"Scene {scene + 1} shows no picture that could be moved.")
    left = shown(scenes[scene], other) if other else designed(draft, scene)
    return draft if scene == to else _with(draft, {scene: left, to: shown(scenes[to], shot)})


def drop_picture(draft: Draft, scene: int) -> Draft:
    """Return ``draft`` with scene ``scene`` showing its facts in a design.

    Raises
    ------
    InputError
        When there is no such scene.
    """
    _check(draft, scene)
    return _with(draft, {scene: designed(draft, scene)})


def add_picture(article: Article, path: Path, *, store: Store, name: str = "") -> Article:
    """Return ``article`` with a picture or video file as its own material at the end.

    The name of the file is the caption, where a person wrote it and not a camera.

    Raises
    ------
    AssetError
        When the picture cannot be used.
    """
    from pipelines.bundle import caption_of
    from pipelines.material import taken_in

    name = name or path.name
    asset = taken_in(path, store.root / "assets", name)
    if any(f.asset.sha256 == asset.sha256 for f in article.figures):
        return article
    return appended(article, Figure(asset=asset, caption=caption_of(name)))


def appended(article: Article, figure: Figure) -> Article:
    """Return ``article`` with a picture as its last block."""
    text = f"{article.text}\n\n{figure.caption}" if figure.caption else article.text
    span = Span(start=len(text) - len(figure.caption), end=len(text))
    block = Block(kind="picture", span=span, figure=figure)
    return replace(article, text=text, blocks=(*article.blocks, block))


def shot_of(figure: Figure) -> PictureShot:
    """Return the still that shows ``figure``, looking at its salient point."""
    from aigc.image.picture.salience import focus_of

    return PictureShot(
        picture=figure.asset,
        label=figure.caption or figure.alt,
        credit=figure.asset.credit,
        focus=focus_of(figure.asset),
    )


def picture_of(scene: Scene) -> PictureShot | None:
    """Return the picture that a scene shows, if any."""
    if isinstance(scene.content, PictureShot):
        return scene.content
    return scene.content.picture if isinstance(scene.content, Headline) else None


def shown(scene: Scene, shot: PictureShot) -> Scene:
    """Return ``scene`` with ``shot``; an opening keeps its title, any other becomes the picture."""
    if isinstance(scene.content, Headline):
        return replace(scene, content=replace(scene.content, picture=shot))
    return replace(scene, kind="picture", content=shot)


def designed(draft: Draft, scene: int) -> Scene:
    """Return a scene as it is where the article has no pictures, at the same time."""
    from aigc.video.storyboard.plan import plan_storyboard

    plain = plan_storyboard(
        draft.article,
        draft.script,
        draft.narration,
        seed=draft.config.seed,
        identity=draft.storyboard.identity,
        fps=SCENE_FPS,
        tail=TAIL_S,
        shots=(),
    )
    return plain.scenes[scene]


def pin(draft: Draft, scene: int) -> Pin:
    """Return what a person chose to see in a scene, so that `pinned` can put it there again."""
    line, nth = _places(draft)[scene]
    return Pin(line=line, nth=nth, shot=picture_of(draft.storyboard.scenes[scene]))


def pinned(draft: Draft, pins: Sequence[Pin]) -> Draft:
    """Return ``draft`` with the chosen pictures in their scenes, and in no other."""
    places = {place: n for n, place in enumerate(_places(draft))}
    wanted = {places[p.line, p.nth]: p.shot for p in pins if (p.line, p.nth) in places}
    taken = {shot.picture.sha256 for shot in wanted.values() if shot}
    changed: dict[int, Scene] = {}
    for n, scene in enumerate(draft.storyboard.scenes):
        shot, chosen = picture_of(scene), wanted.get(n)
        if chosen:
            changed[n] = shown(scene, chosen)
        elif shot and (n in wanted or shot.picture.sha256 in taken):
            changed[n] = designed(draft, n)
    return _with(draft, changed) if changed else draft


def _places(draft: Draft) -> list[tuple[int, int]]:
    firsts = [scene.lines[0] if scene.lines else -1 for scene in draft.storyboard.scenes]
    return [(line, firsts[:n].count(line)) for n, line in enumerate(firsts)]


def _check(draft: Draft, scene: int) -> None:
    count = len(draft.storyboard.scenes)
    if not 0 <= scene < count:
        raise InputError(f"There is no scene {scene + 1}; the clip has {count} scenes.")


def _with(draft: Draft, changed: dict[int, Scene]) -> Draft:
    scenes = tuple(changed.get(n, s) for n, s in enumerate(draft.storyboard.scenes))
    board = replace(draft.storyboard, scenes=scenes)
    timeline = laid_out(board, draft.narration, draft.captions, draft.config)
    return replace(draft, storyboard=board, timeline=timeline)
