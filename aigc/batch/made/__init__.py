"""The pipelines as batches run them."""
