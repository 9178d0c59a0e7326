"""Video: storyboard, captions and timeline in, frames and a file out."""
