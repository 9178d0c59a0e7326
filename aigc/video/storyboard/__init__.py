"""Storyboard: which picture or designed scene is shown while each line is spoken."""
