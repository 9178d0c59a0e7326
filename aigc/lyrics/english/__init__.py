"""English verse: how words sound, and a writer that keeps syllables, stress and rhyme."""
