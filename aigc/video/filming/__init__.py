"""Films of a few seconds: made by models or moved from a picture, and written as files."""
