"""Prompts from the words of the line itself: what it names that can be seen, in one look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from aigc.config import build
from aigc.errors import ConfigError
from aigc.progress import Progress, silent
from aigc.text.picturing.about import About, about, akin, beside
from aigc.text.picturing.engine import Manner
from aigc.text.picturing.motifs import any_scene, motif
from aigc.text.picturing.scenes import told
from aigc.text.picturing.seen import Seen, Sight, seen
from aigc.text.picturing.sentence import Picture, sentence
from aigc.text.picturing.styles import MOTIONS, SHOTS, style_named
from aigc.text.picturing.workplaces import workplace
from aigc.types.article import Article
from aigc.types.prompt import PicturePrompt
from aigc.types.script import Script

MOST = 3
"""Things in one picture."""
_TRIES = 6


class ExtractivePrompts:
    """Takes what can be seen from the lines, else from the article, else a still life of its topic.

    Nobody is invented and no person or brand is named; people are seen from behind or from afar.

    Parameters
    ----------
    model : str
        There is none: anything but an empty text is refused.
    **options
        Those of `Manner`. The scenes of an English script are described in English whatever is
        asked for.

    Raises
    ------
    ConfigError
        A model was named, or an option is wrong.
    """

    name = "extractive"

    def __init__(self, model: str = "", **options: Any) -> None:
        if model:
            raise ConfigError(
                f"The prompts engine 'extractive' has no models, so not {model!r} either. "
                "Ask for 'extractive' alone."
            )
        self.manner = build(Manner, options)

    @property
    def fingerprint(self) -> str:
        """Text that changes with the options."""
        return f"extractive-prompts-2:{self.manner.model_dump_json()}"

    def prompts(
        self,
        article: Article,
        script: Script,
        lines: Sequence[tuple[int, ...]],
        *,
        style: str,
        seed: int,
        progress: Progress = silent,
    ) -> tuple[PicturePrompt, ...]:
        """Return one prompt for each scene; see `aigc.text.picturing.engine.PromptEngine`."""
        look = style_named(style)
        language = "en" if script.language == "en" else self.manner.language
        whole = about(article, script)
        out: list[PicturePrompt] = []
        shown: list[frozenset[Sight]] = []
        for n, (text, own) in enumerate(zip(told(script, lines), lines, strict=True)):
            progress("prompts", n, len(lines))
            picture = _unseen(text, own, whole, n + seed, shown)
            shown.append(picture.sights)
            said = sentence(
                picture, SHOTS[language][(n + seed) % len(SHOTS[language])], look, language
            )
            motion = MOTIONS[language][(n + seed) % len(MOTIONS[language])]
            unwanted = look.unwanted(language)
            out.append(PicturePrompt(text=said, unwanted=unwanted, motion=motion, lines=own))
        progress("prompts", len(lines), len(lines))
        return tuple(out)


def _unseen(
    text: str, lines: tuple[int, ...], whole: About, turn: int, shown: Sequence[frozenset[Sight]]
) -> Picture:
    """Return a picture of what was not shown before, at least not in the scene before."""
    here = seen(text, whole.language)
    near = whole.near[lines[0]] if lines else Seen()
    before = frozenset[Sight]().union(*shown)
    own = _named(here, near, whole, turn, before) if here.anything else None
    made = _filled(own, near, whole, turn) if own else _still(text, near, whole, turn)
    tried: list[Picture] = []
    for one in chain(made, _any(text, whole, turn)):
        tried.append(replace(one, light=here.light))
        if one.sights not in shown:
            return tried[-1]
    return next(one for one in tried if one.sights not in shown[-1:])


def _named(here: Seen, near: Seen, whole: About, turn: int, before: frozenset[Sight]) -> Picture:
    """Return a picture of what a line names; what it lacks comes from near, if not ``before``."""
    apart = [one for one in here.places[1:] if not akin(one, here.places[0])]
    things = (*here.things, *apart)[:MOST]
    place = here.places[0] if here.places else beside(near, whole, (*things, *here.people))
    place = place or (workplace(here.people[0]) if here.people else None)
    picture = Picture(people=here.people[:2], things=things, place=place)
    busy = any(one.doing for one in here.people)
    if busy or len(things) + len(here.people) + len(here.places) > 1:
        return picture
    fuller = _with_more(picture, near, whole, turn, before)
    lonely = fuller == picture and picture.people
    return _with_more(picture, near, whole, turn) if lonely else fuller


def _filled(picture: Picture, near: Seen, whole: About, turn: int) -> Iterator[Picture]:
    """Yield a picture, then with one more thing of the article, another one each time."""
    yield picture
    for n in range(_TRIES):
        yield _with_more(picture, near, whole, turn + n)
    if picture.things or picture.people:
        yield replace(picture, place=None)


def _with_more(
    picture: Picture, near: Seen, whole: About, turn: int, before: frozenset[Sight] = frozenset()
) -> Picture:
    """Return a picture with one more thing of the article, none that was seen ``before``."""
    others = [one for one in whole.others(near, picture.sights) if one not in before]
    if not others:
        return picture
    return replace(picture, things=(*picture.things, others[turn % len(others)]))


def _still(text: str, near: Seen, whole: About, turn: int) -> Iterator[Picture]:
    """Yield what is shown for a line that names nothing: its subject, else what is near it."""
    things = whole.others(near, ())
    for n in range(_TRIES):
        subject = motif(text, whole.language, turn + n)
        if subject:
            yield Picture(things=(subject,))
        elif things or near.people:
            first = (turn + n) % max(1, len(things))
            some = (*things[first:], *things[:first])[: 1 if near.people else 2]
            place = beside(near, whole, some)
            yield Picture(people=near.people[:1], things=some, place=place)
            if some:
                yield Picture(things=some, place=place)


def _any(text: str, whole: About, turn: int) -> Iterator[Picture]:
    """Yield still lifes of what a line or its article touches at all, in the end of anything."""
    for n in range(_TRIES):
        for words, weak in ((text, True), (whole.text, False)):
            subject = motif(words, whole.language, turn + n, weak=weak)
            if subject:
                yield Picture(things=(subject,))
    for n in range(_TRIES):
        yield Picture(things=(any_scene(turn + n),))
