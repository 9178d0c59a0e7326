"""How a translation model is run; light to import."""

from __future__ import annotations

from aigc.config import option
from aigc.networks import Placed


class Seq2Seq(Placed):
    """How a model that reads one text and writes another is run."""

    batch: int = option(8, "Sentences at a time.", "一次翻译多少句。", ge=1, le=256)
    beams: int = option(4, "Wordings weighed at each step.", "集束搜索的宽度。", ge=1, le=16)
