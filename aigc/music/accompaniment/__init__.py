"""A band that plays under a melody, in the metre, tempo and form of its score."""
