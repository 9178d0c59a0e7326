"""The embedded engine: designed scenes, drawn with skia and composed on planes."""

from __future__ import annotations

from functools import partial

from aigc.image.engine import check_size
from aigc.image.scene.build import build_art
from aigc.image.shot import VERSION, SceneShot, StageCache
from aigc.image.theme.formats import Canvas, unit_format
from aigc.image.theme.themes import theme as find_theme
from aigc.image.theme.tokens import Theme
from aigc.types.article import Language
from aigc.types.frame import Shot
from aigc.types.scene import Aspect, Storyboard


class MotionGraphics:
    """Draws every scene kind in any theme; needs no network, no model and no GPU."""

    @property
    def name(self) -> str:
        """Registered name."""
        return "motion_graphics"

    @property
    def fingerprint(self) -> str:
        """Digest of everything in the engine that decides pixels."""
        return f"motion_graphics-{VERSION}"

    def shots(
        self,
        storyboard: Storyboard,
        *,
        theme: Theme | str,
        aspect: Aspect,
        width_px: int,
        height_px: int,
        language: Language,
        platform: str = "generic",
    ) -> tuple[Shot, ...]:
        """Return one shot per scene; a shot draws the change from the one before.

        Raises
        ------
        ConfigError
            The theme, aspect or platform is unknown.
        InputError
            The size is odd, not positive, or not of the aspect.
        """
        form = unit_format(aspect, platform)
        check_size(aspect, width_px, height_px)
        look = theme if isinstance(theme, Theme) else find_theme(theme)
        canvas = Canvas(format=form, width_px=width_px, height_px=height_px)
        identity, cache = storyboard.identity, StageCache()
        out: list[SceneShot] = []
        last = len(storyboard.scenes) - 1
        for n, scene in enumerate(storyboard.scenes):
            ends = {"opening": n == 0, "closing": n == last}
            out.append(
                SceneShot(
                    scene,
                    partial(build_art, scene, look, form, identity, language, **ends),
                    theme=look,
                    canvas=canvas,
                    duration=scene.time.duration,
                    identity=f"{identity!r}{language}{ends}",
                    previous=out[-1] if out else None,
                    cache=cache,
                )
            )
        return tuple(out)
