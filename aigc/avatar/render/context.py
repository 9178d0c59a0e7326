"""A place to draw without a screen."""

from __future__ import annotations

from typing import Any

from aigc.errors import EngineUnavailable

LACKING = (
    "Characters are drawn with OpenGL through EGL, and this machine offers none ({why}). Install "
    "it with: apt-get install libegl1 libgl1-mesa-dri libgles2. An NVIDIA driver with EGL serves "
    "as well. VRM and GLB files and motion tracks can be made without it."
)


def open_context() -> Any:
    """Return a moderngl context on EGL: an NVIDIA GPU, or Mesa's llvmpipe on the CPU.

    Raises
    ------
    EngineUnavailable
        There is no EGL or no driver; the packages that bring one are named.
    """
    try:
        import moderngl

        settings: dict[str, Any] = {"backend": "egl", "require": 330}
        return moderngl.create_standalone_context(**settings)
    except Exception as exc:  # glcontext and moderngl raise bare Exception for all that lacks
        raise EngineUnavailable(LACKING.format(why=str(exc) or type(exc).__name__)) from exc
