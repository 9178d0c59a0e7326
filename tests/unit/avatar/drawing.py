"""Where there is EGL, tests draw; elsewhere they check that the lack of it is told clearly."""

from __future__ import annotations

from contextlib import contextmanager

from aigc.errors import EngineUnavailable


def has_egl() -> bool:
    try:
        import moderngl

        moderngl.create_standalone_context(backend="egl", require=330).release()
    except Exception:
        return False
    return True


@contextmanager
def drawing():
    """Let what is inside draw, or end in the one error that names the packages."""
    try:
        yield
    except EngineUnavailable as exc:
        assert not has_egl()
        assert "libegl1 libgl1-mesa-dri libgles2" in str(exc)
