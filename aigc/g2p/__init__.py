"""Writing to sounds, for lyrics, speech and song alike."""
