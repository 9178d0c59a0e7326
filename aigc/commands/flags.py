"""Command-line flags made from the fields of a configuration model."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from rich.markup import escape

WIDEST_CHOICE = 24

Panels = Mapping[str, tuple[str, ...]]
"""Where ``--help`` shows each option; any other stands under the first."""


def options(model: type[BaseModel], panels: Panels) -> list[inspect.Parameter]:
    """Return one keyword parameter per field of ``model``, as typer reads them."""
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[_taken(field) | None, _flag(name, field, panels)],
        )
        for name, field in model.model_fields.items()
    ]


def file_option(
    name: str, default: Path | None, text: str, metavar: str = "FILE"
) -> inspect.Parameter:
    """Return a keyword parameter that takes a path."""
    flag = typer.Option(
        f"--{name}", help=text, metavar=metavar, show_default=False, rich_help_panel="Files"
    )
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=default, annotation=Annotated[Path | None, flag])


def text_option(name: str, text: str, panel: str) -> inspect.Parameter:
    """Return a keyword parameter that takes words; left out it is empty."""
    flag = typer.Option(
        f"--{name}", help=text, metavar="TEXT", show_default=False, rich_help_panel=panel
    )
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default="", annotation=Annotated[str, flag])


def _taken(field: FieldInfo) -> Any:
    """Return the type that the command line reads for a field; its value is checked later."""
    annotation = field.annotation
    if get_origin(annotation) is tuple:
        return list[str] if get_args(annotation)[0] is str else list[Path]
    if bool in (annotation, *get_args(annotation)):
        return bool
    return Path if type(None) in get_args(annotation) else annotation


def _flag(name: str, field: FieldInfo, panels: Panels) -> Any:
    """Return the option with its choices and default in the help."""
    extra: Any = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    known = list(extra.get("choices", ()))
    choices = [str(c) for c in get_args(field.annotation) if isinstance(c, str)] or known
    brief = "|".join(map(str, choices))
    text = escape(field.description or "")
    if choices and len(brief) > WIDEST_CHOICE:
        text += f" [cyan]{escape(', '.join(map(str, choices)))}[/]."
        brief = name.upper()
    if field.default not in (None, "", ()):
        text += f" [dim]Default: {escape(str(field.default))}.[/]"
    spelt = name.replace("_", "-")
    switch = _taken(field) is bool
    return typer.Option(
        f"--{spelt}/--no-{spelt}" if switch else f"--{spelt}",
        *extra.get("flags", ()),
        help=text,
        metavar=None if switch else brief or _metavar(field),
        rich_help_panel=next(
            (p for p, names in panels.items() if name in names), next(iter(panels))
        ),
    )


def _metavar(field: FieldInfo) -> str:
    taken = _taken(field)
    if get_origin(taken) is list:
        taken = get_args(taken)[0]
    return {int: "N", float: "N", str: "TEXT"}.get(taken, "FILE")
