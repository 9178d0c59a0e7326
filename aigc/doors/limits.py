"""How much of each kind of input is let in: one table for commands, studio and batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from aigc import archives

Kind = Literal[
    "document", "url", "picture", "video", "audio", "score", "archive", "weights", "model", "brief"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What one input may be, and what reading it may cost; ``None`` where it has no such measure.

    Attributes
    ----------
    most_bytes : int
        Of the file itself.
    seconds, longest_s : float
        Of wall-clock time that its reader has without telling of progress, and in all.
    memory_bytes : int
        That its reader may hold.
    unpacked_bytes, entries, ratio : int or None
        Of what is packed inside: bytes in all, members, and bytes unpacked for each packed one.
    depth : int or None
        How deep lists, tables or elements may lie inside each other.
    pixels, sides_px, frames : int or None
        Of a picture or of one frame; of its longer side; frames in an animation.
    duration_s, streams : int or None
        Of a recording, a film or a piece of music.
    events : int or None
        Notes and other events of a score.
    """

    most_bytes: int
    seconds: float = 4.0
    longest_s: float = 60.0
    memory_bytes: int = 1 << 30
    unpacked_bytes: int | None = None
    entries: int | None = None
    ratio: int | None = None
    depth: int | None = None
    pixels: int | None = None
    sides_px: int | None = None
    frames: int | None = None
    duration_s: int | None = None
    streams: int | None = None
    events: int | None = None

    @property
    def packed(self) -> archives.Limits:
        """What an archive of this kind may hold."""
        return archives.Limits(
            most_bytes=self.unpacked_bytes or self.most_bytes,
            most_members=self.entries or 1,
            most_ratio=self.ratio or 1,
        )


LIMITS: Final[dict[Kind, Limit]] = {
    "document": Limit(
        most_bytes=20_000_000,
        unpacked_bytes=300_000_000,
        entries=5000,
        ratio=300,
        depth=100,
    ),
    "url": Limit(most_bytes=20_000_000, seconds=30.0),
    "picture": Limit(
        most_bytes=64_000_000, seconds=20.0, pixels=64_000_000, sides_px=16_384, frames=600
    ),
    "video": Limit(
        most_bytes=2_000_000_000,
        seconds=30.0,
        pixels=8192 * 4320,
        sides_px=8192,
        duration_s=3 * 3600,
        streams=16,
    ),
    "audio": Limit(most_bytes=500_000_000, seconds=30.0, duration_s=3 * 3600, streams=8),
    "score": Limit(
        most_bytes=24_000_000,
        unpacked_bytes=24_000_000,
        entries=1000,
        ratio=300,
        duration_s=4 * 3600,
        events=200_000,
    ),
    "archive": Limit(
        most_bytes=2_000_000_000, unpacked_bytes=200_000_000, entries=200, ratio=300, seconds=60.0
    ),
    "weights": Limit(most_bytes=200_000_000_000, seconds=10.0, entries=100_000, depth=40),
    "model": Limit(most_bytes=200_000_000, entries=20_000, depth=64, pixels=64_000_000),
    "brief": Limit(most_bytes=2_000_000, entries=100_000, depth=40),
}
"""What is let in, by kind; ``model`` is a 3-D one."""
