"""Whether an engine keeps every form: fuzzed templates, each lyric read by the verifier.

Run ``python benchmarks/fuzz_lyrics.py --engine NAME --count 10000 --seed 1``: so many templates
that a hidden text meets, a tenth as many small ones whose truth was found by trying every text,
and a fifth as many in which one thing was broken. Each goes through the engine's ``write``; a
feasible one must come back exact, the others must be refused with an `InputError`. Every case is a
row of a file under ``out/``, so that a run that was stopped goes on from there. The exit status is
1 when a case was not right. Styles take turns unless one is named. With ``--together N`` a causal
model writes N templates side by side.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc import registry
from aigc.errors import EngineUnavailable, InputError
from aigc.lyrics.bundled import STYLES
from aigc.lyrics.engine import LyricsEngine, Options
from aigc.lyrics.verify import verify
from aigc.types.article import Language
from aigc.types.template import Cell, Template, TemplateLine, place_name
from benchmarks.side_by_side import SideBySide
from tests.unit.lyrics.fuzzing import BOOKS, Case, feasible
from tests.unit.lyrics.fuzzing_broken import broken
from tests.unit.lyrics.fuzzing_english import broken_english, feasible_english
from tests.unit.lyrics.fuzzing_small import small

LIMIT_MS = 50
REPORT_S = 10

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is run: an engine with its options, over the templates of a seed."""

    engine: str
    model: str
    style: str
    language: Language
    seed: int
    lines: int
    longest: int
    together: int


def case_of(name: str, setting: Setting) -> Case:
    """Return the case of a name such as ``large/17``."""
    rng = Random(f"{setting.seed}/{name}")
    kind = name.partition("/")[0]
    if setting.language == "en":
        return broken_english(rng) if kind == "broken" else feasible_english(rng, setting.lines)
    if kind == "small":
        return small(rng)
    if kind == "broken":
        return broken(rng)
    return feasible(rng, most_lines=setting.lines, longest=setting.longest)


def names(count: int, language: str) -> Iterator[str]:
    sizes = {"large": count, "small": count // 10, "broken": count // 5}
    if language == "en":
        del sizes["small"]
    for kind, size in sizes.items():
        yield from (f"{kind}/{number}" for number in range(size))


def judge(case: Case, name: str, engine: LyricsEngine, options: Options) -> Row:
    """Run one case and return what came of it."""
    begin, cpu = time.perf_counter(), time.process_time()
    try:
        count = 1 + len(case.template) % 3
        some = engine.write(case.template, options, count=count, seed=sum(map(ord, name)))
    except InputError as error:
        ms = 1000 * (time.perf_counter() - begin)
        cpu_ms = 1000 * (time.process_time() - cpu)
        row = {"name": name, "ms": ms, "cpu_ms": cpu_ms, "note": str(error), "kind": case.kind}
        if case.feasible:
            return {**row, "verdict": "refused"}
        return {**row, "verdict": "detected", "named": names_the_clash(case, str(error))}
    except Exception as error:
        if isinstance(error, EngineUnavailable):
            raise
        note = f"{type(error).__name__}: {error}"
        return {"name": name, "ms": 0.0, "note": note, "kind": case.kind, "verdict": "crash"}
    ms = 1000 * (time.perf_counter() - begin) / count
    return verified(case, name, [lyric.lines for lyric in some], ms)


def verified(case: Case, name: str, written: Sequence[Sequence[str]], ms: float) -> Row:
    """Return what the verifier says of lyrics, each of which took so long."""
    faults = [fault for lines in written for fault in verify(case.template, lines).faults]
    verdict = ("wrong" if faults else "exact") if case.feasible else "missed"
    note = "; ".join(fault.message for fault in faults[:3])
    cells = len(case.template)
    return {
        "name": name, "ms": ms, "note": note, "kind": case.kind, "verdict": verdict, "cells": cells
    }  # fmt: skip


def judge_together(named: Mapping[str, Case], engine: SideBySide, options: Options) -> list[Row]:
    """Run feasible cases side by side; each is told its share of the time."""
    begin = time.perf_counter()
    templates = [case.template for case in named.values()]
    written = engine.write_each(templates, options, seed=sum(map(ord, next(iter(named)))))
    ms = 1000 * (time.perf_counter() - begin) / len(named)
    return [
        {"name": name, "ms": ms, "note": str(lines), "kind": case.kind, "verdict": "refused"}
        if isinstance(lines, InputError)
        else verified(case, name, [lines], ms)
        for (name, case), lines in zip(named.items(), written, strict=True)
    ]


def names_the_clash(case: Case, message: str) -> bool | None:
    """Tell whether a message names a cell that clashes, None where no cell does."""
    found = set(re.findall(r"\d+:\d+", message))
    return any(place_name(*place) in found for place in case.clash) if case.clash else None


def finished(path: Path) -> list[Row]:
    """Return the rows of an earlier run; a row that was cut off is left out."""
    if not path.exists():
        return []
    lines = path.read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1]]


@lru_cache(maxsize=1)
def bench(setting: Setting) -> LyricsEngine:
    """Return an engine made ready, once a process."""
    engine: LyricsEngine = registry.get("lyrics", setting.engine)
    if setting.together > 1:
        engine = SideBySide()
    warm_up(engine, options_of("", setting), setting.language)
    return engine


def options_of(name: str, setting: Setting) -> Options:
    """Return the options of the case of this name."""
    styles = STYLES[setting.language]
    style = setting.style or Random(f"{setting.seed}/style of {name}").choice(styles)
    return Options.model_validate({"model": setting.model, "style": style})


def work(setting: Setting, some: Sequence[str]) -> list[Row]:
    """Return what came of the cases of these names."""
    engine = bench(setting)
    named = {name: case_of(name, setting) for name in some}
    alone = {name: case for name, case in named.items() if not _together(setting, case)}
    rows = [judge(case, name, engine, options_of(name, setting)) for name, case in alone.items()]
    beside = {name: case for name, case in named.items() if name not in alone}
    if not isinstance(engine, SideBySide):
        return rows
    order = sorted(beside, key=lambda name: len(beside[name].template))
    for begin in range(0, len(order), setting.together):
        chunk = {name: beside[name] for name in order[begin : begin + setting.together]}
        rows += judge_together(chunk, engine, options_of(order[begin], setting))
    return rows


def _together(setting: Setting, case: Case) -> bool:
    return setting.together > 1 and case.feasible


def results(todo: Sequence[str], setting: Setting, jobs: int) -> Iterator[Row]:
    size = 4 * setting.together
    shares = [todo[begin : begin + size] for begin in range(0, len(todo), size)]
    if jobs == 1:
        yield from (row for some in shares for row in work(setting, some))
        return
    with get_context("spawn").Pool(jobs) as pool:
        for rows in pool.imap_unordered(partial(work, setting), shares):
            yield from rows


def run(todo: Sequence[str], setting: Setting, jobs: int, path: Path) -> None:
    begin = told = time.monotonic()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for done, row in enumerate(results(todo, setting, jobs), 1):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
            if time.monotonic() - told > REPORT_S:
                told = time.monotonic()
                speed = done / (told - begin)
                left = (len(todo) - done) / speed / 60
                note = f"{done} of {len(todo)}, {speed:.1f} a second, {left:.0f} min left"
                print(note, file=sys.stderr)


def warm_up(engine: LyricsEngine, options: Options, language: str) -> None:
    """Load what the first call loads: the weights, the books, the verifier's dictionaries."""
    if language == "en":
        engine.write(feasible_english(Random(0)).template, options)
        return
    for book in BOOKS:
        cells = (Cell(tone="平"), Cell(rhyme="a"))
        template = Template(lines=(TemplateLine(cells=cells),), book=book)
        verify(template, engine.write(template, options)[0].lines)


def summary(rows: Iterable[Row]) -> tuple[list[str], bool]:
    """Return the lines of the table, and whether every case was right."""
    rows = list(rows)
    counts = Counter(row["verdict"] for row in rows)
    can = sum(counts[v] for v in ("exact", "wrong", "refused"))
    cannot = counts["detected"] + counts["missed"]
    named = [row["named"] for row in rows if row.get("named") is not None]
    refusals = sorted(row["ms"] for row in rows if row["verdict"] == "detected")
    spent = [row["cpu_ms"] for row in rows if row["verdict"] == "detected"]
    written = [row for row in rows if row["verdict"] == "exact"]
    seconds = sum(row["ms"] for row in written) / 1000
    lines = [
        f"feasible    {can:6d}   exact    {share(counts['exact'], can)}   "
        f"wrong {counts['wrong']}, refused {counts['refused']}, crashed {counts['crash']}",
        f"infeasible  {cannot:6d}   detected {share(counts['detected'], cannot)}   "
        f"naming a clashing cell {share(sum(named), len(named))}",
    ]
    if refusals:
        slow = sum(ms > LIMIT_MS for ms in refusals)
        lines.append(
            f"a refusal   median {refusals[len(refusals) // 2]:.1f} ms, slowest "
            f"{refusals[-1]:.1f} ms ({max(spent):.1f} ms of CPU), {slow} over {LIMIT_MS} ms"
        )
    if seconds:
        cells = sum(row["cells"] for row in written)
        speed = f"{len(written) / seconds:.2f} templates/s, {cells / seconds:.0f} cells/s"
        lines.append(f"throughput  {speed}")
    lines += examples(rows)
    return lines, counts["exact"] == can and counts["detected"] == cannot and not counts["crash"]


def examples(rows: Iterable[Row]) -> Iterator[str]:
    """Yield three cases of every kind of failure."""
    shown: Counter[str] = Counter()
    for row in rows:
        verdict = row["verdict"]
        if verdict in ("exact", "detected"):
            continue
        shown[verdict] += 1
        if shown[verdict] <= 3:
            yield f"  {verdict}: {row['name']} ({row['kind']}): {row['note'][:300]}"


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:6.2f} %" if whole else "     - %"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--engine", default="bundled", help="name in the registry")
    parser.add_argument("--model", default="", help="weights for an engine that needs some")
    parser.add_argument("--style", default="")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=int, default=40, help="lines of a template at most")
    parser.add_argument("--longest", type=int, default=30, help="cells of a line at most")
    parser.add_argument("--jobs", type=int, default=1, help="processes; each is timed by itself")
    parser.add_argument("--together", type=int, default=1, help="templates side by side, causal")
    parser.add_argument("--out", type=Path, help="file of rows, under out/ by default")
    parser.add_argument("--fresh", action="store_true", help="forget an earlier run")
    return parser.parse_args()


def main() -> int:
    args = arguments()
    setting = Setting(**{f.name: getattr(args, f.name) for f in fields(Setting)})
    model = f"-{Path(args.model).name}" if args.model else ""
    shape = f"{args.lines}x{args.longest}-{args.seed}"
    made_with = bench(setting).fingerprint(options_of("", setting))
    made_by = hashlib.sha256(f"{setting}{made_with}".encode()).hexdigest()[:8]
    default = Path("out") / f"fuzz-{args.engine}{model}-{args.language}-{shape}-{made_by}.jsonl"
    path = args.out or default
    if args.fresh:
        path.unlink(missing_ok=True)
    rows = finished(path)
    if rows:
        whole = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        path.write_text(whole, "utf-8")
    wanted = list(names(args.count, args.language))
    done = {row["name"] for row in rows}
    run([name for name in wanted if name not in done], setting, args.jobs, path)
    found = {row["name"]: row for row in finished(path)}
    lines, right = summary(found[name] for name in wanted)
    print("\n".join(lines))
    return 0 if right else 1


if __name__ == "__main__":
    raise SystemExit(main())
