"""Score files in, `aigc.types.score.Score` out."""
