"""From an article to narration lines whose facts are all its own."""
