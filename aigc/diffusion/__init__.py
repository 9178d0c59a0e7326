"""Diffusion models of the diffusers format: which they are, how they are run, and running them."""
