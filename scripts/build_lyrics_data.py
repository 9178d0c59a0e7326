"""Pack what is known of sound and form of Chinese verse into ``aigc/lyrics/data``.

Run it with the folder that holds ``rhyme_tables.json.gz``, ``cipu.jsonl.gz`` and, to tell which
form of a cipai and which tone of a character is in use, ``songci_train.jsonl.gz``::

    python scripts/build_lyrics_data.py DATA

Only facts are packed: tones, rhymes, lengths and names; no poem. Equal input gives equal bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path
from typing import Any

from build_lyrics_forms import packed_forms
from build_lyrics_rarities import rare_tones
from build_lyrics_sounds import packed_readings, packed_rhymes

HOME = Path(__file__).parents[1] / "aigc" / "lyrics" / "data"


def write(name: str, value: Any, folder: Path) -> int:
    """Write one packed file and return its size in bytes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    data = gzip.compress(text.encode(), compresslevel=9, mtime=0)
    (folder / f"{name}.json.gz").write_bytes(data)
    return len(data)


def read_tables(folder: Path) -> Any:
    return json.loads(gzip.decompress((folder / "rhyme_tables.json.gz").read_bytes()))


def read_rows(folder: Path, name: str) -> list[Any]:
    text = gzip.decompress((folder / f"{name}.jsonl.gz").read_bytes()).decode()
    return [json.loads(line) for line in text.splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the published tables")
    parser.add_argument("--to", type=Path, default=HOME, help="folder to write to")
    args = parser.parse_args()
    tables = read_tables(args.data)
    readings = packed_readings(tables)
    poems = read_rows(args.data, "songci_train")
    forms = packed_forms(read_rows(args.data, "cipu"), poems)
    rhymes = packed_rhymes(tables, readings)
    rhymes["rare"] = rare_tones(rhymes, (row["lines"] for row in poems))
    files = {"readings": readings, "rhymes": rhymes, "cipai": forms}
    for name, value in files.items():
        print(f"{name}: {write(name, value, args.to):,} bytes")


if __name__ == "__main__":
    main()
