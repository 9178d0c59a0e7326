"""Keys and chords: read from a sheet, or found from a melody."""
