"""The page of the studio on which the words that go out with a clip are written."""
