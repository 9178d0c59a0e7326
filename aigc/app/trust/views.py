"""Reports on files as HTML; everything that came from outside is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final, get_args

from aigc.app import views as shared
from aigc.app.engines.views import copied
from aigc.app.trust.words import say
from aigc.app.words import Tongue
from aigc.trust.verify.report import Report, Signed, Verdict
from aigc.trust.verify.words import word

VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
MOST: Final = 60
"""So many files are shown."""
LARGE: Final = "aigc verify film.mp4"


def head(number: int, name: str, tongue: Tongue) -> str:
    """Return the heading above a part of the page."""
    return shared.heading(number, say(name, tongue), say(f"{name}.hint", tongue))


def how(tongue: Tongue) -> str:
    """Return what may be brought, and what becomes of it."""
    return (
        f'<section class="bring"><p>{say("how", tongue)}</p><p>{say("private", tongue)}</p>'
        f"<p>{say('large', tongue)}</p>{copied(LARGE, tongue)}</section>"
    )


def nothing(tongue: Tongue) -> str:
    """Return the place of the verdict before there is a file."""
    return (
        '<section class="empty"><div class="seals" aria-hidden="true"><i></i><i></i><i></i></div>'
        f"<h3>{say('empty', tongue)}</h3><p>{say('empty.how', tongue)}</p></section>"
    )


def means(tongue: Tongue) -> str:
    """Return what every verdict means."""
    rows = "".join(
        f'<div><dt class="verdict {one}">{word(one, tongue)}</dt><dd>{say(one, tongue)}</dd></div>'
        for one in VERDICTS
    )
    return f'<section class="means"><dl>{rows}</dl></section>'


def reports(found: Sequence[Report], tongue: Tongue) -> str:
    """Return what was found of files, each with its verdict first; members follow archives."""
    every = [one for report in found for one in report.flat()]
    cards = "".join(_card(one, tongue) for one in every[:MOST])
    rest = len(every) - MOST
    more = f'<p class="mute">{say("more", tongue, n=rest)}</p>' if rest > 0 else ""
    return f'<section class="reports">{cards}{more}</section>'


def _card(one: Report, tongue: Tongue) -> str:
    reasons = "".join(
        f'<li class="{reason.weight}">{escape(reason.said(tongue))}</li>' for reason in one.reasons
    )
    told = f'<ul class="because">{reasons}</ul>' if reasons else ""
    rows = "" if one.verdict == "unreadable" else _rows(one, tongue)
    return (
        f'<article class="report {one.verdict}"><header><b class="verdict {one.verdict}">'
        f"{word(one.verdict, tongue)}</b><h3>{escape(one.name)}</h3></header>"
        f"<p>{say(one.verdict, tongue)}</p>{told}{rows}</article>"
    )


def _rows(one: Report, tongue: Tongue) -> str:
    rows = (
        ("label", [_label(one, tongue)]),
        ("seen", [_seen(one, tongue)]),
        ("signature", [_signature(sign, tongue) for sign in one.signatures]
         or [say("signature.none", tongue)]),
        ("watermark", [_watermark(one, tongue)]),
        ("log", _log(one, tongue)),
        ("sha256", [one.sha256]),
    )  # fmt: skip
    each = "".join(
        f'<div class="{key}"><dt>{say(key, tongue)}</dt>'
        f"<dd>{'<br>'.join(escape(value) for value in values)}</dd></div>"
        for key, values in rows
    )
    return f"<dl>{each}</dl>"


def _label(one: Report, tongue: Tongue) -> str:
    label = one.label
    if label.state != "present":
        return say(f"label.{label.state}", tongue)
    sure = label.certainty if label.certainty in ("2", "3") else "present"
    who = label.producer or say("label.who", tongue)
    told = say(f"label.{sure}", tongue, who=who, number=label.number)
    return told + (say(label.place, tongue) if label.place in ("beside", "manifest") else "")


def _seen(one: Report, tongue: Tongue) -> str:
    if one.seen.state == "found" and one.seen.at_s:
        return say("seen.at", tongue, at=", ".join(f"{at:.1f}" for at in one.seen.at_s))
    return say(f"seen.{one.seen.state}", tongue)


def _signature(sign: Signed, tongue: Tongue) -> str:
    who = sign.signer or say("label.who", tongue)
    where = "" if sign.place == "inside" else f" · {sign.place}"
    return say(f"signature.{sign.state}", tongue, who=who) + where


def _watermark(one: Report, tongue: Tongue) -> str:
    number = "" if one.watermark.asset_id is None else f"{one.watermark.asset_id:08x}"
    return say(f"watermark.{one.watermark.state}", tongue, id=number)


def _log(one: Report, tongue: Tongue) -> list[str]:
    chain = one.chain
    if not chain.by:
        return [say("log.none", tongue)]
    known = say(f"log.{chain.by[0]}", tongue)
    told = known + ("" if chain.intact else say("log.changed", tongue))
    day = chain.at[:16].replace("T", " ")
    return [told, say("log.left", tongue, title=chain.title or chain.number, at=day)]
