"""Materials: physically based for every program, and MToon for those that know VRM.

Source: VRM Consortium, VRMC_materials_mtoon 1.0; Khronos, KHR_materials_unlit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.export.document import Document, Json
from aigc.avatar.export.outline import outline_share
from aigc.avatar.export.textures import add_texture
from aigc.types.avatar import Material, Part, Rgb, Shading

UNLIT = "KHR_materials_unlit"
MTOON = "VRMC_materials_mtoon"
SHADE_EDGE = {"shadingShiftFactor": -0.05, "shadingToonyFactor": 0.95}
"""Where light turns to shade, and how sharply."""
ALWAYS_LIT = {"shadingShiftFactor": 1.0, "shadingToonyFactor": 0.95}
"""Eyes, lashes and mouth are drawn, not shaded."""
DRAWN = ("eye", "lash", "brow", "mouth")
SHINE = 0.45
"""Strength of the ring of light on hair."""
SHINE_PX = 64
SHINE_HEIGHT = 0.52
"""How far up hair must face for the ring; 0 to the side, 1 to the sky."""
RIM_POWER = 5.0
GLASS_LAST = {"glass": 0}
"""Among what shows through, glass is drawn last."""


def add_material(document: Document, part: Part, shading: Shading, *, vrm: bool) -> int:
    """Store the material of a part; return its index."""
    material = part.material
    texture = None
    if material.texture is not None:
        opaque = material.alpha == "opaque"
        texture = {"index": add_texture(document, material.texture, opaque=opaque)}
    entry = _physical(material, texture)
    extensions: Json = {}
    if shading == "flat" or material.kind == "unlit":
        extensions[UNLIT] = {}
    elif vrm and shading == "toon":
        extensions[MTOON] = _mtoon(document, part, texture)
    if extensions:
        entry["extensions"] = extensions
    for name in extensions:
        document.use(name)
    return document.add("materials", entry)


def linear(colour: Rgb) -> list[float]:
    """Return an sRGB colour as the linear light that files hold.

    >>> linear((0.0, 0.5, 1.0))
    [0.0, 0.214041, 1.0]
    """
    return [round(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4, 6) for c in colour]


def _physical(material: Material, texture: Json | None) -> Json:
    surface: Json = {
        "baseColorFactor": [*linear(material.colour), round(material.opacity, 6)],
        "metallicFactor": round(material.metallic, 6),
        "roughnessFactor": round(material.roughness, 6),
    }
    if texture:
        surface["baseColorTexture"] = texture
    entry: Json = {"name": material.name, "pbrMetallicRoughness": surface}
    if material.alpha != "opaque":
        entry["alphaMode"] = material.alpha.upper()
    if material.alpha == "mask":
        entry["alphaCutoff"] = 0.5
    if material.double_sided:
        entry["doubleSided"] = True
    return entry


def _mtoon(document: Document, part: Part, texture: Json | None) -> Json:
    material = part.material
    shade: Rgb = tuple(c * s for c, s in zip(material.colour, material.shade, strict=True))  # type: ignore[assignment]
    drawn = material.kind in DRAWN
    entry: Json = {
        "specVersion": "1.0",
        "shadeColorFactor": linear(shade),
        **(ALWAYS_LIT if drawn else SHADE_EDGE),
        "giEqualizationFactor": 0.9,
    }
    if texture:
        entry["shadeMultiplyTexture"] = texture
    if not drawn:
        rim = [round(c * material.rim, 6) for c in linear(material.highlight)]
        entry |= {"parametricRimColorFactor": rim, "rimLightingMixFactor": 1.0}
        entry["parametricRimFresnelPowerFactor"] = RIM_POWER
    if material.kind == "hair":
        entry["matcapTexture"] = {"index": add_texture(document, _ring(), opaque=True)}
        entry["matcapFactor"] = [round(SHINE * c, 6) for c in linear(material.highlight)]
    if material.alpha == "blend":
        entry["renderQueueOffsetNumber"] = GLASS_LAST.get(material.kind, -1)
    elif material.outline > 0 and not drawn:
        entry |= _outline(document, part)
    return entry


def _ring() -> NDArray[np.uint8]:
    """Return light by where a surface faces: a soft band above the middle, ragged below."""
    side, up = np.meshgrid(*2 * [np.linspace(-1, 1, SHINE_PX)])
    ragged = 0.05 * np.abs((side * 7) % 2 - 1)
    off = np.abs(-up - SHINE_HEIGHT + 0.12 * side**2 + ragged)
    band = (1 - off / 0.11).clip(0, 1) * (1 - np.abs(side) / 0.8).clip(0, 1)
    return np.repeat((255 * band).astype(np.uint8)[..., None], 3, axis=2)


def _outline(document: Document, part: Part) -> Json:
    """A width of 1 is half of the picture's height there, 1000 is all of it here."""
    material, entry = part.material, {}
    share = outline_share(part) if material.kind == "skin" else None
    if share is not None:
        texture = add_texture(document, share, opaque=True)
        entry["outlineWidthMultiplyTexture"] = {"index": texture}
    return entry | {
        "outlineWidthMode": "screenCoordinates",
        "outlineWidthFactor": round(material.outline * 2 / 1000, 6),
        "outlineColorFactor": linear(material.outline_colour),
        "outlineLightingMixFactor": 0.0,
    }
