"""A short run of the soak in tests/soak/test_kills.py."""

import random

from tests.soak.rig import Batch, Moves
from tests.soak.test_kills import soak


def test_a_few_kills_lose_nothing_and_publish_nothing_twice(tmp_path):
    chance = random.Random(7)
    batch = Batch(tmp_path, 40, workers=2, chance=chance)
    moves = Moves(batch.folder.root)
    try:
        soak(batch, lambda of: moves, chance, kills=2, stops=1, drivers=1, share=0.05)
    finally:
        batch.end()
        moves.close()
