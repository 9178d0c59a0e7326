"""The page of the studio on which files that come back are verified."""
