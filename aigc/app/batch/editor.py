"""Below the upload: what was given, and the text that all rows share where it is written here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Final

from aigc.app.batch.briefs import TEXTS, counting
from aigc.app.batch.uploads import Peek
from aigc.app.batch.words import PIPELINES, say
from aigc.app.troubles import in_chinese
from aigc.app.words import Tongue, named
from aigc.batch.manifest.columns import is_note

MOST_CHIPS: Final = 40
MOST_CHARS: Final = 20_000
_EXAMPLES: Final[Mapping[Tongue, tuple[str, str]]] = {
    "zh": ("# {品名}\n\n{卖点}。这款{品名}只要{价格}元。", "{编号}"),
    "en": ("# {product}\n\n{benefit}. The {product} is yours for {price} yuan.", "{sku}"),
}


def editor(seen: Peek, tongue: Tongue) -> str:
    """Return what is known of the uploads, and the fold in which a text is written."""
    ruled = " data-ruled" if seen.brief else ""
    return f'<section class="brief"{ruled}>{_came(seen, tongue)}{_fold(seen, tongue)}</section>'


def _came(seen: Peek, tongue: Tongue) -> str:
    if seen.trouble:
        said = in_chinese(seen.trouble) if tongue == "zh" else seen.trouble
        return f'<p class="fault">{escape(said)}</p>'
    rows = ""
    if seen.table:
        counted = say("came.rows", tongue, rows=f"{seen.rows:,}", columns=len(seen.columns))
        rows += _line("table", seen.table, "" if seen.large else counted, tongue)
    if seen.brief:
        chain = " → ".join(named(PIPELINES, one, tongue) for one in seen.pipelines)
        rows += _line("brief", seen.brief, chain, tongue)
        said = say("came.rules" if seen.table else "came.lacks", tongue)
        rows += f'<p class="mute">{said}</p>'
    return f'<dl class="came">{rows}</dl>' if rows else ""


def _line(kind: str, name: str, told: str, tongue: Tongue) -> str:
    return (
        f"<div><dt>{say(f'came.{kind}', tongue)}</dt><dd><b>{escape(name)}</b>"
        f"<small>{escape(told)}</small></dd></div>"
    )


def _fold(seen: Peek, tongue: Tongue) -> str:
    if seen.brief:
        return ""
    text, naming = _EXAMPLES[tongue]
    return (
        f'<details><summary data-used="{say("brief.used", tongue)}">{say("brief", tongue)}'
        f"</summary><p>{say('brief.how', tongue)}</p>{_chips(seen, tongue)}"
        f"<label><span>{say('brief.text', tongue)}</span><textarea name='text' rows='6' "
        f'maxlength="{MOST_CHARS}" placeholder="{escape(text)}"></textarea></label>'
        f"<label><span>{say('brief.naming', tongue)}</span><input type='text' name='naming' "
        f'maxlength="200" placeholder="{escape(naming)}"><small>{say("brief.naming.how", tongue)}'
        f"</small></label>{_sample(seen, tongue)}</details>"
    )


def _chips(seen: Peek, tongue: Tongue) -> str:
    fit = [name for name in seen.columns if not set("{}\n") & set(name) and not is_note(name)]
    if not fit:
        return f'<p class="mute">{say("brief.large" if seen.large else "brief.none", tongue)}</p>'
    chips = "".join(
        f'<button type="button" data-column="{escape(name)}">{escape(name)}</button>'
        for name in fit[:MOST_CHIPS]
    )
    return (
        f'<div class="chips" role="group" aria-label="{say("brief.chips", tongue)}">{chips}</div>'
    )


def _sample(seen: Peek, tongue: Tongue) -> str:
    """Return the place where the page itself fills in the first row."""
    columns = [name for name in seen.columns if not is_note(name)]
    told = {
        "columns": columns,
        "counting": {one: list(counting(columns, one)) for one in TEXTS},
        "first": {name: str(cell) for name, cell in seen.first.items()},
    }
    words = "".join(
        f' data-{name}="{say(f"brief.{name}", tongue)}"'
        for name in ("hole", "unknown", "unused", "options")
    )
    return (
        f'<div class="sample" hidden data-table="{escape(json.dumps(told))}"{words}>'
        f"<h4>{say('brief.sample', tongue)}</h4><pre></pre><p></p></div>"
    )
