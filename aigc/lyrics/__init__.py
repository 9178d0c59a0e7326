"""Lyrics written under a template: a model of verse, and what holds it to a form."""
