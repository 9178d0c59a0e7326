"""Which idiom belongs to which theme."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aigc.errors import ConfigError, did_you_mean
from aigc.image.scene.idiom.base import Idiom
from aigc.image.scene.idiom.finance import Finance
from aigc.image.scene.idiom.ink import Ink
from aigc.image.scene.idiom.lifestyle import Lifestyle
from aigc.image.scene.idiom.newsroom import Newsroom
from aigc.image.scene.idiom.poster import Poster
from aigc.image.scene.idiom.tech import Tech
from aigc.image.theme.tokens import Theme, Tones
from aigc.types.article import Language

IDIOMS: Mapping[str, type[Idiom]] = MappingProxyType(
    {
        "newsroom": Newsroom,
        "ink": Ink,
        "tech": Tech,
        "finance": Finance,
        "lifestyle": Lifestyle,
        "poster": Poster,
    }
)


def idiom(theme: Theme, tones: Tones, ground: int, language: Language) -> Idiom:
    """Return the idiom of ``theme`` with the colours of one of its grounds.

    Raises
    ------
    ConfigError
        When no idiom belongs to the theme's name.
    """
    if theme.name not in IDIOMS:
        raise ConfigError(
            f"Theme '{theme.name}' has no idiom to draw with. {did_you_mean(theme.name, IDIOMS)}"
        )
    return IDIOMS[theme.name](theme, tones, ground, language)
