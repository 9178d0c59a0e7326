"""What an avatar wears: clothes, glasses, headwear, earrings."""

from aigc.avatar.wear.earrings import earrings
from aigc.avatar.wear.glasses import glasses
from aigc.avatar.wear.headwear import headwear, pressed
from aigc.avatar.wear.outfits import Dressed, dress

__all__ = ["Dressed", "dress", "earrings", "glasses", "headwear", "pressed"]
