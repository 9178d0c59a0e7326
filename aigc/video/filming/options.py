"""How film models are run; light to import."""

from __future__ import annotations

from aigc.config import option
from aigc.diffusion.options import Options


class FilmOptions(Options):
    """Options of diffusion models, and those that only films have."""

    fps: float = option(0.0, "Frames a second; 0 for what the model was trained for.",
                        "每秒帧数；0 为模型训练时的帧率。", ge=0, le=60)  # fmt: skip
    seconds: float = option(0.0, "Longest shot in seconds; 0 for the model's own longest.",
                            "单个镜头最长秒数；0 为模型上限。", ge=0, le=60)  # fmt: skip
    side_px: int = option(0, "Shorter side of a wide frame of the model; 0 for its usual one. "
                          "Other aspects have as many pixels.",
                          "模型生成宽幅画面时的短边像素；0 为常用尺寸，其他画幅像素数相同。",
                          ge=0, le=2160)  # fmt: skip
    motion: int = option(127, "How much moves, for models that ask (Stable Video Diffusion).",
                         "运动幅度（Stable Video Diffusion）。", ge=1, le=255)  # fmt: skip
    flow_shift: float = option(0.0, "Shift of the noise schedule; 0 keeps the model's own.",
                               "噪声时间表偏移；0 沿用模型自带值。", ge=0, le=50)  # fmt: skip
    chain: bool = option(False, "Go on from the last frame where one shot is too short.",
                         "一个镜头不够长时，从末帧继续生成。")  # fmt: skip
