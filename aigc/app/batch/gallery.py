"""What a batch has made: covers by the dozen, and one result at large with its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from PIL import Image

from aigc.app import views as shared
from aigc.app.batch import parcel
from aigc.app.batch.live import longest_first
from aigc.app.batch.rooms import Room
from aigc.app.batch.words import PIPELINES, say
from aigc.app.giving import Keep
from aigc.app.words import Tongue, named
from aigc.batch.publishing import RECEIPT, receipt_of
from aigc.batch.sight.words import sized
from aigc.errors import InputError
from aigc.types.job import Cost

A_PAGE: Final = 12
WIDTH_PX: Final = 300
COVERS: Final = ("cover.png", "portrait.png", "cover.jpg", "roll.png", "speech.png")
_MEDIA: Final = {".mp4": "video", ".wav": "audio", ".mp3": "audio", ".opus": "audio"}
_TEXTS: Final = (".txt", ".md", ".srt", ".lrc")
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp")
MOST_TEXT: Final = 2000
MOST_FILES: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A job that is done, as the gallery shows it."""

    name: str
    pipeline: str
    cost: Cost


def latest(room: Room, most: int) -> tuple[list[Made], int]:
    """Return the jobs that were done last, and how many are done in all."""
    ledger = room.ledger()
    rows = ledger.database.read(
        "SELECT name, pipeline, cost FROM jobs WHERE state='done' "
        "ORDER BY ended_at DESC, id DESC LIMIT ?",
        most,
    )
    found = [
        Made(name=row["name"], pipeline=row["pipeline"], cost=Cost(**json.loads(row["cost"])))
        for row in rows
    ]
    return found, ledger.counts().get("done", 0)


def gallery(room: Room, most: int, keep: Keep, tongue: Tongue) -> str:
    """Return the covers of what was done last, at most so many."""
    made, count = latest(room, most)
    if not made:
        return nothing(tongue)
    tiles = "".join(_tile(room, one, keep, tongue) for one in made)
    left = min(count - len(made), A_PAGE)
    more = ""
    if left > 0:
        label = say("gallery.more", tongue, count=left)
        more = f'<button type="button" data-more="{len(made) + A_PAGE}">{label}</button>'
    return f'<section class="gallery"><div>{tiles}</div>{more}</section>'


def whole(room: Room, tongue: Tongue) -> str:
    """Return the way to all that is done: the ZIP where it is made, or the button that makes it."""
    there = parcel.content(room)
    if not there.jobs:
        return ""
    key = "pack.now" if room.ledger().open_jobs() else "pack.all"
    count = say("pack.jobs", tongue, count=f"{there.jobs:,}")
    small = f"<small>ZIP · {count} · {sized(there.size_bytes)}</small>"
    door = f'<button type="button" data-pack><b>{say(key, tongue)}</b>{small}</button>'
    if ready := parcel.packed(room, there.jobs):
        link = f'href="{shared.served(ready)}" download="{escape(ready.name)}"'
        door = f"<a {link}><b>{say('pack.save', tongue)}</b>{small}</a>"
    return f'<section class="whole">{door}</section>'


def nothing(tongue: Tongue) -> str:
    """Return the place of the results before there are any."""
    return f'<section class="read none"><p>{say("empty.results", tongue)}</p></section>'


def _tile(room: Room, one: Made, keep: Keep, tongue: Tongue) -> str:
    cover = small_cover(room, one.name)
    if cover:
        shown = f'<img src="{shared.served(keep(cover))}" alt="" loading="lazy">'
    else:
        shown = f'<i aria-hidden="true">{escape(named(PIPELINES, one.pipeline, tongue))}</i>'
    label = escape(say("open", tongue, name=one.name))
    return (
        f'<button type="button" data-open="{escape(one.name)}" title="{label}">{shown}'
        f"<b>{escape(one.name)}</b><small>{one.cost.wall_s:.1f} s</small></button>"
    )


def small_cover(room: Room, name: str) -> Path | None:
    """Return a small picture of a result, made when it is first asked for; ``None`` without one."""
    folder = room.out.results(name)
    found = next((folder / one for one in COVERS if (folder / one).is_file()), None)
    if found is None:
        return None
    small = room.covers / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.jpg"
    if not small.is_file() or small.stat().st_mtime < found.stat().st_mtime:
        room.covers.mkdir(exist_ok=True)
        with Image.open(found, formats=("PNG", "JPEG")) as picture:
            picture.thumbnail((WIDTH_PX, 2 * WIDTH_PX))
            picture.convert("RGB").save(small, "JPEG", quality=82)
    return small


def result(room: Room, name: str, keep: Keep, tongue: Tongue) -> str:
    """Return one result at large: it plays, tells what it has cost, and gives its files.

    Raises
    ------
    InputError
        There is no such result.
    """
    gone = InputError(say("no_result", "en"))
    if not room.ledger().database.read("SELECT 1 FROM jobs WHERE name=? AND state='done'", name):
        raise gone
    folder = room.out.results(name)
    receipt = receipt_of(folder)
    if not receipt:
        raise gone
    files = [folder / one for one in receipt["files"] if (folder / one).is_file()]
    main = _main(files)
    first = [main] if main else []
    chosen = [*first, *(one for one in files if one != main)][:MOST_FILES]
    kept = {one.relative_to(folder).as_posix(): keep(one) for one in chosen if one.name != RECEIPT}
    shown = _shown(folder, main, kept) if main else ""
    return (
        f'<section class="result"><header><h3>{escape(name)}</h3><button type="button" '
        f"data-close>{say('close.result', tongue)}</button></header>{shown}"
        f"{_cost(Cost(**receipt['cost']), tongue)}{shared.downloads(kept, tongue)}</section>"
    )


def _main(files: Sequence[Path]) -> Path | None:
    """Return the file that is looked at or heard first."""
    for ends in (".mp4",), (".wav", ".mp3", ".opus"), _PICTURES, _TEXTS:
        found = [one for one in files if one.suffix.lower() in ends]
        if found:
            return found[0]
    return files[0] if files else None


def _shown(folder: Path, main: Path, kept: dict[str, Path]) -> str:
    address = shared.served(kept[main.relative_to(folder).as_posix()])
    kind = _MEDIA.get(main.suffix.lower())
    if kind:
        cover = kept.get("cover.png")
        poster = f' poster="{shared.served(cover)}"' if cover else ""
        return f'<{kind} src="{address}"{poster} controls playsinline preload="metadata"></{kind}>'
    if main.suffix.lower() in _PICTURES:
        return f'<img src="{address}" alt="">'
    if main.suffix.lower() in _TEXTS:
        text = main.read_text(encoding="utf-8", errors="replace")[:MOST_TEXT]
        return f"<pre>{escape(text)}</pre>"
    return ""


def _cost(cost: Cost, tongue: Tongue) -> str:
    wall, cpu = f"{cost.wall_s:.1f} s", f"{cost.cpu_s:.1f} s"
    told = [say("each", tongue, wall=wall, cpu=cpu), f"{cost.peak_mib:,.0f} MiB"]
    told += [f"GPU {cost.gpu_s:.1f} s"] if cost.gpu_s else []
    told += [f"{said} {took:.1f} s" for said, took in longest_first(cost.stages, tongue)[:4]]
    return f'<p class="mute">{" · ".join(told)}</p>'
