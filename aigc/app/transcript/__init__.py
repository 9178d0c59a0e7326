"""The page of the studio on which a recording becomes text with times."""
