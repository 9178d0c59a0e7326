"""A sentence, Chinese or English, becomes an `AvatarSpec`."""

from aigc.avatar.sentence.filler import SlotFiller
from aigc.avatar.sentence.reader import read_sentence
from aigc.avatar.sentence.slots import Conflict, Described, Slot

__all__ = ["Conflict", "Described", "Slot", "SlotFiller", "read_sentence"]
