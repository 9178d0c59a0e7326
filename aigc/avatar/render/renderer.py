"""One character drawn, frame after frame, without a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType, TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.pose import AT_EASE, Floats, Turns, local_turns, placed
from aigc.avatar.render.body import FIELDS, Body
from aigc.avatar.render.camera import camera, check_size, light
from aigc.avatar.render.context import open_context
from aigc.avatar.render.desk import at_desk
from aigc.avatar.render.programs import Programs, set_uniforms, shadow_side
from aigc.avatar.render.target import Target
from aigc.types.avatar import Avatar, Material, Part, Rgb

GREEN: Rgb = (0.0, 0.69, 0.25)
"""A background that editing programs key out."""
NO_FACE: Mapping[str, float] = MappingProxyType({})
SHADOWLESS = ("eye", "lash", "brow", "mouth", "glass", "unlit", "glossy", "metal")
"""Kinds that cast nothing; the shadow of spectacles would cross the eyes."""
PUSH_M = MappingProxyType({"skin": 0.12})
"""How far from the light a kind casts its shadow, so that faces throw none on themselves."""
LINELESS = ("eye", "lash", "brow", "mouth", "glass", "unlit")
UNDER_BROWS = ("skin", "eye", "lash", "mouth", "hair")
"""Kinds that drawn brows are seen through; glasses and hats cover them."""
PARTING = MappingProxyType({"mouthLowerDown": 0.75, "mouthUpperUp": 0.5, "mouthSmile": 0.15})
"""How much each side's movement lets light in between the lips, beside the jaw."""
DARK_MOUTH = 0.25
"""How bright a mouth is inside while its lips only just part."""
LINE = MappingProxyType({"toon": 1.0, "flat": 1.0, "standard": 0.0})
REST_HEIGHT_M = 0.62
"""Outlines have their width where a picture shows so much; they are thinner on smaller figures."""


class Renderer:
    """Draws one character in one framing.

    The avatar's parts, shading and materials are drawn as they are exported.
    """

    def __init__(
        self,
        avatar: Avatar,
        width: int,
        height: int,
        framing: str = "bust",
        *,
        background: Rgb | None = None,
        supersample: int = 2,
    ) -> None:
        """Open a context and send the character to it.

        Parameters
        ----------
        width, height : int
            Pixels of the picture, 16 to 8192.
        framing : str
            A name of `aigc.avatar.render.camera.FRAMINGS`.
        background : Rgb or None
            None for a transparent one.
        supersample : int
            Pixels drawn for each side of one that is returned, so that edges are smooth.

        Raises
        ------
        InputError
            The picture is too small or too large.
        ConfigError
            There is no such framing.
        EngineUnavailable
            The machine has no EGL.
        """
        check_size(width * supersample, height * supersample)
        self._view = camera(avatar, framing, width / height)
        self.avatar = at_desk(avatar, self._view) if framing == "desk" else avatar
        self._light, self._to_light = light(self._view, avatar.eyes)
        self._body = Body(self.avatar)
        self._bones = len(avatar.bones)
        self._background = background
        self._context = open_context()
        with self._context:
            self._target = Target(self._context, width, height, supersample)
            self._shadow_px = shadow_side(self._target.drawn[1])
            self._programs = Programs(self._context, self._shadow_px)
            self._textures = _textures(self._context, self.avatar.parts)
            self._make_buffers()
            self._make_passes()

    def __enter__(self) -> Self:
        """Return the renderer, which is closed afterwards."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Give the context back."""
        self.close()

    def close(self) -> None:
        """Give the context and all that is in it back."""
        if self._context is not None:
            with self._context:
                self._target.release()
                for held in (*self._held, *self._textures.values(), *self._programs.made()):
                    held.release()
            self._context.release()
            self._context = None

    def frame(
        self,
        face: Mapping[str, float] = NO_FACE,
        turns: Turns | None = None,
        *,
        travel: Sequence[float] | None = None,
        swing: Floats | None = None,
        yaw: float = 0.0,
    ) -> NDArray[np.uint8]:
        """Draw one frame.

        Parameters
        ----------
        face : mapping of str to float
            Weights of `BLENDSHAPES`, 0 to 1; those left out are 0.
        turns : mapping of str to quaternion (x, y, z, w), or None
            By VRM bone, from the rest pose; None for arms that hang at ease.
        travel : three floats or None
            Metres by which the hips leave their place.
        swing : float64, shape (bones, 4), or None
            Turns of all bones with those of springs, from `aigc.avatar.springs`; instead of
            ``turns``.
        yaw : float
            Degrees by which the whole character is turned to its left.

        Returns
        -------
        uint8, shape (height, width, 4)
            RGB and straight alpha.

        Raises
        ------
        InputError
            A movement or bone is unknown, or a value is no number.
        """
        local = local_turns(self.avatar, AT_EASE if turns is None else turns)
        if swing is not None:
            local[: len(swing)] = swing
        rotations, origins = placed(self.avatar, local, travel)
        own = slice(self._bones)
        rotations[own], origins[own] = _yawed(rotations[own], origins[own], yaw)
        vertices = self._body.posed(face, rotations, origins)
        with self._context:
            self._moving.write(np.ascontiguousarray(vertices.T).tobytes())
            self._draw_shadows(vertices[:3])
            self._draw_picture(vertices[:3], face)
            return self._target.read()

    def _make_buffers(self) -> None:
        c, body = self._context, self._body
        count = len(body.positions)
        self._moving = c.buffer(reserve=count * FIELDS * 4, dynamic=True)
        self._fixed = c.buffer(body.fixed().tobytes())
        self._indices = c.buffer(reserve=body.triangles.nbytes, dynamic=True)
        self._depth = c.depth_texture((self._shadow_px, self._shadow_px))
        self._depth.compare_func = "<="
        self._depth.repeat_x = self._depth.repeat_y = False
        self._shadows = c.framebuffer([], self._depth)
        self._held = [self._moving, self._fixed, self._indices, self._shadows, self._depth]
        self._arrays: dict[int, Any] = {}

    def _make_passes(self) -> None:
        """Decide once what is drawn in which order; what is seen through comes last."""
        parts = self.avatar.parts
        order = sorted(range(len(parts)), key=lambda k: parts[k].material.alpha == "mask")
        self._solid = [k for k in order if parts[k].material.alpha != "blend"]
        self._layers = _layers([parts[k].material.kind for k in self._solid], self._solid)
        self._clear = [k for k in order if parts[k].material.alpha == "blend"]
        scale = LINE[self.avatar.shading] * min((REST_HEIGHT_M / self._view.height) ** 0.5, 1.2)
        self._lines = [
            (k, parts[k].material.outline * scale / 1000 * self._target.drawn[1])
            for k in self._solid
            if parts[k].material.kind not in LINELESS
            and parts[k].material.outline * scale > 0
            and parts[k].material.alpha == "opaque"
        ]
        self._casts = [p.material.casts_shadow and p.material.kind not in SHADOWLESS for p in parts]

    def _draw_shadows(self, places: NDArray[np.float32]) -> None:
        c = self._context
        self._shadows.use()
        self._shadows.clear(depth=1.0)
        c.enable_only(c.DEPTH_TEST)
        spans = self._upload(places, self._light, self._casts)
        for k, (first, count) in spans.items():
            material = self.avatar.parts[k].material
            program = self._programs.shadow(material.alpha == "mask")
            push = -float(self._light[2, 2]) * PUSH_M.get(material.kind, 0.0)
            set_uniforms(program, light=_bytes(self._light), push=abs(push), image=0)
            self._cull(None if material.double_sided else "back", "ccw")
            self._textures[id(material.texture)].use(0)
            self._array(program).render(vertices=count, first=first)

    def _draw_picture(self, places: NDArray[np.float32], face: Mapping[str, float]) -> None:
        c = self._context
        self._target.begin(self._background)
        spans = self._upload(places, self._view.matrix, [True] * len(self.avatar.parts))
        self._depth.use(1)
        c.enable_only(c.DEPTH_TEST)
        for layer in self._layers:
            self._target.writes_depth(self.avatar.parts[layer[0]].material.kind != "brow")
            for k in layer:
                self._draw(k, spans, face)
            self._target.writes_depth(True)
            self._draw_outlines(spans, layer)
        c.enable_only(c.DEPTH_TEST | c.BLEND)
        c.blend_func = c.ONE, c.ONE_MINUS_SRC_ALPHA
        self._target.writes_depth(False)
        for k in self._far_first(places):
            self._draw(k, spans, face)
        self._target.writes_depth(True)

    def _draw(
        self, k: int, spans: Mapping[int, tuple[int, int]], face: Mapping[str, float]
    ) -> None:
        if k not in spans:
            return
        c, material = self._context, self.avatar.parts[k].material
        program = self._programs.surface(self.avatar.shading, material)
        set_uniforms(
            program, image=0, shadow_map=1,
            camera=_bytes(self._view.matrix), light=_bytes(self._light), to_light=self._to_light,
            eye=self._view.place, colour=(*material.colour, material.opacity),
            shade=material.shade, highlight=material.highlight, rim=material.rim,
            roughness=max(material.roughness, 0.08), metallic=material.metallic,
            mouth_open=DARK_MOUTH + (1 - DARK_MOUTH) * _parted(face) ** 2,
        )  # fmt: skip
        self._cull(None if material.double_sided else "back")
        self._textures[id(material.texture)].use(0)
        first, count = spans[k]
        self._array(program).render(vertices=count, first=first)
        c.disable(c.CULL_FACE)

    def _draw_outlines(self, spans: Mapping[int, tuple[int, int]], layer: Sequence[int]) -> None:
        program = self._programs.outline()
        size = tuple(map(float, self._target.drawn))
        set_uniforms(program, camera=_bytes(self._view.matrix), picture=size, behind=0.0004)
        self._cull("front")
        for k, width in self._lines:
            if k in spans and k in layer:
                set_uniforms(
                    program, width=width, colour=self.avatar.parts[k].material.outline_colour
                )
                first, count = spans[k]
                self._array(program).render(vertices=count, first=first)
        self._context.disable(self._context.CULL_FACE)

    def _cull(self, face: str | None, front: str = "cw") -> None:
        """Leave out one side of the triangles; upside down, fronts run clockwise."""
        c = self._context
        if face is None:
            c.disable(c.CULL_FACE)
        else:
            c.enable(c.CULL_FACE)
            c.front_face, c.cull_face = front, face

    def _far_first(self, places: NDArray[np.float32]) -> list[int]:
        """Return the parts that are seen through, the farthest from the camera first."""
        starts = self._body.starts

        def away(k: int) -> float:
            return float(places[2, starts[k] : starts[k + 1]].mean())

        return sorted(self._clear, key=away)

    def _upload(
        self, places: NDArray[np.float32], matrix: Floats, parts: Sequence[bool]
    ) -> dict[int, tuple[int, int]]:
        """Send the triangles that are seen; return the first index and the count of each part."""
        triangles, ends = self._body.seen(places, matrix, parts)
        if len(triangles):
            self._indices.write(triangles.tobytes())
        starts = [0, *ends[:-1].tolist()]
        pairs = zip(starts, ends.tolist(), strict=True)
        return {k: (a * 3, (b - a) * 3) for k, (a, b) in enumerate(pairs) if b > a}

    def _array(self, program: Any) -> Any:
        """Return how the buffers feed a program."""
        if program.glo not in self._arrays:
            names = ("place", "normal", "tangent", "away")
            used = [name for name in names if name in program]
            form = " ".join("3f" if name in program else "12x" for name in names)
            content = [(self._moving, form, *used)]
            if "fixed_values" in program:
                content.append((self._fixed, "3f", "fixed_values"))
            array = self._context.vertex_array(program, content, self._indices)
            self._arrays[program.glo] = array
            self._held.insert(0, array)
        return self._arrays[program.glo]


def _layers(kinds: Sequence[str], parts: Sequence[int]) -> list[list[int]]:
    """Return what is drawn before the brows, the brows, and what is drawn after."""
    turn = [1 if kind == "brow" else 0 if kind in UNDER_BROWS else 2 for kind in kinds]
    layers = [[k for k, own in zip(parts, turn, strict=True) if own == n] for n in range(3)]
    return [layer for layer in layers if layer]


def _parted(face: Mapping[str, float]) -> float:
    """Return how far light comes between the lips, 0 to 1."""
    total = 4 * (face.get("jawOpen", 0.0) - face.get("mouthClose", 0.0))
    for side in ("Left", "Right"):
        total += sum(share * face.get(name + side, 0.0) for name, share in PARTING.items())
    return min(max(total, 0.0), 1.0)


def _bytes(matrix: Floats) -> bytes:
    return matrix.T.astype(np.float32).tobytes()


def _yawed(rotations: Floats, origins: Floats, yaw: float) -> tuple[Floats, Floats]:
    """Turn the whole character about the upright line through the middle of its feet."""
    angle = np.radians(yaw)
    turn = np.array(
        [[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]]
    )
    return turn @ rotations, origins @ turn.T


def _textures(context: Any, parts: Sequence[Part]) -> dict[int, Any]:
    """Return the textures of all materials by the identity of their pictures; white for none."""
    made: dict[int, Any] = {}
    for material in (part.material for part in parts):
        if id(material.texture) not in made:
            made[id(material.texture)] = _texture(context, material)
    return made


def _texture(context: Any, material: Material) -> Any:
    picture = material.texture
    if picture is None:
        picture = np.full((1, 1, 4), 255, np.uint8)
    height, width, bands = picture.shape
    texture = context.texture(
        (width, height), bands, np.ascontiguousarray(picture).tobytes(), alignment=1
    )
    texture.build_mipmaps()
    texture.filter = (context.LINEAR_MIPMAP_LINEAR, context.LINEAR)
    return texture
