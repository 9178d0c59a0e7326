"""The section ``gate`` of ``benchmarks/trust.py``: what trust costs of a clip.

gate    clips of 30 s at 1080x1920 made from the first word to the last file with everything that
        trust asks for (label on the frames, watermarks, records, signatures, review, log, all of it
        read back), then verified; against the same clips made without any of it
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aigc.files import publishing
from aigc.store import Store
from aigc.trust.gate import passing
from aigc.trust.provenance import keys
from aigc.trust.provenance.log import Log
from aigc.trust.verify.checking import verify
from benchmarks.report import Report, say
from pipelines import delivery, leaving
from pipelines.article_to_video import Config, run

ARTICLE = Path(__file__).parent.parent / "examples" / "zh" / "article.md"
ROUNDS = 3


def gate(box: Path, report: Report, asked: argparse.Namespace) -> None:
    with patch.dict(os.environ, {"AIGC_TRUST": str(box / "trust")}):
        keys.make("Benchmark")
        made(box / "warm", 5)
        shares, parts = [], []
        for number in range(ROUNDS):
            with without_trust():
                bare = cpu(lambda n=number: made(box / f"bare{n}", 30))
            with timed() as spent:
                whole = cpu(lambda n=number: made(box / f"whole{n}", 30))
            store, film = box / f"whole{number}", box / f"whole{number}" / "out" / delivery.VIDEO
            found: list[Any] = []
            look = cpu(
                lambda s=store, f=film: found.append(  # noqa: B023
                    verify(f, log=Log(s / "store"), anchors=keys.anchors(), quick=True)
                )
            )
            report.least("verified as authentic", float(found[0].verdict == "authentic"), 1)
            say(f"     without {bare:.2f} CPU-s, with {whole:.2f}, verified in {look:.2f}; "
                f"at the gate {sum(spent.values()):.2f}")  # fmt: skip
            shares.append((whole - bare + look) / bare)
            parts.append((sum(spent.values()) + look) / bare)
        report.most("of its making, to label, sign and verify", statistics.median(parts), 0.05)
        say(f"     with the marks on its frames: {statistics.median(shares):.3f} of its making")


def made(folder: Path, seconds: int) -> None:
    config = Config(seconds=seconds, aspect="9:16")
    run(ARTICLE, folder / "out", config, store=Store(folder / "store"))


def cpu(work: Callable[[], object]) -> float:
    """Return the processor seconds of some work, with those of its children."""
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(one.ru_utime + one.ru_stime for one in used)


@contextmanager
def without_trust() -> Iterator[None]:
    """Let clips be made without labels, marks, moderation, review, signature and log."""

    @contextmanager
    def bare(out: Path, origin: Callable[[], Any], **_: Any) -> Iterator[Path]:
        with publishing(out) as box:
            yield box
            origin()

    with ExitStack() as stack:
        for name, other in {
            "leaving": bare,
            "labels": lambda *_: (),
            "film_mark": lambda *_: None,
            "marked_sound": lambda audio, *_, **__: audio,
            "look_back": lambda *_: None,
        }.items():
            stack.enter_context(patch.object(delivery, name, other))
        yield


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Give the processor seconds of what the gate does before and after the work."""
    spent: dict[str, float] = {}

    def clocked(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def inner(*given: Any, **named: Any) -> Any:
            out: list[Any] = []
            took = cpu(lambda: out.append(work(*given, **named)))
            spent[name] = spent.get(name, 0.0) + took
            return out[0]

        return inner

    with ExitStack() as stack:
        for name in ("ask", "admit", "passed"):
            inner = clocked(name, getattr(passing, name))
            stack.enter_context(patch.object(leaving, name, inner))
        back = clocked("look_back", delivery.look_back)
        stack.enter_context(patch.object(delivery, "look_back", back))
        yield spent
