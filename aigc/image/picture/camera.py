"""One slow, linear camera move over a still."""

from __future__ import annotations

from dataclasses import dataclass

from aigc.types.scene import Move

PAN: dict[Move, tuple[int, int]] = {
    "left": (-1, 0),
    "right": (1, 0),
    "up": (0, -1),
    "down": (0, 1),
}
PULL_TO_FOCUS = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A window that travels over a still; ``focus`` is the subject in 0-1 of the still.

    ``amount`` is the zoom of a push or pull, and the travel of a pan, as a share of the window.
    """

    move: Move
    amount: float
    focus: tuple[float, float] = (0.5, 0.5)

    def window(self, progress: float) -> tuple[float, float, float]:
        """Return ``(x, y, scale)`` of the window at ``progress`` (0-1).

        ``scale`` is the window's width as a share of the still's; ``x`` and ``y`` are its corner
        in 0-1 of the still. The window never leaves the still.
        """
        k = min(max(progress, 0.0), 1.0)
        tight = 1 / (1 + self.amount)
        if self.move in PAN:
            return self._pan(k, tight)
        wide = k if self.move == "push" else 1 - k
        scale = 1 + (tight - 1) * wide
        x, y = (self._towards(f, scale) for f in self.focus)
        return x, y, scale

    def _pan(self, k: float, scale: float) -> tuple[float, float, float]:
        room = 1 - scale
        dx, dy = PAN[self.move]
        x = room * (k if dx > 0 else 1 - k) if dx else self._towards(self.focus[0], scale)
        y = room * (k if dy > 0 else 1 - k) if dy else self._towards(self.focus[1], scale)
        return x, y, scale

    def _towards(self, focus: float, scale: float) -> float:
        """Return the corner of a window whose middle leans to the subject."""
        lean = min(max(0.5 + (focus - 0.5) * PULL_TO_FOCUS, 0.0), 1.0)
        return lean * (1 - scale)
