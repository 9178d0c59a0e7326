"""The studio: a Gradio page for content editors."""
