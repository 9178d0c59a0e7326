"""What the dock of every page says of work that waits for a person, and how it is fetched."""
