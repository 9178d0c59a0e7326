"""From a scene of the storyboard to art that a shot can draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from types import MappingProxyType

from aigc.errors import ConfigError, did_you_mean
from aigc.image.paint.easing import EXIT_S
from aigc.image.scene.furniture import Kit, identity_pieces
from aigc.image.scene.idiom.table import idiom
from aigc.image.scene.piece import Composition
from aigc.image.scene.stage import Stage
from aigc.image.theme.formats import Format
from aigc.image.theme.tokens import Theme
from aigc.types.article import Language
from aigc.types.scene import Identity, Scene

KINDS: Mapping[str, str] = MappingProxyType(
    {
        kind: f"aigc.image.scene.{module}"
        for kind, module in (
            ("picture", "picture"),
            ("headline", "headline"),
            ("statement", "statement"),
            ("number", "number"),
            ("list", "items"),
            ("quote", "quote"),
            ("bars", "bars"),
            ("line", "curve"),
            ("timeline", "timeline"),
            ("chapter", "chapter"),
            ("end", "end"),
        )
    }
)
"""Scene kind -> module with a ``compose(kit, content)``."""


LEAST_S = 4 * EXIT_S
"""A shorter scene keeps its pieces to the end."""
COVERING = frozenset({"slab", "sweep", "slats"})
"""Changes that wipe the old words away themselves; under any other, words leave before it."""


def build_art(
    scene: Scene,
    theme: Theme,
    geometry: Format,
    identity: Identity,
    language: Language,
    *,
    opening: bool = False,
    closing: bool = False,
) -> Composition:
    """Return the foreground of ``scene`` and the picture under it.

    Parameters
    ----------
    scene : Scene
        What is shown; ``layout`` is taken modulo 2 and ``ground`` modulo 3.
    theme : Theme
        The look.
    geometry : Format
        Canvas and stage in units.
    identity : Identity
        Programme name and section; empty fields leave no hole.
    language : str
        Decides faces, breaking and numerals.
    opening : bool
        The clip begins with the scene: its words stand there on the first frame.
    closing : bool
        The clip ends with the scene: nothing leaves.

    Raises
    ------
    ConfigError
        When the scene's kind is unknown.
    """
    if scene.kind not in KINDS:
        raise ConfigError(
            f"There is no scene kind '{scene.kind}'. {did_you_mean(scene.kind, KINDS)}"
        )
    ground = scene.ground % 3
    tones = theme.tones(ground)
    stage = Stage(
        theme=theme,
        tones=tones,
        format=geometry,
        language=language,
        layout=scene.layout % 2,
        ground=ground,
        named=bool(identity.name or identity.section),
    )
    kit = Kit(
        stage=stage,
        idiom=idiom(theme, tones, ground, language),
        duration=float(scene.time.duration),
    )
    made: Composition = import_module(KINDS[scene.kind]).compose(kit, scene.content)
    over = kit.over_picture() if made.covered else kit
    covered = theme.change in COVERING or closing or scene.kind == "end"
    return replace(
        made,
        pieces=(*made.pieces, *identity_pieces(over, identity)),
        opening=opening,
        leaves=None if covered or kit.duration < LEAST_S else kit.duration - EXIT_S,
    )
