"""The executor of a Ray cluster: stations hold models warm, and a driver holds the ledger."""
