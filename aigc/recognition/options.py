"""How recordings are listened to; light to import."""

from __future__ import annotations

from aigc.config import option
from aigc.networks import Placed


class Options(Placed):
    """Options of the engine ``whisper``."""

    batch: int = option(8, "How many windows are heard at a time.", "一次听多少段。", ge=1, le=128)
    beams: int = option(
        1, "How many texts are followed side by side.", "集束搜索的宽度。", ge=1, le=16
    )
    retries: int = option(
        5, "How often a window in doubt is heard again, each time freer.",
        "没听准的段落最多重听几次，一次比一次放开。", ge=0, le=5,
    )  # fmt: skip
    prompt: str = option(
        "", "Names and words that are said, to have them spelt right.",
        "录音里出现的人名和术语，帮助写对。", max_length=600,
    )  # fmt: skip
