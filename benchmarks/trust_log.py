"""Sections of ``benchmarks/trust.py`` on provenance.

log     a log of a million assets (``--entries``): an entry found by each of its numbers, a file
        traced up to its sources, an entry added and on the disk, the whole chain walked
sign    a film of 30 s and about 9 MB: signed, read back, and described beside
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from aigc.trust.provenance import beside, c2pa, keys
from aigc.trust.provenance.checking import check
from aigc.trust.provenance.claims import Claim
from aigc.trust.provenance.entries import Way
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.record import record
from aigc.trust.provenance.trace import trace_digest
from aigc.types.provenance import Provenance, Source, Use
from benchmarks.report import Report, say

BATCH = 10_000
LOOKS = 200
TIMES = 9
FRAMES = 900


def log(box: Path, report: Report, asked: argparse.Namespace) -> None:
    there, count = Log(box), asked.entries
    begin = time.perf_counter()
    for first in range(0, count, BATCH):
        last = min(first + BATCH, count)
        there.append_all(("published", entry(n)) for n in range(first, last))
    say(f"     {count:,} entries in {time.perf_counter() - begin:.0f} s, ")
    say(f"     {there.path.stat().st_size / 1e6:,.0f} MB")
    drawn = random.Random(1)
    ways: dict[Way, Callable[[int], str | int]] = {
        "file": lambda n: digest("file", n),
        "asset": lambda n: digest("asset", n)[:32],
        "watermark": lambda n: n,
        "input": lambda n: digest("picture", n),
    }
    for way, value in ways.items():
        places = [drawn.randrange(count) for _ in range(LOOKS)]
        took = [spent(lambda n=n: found(there, way, value(n), n)) for n in places]  # noqa: B023
        report.most(f"s to find by {way}, longest of {LOOKS}", max(took), 1)
    deep = [spent(lambda n=n: trace_digest(digest("file", n), there)) for n in range(9, 90)]
    report.most("s to trace a file over ten parents, longest", max(deep), 1)
    added = [spent(lambda n=n: there.append("published", entry(n))) for n in range(50)]
    report.most("ms to add an entry, on the disk, median", 1000 * statistics.median(added), 50)
    begin = time.process_time()
    whole(there)
    took_s = time.process_time() - begin
    report.most("CPU-us an entry to walk the chain", took_s / count * 1e6, 200)


def found(there: Log, way: Way, value: str | int, place: int) -> None:
    entries = there.find(way, value)
    if [one.seq for one in entries] != [place + 1]:
        raise AssertionError(f"{way} {value} leads to {entries}")


def whole(there: Log) -> None:
    if check(there).trouble is not None:
        raise AssertionError("the chain is broken")


def entry(place: int) -> dict[str, Any]:
    """Return what is told of an asset with four files, four sources and a parent."""
    pictures = ("picture", "other picture", "third picture")
    sources = tuple(
        Source(role="picture", sha256=digest(one, place), name="a.jpg", licence="CC0-1.0")
        for one in pictures
    )
    article = Source(role="article", sha256=digest("article", place), name="article.md")
    parents = (digest("file", place - 1),) if place % 10 else ()
    made = Provenance(
        pipeline="article_to_video", version="1.0", title=f"Clip {place}", language="zh",
        options={"seconds": 30, "aspect": "9:16", "theme": "newsroom"}, seed=place,
        sources=(article, *sources), uses=(Use(role="voice", name="yue", version="2"),),
        parents=parents,
    )  # fmt: skip
    files = {
        "clip.mp4": digest("file", place), "clip.srt": digest("captions", place),
        "cover.png": digest("cover", place), "script.json": digest("script", place),
    }  # fmt: skip
    return record(made, files, asset=digest("asset", place)[:32], watermark=place)


def digest(what: str, place: int) -> str:
    return hashlib.sha256(f"{what} {place}".encode()).hexdigest()


def sign(box: Path, report: Report, asked: argparse.Namespace) -> None:
    keys.make("House", box)
    key, anchors = keys.current(box), keys.anchors(box)
    if key is None:
        raise AssertionError("no key was made")
    film, out = box / "clip.mp4", box / "signed.mp4"
    filmed(film)
    say(f"     {film.stat().st_size / 1e6:.1f} MB")
    made = Provenance(pipeline="article_to_video", version="1.0", title="Clip")
    claim = Claim(provenance=made, asset="1", watermark=7)
    signing = [spent(lambda: c2pa.sign(film, out, claim, key)) for _ in range(TIMES)]
    reading = [spent(lambda: trusted(out, anchors)) for _ in range(TIMES)]
    lies = box / "manifest.json"
    telling = [spent(lambda: beside.write([out], lies, claim, key)) for _ in range(TIMES)]
    report.most("ms to sign, median", 1000 * statistics.median(signing), 200)
    report.most("ms to read back, median", 1000 * statistics.median(reading), 200)
    report.most("ms to sign beside, median", 1000 * statistics.median(telling), 200)


def trusted(path: Path, anchors: bytes) -> None:
    found = c2pa.read(path, anchors)
    if found.state != "trusted":
        raise AssertionError(found)


def filmed(path: Path) -> None:
    """Write 30 s of grain."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=Fraction(30), options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 128, 128, "yuv420p"
        for picture in grain():
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        out.mux(stream.encode())


def grain() -> Iterator[Any]:
    rng = np.random.default_rng(1)
    for _ in range(FRAMES):
        yield rng.integers(0, 256, (128, 128, 3), np.uint8)


def spent(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin
