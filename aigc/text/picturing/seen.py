"""What a text names that can be seen: places, things with their looks, people, the light."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aigc.text.picturing.nouns import head_of
from aigc.types.article import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One thing that can be seen.

    Attributes
    ----------
    own, english : str
        What it is in the words of the text, such as *老电影院*, and in English, *an old cinema*.
    place : str
        The English preposition of a place; empty for anything that is none.
    doing : str
        What people do, in English; empty where nothing of it can be seen.
    """

    own: str
    english: str
    place: str = ""
    doing: str = ""

    def words(self, language: Language) -> str:
        """Return its name; the text's own where that is Chinese, too."""
        return self.own if language == "zh" else self.english


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a text lets one see, in its own order; names of persons and brands are left out.

    Attributes
    ----------
    things, places : tuple of Sight
        What has a shape; what others are in, on or beside.
    people : tuple of Sight
        People by what they are and do, such as *villagers walking*.
    light : Sight or None
        What hour, season and weather do to the light, where anything is said of them.
    """

    things: tuple[Sight, ...] = ()
    places: tuple[Sight, ...] = ()
    people: tuple[Sight, ...] = ()
    light: Sight | None = None

    @property
    def anything(self) -> bool:
        """Tell whether there is something that a picture could be of."""
        return bool(self.things or self.places or self.people)


def seen(text: str, language: Language) -> Seen:
    """Return what can be seen of what ``text`` tells."""
    from aigc.text.picturing.seen_en import english
    from aigc.text.picturing.seen_zh import chinese

    return chinese(text) if language == "zh" else english(text)


def light_of(text: str, hours: Sequence[tuple[str, str, str]]) -> Sight | None:
    """Return what a text says of the light; the first of ``hours`` that it touches."""
    return next(
        (
            Sight(own=own, english=english)
            for words, own, english in hours
            if re.search(words, text, re.IGNORECASE)
        ),
        None,
    )


def sorted_out(sights: Sequence[Sight], people: Sequence[Sight], light: Sight | None) -> Seen:
    """Return sights as places and things, without those that another or a deed holds already."""
    kept = []
    told = " ".join([light.english if light else "", *(one.doing for one in people)])
    for one in dict.fromkeys(sights):
        said = not one.place and head_of(one.english).removesuffix("s") in told
        if not said and not any(one.own in two.own for two in sights if two.own != one.own):
            kept.append(one)
    return Seen(
        things=tuple(one for one in kept if not one.place),
        places=tuple(one for one in kept if one.place),
        people=tuple(dict.fromkeys(people)),
        light=light,
    )
