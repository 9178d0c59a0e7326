"""Looks of painted pictures: one for each theme, in both languages, with what must not be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from aigc.errors import ConfigError, did_you_mean
from aigc.types.article import Language

AUTO: Final = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A look in words, and what would break it."""

    zh: str
    en: str
    zh_unwanted: str = ""
    en_unwanted: str = ""

    def words(self, language: Language) -> str:
        """Return the look as it stands at the end of a prompt."""
        return self.zh if language == "zh" else self.en

    def unwanted(self, language: Language) -> str:
        """Return what must not be seen in any picture of the look."""
        own = self.zh_unwanted if language == "zh" else self.en_unwanted
        glue = "，" if language == "zh" else ", "
        return glue.join(part for part in (NEVER[language], own) if part)


NEVER: Final[Mapping[Language, str]] = MappingProxyType(
    {
        "zh": (
            "文字，字幕，水印，标志，商标，签名，边框，拼贴，畸形的手，多余的手指，扭曲的脸，"
            "名人面孔，模糊，噪点，低画质"
        ),
        "en": (
            "text, letters, captions, watermark, logo, brand marks, signature, frame, collage, "
            "deformed hands, extra fingers, distorted faces, celebrity likeness, blur, noise, "
            "low quality"
        ),
    }
)
"""Spoils a picture in any look: words and marks, broken anatomy, people who exist."""

STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {
        "photo": Style(
            zh="新闻纪实摄影，自然光，35毫米镜头，景深适中，色彩真实，画面干净",
            en="documentary photograph, natural light, 35 mm lens, moderate depth of field, "
            "true colours, uncluttered frame",
            zh_unwanted="插画，卡通，过度磨皮，塑料质感",
            en_unwanted="illustration, cartoon, plastic skin, oversaturated",
        ),
        "film": Style(
            zh="电影剧照，胶片颗粒，暖调柔光，浅景深，层次丰富的暗部",
            en="still from a feature film, fine film grain, warm soft light, shallow depth of "
            "field, rich shadows",
            zh_unwanted="平光，卡通，过度锐化",
            en_unwanted="flat lighting, cartoon, oversharpened",
        ),
        "illustration": Style(
            zh="编辑插画，手绘质感，柔和有限的配色，干净的轮廓，留白充足",
            en="editorial illustration, hand-drawn texture, soft limited palette, clean outlines, "
            "generous empty space",
            zh_unwanted="照片，三维渲染，杂乱背景",
            en_unwanted="photograph, 3d render, busy background",
        ),
        "ink": Style(
            zh="水墨画，宣纸纹理，浓淡相宜的墨色，大面积留白，一点淡彩",
            en="ink wash painting on rice paper, black ink in many tones, wide empty space, one "
            "touch of pale colour",
            zh_unwanted="照片，鲜艳色彩，三维渲染，印章",
            en_unwanted="photograph, vivid colours, 3d render, seal stamp",
        ),
        "flat": Style(
            zh="扁平矢量插画，几何形状，大色块，四种颜色以内，强对比，无渐变",
            en="flat vector illustration, geometric shapes, large areas of colour, four colours at "
            "most, strong contrast, no gradients",
            zh_unwanted="照片，写实纹理，阴影，渐变",
            en_unwanted="photograph, realistic texture, shadows, gradients",
        ),
        "3d": Style(
            zh="三维渲染，柔和的影棚灯光，哑光材质，圆润的形体，深色干净的背景",
            en="3d render, soft studio lighting, matte materials, rounded shapes, clean dark "
            "background",
            zh_unwanted="照片，手绘线条，杂乱背景",
            en_unwanted="photograph, hand-drawn lines, busy background",
        ),
        "watercolour": Style(
            zh="水彩画，透明叠色，湿润的边缘，纸张纹理，明亮柔和",
            en="watercolour painting, transparent washes, wet edges, paper texture, bright and "
            "gentle",
            zh_unwanted="照片，硬边线条，三维渲染",
            en_unwanted="photograph, hard outlines, 3d render",
        ),
    }
)
LOOKS: Final = (AUTO, *STYLES)
"""What may be asked for; ``auto`` follows the theme."""

_OF_THEME: Final[Mapping[str, str]] = MappingProxyType(
    {
        "newsroom": "photo",
        "ink": "ink",
        "tech": "3d",
        "finance": "photo",
        "lifestyle": "film",
        "poster": "flat",
    }
)
SHOTS: Final[Mapping[Language, tuple[str, ...]]] = MappingProxyType(
    {
        "zh": ("中景", "近景", "远景", "俯视角度", "低角度"),
        "en": ("Medium view", "Close view", "Wide view", "View from above", "Low-angle view"),
    }
)
MOTIONS: Final[Mapping[Language, tuple[str, ...]]] = MappingProxyType(
    {
        "zh": ("镜头缓慢推近，画面轻微自然地动", "镜头缓缓平移，光影轻轻变化",
               "镜头缓慢拉远，远处有细微的动静"),
        "en": ("the camera pushes in slowly, small natural movement",
               "the camera drifts sideways, light shifts gently",
               "the camera pulls back slowly, slight movement in the distance"),
    }
)  # fmt: skip


def style_named(name: str) -> Style:
    """Return a look.

    Raises
    ------
    ConfigError
        When there is none of that name.
    """
    if name not in STYLES:
        raise ConfigError(f"There is no look {name!r}. {did_you_mean(name, STYLES)}")
    return STYLES[name]


def look_for(theme: str, asked: str = AUTO) -> str:
    """Return the name of the look that was asked for, or that goes with a theme.

    >>> look_for("ink"), look_for("ink", "photo")
    ('ink', 'photo')
    """
    return _OF_THEME.get(theme, "photo") if asked == AUTO else asked
