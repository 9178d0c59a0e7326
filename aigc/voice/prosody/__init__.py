"""How long sounds last, where a speaker pauses, and the melody of speech."""
