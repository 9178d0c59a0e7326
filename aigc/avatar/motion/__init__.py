"""Motion: what is heard, written or seen becomes tracks of a face and a body."""
