"""Scripts that a language model writes, line by line from numbered places of the article."""
