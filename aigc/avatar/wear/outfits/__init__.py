"""Clothes for the whole body, by the names of `aigc.avatar.catalogue.OUTFITS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.base import SKIN, Points
from aigc.avatar.piece import Piece
from aigc.avatar.shape import Shape
from aigc.avatar.spec import AvatarSpec
from aigc.avatar.wear.outfits import dresses, eastern, shirts, suits, tops
from aigc.avatar.wear.outfits.fitting import Fitting, fitting

MIDDLE_DM = 2.3
"""Half the width of a body at its hips; what is further out is a hand."""
MAKERS: Mapping[str, Callable[[Fitting], None]] = MappingProxyType(
    {
        "tee": tops.tee,
        "striped_tee": tops.striped_tee,
        "polo": tops.polo,
        "shirt": shirts.shirt,
        "shirt_tie": shirts.shirt_tie,
        "blouse": shirts.blouse,
        "suit": suits.suit,
        "suit_tie": suits.suit_tie,
        "blazer_tee": suits.blazer_tee,
        "cardigan": tops.cardigan,
        "sweater": tops.sweater,
        "turtleneck": tops.turtleneck,
        "hoodie": tops.hoodie,
        "denim_jacket": suits.denim_jacket,
        "qipao": eastern.qipao,
        "hanfu": eastern.hanfu,
        "tang_jacket": eastern.tang_jacket,
        "zhongshan": eastern.zhongshan,
        "uniform": dresses.uniform,
        "sailor": dresses.sailor,
        "lab_coat": suits.lab_coat,
        "apron": dresses.apron,
        "dress": dresses.dress,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dressed:
    """Clothes that were put on.

    Attributes
    ----------
    covered : bool, shape (19158,)
        Vertices of the skin that clothes hide.
    torso : float64, shape (n, 3)
        The clothed upper body, for hair to lie on.
    """

    pieces: tuple[Piece, ...]
    covered: NDArray[np.bool_]
    torso: Points


def _middle(fit: Fitting, shape: Shape) -> NDArray[np.bool_]:
    """Return the skin from the legs' roots to the waist, which every outfit hides."""
    figure, skin = fit.figure, np.arange(len(shape.places)) < SKIN.stop
    x, y = np.abs(shape.places[:, 0]), shape.places[:, 1]
    found: NDArray[np.bool_] = skin & (y > figure.crotch) & (y < figure.waist) & (x < MIDDLE_DM)
    return found


def dress(spec: AvatarSpec, shape: Shape) -> Dressed:
    """Return the spec's outfit on a body."""
    fit = fitting(spec, shape)
    MAKERS[spec.outfit.style](fit)
    return Dressed(
        pieces=fit.rack.worn(shape.places),
        covered=fit.covered | _middle(fit, shape),
        torso=np.concatenate([fit.figure.shell.points, *fit.chest]),
    )
