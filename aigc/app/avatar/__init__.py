"""The page of avatars: choose or describe a character, change it, let it speak."""
