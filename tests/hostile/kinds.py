"""Where the hostile inputs of each kind are made, and the door they come to."""

from __future__ import annotations

from typing import Final

MODULES: Final = {
    kind: f"tests.hostile.{kind}s"
    for kind in ("document", "score", "archive", "brief", "url", "picture", "video", "model")
} | {
    "audio": "tests.hostile.sounds",
    "weights": "tests.hostile.weights",
    "bank": "tests.hostile.banks",
}
