"""Shaders: put together from their files, each kind of surface its own program."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from aigc.errors import EngineFailed
from aigc.types.avatar import Material, Shading

KINDS = (
    "skin", "eye", "lash", "brow", "mouth", "hair", "cloth", "glossy", "glass", "metal", "unlit",
)  # fmt: skip
ALPHAS = ("opaque", "mask", "blend")
SHADINGS = ("toon", "standard", "flat")
POLISHED = ("eye", "glossy", "glass", "metal")
"""Kinds whose sparks are smaller than their triangles: they are lit pixel by pixel."""
SHADOW_PX = (512, 640, 2048)
"""Least, usual and greatest side of the shadow map."""
SHADOW_SHARE = 3
"""How many pixels of a drawn picture's height there are to each of the shadow map."""


class Programs:
    """The programs of one context, each made when it is first used."""

    def __init__(self, context: Any, shadow_px: int) -> None:
        """Prepare to make programs in a context, for a shadow map of that side."""
        self._context, self._shadow_px = context, shadow_px
        self._made: dict[tuple[str, ...], Any] = {}

    def surface(self, shading: Shading, material: Material) -> Any:
        """Return the program that draws a material in that shading."""
        head = self._defines(shading, material) + _source("lights.glsl")
        return self._program("surface.vert", ("surface.frag", f"{shading}.frag"), head)

    def outline(self) -> Any:
        """Return the program that draws outlines."""
        return self._program("outline.vert", ("outline.frag",), "")

    def shadow(self, cut: bool) -> Any:
        """Return the program that fills the shadow map, with cut-outs or without."""
        return self._program("shadow.vert", ("shadow.frag",), f"#define CUT {int(cut)}\n")

    def made(self) -> tuple[Any, ...]:
        """Return the programs made so far."""
        return tuple(self._made.values())

    def _defines(self, shading: Shading, material: Material) -> str:
        """Return the names that the shaders compare with, and what this material is."""
        numbers = {
            name.upper(): k for names in (KINDS, ALPHAS, SHADINGS) for k, name in enumerate(names)
        }
        numbers["KIND"] = KINDS.index(material.kind)
        numbers["ALPHA"] = ALPHAS.index(material.alpha)
        numbers["SHADING"] = SHADINGS.index(shading)
        numbers["SHARP"] = int(shading == "standard" and material.kind in POLISHED)
        lines = [f"#define {name} {value}\n" for name, value in numbers.items()]
        # finer maps have sharper shadows, but not so sharp that the single samples show
        blur = (SHADOW_PX[1] * self._shadow_px) ** -0.5
        return "".join(lines) + f"#define SHADOW_BLUR {blur:.8f}\n"

    def _program(self, vertex: str, fragment: tuple[str, ...], defines: str) -> Any:
        key = (vertex, *fragment, defines)
        if key not in self._made:
            head = "#version 330\n" + defines
            try:
                self._made[key] = self._context.program(
                    vertex_shader=head + _source(vertex),
                    fragment_shader=head + "".join(map(_source, fragment)),
                )
            except Exception as exc:  # moderngl raises its own Error, known only with the package
                raise EngineFailed(f"the shaders {key[:-1]} were refused: {exc}") from exc
        return self._made[key]


def shadow_side(height: int) -> int:
    """Return the side of the shadow map for a picture that is drawn so many pixels high.

    >>> shadow_side(1920), shadow_side(3840)
    (640, 1280)
    """
    least, _, greatest = SHADOW_PX
    return min(max(height // SHADOW_SHARE, least), greatest)


@cache
def _source(name: str) -> str:
    return (files("aigc.avatar.render") / "glsl" / name).read_text("utf-8")


def set_uniforms(program: Any, **values: Any) -> None:
    """Set those of the values that the program uses."""
    for name, value in values.items():
        if name in program:
            member = program[name]
            if isinstance(value, bytes):
                member.write(value)
            else:
                member.value = value
