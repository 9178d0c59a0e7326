"""What must hold in a lyric, solved before a word of it is written."""
