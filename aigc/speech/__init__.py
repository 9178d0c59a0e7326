"""Text to narration with the times of every word."""
