"""The page of the studio on which people look at what waits for them."""
