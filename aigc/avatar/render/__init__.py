"""Characters drawn with OpenGL, on a GPU or a CPU, without a screen."""

from aigc.avatar.render.camera import FRAMINGS
from aigc.avatar.render.frames import frames, still, turntable
from aigc.avatar.render.player import Player, jobs_for
from aigc.avatar.render.renderer import GREEN, Renderer

__all__ = ["FRAMINGS", "GREEN", "Player", "Renderer", "frames", "jobs_for", "still", "turntable"]
