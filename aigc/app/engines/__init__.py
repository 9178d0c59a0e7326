"""The page of engines: what can be chosen, which models are known, and what lies in memory."""
