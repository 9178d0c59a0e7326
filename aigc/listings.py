"""Tables for the command line: the engines and the themes that can be chosen."""

from __future__ import annotations

import ast
from importlib.util import find_spec
from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from aigc import registry
from aigc.image.theme.themes import THEMES
from aigc.image.theme.tokens import Theme


def engine_table() -> Table:
    """Return every engine by capability with what it does; a star marks the default."""
    from pipelines.article_to_video import Config

    defaults = {field.default for field in Config.model_fields.values()}
    table = Table("for", "engine", "what it does", box=box.SIMPLE_HEAD, pad_edge=False)
    for capability in registry.BUILT_IN:
        for n, (name, target) in enumerate(registry.names(capability).items()):
            star = name in defaults and name in registry.BUILT_IN[capability]
            style = "bold" if star else "dim" if name == "fake" else ""
            title = Text(f"{name} ★" if star else name, style=style)
            first = Text(capability if n == 0 else "", style="cyan")
            table.add_row(first, title, Text(purpose(target), style="dim" if not star else ""))
        table.add_section()
    table.caption = "★ default · choose with --writer, --speech, --beds, --scenes"
    table.caption_justify = "left"
    return table


def purpose(target: str) -> str:
    """Return the first sentence of an engine's docstring, read without importing it."""
    module, _, name = target.partition(":")
    try:
        found = find_spec(module)
    except (ImportError, ValueError):
        found = None
    if found is None or not found.origin or not found.origin.endswith(".py"):
        return target
    tree = ast.parse(Path(found.origin).read_text(encoding="utf-8"))
    classes = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == name]
    doc = (ast.get_docstring(classes[0]) if classes else None) or ast.get_docstring(tree) or target
    return " ".join(doc.split("\n\n")[0].replace("`", "").split())


def voice_table() -> Table:
    """Return every voice of the engines that speak and sing, with the licence of the house's."""
    from aigc.errors import EngineUnavailable
    from aigc.voice import package

    table = Table("voice", "engine", "for", "languages", "what it is", box=box.SIMPLE_HEAD)
    lacking = ""
    for capability, use in (("speech", "speaking"), ("singing", "singing")):
        for name in registry.names(capability):
            if name == "fake":
                continue
            try:
                voices = registry.get(capability, name).voices()
            except EngineUnavailable as exc:
                lacking = lacking or str(exc)
                continue
            for voice in voices:
                tongues = ", ".join(voice.languages)
                row = (Text(voice.id, style="bold"), name, use, tongues, Text(voice.label))
                table.add_row(*row)
    if not lacking:
        lacking = (
            f"The house voices are under {package.load().record.licence}; see aigc voices --help."
        )
    table.caption = lacking
    table.caption_justify = "left"
    return table


def theme_table() -> Table:
    """Return every theme with its colours, names and caption style."""
    table = Table("theme", "colours", "name", "captions", box=box.SIMPLE_HEAD, pad_edge=False)
    for key, theme in THEMES.items():
        row = (Text(key, style="bold"), swatches(theme), f"{theme.title} · {theme.title_zh}")
        table.add_row(*row, Text(theme.caption, style="dim"))
    table.caption = "choose with --theme"
    table.caption_justify = "left"
    return table


def swatches(theme: Theme) -> Text:
    """Return the theme's ground, accent and second colour as blocks."""
    plain = theme.grounds[0]
    text = Text()
    for colour in (*theme.gradient, plain.accent, plain.second):
        text.append("██", style=colour)
    return text
