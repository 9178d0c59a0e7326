"""Write docs/engines.md: what the registry knows, between the sections of engines_page.md.

python scripts/engines_page.py            # write the page
python scripts/engines_page.py --check    # fail where it is not up to date
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aigc import registry
from aigc.config import Settings
from aigc.errors import EngineUnavailable
from aigc.models.engines import DEFAULTS, WAYS, needs_of, options_of, purpose

ROOT = Path(__file__).parents[1]
PAGE, TEMPLATE = ROOT / "docs" / "engines.md", ROOT / "scripts" / "engines_page.md"
THIRD_PARTY = ROOT / "tests" / "fixtures" / "third_party_engine"
PROTOCOLS = {
    "text": ("aigc/text/engine.py", "Writer", "scripts from articles"),
    "prompts": ("aigc/text/picturing/engine.py", "PromptEngine", "words for pictures of lines"),
    "copy": ("aigc/text/copy/engine.py", "CopyEngine", "titles, descriptions, hashtags"),
    "translation": (
        "aigc/text/translation/engine.py",
        "Translator",
        "the same in another language",
    ),
    "speech": ("aigc/speech/engine.py", "SpeechEngine", "narration with a time for every word"),
    "singing": ("aigc/singing/engine.py", "SingingEngine", "a voice that sings a score"),
    "music": ("aigc/music/engine.py", "BedEngine", "beds under a narration"),
    "accompaniment": ("aigc/music/engine.py", "AccompanimentEngine", "a band under a melody"),
    "lyrics": ("aigc/lyrics/engine.py", "LyricsEngine", "words for a form"),
    "hearing": ("aigc/hearing/engine.py", "HearingEngine", "when known words are heard"),
    "recognition": ("aigc/recognition/engine.py", "RecognitionEngine", "recordings to words"),
    "landmarks": (
        "aigc/avatar/photo/landmarks.py",
        "LandmarkEngine",
        "points of a face in a photo",
    ),
    "filler": (
        "aigc/avatar/sentence/filler.py",
        "SlotFiller",
        "words that the grammar does not know",
    ),
    "stylist": ("aigc/avatar/restyle.py", "Stylist", "skin painted anew"),
    "image": ("aigc/image/engine.py", "SceneEngine", "designed scenes"),
    "pictures": ("aigc/image/painting/engine.py", "PictureEngine", "painted pictures"),
    "matching": ("aigc/image/matching/engine.py", "PictureMatcher", "pictures that suit lines"),
    "clips": ("aigc/video/filming/engine.py", "FilmEngine", "films of a prompt or a picture"),
    "portrait": ("aigc/portrait/engine.py", "PortraitDriver", "a photo that speaks"),
    "moderation": ("aigc/trust/moderation/engine.py", "Moderator", "what should not be published"),
}
"""Where each capability's Protocol stands, its name, and what comes out of it."""


def page() -> str:
    """Return the page as it should be."""
    text = TEMPLATE.read_text(encoding="utf-8")
    parts = {
        "capabilities": capabilities(),
        "engines": "\n".join(section(one) for one in registry.BUILT_IN),
        "options": "\n".join(option_sections()),
        "pyproject": entry_point(),
        "third_party": (THIRD_PARTY / "tone_voice" / "__init__.py").read_text(encoding="utf-8"),
    }
    for name, part in parts.items():
        text = text.replace(f"<!-- {name} -->", part.strip())
    return text


def capabilities() -> str:
    """Return the table of capabilities."""
    rows = [
        "| for | what comes out | default | others | chosen with |",
        "| --- | --- | --- | --- | --- |",
    ]
    for one, table in registry.BUILT_IN.items():
        default = f"`{DEFAULTS[one]}`" if one in DEFAULTS else "none"
        others = ", ".join(f"`{n}`" for n in table if n not in (DEFAULTS.get(one), "fake"))
        ways = ", ".join(f"`{way}`" for way in WAYS.get(one, ()))
        made = PROTOCOLS[one][2]
        rows.append(f"| [{one}](#{one}) | {made} | {default} | {others} | {ways} |")
    return "\n".join(rows)


def section(capability: str) -> str:
    """Return what there is to say of a capability and its engines."""
    place, protocol, _ = PROTOCOLS[capability]
    lines = [f"### {capability}", "", f"`{protocol}` in `{place}`.", ""]
    lines += ["| engine | what it does | needs | options |", "| --- | --- | --- | --- |"]
    for name, target in registry.BUILT_IN[capability].items():
        if name == "fake":
            continue
        heads = [title(one) for one in kept_options(capability, name)]
        linked = "; ".join(f"[{one}](#{anchor(one)})" for one in heads)
        star = " ★" if DEFAULTS.get(capability) == name else ""
        lines.append(
            f"| `{name}`{star} | {cell(purpose(target))} | {needs(capability, name)} | {linked} |"
        )
    return "\n".join([*lines, ""])


def needs(capability: str, name: str) -> str:
    """Return what an engine needs beyond the project itself."""
    found = needs_of(capability, name)
    told = [f"`pip install 'aigc-workbench[{found.extra}]'`"] if found.packages else []
    if found.program:
        told.append(f"the program {found.program}")
    if found.model:
        named = f"`{name}:{found.model}`" if found.model[0].isupper() else found.model
        beside = " or ".join(f"`{one}`" for one in found.variables)
        told.append(
            (", with " if found.server else " or ").join(one for one in (named, beside) if one)
        )
    return "; ".join(told)


@cache
def kept_options(capability: str, name: str) -> tuple[type[BaseModel], ...]:
    """Return the sets of options of an engine; none where its module is not there."""
    module = registry.BUILT_IN[capability][name].partition(":")[0]
    try:
        if find_spec(module) is None:
            return ()
        return options_of(capability, name)
    except (EngineUnavailable, ModuleNotFoundError):
        return ()


def title(options: type[BaseModel]) -> str:
    """Return the heading of a set of options: the engines it belongs to, and for what."""
    users = [
        (one, name)
        for one, table in registry.BUILT_IN.items()
        for name in table
        if any(issubclass(kind, options) for kind in kept_options(one, name))
    ]
    named, served = (", ".join(dict.fromkeys(user[k] for user in users)) for k in (1, 0))
    return f"{named} for {served}"


@cache
def option_kinds() -> dict[type[BaseModel], set[str]]:
    """Return every set of options, and the names of the engines that have it."""
    found: dict[type[BaseModel], set[str]] = {}
    for one, table in registry.BUILT_IN.items():
        for name in table:
            for kind in kept_options(one, name):
                found.setdefault(kind, set()).add(name)
    return found


def shared(kind: type[BaseModel]) -> type[BaseModel] | None:
    """Return the options that a set has in common with another one of the same engine."""
    kinds = option_kinds()
    for base in kind.__mro__[1:]:
        if issubclass(base, Settings) and base is not Settings:
            heirs = [one for one in kinds if issubclass(one, base)]
            if len(heirs) > 1 and all(kinds[one] == kinds[kind] for one in heirs):
                return base
    return None


def option_sections() -> Iterator[str]:
    """Yield a table for every set of options, each once, and what several share once."""
    told: set[type[BaseModel]] = set()
    for kind in option_kinds():
        base = shared(kind)
        if base is not None and base not in told:
            told.add(base)
            yield from option_table(base, base.model_fields)
        own = {n: f for n, f in kind.model_fields.items() if not base or n not in base.model_fields}
        if kind not in told and own:
            told.add(kind)
            yield from option_table(kind, own, base)


def option_table(
    kind: type[BaseModel], fields: Mapping[str, FieldInfo], base: type[BaseModel] | None = None
) -> Iterator[str]:
    """Yield the lines of one section."""
    yield f"### {title(kind)}\n"
    if base is not None:
        yield f"Beside those of [{title(base)}](#{anchor(title(base))}):\n"
    yield "| option | value | default | what it does |"
    yield "| --- | --- | --- | --- |"
    for name, field in fields.items():
        default = "" if field.default in ("", (), None) else f"`{field.default}`"
        if isinstance(field.default, bool):
            default = default.lower()
        told = cell(field.description or "")
        yield f"| `{name}` | {cell(values(field))} | {default} | {told} |"
    yield ""


def values(field: FieldInfo) -> str:
    """Return what an option may be, in words."""
    kind: Any = field.annotation
    plain = [one for one in get_args(kind) if isinstance(one, type) and one is not type(None)]
    if type(None) in get_args(kind) and len(plain) == 1:
        kind = plain[0]
    choices = [str(one) for one in get_args(kind) if isinstance(one, str | int)]
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    choices = choices or [str(one) for one in extra.get("choices", ()) if str(one)]
    if choices:
        return ", ".join(f"`{one}`" for one in choices)
    if get_origin(kind) is tuple:
        return "list, parted by commas"
    bounds = {
        key: getattr(one, key)
        for one in field.metadata
        for key in ("ge", "gt", "le", "lt")
        if hasattr(one, key)
    }
    words = {"ge": "from", "gt": "above", "le": "to", "lt": "below"}
    limits = [f"{words[key]} {bounds[key]}" for key in words if key in bounds]
    names = {int: "whole number", float: "number", bool: "`true`, `false`", str: "text"}
    return " ".join([names.get(kind, "text"), *limits])


def entry_point() -> str:
    """Return the lines of the third-party package that name its engine."""
    text = (THIRD_PARTY / "pyproject.toml").read_text(encoding="utf-8")
    return text[text.index("[project.entry-points") :]


def anchor(heading: str) -> str:
    """Return what a heading is linked by.

    >>> anchor("openai for text, copy")
    'openai-for-text-copy'
    """
    return "".join(c for c in heading.lower().replace(" ", "-") if c.isalnum() or c in "-_")


def cell(text: str) -> str:
    """Return text as it may stand in a table."""
    return " ".join(text.replace("|", "\\|").split())


def protocol_is_there(capability: str) -> bool:
    """Tell whether the Protocol of a capability stands where this page says."""
    place, name, _ = PROTOCOLS[capability]
    path = ROOT / place
    if not path.is_file():
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.ClassDef) and node.name == name for node in ast.walk(tree))


def main() -> int:
    made = page()
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text(encoding="utf-8") != made)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
