"""How the studio looks: navy and red on paper or on night, with the house's own numerals."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

SANS = [
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "PingFang SC",
    "Microsoft YaHei",
    "Segoe UI",
    "Helvetica Neue",
    "Arial",
    "system-ui",
    "sans-serif",
]
SHEETS = (
    "studio.css",
    "lyrics/lyrics.css",
    "voice/voice.css",
    "avatar/avatar.css",
    "engines/engines.css",
    "copy/copy.css",
    "transcript/transcript.css",
    "batch/batch.css",
    "review/review.css",
    "trust/trust.css",
)
NUMERALS = "BarlowCondensed_700Bold.ttf"


def script(*names: str) -> str:
    """Return the JavaScript of one drawn part of the page, what it needs first."""
    found = (files("aigc.app").joinpath(f"{name}.js") for name in names)
    return "\n".join(one.read_text(encoding="utf-8") for one in found)


def numerals() -> Path:
    """Return the font file of the page's wordmark and numbers."""
    return Path(str(files("aigc").joinpath("assets", "fonts", NUMERALS)))


def css() -> str:
    """Return the style sheet; nothing of it is fetched from elsewhere."""
    face = (
        '@font-face {font-family: "Studio Numerals"; font-display: swap; '
        f'src: url("gradio_api/file={numerals().as_posix()}")}}\n'
    )
    sheets = (files("aigc.app").joinpath(name) for name in SHEETS)
    return face + "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


def theme() -> Any:
    """Return Gradio's theme with every colour taken from the style sheet's tokens."""
    import gradio as gr

    tokens = {
        "body_background_fill": "var(--ground)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--mute)",
        "background_fill_primary": "var(--card)",
        "background_fill_secondary": "var(--well)",
        "border_color_primary": "var(--edge)",
        "block_background_fill": "var(--card)",
        "block_border_color": "var(--edge)",
        "block_label_text_color": "var(--ink)",
        "block_title_text_color": "var(--ink)",
        "block_info_text_color": "var(--mute)",
        "input_background_fill": "var(--well)",
        "input_border_color": "var(--edge)",
        "input_placeholder_color": "var(--mute)",
        "button_primary_background_fill": "var(--red)",
        "button_primary_background_fill_hover": "var(--red-deep)",
        "button_primary_text_color": "#ffffff",
        "button_secondary_background_fill": "var(--card)",
        "button_secondary_background_fill_hover": "var(--well)",
        "button_secondary_text_color": "var(--ink)",
        "button_secondary_border_color": "var(--edge)",
        "color_accent_soft": "var(--well)",
    }
    both = tokens | {f"{name}_dark": value for name, value in tokens.items()}
    base = gr.themes.Base(
        primary_hue="red",
        neutral_hue="slate",
        spacing_size="sm",
        radius_size="md",
        font=SANS,
        font_mono=["ui-monospace", "monospace"],
    )
    return base.set(block_title_text_weight="600", **both)
