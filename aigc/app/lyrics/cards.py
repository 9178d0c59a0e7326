"""Lyrics on the page: one card each, the best first, with everything that is known about them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from html import escape
from pathlib import Path

from aigc.app import giving
from aigc.app.lyrics import files
from aigc.app.lyrics.actions import Card, Session
from aigc.app.lyrics.locks import fixed
from aigc.app.lyrics.marking import Marked, marked
from aigc.app.lyrics.words import ASPECTS, MEANINGS, say
from aigc.app.troubles import in_chinese
from aigc.app.words import Tongue, named
from aigc.lyrics.english.printing import begun, printed
from aigc.lyrics.forms.filling import Placed
from aigc.lyrics.ranking.rank import FLUENT
from aigc.types.template import Template, place_name
from aigc.types.template_html import hues_of

_DEEDS = (
    *("lock", "unlock", "lock_line", "swap", "swap_line", "copy", "copied"),
    *("replace", "spare", "typed", "busy"),
)
"""What the page's script says."""
GOOD = 75


def nothing(tongue: Tongue) -> str:
    """Return the place where lyrics will be."""
    rows = "".join(f"<i>{'<u></u>' * n}</i>" for n in (5, 7, 5, 7))
    return (
        f'<section class="empty"><div class="rows" aria-hidden="true">{rows}</div>'
        f"<h3>{say('empty.cards', tongue)}</h3><p>{say('empty.cards.how', tongue)}</p></section>"
    )


def cards(session: Session, tongue: Tongue, given: Path | None = None) -> str:
    """Return all lyrics of a session; ``given`` is downloaded as soon as the page shows this."""
    names = escape(json.dumps({key: say(key, tongue) for key in _DEEDS}, ensure_ascii=False))
    made = "".join(_card(session, n, card, tongue) for n, card in enumerate(session.cards))
    stale = f'<p class="stale">{say("stale", tongue)}</p>' if session.stale else ""
    count = say("found", tongue, count=len(session.cards))
    return (
        f'<section class="lyrics" data-names="{names}"><div class="bar"><small>{count}</small>'
        f"{stale}</div><ol>{made}</ol>{giving.link(given) if given else ''}</section>"
    )


def _card(session: Session, number: int, card: Card, tongue: Tongue) -> str:
    known = marked(card)
    why = "unscored" if known.report.ok else "unscored.broken"
    acts = [("copy", "copy"), ("hand", "by_hand")] + [("undo", "undo")] * bool(card.before)
    buttons = "".join(
        f'<button type="button" data-do="{do}">{say(key, tongue)}</button>' for do, key in acts
    )
    gives = "".join(
        f'<button type="button" data-file="{kind}">{kind.upper()}</button>'
        for kind in files.kinds(card)
    )
    return (
        f'<li class="lyric" data-card="{number}" data-text="{escape(files.text(card))}">'
        f"<header><b>{number + 1}</b>"
        f"{badge(known, tongue)}{total(card.lyric.score, tongue, why)}</header>"
        f'<div class="both{_length(card.template)}">{_verse(session, card, known, tongue)}'
        f'<div class="about">{bars(card.lyric.score, tongue, why)}</div></div>'
        f"{_notes(known, tongue)}<footer>{buttons}<span>{gives}</span></footer></li>"
    )


def _length(template: Template) -> str:
    """Return a class for lyrics of several stanzas, which stand side by side over their score."""
    return " long" if len({line.stanza for line in template.lines}) > 1 else ""


def total(score: Mapping[str, float], tongue: Tongue, why: str = "unscored") -> str:
    """Return the total; one that lacks the fluency cannot be compared with others."""
    whole = "fluency" in score and "total" in score
    title = "" if whole else f' title="{escape(say(why, tongue))}"'
    figure = f"{score['total']:.0f}" if whole else "–"
    return f'<span class="total"{title}><small>{say("total", tongue)}</small>{figure}</span>'


def badge(known: Marked, tongue: Tongue) -> str:
    """Return what the verifier says of a lyric."""
    report = known.report
    if report.ok:
        how = say("kept.how", tongue, lines=report.lines, cells=report.cells)
        return f'<span class="badge ok" title="{escape(how)}">{say("kept", tongue)}</span>'
    how = " ".join(_said(fault.message, tongue) for fault in report.faults[:5])
    text = say("broken", tongue, count=len(report.faults))
    return f'<span class="badge no" title="{escape(how)}">{text}</span>'


def _said(message: str, tongue: Tongue) -> str:
    return in_chinese(message) if tongue == "zh" else message


def _verse(session: Session, card: Card, known: Marked, tongue: Tongue) -> str:
    """Return the lines of a card by stanzas, a button for every word."""
    locks, hues = fixed(session.locks, card.template), hues_of(card.template)
    stanzas: dict[int, list[str]] = {}
    for i, (form, row) in enumerate(zip(card.template.lines, known.words, strict=True)):
        words = "".join(
            _word(card.template, i, word, known, hues, locks.get((i, word.cell)), tongue)
            for word in row
        )
        title = say("line", tongue, n=i + 1)
        head = [f"<h4>{escape(form.part)}</h4>"] if form.part else []
        stanzas.setdefault(form.stanza, head).append(
            f'<p class="line" data-line="{i}"><button type="button" class="n" '
            f'title="{title}" aria-label="{title}">{i + 1}</button><span>{words}</span></p>'
        )
    made = "".join(f'<div class="stanza">{"".join(rows)}</div>' for rows in stanzas.values())
    language = card.template.language
    return f'<div class="verse {language}" lang="{language}">{made}</div>'


def _word(
    template: Template,
    line: int,
    word: Placed,
    known: Marked,
    hues: Mapping[str, float],
    lock: str | None,
    tongue: Tongue,
) -> str:
    cells = template.lines[line].cells[word.cell : word.cell + word.cells]
    place = (line, word.cell)
    group = next((c.rhyme for c in cells if c.rhyme in hues), "")
    kinds = {
        "locked": lock == word.text,
        "keyword": place in known.keywords,
        "familiar": place in known.familiar,
        "misfit": place in known.misfits,
        "rhyme": bool(group),
    }
    kind = " ".join(["w", *(name for name, holds in kinds.items() if holds)])
    style = f' style="--hue: {hues[group]:.0f}"' if group else ""
    tip = _said(known.misfits[place], tongue) if place in known.misfits else place_name(*place)
    text = word.text if template.language == "zh" else _printed(word)
    pressed = str(kinds["locked"]).lower()
    button = (
        f'<button type="button" class="{kind}"{style} data-cell="{word.cell}" '
        f'aria-pressed="{pressed}" title="{escape(tip)}">{escape(text)}</button>'
    )
    mark = cells[-1].mark
    return button + (f"<i>{escape(mark)}</i>" if mark else "")


def _printed(word: Placed) -> str:
    """Return an English word as it stands in its line."""
    text = printed(word.text)
    return text if word.cell else begun(text)


def bars(score: Mapping[str, float], tongue: Tongue, why: str = "unscored") -> str:
    """Return a score in bars over what each means, or with ``why`` it is missing."""
    shown = [name for name in ASPECTS if name in score or name == "fluency"]
    meanings = {name: named(MEANINGS, name, tongue) for name in shown}
    if "fluency" not in score:
        meanings["fluency"] = say(why, tongue)
    rows = "".join(_bar(name, score, meanings[name], tongue) for name in shown)
    told = {named(ASPECTS, name, tongue): meaning for name, meaning in meanings.items()}
    told[say("total", tongue)] = say("total.how", tongue)
    items = "".join(f"<dt>{name}</dt><dd>{escape(how)}</dd>" for name, how in told.items())
    return (
        f'<dl class="score">{rows}</dl><details class="meanings"><summary>{say("meanings", tongue)}'
        f"</summary><dl>{items}</dl></details>"
    )


def _bar(name: str, score: Mapping[str, float], meaning: str, tongue: Tongue) -> str:
    figure, width = "–", 0.0
    if name in score:
        value = score[name]
        width = 100 * math.exp(min(value, 0) / FLUENT) if name == "fluency" else value
        figure = f"{width:.0f}"
    kind = "" if width >= GOOD else ' class="low"'
    return (
        f'<div title="{escape(meaning)}"><dt>{named(ASPECTS, name, tongue)}</dt><dd><i><u{kind} '
        f'style="width: {width:.0f}%"></u></i><b>{figure}</b></dd></div>'
    )


def _notes(known: Marked, tongue: Tongue) -> str:
    notes = []
    if known.run:
        run = known.run
        said = say("run", tongue, text=f"“{run.text}”", length=run.length)
        notes.append(f'<li class="run">{escape(said)}</li>')
    if known.misfits:
        reasons = "".join(f"<li>{escape(_said(r, tongue))}</li>" for r in known.misfits.values())
        title = say("misfits", tongue, count=len(known.misfits))
        notes.append(f'<li class="tune"><details><summary>{title}</summary><ul>{reasons}</ul>'
                     "</details></li>")  # fmt: skip
    return f'<ul class="notes">{"".join(notes)}</ul>' if notes else ""
