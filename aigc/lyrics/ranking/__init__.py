"""How good a lyric is: scores of a candidate, and which candidates to show."""
