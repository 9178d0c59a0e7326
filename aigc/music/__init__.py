"""Beds to lie under a voice; chords, a band, a melody for words, and the mix of a song."""
