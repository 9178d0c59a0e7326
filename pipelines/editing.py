"""Changes that a person makes between the steps: other words, another picture."""

from __future__ import annotations

from dataclasses import replace

from aigc.errors import InputError
from aigc.types.scene import PictureShot, Scene
from aigc.types.script import Script
from pipelines.article_to_video import Draft


def edit_line(script: Script, index: int, text: str) -> Script:
    """Return ``script`` with the words of one line replaced; empty text removes the line.

    Raises
    ------
    InputError
        When there is no such line, or it is the last one left.
    """
    lines = list(script.lines)
    if not 0 <= index < len(lines):
        raise InputError(f"There is no line {index}; the script has {len(lines)} lines.")
    words = " ".join(text.split())
    lines[index : index + 1] = [replace(lines[index], text=words)] if words else []
    if not lines:
        raise InputError("The last line cannot be removed: a script needs at least one line.")
    return replace(script, lines=tuple(lines))


def edit_lines(script: Script, texts: list[str]) -> Script:
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
    from aigc.image.picture.salience import focus_of

    scenes, figures = list(draft.storyboard.scenes), draft.article.figures
    if not 0 <= scene < len(scenes):
        raise InputError(f"There is no scene {scene}; the clip has {len(scenes)} scenes.")
    if not 0 <= figure < len(figures):
        raise InputError(f"There is no picture {figure}; the article has {len(figures)}.")
    chosen = figures[figure]
    shot = PictureShot(
        picture=chosen.asset,
        label=chosen.caption or chosen.alt,
        credit=chosen.asset.credit,
        focus=focus_of(chosen.asset),
    )
    scenes[scene] = shown(scenes[scene], shot)
    return replace(draft, storyboard=replace(draft.storyboard, scenes=tuple(scenes)))


def shown(scene: Scene, shot: PictureShot) -> Scene:
    """Return ``scene`` as a picture scene with ``shot``, at the same time."""
    return replace(scene, kind="picture", content=shot)
