"""The components of the lyrics page."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any, Final

from pydantic import JsonValue
from pydantic.fields import FieldInfo

from aigc import registry
from aigc.app.shell import Shell
from pipelines.lyrics import Config

HEADS = ("form", "cards", "hand")
SOURCES = ("template", "cipai", "like", "score")
"""What a form is taken from; each has a field of its own kind."""
DEMANDS = ("keyword", "lock", "rhyme", "tones")
WORDS = ("style", "title", "theme", "count")
OF_SCORE = ("verse", "part")
NOT_ASKED = (*SOURCES, "model")
"""A model would be a folder on the server's own disk, or a download to it."""
NEED_A_MODEL: Final = frozenset({"causal"})
"""Engines that can write nothing without one."""
MORE = tuple(n for n in Config.model_fields if n not in (*DEMANDS, *WORDS, *OF_SCORE, *NOT_ASKED))
OPTIONS = (*OF_SCORE, *DEMANDS, *WORDS, *MORE)

EXAMPLES = (
    ({"template": "4/5/5/6/9/9 aabbcc"}, "4/5/5/6/9/9"),
    ({"template": "7/7/7/7 aaxa", "keyword": "明月"}, "七言 · 明月"),
    (
        {"template": "verse: 7/7/7/7 aaba | chorus: 5/5/7 ccc | verse: ... | chorus"},
        "verse · chorus",
    ),
    ({"template": "5,5/5,5 aa 1:1-2=江南"}, "江南□□□，"),
    ({"cipai": "浣溪沙"}, "浣溪沙"),
    ({"cipai": "五言绝句", "theme": "雪"}, "五绝 · 雪"),
    ({"cipai": "common metre", "theme": "sea"}, "common metre · sea"),
)
"""Forms to begin with, and what each is called."""


def field_of(name: str) -> FieldInfo:
    """Return an option as the page asks for it: the engine is chosen from those that there are."""
    field = Config.model_fields[name]
    if name != "engine":
        return field
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    engines: list[JsonValue] = [e for e in registry.names("lyrics") if e not in NEED_A_MODEL]
    chosen = copy(field)
    chosen.json_schema_extra = {**extra, "choices": engines}
    return chosen


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts(Shell):
    """The components of one page; ``options`` are in the order of `OPTIONS`."""

    source: Any
    notation: Any
    cipai: Any
    variant: Any
    words: Any
    file: Any
    score: Any
    panels: tuple[Any, ...]
    examples: Any
    back: Any
    options: tuple[Any, ...]
    clash: Any
    more: Any
    write: Any
    cards: Any
    hand: Any
    verdict: Any

    def option(self, name: str) -> Any:
        """Return the component of an option."""
        return self.options[OPTIONS.index(name)]

    @property
    def form(self) -> list[Any]:
        """The components that say what is asked for, as `aigc.app.lyrics.wiring.asked` reads."""
        own = [self.source, self.notation, self.cipai, self.variant, self.words]
        return [*own, self.file, self.score, *self.options]
