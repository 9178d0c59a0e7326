"""How texts and pictures are judged; light to import."""

from __future__ import annotations

from aigc.config import option
from aigc.networks import Placed


class Options(Placed):
    """Options of the engine ``classifier``."""

    flag: str = option(
        "", "Labels that may not leave, parted by commas; empty takes the usual ones.",
        "不许发布的标签，用逗号分隔；留空则取常见的违规标签。",
    )  # fmt: skip
    threshold: float = option(
        0.5, "So sure the model must be, from 0 to 1.", "判定违规所需的把握，0 到 1。", gt=0, lt=1
    )
    batch: int = option(
        16, "How many texts or pictures at a time.", "一次审核多少段文本或多少张图。", ge=1, le=512
    )
