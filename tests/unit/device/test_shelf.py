from __future__ import annotations

import threading

import pytest
import torch

from aigc.device.memory import is_out_of_memory, size_of
from aigc.device.place import Device, chosen, devices, precision_for
from aigc.device.shelf import BUDGET, Shelf, budget_from_environment
from aigc.errors import ConfigError, OutOfMemory
from aigc.notices import noticing

CPU = Device(kind="cpu", memory_bytes=2**40)
MIB = 2**20


def weights(mib: int) -> torch.nn.Module:
    return torch.nn.Linear(MIB // 4, mib, bias=False)


def test_a_model_is_read_once_and_shared():
    place, reads = Shelf(CPU), []

    def read() -> torch.nn.Module:
        reads.append(1)
        return weights(1)

    with place.lend("a", read, label="A") as first:
        pass
    with place.lend("a", read, label="A") as again:
        assert again is first and [one.lent for one in place.held()] == [True]
    assert reads == [1] and place.used_bytes == MIB and not place.held()[0].lent


def test_the_model_used_longest_ago_makes_room():
    place = Shelf(CPU, budget_bytes=5 * MIB)
    for name in ("a", "b"):
        with place.lend(name, lambda: weights(2), label=name):
            pass
    with place.lend("a", lambda: weights(2), label="a"):
        pass
    with place.lend("c", lambda: weights(2), label="c", needs_bytes=2 * MIB):
        assert {one.label for one in place.held()} == {"a", "c"}
    assert place.used_bytes <= place.budget_bytes
    assert place.clear() == 2 and place.used_bytes == 0


def test_a_lent_model_stays_though_the_budget_is_passed():
    place = Shelf(CPU, budget_bytes=3 * MIB)
    with (
        place.lend("a", lambda: weights(2), label="a") as first,
        place.lend("b", lambda: weights(2), label="b"),
    ):
        assert first.weight.shape[0] == 2 and len(place.held()) == 2
    assert [one.label for one in place.held()] == ["a"] and place.used_bytes == 2 * MIB


def test_a_model_larger_than_the_budget_is_refused_before_it_is_read():
    place = Shelf(CPU, budget_bytes=MIB)
    lent = place.lend("a", lambda: pytest.fail("read"), label="big", needs_bytes=2**31)
    with pytest.raises(OutOfMemory, match=r"takes 2\.0 GiB"), lent:
        pass


def test_a_full_device_is_cleared_and_tried_again():
    place, tries = Shelf(CPU), []
    with place.lend("a", lambda: weights(1), label="a"):
        pass

    def read() -> torch.nn.Module:
        tries.append(1)
        if len(tries) == 1:
            raise torch.OutOfMemoryError("out of memory")
        return weights(1)

    with noticing() as told, place.lend("b", read, label="b"):
        assert [one.label for one in place.held()] == ["b"]
    assert len(tries) == 2 and "put away" in told[0]


def test_what_never_fits_is_one_error_and_holds_nothing():
    place = Shelf(CPU)

    def read() -> torch.nn.Module:
        raise MemoryError

    with pytest.raises(OutOfMemory, match="does not fit"), place.lend("b", read, label="b"):
        pass
    assert place.held() == ()


def test_a_model_that_cannot_be_read_leaves_the_shelf_as_it_was():
    place = Shelf(CPU)
    lent = place.lend("b", lambda: (_ for _ in ()).throw(ValueError("damaged")), label="b")
    with pytest.raises(ValueError, match="damaged"), lent:
        pass
    with place.lend("b", lambda: weights(1), label="b"):
        assert place.used_bytes == MIB


def test_one_borrower_at_a_time():
    place, inside, most = Shelf(CPU), [0], [0]
    gate = threading.Barrier(4)

    def use() -> None:
        gate.wait()
        for _ in range(50):
            with place.lend("a", lambda: weights(1), label="a"):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=use) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert most == [1] and len(place.held()) == 1 and not place.held()[0].lent


def test_the_size_counts_shared_weights_once():
    layer = weights(1)

    class Pipe:
        def __init__(self) -> None:
            self.components = {"a": layer, "b": torch.nn.Sequential(layer), "c": None}

    assert size_of(Pipe()) == size_of(layer) == MIB == size_of([layer, {"again": layer}])


def test_every_machine_has_a_cpu_and_wrong_names_are_told():
    assert devices()[-1].kind == "cpu" and chosen("cpu").memory_bytes > 2**28
    assert chosen("auto") == devices()[0]
    with pytest.raises(ConfigError, match="has no device 'cuda:9'"):
        chosen("cuda:9")
    assert precision_for(chosen("cpu")) == "float32"
    assert precision_for(Device(kind="cuda", bfloat16=True)) == "bfloat16"
    assert precision_for(Device(kind="cuda")) == "float16"
    with pytest.raises(ConfigError, match="float8"):
        precision_for(chosen("cpu"), "float8")


@pytest.mark.parametrize("wrong", ["much", "-1", "0", "nan", "inf"])
def test_a_wrong_budget_is_told(monkeypatch, wrong):
    monkeypatch.setenv(BUDGET, wrong)
    with pytest.raises(ConfigError, match=BUDGET):
        budget_from_environment()


def test_the_budget_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv(BUDGET, "1.5")
    assert budget_from_environment() == int(1.5 * 2**30)
    monkeypatch.delenv(BUDGET)
    assert budget_from_environment() is None


@pytest.mark.parametrize(
    ("exc", "is_it"),
    [
        (MemoryError(), True),
        (torch.OutOfMemoryError("CUDA out of memory"), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"), True),
        (RuntimeError("shapes differ"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_want_of_memory_is_known(exc, is_it):
    assert is_out_of_memory(exc) is is_it
