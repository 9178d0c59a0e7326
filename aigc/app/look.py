"""How the studio looks: ink on paper, one red accent, fonts of the reader's own machine."""

from __future__ import annotations

from typing import Any

COLUMNS = {"9:16": 5, "4:5": 4, "1:1": 4, "16:9": 3}
"""Storyboard tiles in a row, for each shape of the clip."""

SANS = ["Inter", "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]


def shape(aspect: str) -> str:
    """Return the class that gives storyboard tiles the clip's shape.

    >>> shape("9:16")
    'shape-9-16'
    """
    return "shape-" + aspect.replace(":", "-")


def step(number: int, title: str, hint: str) -> str:
    """Return the heading above one of the page's columns."""
    return f'<div class="step"><b>{number}</b><span>{title}</span><small>{hint}</small></div>'


CSS = """
.gradio-container {max-width: 1560px !important; margin: 0 auto !important}
.gradio-container > main, main.fillable {padding: 12px 24px 24px !important}
#masthead {border-bottom: 2px solid #14181f; margin-bottom: 6px}
#masthead h1 {font-size: 1.7rem; letter-spacing: -.02em; margin: 0 0 .1rem}
#masthead p {color: #5b6472; margin: 0 0 .5rem}
.step {display: flex; align-items: center; gap: 10px; padding: 2px 0}
.step b {width: 28px; height: 28px; border-radius: 50%; background: #c8102e; color: #fff;
  display: grid; place-items: center; font-size: 15px; flex: none}
.step span {font-weight: 700; font-size: 1.1rem; white-space: nowrap}
.step small {color: #5b6472; font-size: .82rem}
button.secondary {border: 1px solid #c5cbd5}
#preview, #final, #stop {white-space: nowrap; padding: 8px 4px; font-size: 14px}
#script, #script * {font-family: var(--font) !important}
#script .body-cell:last-child {color: #5b6472; font-size: .88em}
#script .header-icons {display: none}
#clip video {max-height: 640px; background: #0b0d14}
#clip, #clip .empty {min-height: 300px}
#board .grid-wrap {height: auto !important; min-height: 160px !important;
  max-height: none !important}
#board .grid-container {padding-top: 28px; align-content: start}
#board .thumbnail-item {height: auto; border-radius: 6px; overflow: hidden}
#board .thumbnail-item img {object-fit: cover; height: 100%; width: 100%}
#board .caption-label {left: 0; right: 0; bottom: 0; max-width: 100%; margin: 0; border: 0;
  border-radius: 0; background: #0b0d14d9; color: #fff; font-size: 11px; padding: 2px 6px;
  white-space: nowrap; text-overflow: clip}
#swap {align-self: end; min-height: 44px}
#script .add-row-button {display: none}
#files .empty {min-height: 90px; height: 90px}
#files td {padding-top: 4px; padding-bottom: 4px}
#files .label-clear-button, #files td:nth-child(3) {display: none}
""" + "".join(
    f".{shape(a)} .thumbnail-item {{aspect-ratio: {a.replace(':', ' / ')}}}\n" for a in COLUMNS
)


def theme() -> Any:
    """Return the colours, sizes and fonts; nothing of it is fetched."""
    import gradio as gr

    return gr.themes.Base(
        primary_hue="red",
        neutral_hue="slate",
        spacing_size="sm",
        radius_size="md",
        font=SANS,
        font_mono=["ui-monospace", "monospace"],
    ).set(
        body_background_fill="#f6f7f9",
        block_background_fill="#ffffff",
        block_border_width="1px",
        block_label_text_color="#14181f",
        block_title_text_color="#14181f",
        block_title_text_weight="600",
        button_primary_background_fill="#c8102e",
        button_primary_background_fill_hover="#a60d26",
        button_primary_text_color="#ffffff",
        button_secondary_background_fill="#ffffff",
        button_secondary_border_color="#c5cbd5",
    )
