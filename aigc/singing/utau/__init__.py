"""UTAU voicebanks: recorded syllables, cut as oto.ini says and brought to pitch and length."""
