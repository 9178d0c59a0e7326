"""Files that say when what is heard, for editors, subtitles and faces."""
