"""The viewer's bundle: our sources, three and three-vrm in one minified module.

``python scripts/build_viewer.py WORK`` writes ``aigc/avatar/viewer/data/viewer.js`` and the
licences of what is in it. WORK is a folder outside the repository where npm may install; node and
npm are needed. The same versions make the same bytes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {"three": "0.187.0", "@pixiv/three-vrm": "3.5.5"}
TOOLS = {"esbuild": "0.28.2"}
SOURCE = Path("aigc/avatar/viewer/src/main.js")
OUT = Path("aigc/avatar/viewer/data")


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    work = Path(sys.argv[1]).resolve()
    install(work)
    OUT.mkdir(parents=True, exist_ok=True)
    bundle(work, OUT / "viewer.js")
    (OUT / "LICENSES.txt").write_text(licences(work), encoding="utf-8")
    for path in sorted(OUT.iterdir()):
        print(f"{path}: {path.stat().st_size:,} bytes")
    return 0


def install(work: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is missing; install Node.js 20 or newer.")
    work.mkdir(parents=True, exist_ok=True)
    wanted = [f"{name}@{version}" for name, version in (PACKAGES | TOOLS).items()]
    command = [npm, "install", "--no-audit", "--no-fund", "--save-exact", *wanted]
    subprocess.run(command, cwd=work, check=True, stdout=subprocess.DEVNULL)


def bundle(work: Path, out: Path) -> None:
    modules = work / "node_modules"
    versions = ", ".join(f"{name} {version}" for name, version in PACKAGES.items())
    command = [
        str(modules / ".bin" / "esbuild"),
        str(SOURCE),
        "--bundle",
        "--format=esm",
        "--minify",
        "--target=es2022",
        "--charset=utf8",
        "--legal-comments=none",
        "--loader:.css=text",
        f"--banner:js=/*! {versions} (MIT) and viewer/src; licences in LICENSES.txt */",
        f"--outfile={out}",
        "--log-level=warning",
    ]
    subprocess.run(command, env=os.environ | {"NODE_PATH": str(modules)}, check=True)


def licences(work: Path) -> str:
    parts = []
    for name, version in PACKAGES.items():
        text = (work / "node_modules" / name / "LICENSE").read_text(encoding="utf-8").strip()
        parts.append(f"{name} {version}\n{'=' * len(f'{name} {version}')}\n\n{text}\n")
    return "\n\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
