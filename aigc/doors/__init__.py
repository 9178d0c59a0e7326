"""Doors for what strangers made: told by content, bounded, and read in a jail.

`limits` says how much of each kind is let in, `sniff` what bytes are, `jail` runs a reader where
it can do no harm. A room calls `aigc.doors.jail.call` with the name of its own reader.
"""
