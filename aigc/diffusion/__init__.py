"""Pipelines of diffusers: read, made fast and small for the device, and shared."""
