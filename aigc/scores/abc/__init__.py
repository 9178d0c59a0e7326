"""ABC notation, the plain notation of scores: text in and out."""
