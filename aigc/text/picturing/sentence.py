"""The sentence that tells a picture model what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aigc.text.picturing.nouns import AFTER
from aigc.text.picturing.seen import Sight
from aigc.text.picturing.styles import Style
from aigc.types.article import Language

_PLACED = tuple("里上下边旁口脚顶岸中外前后")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What one picture shows: people at work, things, the place and its light."""

    people: tuple[Sight, ...] = ()
    things: tuple[Sight, ...] = ()
    place: Sight | None = None
    light: Sight | None = None

    @property
    def sights(self) -> frozenset[Sight]:
        """Return all that has a shape, in no order: equal ones are the same picture."""
        return frozenset((*self.people, *self.things, *((self.place,) if self.place else ())))


def sentence(picture: Picture, shot: str, look: Style, language: Language) -> str:
    """Return the prompt of a picture, its look at the end."""
    words = look.words(language)
    if language == "zh":
        return f"{shot}：{_chinese(picture)}。{words}。"
    return f"{shot}: {_english(picture)}. {words[:1].upper()}{words[1:]}."


def _chinese(picture: Picture) -> str:
    people = "、".join(one.own for one in picture.people)
    things = "、".join(one.own for one in picture.things)
    place = picture.place.own if picture.place else ""
    if picture.place and (people or things) and not place.endswith(_PLACED):
        place += "上" if place.endswith("面") else AFTER[picture.place.place]
    parts = (place, f"{people}的背影" if people else "", things, _light(picture, "zh"))
    return "，".join(part for part in parts if part)


def _english(picture: Picture) -> str:
    people, things = _listed(picture.people), _listed(picture.things)
    place = picture.place.english if picture.place else ""
    if picture.place and (people or things):
        place = f"{picture.place.place} {place}"
    if people:
        parts = [f"{people}, seen from behind", place, f"with {things}" if things else ""]
    else:
        parts = [things, place]
    return ", ".join(part for part in (*parts, _light(picture, "en")) if part)


def _light(picture: Picture, language: Language) -> str:
    return picture.light.words(language) if picture.light else ""


def _listed(sights: Sequence[Sight]) -> str:
    words = [one.english for one in sights]
    return " and ".join(
        part for part in (", ".join(words[:-1]), words[-1] if words else "") if part
    )
