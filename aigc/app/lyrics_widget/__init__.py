"""A lyric that can be edited in a notebook: coloured cells, locks, and lines rolled again."""

from __future__ import annotations

from aigc.app.lyrics_widget.editor import LyricsEditor

__all__ = ["LyricsEditor"]
