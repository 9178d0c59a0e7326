"""Colours and measures of the pictures of sound: navy ground, gold for what was asked."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.image.theme.themes import NEWSROOM

_TONES = NEWSROOM.grounds[0]
GROUND: Final = _TONES.ground
TEXT: Final = _TONES.text
MUTED: Final = "#93A5D3"
ASKED: Final = _TONES.second
HEARD: Final = "#FF5C6E"
NOTE: Final = "#2C57C4"
RULE: Final = "#4A66B0"
PANEL: Final = "#0B1A42"
RAMP: Final = ("#081536", "#0F2A6B", "#1F55B8", "#4D93E6", "#A9D3FA", "#FFFFFF")
"""From the softest to the loudest."""

WIDTH_PX: Final = 1080.0
LEFT_PX: Final = 60.0
RIGHT_PX: Final = 24.0
MARGIN_PX: Final = 18.0
INNER_PX: Final = WIDTH_PX - LEFT_PX - RIGHT_PX
LABEL_PX: Final = 12.0
WORD_PX: Final = 15.0


def ramp(shares: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the colours of values 0 to 1; one axis of three more than ``shares``."""
    stops = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in RAMP])
    places = np.linspace(0, 1, len(stops))
    channels = [np.interp(shares, places, stops[:, i]) for i in range(3)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)
