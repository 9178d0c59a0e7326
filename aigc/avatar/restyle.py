"""The skin's texture painted anew by a prompt, while eyes, lips and seams stay where they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.avatar.face.masks import on_texture
from aigc.errors import EngineFailed, InputError
from aigc.progress import Progress, silent
from aigc.types.avatar import Avatar, Part

Picture = NDArray[np.uint8]
"""Shape (height, width, 3), sRGB."""
USUAL_STRENGTH = 0.35
LONGEST_PROMPT = 1000
SEAM = 0.06
"""Share of the texture along each edge in which it goes over into what was there."""
KEPT = ("lips", "eyelids")
SPREAD = 0.012
"""How far around lips and lids nothing is changed, as a share of the texture."""


class Stylist(Protocol):
    """Paints a picture anew; the fingerprint changes when the same call gives another picture."""

    name: str

    @property
    def fingerprint(self) -> str:
        """Text that changes with what is painted."""
        ...

    def repaint(
        self, picture: Picture, prompt: str, *, strength: float, seed: int, progress: Progress
    ) -> Picture:
        """Return a picture of the same size in which the prompt shows.

        Parameters
        ----------
        strength : float
            0 leaves the picture, 1 forgets it.

        Raises
        ------
        EngineUnavailable
            A package or the model is missing.
        EngineFailed
            It ran and broke.
        """
        ...


def restyled(
    avatar: Avatar,
    stylist: Stylist,
    prompt: str,
    *,
    strength: float = USUAL_STRENGTH,
    seed: int = 0,
    progress: Progress = silent,
) -> Avatar:
    """Return a character whose skin is painted by a prompt.

    Raises
    ------
    InputError
        The prompt is empty or too long, the strength is none, or the skin has no texture.
    EngineUnavailable, EngineFailed
        As `Stylist.repaint`.
    """
    _check(prompt, strength)
    skins = [part for part in avatar.parts if part.material.kind == "skin"]
    skins = [part for part in skins if part.material.texture is not None]
    if not skins:
        raise InputError(f"{avatar.name} has no texture of skin that could be painted")
    if any(part.faceted for part in skins):
        raise InputError(
            f"{avatar.name} is low-poly: its skin has one colour for each facet and no texture "
            "that could be painted. Choose another look."
        )
    told = (prompt, strength, seed, progress)
    made = {part.name: _painted(part, stylist, *told) for part in skins}
    return replace(avatar, parts=tuple(made.get(part.name, part) for part in avatar.parts))


def _check(prompt: str, strength: float) -> None:
    if not prompt.strip() or len(prompt) > LONGEST_PROMPT:
        raise InputError(
            f"a prompt has 1 to {LONGEST_PROMPT} characters, not {len(prompt.strip())}"
        )
    if not 0 < strength <= 1:
        raise InputError(f"the strength of a repainting is above 0 and at most 1, not {strength}")


def _painted(
    part: Part, stylist: Stylist, prompt: str, strength: float, seed: int, progress: Progress
) -> Part:
    texture = part.material.texture
    assert texture is not None
    before = np.ascontiguousarray(texture[..., :3])
    after = stylist.repaint(before, prompt, strength=strength, seed=seed, progress=progress)
    if after.shape != before.shape or after.dtype != np.uint8:
        raise EngineFailed(
            f"the stylist {stylist.name} gave {after.shape} {after.dtype} for {before.shape} uint8"
        )
    share = free(before.shape[0])[..., None]
    mixed = np.rint(before + share * (after.astype(np.float32) - before)).astype(np.uint8)
    whole = np.dstack([mixed, texture[..., 3:]]) if texture.shape[2] > 3 else mixed
    return replace(part, material=replace(part.material, texture=whole))


def free(size: int) -> NDArray[np.float32]:
    """Return how far each texel may change, shape (size, size), 0 to 1."""
    kept = np.max([on_texture(name, size) for name in KEPT], axis=0)
    reach = 2 * round(SPREAD * size) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    wide = cv2.dilate(np.clip(kept * 2, 0, 1).astype(np.float32), disc)
    soft = cv2.GaussianBlur(wide, (0, 0), SPREAD * size / 2)
    along = (np.arange(size) + 0.5) / size
    edge = np.clip(np.minimum(along, 1 - along) / SEAM, 0, 1)
    inner = np.minimum(edge[:, None], edge[None, :])
    found: NDArray[np.float32] = ((1 - soft) * inner).astype(np.float32)
    return found
