"""The library on the page: cards by the dozen, drawn when they are first looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from aigc.app import views
from aigc.app.avatar.actions import Keep
from aigc.app.avatar.words import say
from aigc.app.troubles import sentence_of
from aigc.app.words import Tongue
from aigc.avatar.presets import Preset, presets
from aigc.avatar.spec import AvatarSpec
from aigc.errors import EngineUnavailable
from aigc.store import Store
from pipelines.avatar_shown import thumbnail, thumbnail_at_hand

A_PAGE = 12
FAMILIES = ("anime", "human")
SKINS = ((250, 226, 210), (84, 52, 38))
"""The fairest and the deepest tone of a card that is not drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which cards are looked at."""

    family: str = FAMILIES[0]
    page: int = 0

    @property
    def people(self) -> tuple[Preset, ...]:
        """The characters there."""
        return of_family(self.family)[self.page * A_PAGE : (self.page + 1) * A_PAGE]

    @property
    def pages(self) -> int:
        """How many pages the family has."""
        return -(-len(of_family(self.family)) // A_PAGE)


def place_of(told: Mapping[str, object]) -> Place:
    """Return the place that a page names, the first for one that is not there."""
    family = told.get("family") if told.get("family") in FAMILIES else FAMILIES[0]
    try:
        page = int(str(told.get("page", 0)))
    except ValueError:
        page = 0
    place = Place(family=str(family))
    return Place(family=place.family, page=page % place.pages)


@cache
def of_family(family: str) -> tuple[Preset, ...]:
    """Return the characters of a family in their order."""
    return tuple(p for p in presets().values() if p.family == family)


def shelf(
    store: Store, keep: Keep, place: Place, tongue: Tongue, *, drawing: bool = False, why: str = ""
) -> str:
    """Return a page of cards; ``why`` tells what keeps some from being drawn."""
    drawn = {p.id: thumbnail_at_hand(p.spec, store=store) for p in place.people}
    wanting = "" if drawing or why or all(drawn.values()) else " data-wanting"
    cards = "".join(_card(p, found and keep(found), tongue) for p in place.people
                    for found in (drawn[p.id],))  # fmt: skip
    note = f"<p class='mute'>{escape(say('not_drawn', tongue, why=why))}</p>" if why else ""
    return (
        f'<section class="shelf" data-family="{place.family}" data-page="{place.page}"{wanting}>'
        f"{_bar(place, tongue)}{note}<div class='people'>{cards}</div></section>"
    )


def draw(store: Store, keep: Keep, place: Place, tongue: Tongue) -> Iterator[str]:
    """Draw what was never drawn, one after the other, and yield the cards after each."""
    for person in place.people:
        if thumbnail_at_hand(person.spec, store=store):
            continue
        try:
            thumbnail(person.spec, store=store)
        except EngineUnavailable as exc:
            yield shelf(store, keep, place, tongue, why=sentence_of(exc, tongue))
            return
        yield shelf(store, keep, place, tongue, drawing=True)


def _bar(place: Place, tongue: Tongue) -> str:
    tabs = "".join(
        f'<button type="button" data-family="{name}" aria-pressed="{str(name == place.family).lower()}">'  # noqa: E501
        f"{say(f'family.{name}', tongue, count=len(of_family(name)))}</button>"
        for name in FAMILIES
    )
    here = say("shelf", tongue, n=place.page + 1, count=place.pages)
    steps = "".join(
        f'<button type="button" data-page="{(place.page + step) % place.pages}" '
        f'aria-label="{say(key, tongue)}">{sign}</button>'
        for key, step, sign in (("before", -1, "‹"), ("next", 1, "›"))
    )
    return (
        f'<div class="bar"><h3>{say("library", tongue)}</h3><div class="tabs">{tabs}</div>'
        f'<div class="turn"><small>{here}</small>{steps}</div></div>'
    )


def _card(person: Preset, picture: Path | None, tongue: Tongue) -> str:
    whole = person.chinese if tongue == "zh" else person.english
    name, _, role = whole.partition("，" if tongue == "zh" else ", ")
    seen = f'<img src="{views.served(picture)}" alt="">' if picture else swatch(person.spec)
    return (
        f'<button type="button" class="person" data-id="{escape(person.id)}" '
        f'title="{escape(whole)}">{seen}<b>{escape(name)}</b><small>{escape(role)}</small></button>'
    )


def swatch(spec: AvatarSpec) -> str:
    """Return a card's place before it is drawn, in the character's own colours."""
    light, deep = SKINS
    tone = (round(a + (b - a) * spec.skin.tone) for a, b in zip(light, deep, strict=True))
    skin = "#" + "".join(f"{part:02x}" for part in tone)
    return (
        f'<i class="swatch" style="--hair:{spec.hair.colour};--skin:{skin};'
        f'--wear:{spec.outfit.colour}" aria-hidden="true"></i>'
    )
