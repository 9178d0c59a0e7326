"""English nouns as they stand in a prompt: with an article, and where things lie."""

from __future__ import annotations

from typing import Final

from aigc.text.script.words import vocabulary

_IN: Final = vocabulary(
    """classroom room hall kitchen bedroom office laboratory lab museum library bookshop shop
    store restaurant cafe café zoo canteen inn hotel hospital ward corridor hallway stairwell
    factory warehouse workshop greenhouse garage barn cabin cottage house home building church
    cathedral temple palace theatre cinema gallery studio supermarket mall school university
    village town city forest grove wood rainforest garden park orchard courtyard field paddock
    meadow valley canyon cave mine quarry desert alley lane harbour port carriage cockpit market
    plantation pasture campus teahouse pavilion tent hut lobby theatre countryside wetland marsh
    jungle neighbourhood suburb district stadium arena pool ward clinic pharmacy stable shed
    basement grassland"""
)
_ON: Final = vocabulary(
    """prairie road path track highway motorway bridge footbridge hill hillside slope mountain
    roof rooftop beach deck platform stage playground schoolyard square boardwalk island terrace
    balcony farm pavement runway pier quay jetty plain dune ridge mountainside avenue trail
    footpath riverbank embankment street ice reef seabed floor site court pitch rink"""
)
_BY: Final = vocabulary(
    """river lake sea ocean canal stream pond fountain reservoir fjord lagoon strait coast shore
    riverside seaside shoreline roadside waterfall well lakeside waterfront dam"""
)
_AT: Final = vocabulary(
    """station airport crossroads stall gate counter doorway entrance excavation dig corner
    landing window crossing fair"""
)
MASS: Final = vocabulary(
    """water seawater coffee milk bread tofu grain wheat rice corn snow ice sand rain mist fog
    smoke coral beef pork garlic ginger seafood seaweed algae dough chalk firewood paper timber
    steel wood furniture tableware bamboo candlelight moonlight sunlight grass fruit soil mud
    dust porcelain pottery cotton wool silk leather tea soup porridge radish oil honey butter
    cheese sugar salt flour concrete stone glass gold silver copper brass iron marble lava moss
    ivy foliage cargo cardboard luggage traffic fire steam foam spray meat fish chicken silk
    clay gravel powder medicine cloth opera music driftwood lightning barbecue blossom
    scaffolding metal plastic rubber rubble vegetation laundry food yeast equipment clothing
    debris traffic ink flesh coal pollen"""
)
DEFINITE: Final = vocabulary(
    "sea ocean sky sun moon seabed seaside countryside horizon riverside roadside earth shore"
)
_PLURAL: Final = vocabulary("people children men women mice geese sheep cattle teeth feet bees")
_SINGULAR: Final = vocabulary("lens bus canvas gas compass iris campus crossroads stethoscopes")
_A: Final = ("uni", "eu", "use", "one")

AFTER: Final = {"in": "里", "on": "上", "by": "旁", "at": ""}
"""What stands after a place in Chinese, for each preposition."""


def head_of(phrase: str) -> str:
    """Return the noun that a phrase is about.

    >>> head_of("old wall of a town"), head_of("mountain road")
    ('wall', 'road')
    """
    return phrase.split(" of ")[0].split(" in ")[0].split(" with ")[0].split(" ")[-1]


def with_article(phrase: str) -> str:
    """Return a phrase as it is spoken of for the first time.

    >>> [with_article(p) for p in ("old cinema", "boats", "snow", "starry sky", "sea")]
    ['an old cinema', 'boats', 'snow', 'a starry sky', 'the sea']
    """
    head = head_of(phrase)
    if phrase.split(" ")[0] in ("a", "an", "the") or head in MASS or is_plural(head):
        return phrase
    if phrase in DEFINITE:
        return f"the {phrase}"
    vowel = phrase[0] in "aeiou" and not phrase.startswith(_A)
    return f"{'an' if vowel else 'a'} {phrase}"


def is_plural(word: str) -> bool:
    """Tell whether a noun speaks of more than one."""
    many = word.endswith("s") and not word.endswith("ss") and word not in _SINGULAR
    return many or word in _PLURAL


def singular(phrase: str) -> str:
    """Return a phrase as it stands before another noun.

    >>> singular("dinosaurs"), singular("coffee")
    ('dinosaur', 'coffee')
    """
    head = phrase.split(" ")[-1]
    return phrase.removesuffix("s") if is_plural(head) and phrase != "rows of" else phrase


def place_of(phrase: str) -> str:
    """Return the preposition of a phrase that names a place, empty for anything else.

    >>> place_of("mountain road"), place_of("lamp")
    ('on', '')
    """
    head = head_of(phrase)
    forms = (head, head.removesuffix("s"), head.removesuffix("es"))
    tables = (("in", _IN), ("on", _ON), ("by", _BY), ("at", _AT))
    return next((how for how, words in tables if any(f in words for f in forms)), "")
