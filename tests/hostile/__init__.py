"""What a stranger may send to harm us, and the proof that no door lets it."""
