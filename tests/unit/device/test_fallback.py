from __future__ import annotations

import pytest
import torch

from aigc.device.fallback import first_that_fits, in_batches
from aigc.device.place import Device
from aigc.device.seeded import seeded
from aigc.errors import Cancelled, OutOfMemory
from aigc.notices import notice, noticing

CPU = Device(kind="cpu", name="CPU", memory_bytes=2**30)


@pytest.mark.parametrize(("fits", "sizes"), [(8, [8, 2]), (3, [2, 2, 2, 2, 2]), (1, [1] * 10)])
def test_batches_shrink_until_they_fit(fits, sizes):
    made: list[int] = []

    def run(batch):
        if len(batch) > fits:
            raise torch.OutOfMemoryError("CUDA out of memory")
        made.append(len(batch))
        return [2 * one for one in batch]

    with noticing() as told:
        assert in_batches(range(10), run, most=8, device=CPU, what="Pictures") == list(
            range(0, 20, 2)
        )
    assert made == sizes and bool(told) == (fits < 8)


def test_how_many_are_done_is_told_before_each_batch_and_at_the_end():
    told: list[int] = []
    in_batches(range(5), list, most=2, device=CPU, what="Pictures", told=told.append)
    assert told == [0, 2, 4, 5]

    def stop(done):
        raise Cancelled("stop")

    with pytest.raises(Cancelled):
        in_batches(range(5), list, most=2, device=CPU, what="Pictures", told=stop)


def test_a_single_one_that_does_not_fit_is_an_error():
    def run(batch):
        raise MemoryError

    with pytest.raises(OutOfMemory, match="Pictures"):
        in_batches([1], run, most=4, device=CPU, what="Pictures")
    assert in_batches([], run, most=4, device=CPU, what="Pictures") == []


def test_other_faults_go_through():
    def run(batch):
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        in_batches([1], run, most=1, device=CPU, what="Pictures")
    with pytest.raises(ValueError, match="broken"):
        first_that_fits([("all", lambda: run([1])), ("less", lambda: 1)], device=CPU, what="P")


def full():
    raise MemoryError


def test_the_first_attempt_that_fits_is_taken_and_told():
    attempts = [("everything", full), ("offload", lambda: "slow"), ("nothing", full)]
    with noticing() as told:
        assert first_that_fits(attempts, device=CPU, what="Film") == "slow"
    assert "offload" in told[0]
    with pytest.raises(OutOfMemory, match="Film"):
        first_that_fits([("all", full), ("less", full)], device=CPU, what="Film")


@pytest.mark.parametrize("deterministic", [False, True])
def test_chance_is_the_same_and_that_of_others_is_left(deterministic):
    before = torch.random.get_rng_state()
    with seeded(3, deterministic=deterministic):
        first = torch.rand(4)
        assert torch.are_deterministic_algorithms_enabled() is deterministic
    with seeded(3, deterministic=deterministic):
        assert torch.equal(first, torch.rand(4))
    assert torch.equal(before, torch.random.get_rng_state())
    assert not torch.are_deterministic_algorithms_enabled()


def test_notices_reach_every_block_around_them_once():
    with noticing() as outer:
        notice("one")
        with noticing() as inner:
            notice("two")
            notice("two")
        notice("two")
    notice("nobody hears")
    assert inner == ["two"] and outer == ["one", "two"]
