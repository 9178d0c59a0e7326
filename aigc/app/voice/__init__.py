"""The pages of the studio on which a text is spoken and a song is sung."""
