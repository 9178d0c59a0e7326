"""Prompts from the words of the line itself: what it names that can be seen, in one look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aigc.progress import Progress, silent
from aigc.text.picturing.motifs import any_scene, motif
from aigc.text.picturing.scenes import told
from aigc.text.picturing.seen import Seen, seen
from aigc.text.picturing.styles import MOTIONS, SHOTS, Style, style_named
from aigc.types.article import Article, Language
from aigc.types.prompt import PicturePrompt
from aigc.types.script import Script

MOST = 3
"""Things in one picture."""
_TITLE_WEIGHT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """What an article is about: its things, and all its words."""

    things: tuple[str, ...]
    text: str
    language: Language


class ExtractivePrompts:
    """Takes what can be seen from the lines, else from the article, else a still life of its topic.

    Nobody is invented and no person or brand is named; people are seen from behind or from afar.
    """

    name = "extractive"
    fingerprint = "extractive-prompts-1"

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
        look, language = style_named(style), script.language
        about = _about(article, script)
        out: list[PicturePrompt] = []
        shown: set[str] = set()
        for n, (text, own) in enumerate(zip(told(script, lines), lines, strict=True)):
            progress("prompts", n, len(lines))
            scene = _scene(text, about, n + seed, shown)
            shown.add(scene)
            out.append(_prompt(scene, look, language, n + seed, own))
        progress("prompts", len(lines), len(lines))
        return tuple(out)


def _about(article: Article, script: Script) -> _About:
    """Return the things that the whole article is about, those it names most often first."""
    if article.language != script.language:
        texts = [script.title, *(line.text for line in script.lines)]
    else:
        texts = [article.title] * _TITLE_WEIGHT + [b.span.of(article.text) for b in article.blocks]
    counts = Counter(thing for text in texts for thing in seen(text, script.language).things)
    named = [thing for thing, _ in counts.most_common(2 * MOST)]
    often = [thing for thing in named if counts[thing] > 1] or named[:MOST]
    apart = [one for n, one in enumerate(often) if not any(_akin(one, two) for two in often[:n])]
    return _About(things=tuple(apart), text="\n".join(texts), language=script.language)


def _scene(text: str, about: _About, turn: int, shown: set[str]) -> str:
    """Return what is seen; where there is a choice, nothing that was ``shown`` before."""
    made = [_joined(_told(text, about, turn + n), about.language) for n in range(3)]
    return next((one for one in made if one not in shown), made[0])


def _told(text: str, about: _About, turn: int) -> Seen:
    here = seen(text, about.language)
    things = here.things[:MOST]
    others = tuple(one for one in about.things if not any(_akin(one, own) for own in things))
    second = others[turn % len(others) : turn % len(others) + 1] if others else ()
    if len(things) == 1:
        things += second
    if not things:
        things = _still(text, about, turn, second)
    return replace(here, things=things)


def _still(text: str, about: _About, turn: int, place: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is shown for a line that names nothing: its subject, and what the article has."""
    subject = motif(text, about.language, turn)
    if about.things:
        more = about.things[(turn + 1) % len(about.things)]
        return (subject, *place) if subject else (*place, *(() if more in place else (more,)))
    subject = subject or motif(about.text, about.language, turn)
    subject = subject or motif(text, about.language, turn, weak=True)
    return (subject or any_scene(about.language, turn),)


def _akin(one: str, other: str) -> bool:
    return one in other or other in one


def _joined(what: Seen, language: Language) -> str:
    if language == "zh":
        people = f"{'、'.join(what.people[:2])}的远景背影" if what.people else ""
        return "，".join(part for part in ("、".join(what.things), people, what.light) if part)
    people = f"{' and '.join(what.people[:2])} seen from behind" if what.people else ""
    return ", ".join(part for part in (", ".join(what.things), people, what.light) if part)


def _prompt(
    scene: str, look: Style, language: Language, turn: int, lines: tuple[int, ...]
) -> PicturePrompt:
    shot = SHOTS[language][turn % len(SHOTS[language])]
    words = look.words(language)
    text = (
        f"{shot}：{scene}。{words}。"
        if language == "zh"
        else f"{shot}: {scene}. {_capital(words)}."
    )
    return PicturePrompt(
        text=text,
        unwanted=look.unwanted(language),
        motion=MOTIONS[language][turn % len(MOTIONS[language])],
        lines=lines,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
