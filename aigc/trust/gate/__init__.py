"""The gate through which everything leaves."""
