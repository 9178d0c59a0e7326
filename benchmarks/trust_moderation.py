"""Section ``moderation`` of ``benchmarks/trust.py``.

moderation  the engine ``words``: how many of the evasions in tests/fixtures/moderation it finds,
            how many example articles and poems it would block or have people look at, how long it
            takes for 10,000 characters, and until it is ready in a new process
"""

from __future__ import annotations

import argparse
import csv
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from aigc.trust.moderation.words import WordsModeration
from aigc.types.verdict import Verdict
from benchmarks.report import Report

HOME = Path(__file__).parent.parent
CORPUS = HOME / "tests" / "fixtures" / "moderation"
CHARACTERS = 10_000
TIMES = 9
READY = (
    "import aigc.trust.moderation.check, time; from aigc.trust.moderation.words import "
    "WordsModeration; t = time.process_time(); WordsModeration().judge_texts(['热身 warm']); "
    "print(time.process_time() - t)"
)


def moderation(_box: Path, report: Report, _asked: argparse.Namespace) -> None:
    engine = WordsModeration()
    _recall(engine, report)
    articles = [*HOME.glob("tests/fixtures/articles/*.md"), *HOME.glob("examples/*/*.md")]
    poems = (CORPUS / "poems.txt").read_text(encoding="utf-8").split("\n\n")
    texts = [*(path.read_text(encoding="utf-8") for path in articles), *poems]
    verdicts = engine.judge_texts(texts)
    report.most(
        f"share of {len(texts)} articles and poems blocked", _share(verdicts, "block"), 0.01
    )
    report.most("share of them for people to see", _share(verdicts, "review"), 0.05)
    for language in ("zh", "en"):
        whole = "".join(
            p.read_text(encoding="utf-8") for p in articles if p.name.startswith(language)
        )
        report.most(f"ms for 10,000 characters, {language}", _ms(engine, whole[:CHARACTERS]), 30)
    made = subprocess.run([sys.executable, "-c", READY], capture_output=True, text=True, check=True)
    report.most("s until it is ready", float(made.stdout), 0.3)


def _recall(engine: WordsModeration, report: Report) -> None:
    for name in ("by_hand", "generated"):
        with (CORPUS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        verdicts = engine.judge_texts([row["text"] for row in rows])
        found = _share(verdicts, "block") + _share(verdicts, "review")
        report.least(f"share found of {len(rows)} evasions, {name}", found, 0.95)


def _share(verdicts: Sequence[Verdict], decision: str) -> float:
    return sum(one.decision == decision for one in verdicts) / len(verdicts)


def _ms(engine: WordsModeration, text: str) -> float:
    spent = []
    for _ in range(TIMES):
        begun = time.process_time()
        engine.judge_texts([text])
        spent.append(time.process_time() - begun)
    return statistics.median(spent) * 1000
