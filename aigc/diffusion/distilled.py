"""Distilled models: how few steps and how little guidance they want; light to import."""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar

from aigc.diffusion.options import Options

T = TypeVar("T", bound=Options)

_NONE: Final = {"guidance": 0.0}
_LITTLE: Final = {"guidance": 1.0}
_HABITS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    (r"z-image.*turbo", {"steps": 9, **_NONE}),
    (r"flux.*schnell", {"steps": 4, **_NONE}),
    (r"flux.*klein(?!-base)", {"steps": 4, **_LITTLE}),
    (r"flux.*turbo", {"steps": 8}),
    (r"sd-turbo|sdxl-turbo|3\.5-large-turbo", {"steps": 4, **_NONE}),
    (r"qwen-image.*lightning", {"steps": 8, **_LITTLE}),
    (r"sdxl-lightning", {"steps": 4, "scheduler": "euler_trailing", **_NONE}),
    (r"hyper-sd(xl|15)", {"steps": 8, "scheduler": "ddim_trailing", **_NONE}),
    (r"hyper-flux", {"steps": 8}),
    (r"lcm-(lora|dreamshaper|sdxl|ssd)", {"steps": 6, "scheduler": "lcm", **_LITTLE}),
    (r"dmd2-sdxl", {"steps": 4, "scheduler": "lcm", **_NONE}),
    (r"wan.*(lightx2v|causvid)", {"steps": 4, **_LITTLE}),
    (r"ltx-video.*distilled", {"steps": 8, **_LITTLE}),
)
"""What names of models and LoRAs hold, and what their authors run them with; the first counts."""
_COUNT: Final = re.compile(r"(\d+)-?steps?(?![a-z])")


def usual(model: str, options: T) -> T:
    """Return options with what a distilled model or LoRA wants, where nothing else was asked for.

    It is known by its name; a number of steps in it counts.

    >>> made = usual("~/models/sdxl_lightning_8step.safetensors", Options())
    >>> made.steps, made.guidance, made.scheduler
    (8, 0.0, 'euler_trailing')
    """
    asked = options.model_dump(exclude_defaults=True)
    for name in (*options.laid_over, model):
        if wants := habit_of(name):
            return options.model_copy(update={k: v for k, v in wants.items() if k not in asked})
    return options


def habit_of(name: str) -> dict[str, Any]:
    """Return what a model or LoRA of that name is run with; nothing for one that is not distilled.

    The name and the folder or owner before it are looked at.
    """
    plain = re.sub(r"[_ ]", "-", "/".join(name.lower().split("/")[-2:]))
    found = next((wants for word, wants in _HABITS if re.search(word, plain)), {})
    count = _COUNT.search(plain)
    return found | {"steps": int(count[1])} if found and count and int(count[1]) else found
