"""Sound alone tells what the mouth does: recordings to phonemes in time, with a text or without."""
