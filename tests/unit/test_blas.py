from __future__ import annotations

from aigc.blas import _controller, single_threaded


def threads() -> set[int]:
    return {pool["num_threads"] for pool in _controller().info() if pool["user_api"] == "blas"}


def test_the_last_to_leave_restores_the_threads() -> None:
    with _controller().limit(limits=3, user_api="blas"):
        first, second = single_threaded(), single_threaded()
        with first:
            second.__enter__()
            assert threads() == {1}
        assert threads() == {1}
        second.__exit__(None, None, None)
        assert threads() == {3}
