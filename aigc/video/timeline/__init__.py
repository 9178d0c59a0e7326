"""Timeline: built from a storyboard, written as OpenTimelineIO, SRT and ASS."""
