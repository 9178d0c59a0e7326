"""Print the sizes of the house and fail where a file or a function body is too long."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

FILE_P90, FILE_MAX, BODY_P90, BODY_MAX = 350, 500, 35, 60


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def functions(path: Path) -> list[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return [(body_lines(n), f"{path}:{n.lineno} {n.name}") for n in found]


def main() -> int:
    paths = sorted(p for room in ("aigc", "pipelines") for p in Path(room).rglob("*.py"))
    files = [(len(p.read_text(encoding="utf-8").splitlines()), str(p)) for p in paths]
    bodies = [f for p in paths for f in functions(p)]
    file_p90 = percentile([n for n, _ in files], 0.9)
    body_p90 = percentile([n for n, _ in bodies], 0.9)
    body_median = percentile([n for n, _ in bodies], 0.5)
    print(f"{len(files)} files, {sum(n for n, _ in files)} lines; file p90 {file_p90}")
    print(f"{len(bodies)} functions; body median {body_median}, p90 {body_p90}")
    wrong = [f"file {w} has {n} lines" for n, w in files if n > FILE_MAX]
    wrong += [f"function {w} has {n} lines" for n, w in bodies if n > BODY_MAX]
    if file_p90 > FILE_P90 or body_p90 > BODY_P90:
        wrong.append(f"p90 over {FILE_P90} lines a file or {BODY_P90} a body")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
