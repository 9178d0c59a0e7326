"""Tables for the command line: the engines and the themes that can be chosen."""

from __future__ import annotations

import json
from dataclasses import asdict

from rich import box
from rich.table import Table
from rich.text import Text

from aigc import registry
from aigc.image.theme.themes import THEMES
from aigc.image.theme.tokens import Theme
from aigc.models.engines import WAYS, Engine, engines


def engine_table(capability: str = "") -> Table:
    """Return every engine with what it does and what it lacks here; a star marks the default."""
    table = Table("for", "engine", "what it does", box=box.SIMPLE_HEAD, pad_edge=False)
    before = ""
    for one in engines(capability):
        if before and before != one.capability:
            table.add_section()
        style = "bold" if one.default else "dim" if one.name == "fake" else ""
        title = Text(f"{one.name} ★" if one.default else one.name, style=style)
        first = Text("" if before == one.capability else one.capability, style="cyan")
        before = one.capability
        table.add_row(first, title, Text(one.purpose, style="" if one.ready else "dim") + here(one))
    table.caption = _ways(capability)
    table.caption_justify = "left"
    return table


def engine_json(capability: str = "") -> str:
    """Return the same as JSON, for other programs."""
    told = [asdict(one) | {"ready": one.ready} for one in engines(capability)]
    return json.dumps(told, ensure_ascii=False, indent=2)


def here(engine: Engine) -> Text:
    """Return what an engine lacks here and what brings it, or the models of it that are here."""
    if not engine.ready:
        lacking = Text(f"\nneeds {engine.lacking}: ", style="yellow")
        return lacking + Text(engine.remedy, style="bold")
    return Text("".join(f"\n✓ {one}" for one in engine.models), style="green")


def _ways(capability: str) -> str:
    """Return which options choose an engine."""
    shown = [capability] if capability else list(WAYS)
    named = [f"{one}: {', '.join(map(str, WAYS[one]))}" for one in shown if one in WAYS]
    chosen = "\n".join(named) if capability else "choose with " + ", ".join(
        dict.fromkeys(f"--{way.option}" for ways in WAYS.values() for way in ways)
    )  # fmt: skip
    return (
        f"★ taken where none is named\n{chosen}\nwith a model and options: NAME:MODEL?option=value"
    )


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
