"""How pictures and lines are compared; light to import."""

from __future__ import annotations

from aigc.config import option
from aigc.networks import Placed


class Options(Placed):
    """Options of the engine ``clip``."""

    batch: int = option(
        16, "How many pictures or lines at a time.", "一次看多少张图、多少句话。", ge=1, le=512
    )
