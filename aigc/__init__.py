"""A workbench for AI-generated content: articles to narrated video, and the parts for more."""

__version__ = "0.1.0"
