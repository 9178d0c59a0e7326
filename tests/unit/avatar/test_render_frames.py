from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import synthetic
from drawing import drawing

from aigc.avatar.render import Player, Renderer, frames, jobs_for, turntable
from aigc.errors import Cancelled, ConfigError, InputError, JobError
from aigc.progress import cancellable, silent

SIZE = (48, 64)


def test_frames_of_several_processes_are_those_of_one():
    with drawing():
        avatar, motion = synthetic.avatar(), synthetic.motion(15)
        alone = list(frames(avatar, motion, *SIZE))
        shared = list(frames(avatar, motion, *SIZE, jobs=2))
        assert len(alone) == len(shared) == 15
        assert all((a == b).all() for a, b in zip(alone, shared, strict=True))
        assert (alone[0] != alone[-1]).any()


def test_frames_are_the_same_in_any_order(monkeypatch):
    monkeypatch.setattr("aigc.avatar.render.player.KEPT", 14)
    with drawing(), Player(synthetic.avatar(), synthetic.motion(20), *SIZE, jobs=2) as player:
        order = [19, 0, 1, 2, 12, 13, 3, 99, -1]
        shown = {k: player.frame(k) for k in order}
        inside = list(frames(synthetic.avatar(), synthetic.motion(20), *SIZE))
        for k, picture in shown.items():
            np.testing.assert_array_equal(picture, inside[min(max(k, 0), 19)])


def test_a_process_that_is_ended_is_told():
    with drawing(), Player(synthetic.avatar(), synthetic.motion(60), *SIZE, jobs=2) as player:
        player.frame(0)
        player.frame(1)
        for process in multiprocessing.active_children():
            os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(JobError, match="fewer jobs"):
            for k in range(2, 60):
                player.frame(k)


def test_short_motions_need_one_process(monkeypatch):
    monkeypatch.setattr("loky.cpu_count", lambda: 64)
    assert [jobs_for(n) for n in (1, 89, 180, 10_000)] == [1, 1, 2, 8]


def test_hair_swings_in_a_motion():
    with drawing():
        avatar, motion = synthetic.avatar(), synthetic.motion(6)
        swung = list(frames(avatar, motion, *SIZE))[-1]
        with Renderer(avatar, *SIZE) as renderer:
            stiff = renderer.frame(motion.face(5), motion.pose(5))
        assert (swung != stiff).any()


def test_hips_carry_the_whole_character_along():
    with drawing():
        motion = synthetic.motion(2)
        travel = np.array([(0, 0, 0), (0.1, 0, 0)], np.float32)
        first, second = frames(synthetic.avatar(), replace(motion, travel=travel), *SIZE)
        middles = [np.flatnonzero(p[..., 3].any(0)).mean() for p in (first, second)]
        assert middles[1] > middles[0] + 1


def test_progress_is_told_and_can_stop_the_drawing():
    told = []
    with drawing():
        motion = synthetic.motion(4)
        list(frames(synthetic.avatar(), motion, *SIZE, progress=lambda *a: told.append(a)))
        assert told == [("draw", n, 4) for n in range(5)]
        stop = cancellable(silent, lambda: True)
        with pytest.raises(Cancelled):
            list(frames(synthetic.avatar(), motion, *SIZE, progress=stop))


def test_frames_left_early_close_what_draws_them():
    with drawing():
        some = frames(synthetic.avatar(), synthetic.motion(40), *SIZE, jobs=2)
        assert len(list(islice(some, 3))) == 3
        some.close()


def test_a_turntable_ends_where_it_began():
    with drawing():
        round_ = list(turntable(synthetic.avatar(), *SIZE, count=4))
        once = list(turntable(synthetic.avatar(), *SIZE, count=1))
        np.testing.assert_array_equal(round_[0], once[0])
        assert len(round_) == 4
        assert (round_[0] != round_[2]).any()


def test_bad_requests_are_refused_before_processes_start():
    avatar, motion = synthetic.avatar(), synthetic.motion(2)
    with pytest.raises(InputError, match="0 processes"):
        next(frames(avatar, motion, *SIZE, jobs=0))
    with pytest.raises(ConfigError, match="no framing"):
        next(frames(avatar, motion, *SIZE, "bsut", jobs=2))
    with pytest.raises(InputError, match="0 pictures"):
        next(turntable(avatar, *SIZE, count=0))
