"""What a file says of itself, what others know of it, and whether the two fit together."""
