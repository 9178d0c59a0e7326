"""The walls of the studio: who may enter, what each may fetch, and what may be typed."""
