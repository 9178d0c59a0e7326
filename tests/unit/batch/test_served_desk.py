"""A ledger over HTTP says and does what the ledger itself does, whatever the network does."""

import http.client
import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger import controls
from aigc.batch.served import remote
from aigc.batch.served import server as served
from aigc.batch.served.door import Door, find, place, show
from aigc.batch.served.remote import RemoteDesk, headers
from aigc.batch.served.server import Answers, DeskServer
from aigc.batch.served.wire import MOST_BYTES, answered, taken
from aigc.batch.sight.journal import events
from aigc.batch.watch import far_name, is_dead
from aigc.batch.worker import work
from aigc.errors import (
    ConfigError,
    DiskFull,
    EngineUnavailable,
    InputError,
    JobError,
    Superseded,
)
from aigc.types.job import Claim, Cost
from tests.batch_jobs import job, until

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def server(ledger, folder: BatchFolder) -> Iterator[DeskServer]:
    with DeskServer(folder, "127.0.0.1:0") as server:
        yield server


@pytest.fixture
def desk(server: DeskServer, folder: BatchFolder) -> RemoteDesk:
    return RemoteDesk(lambda: find(folder), patience_s=5)


def posted(door: Door, path: str, data: bytes, token: str | None = None, **more: str) -> int:
    line = http.client.HTTPConnection(door.host, door.port, timeout=5)
    try:
        line.request("POST", path, data, headers(door.token if token is None else token) | more)
        return line.getresponse().status
    finally:
        line.close()


def test_a_job_comes_whole_and_is_told_of(enter, ledger, desk):
    asked = job("子/a", options={"题": [1, 2.5, None]}, row=7, affinity="x", limit_s=9.0)
    enter(asked, job("b", affinity="y"), job("c", attempts=1))
    claim = desk.claim("w", "x")
    assert claim.job == replace(asked) and claim.attempt == 1
    assert desk.beat(claim, "render", 0.5) == "go"
    assert ledger.held()[0][0].stage == "render"
    desk.fence(claim)
    desk.done(claim, Cost(cpu_s=3.0, stages={"speech": 1.0}))
    assert ledger.rows()[0].cost == Cost(cpu_s=3.0, stages={"speech": 1.0})
    desk.release(desk.claim("w"), "stopped")
    desk.fail(desk.claim("w", "y"), "engine", "it broke", cost=Cost(cpu_s=1.0))
    assert (ledger.rows()[1].tries, ledger.rows()[1].message) == (1, "it broke")
    desk.fail(desk.claim("w"), "engine", "it broke")
    assert ledger.rows()[2].state == "failed"
    assert desk.open_jobs() == 1 and desk.claim("w") is None


def test_errors_come_as_themselves(enter, ledger, desk, monkeypatch):
    enter(job("a"))
    claim = desk.claim("w")
    controls.cancel(ledger, ["a"])
    assert desk.beat(claim) == "stop"
    with pytest.raises(Superseded, match="a is no longer in the hands of w"):
        desk.fence(claim)

    def full(*given, **options):
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(served.ServedLedger, "claim", full)
    with pytest.raises(DiskFull, match=r"The disk is full\."):
        desk.claim("w")


@pytest.mark.parametrize("kind", [InputError, Superseded, EngineUnavailable, DiskFull])
def test_every_error_of_ours_travels(kind):
    def broken():
        raise kind("为什么")

    with pytest.raises(kind, match=r"^为什么$"):
        taken(answered(broken))


def test_an_error_of_another_release_is_one_of_a_job():
    with pytest.raises(JobError, match="new"):
        taken(json.dumps({"error": "exec", "message": "new"}).encode())


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_nobody_without_the_token_gets_a_job(enter, ledger, server, token):
    enter(job("a"))
    call = b'{"ticket": "1", "worker": "w"}'
    assert posted(server.door, "/claim", call, token) == 401
    assert ledger.counts() == {"waiting": 1}
    assert posted(server.door, "/claim", call) == 200
    assert ledger.counts() == {"running": 1}


@pytest.mark.parametrize(
    ("path", "data", "more", "status"),
    [
        ("/claims", b"{}", {}, 404),
        ("/claim", b"{}", {}, 400),
        ("/claim", b"\xff", {}, 400),
        ("/claim", b'{"ticket": "1", "worker": 5, "extra": 1}', {}, 400),
        ("/beat", b"[" * 10_000, {}, 400),
        ("/claim", b"", {"Content-Length": str(MOST_BYTES + 1)}, 413),
        ("/claim", b"", {"Content-Length": "-1"}, 413),
    ],
)
def test_what_is_no_call_is_refused(server, path, data, more, status):
    assert posted(server.door, path, data, **more) == status


def test_what_is_no_call_is_not_tried_again(server, desk, monkeypatch):
    monkeypatch.setattr(served, "CALLS", {})
    with pytest.raises(JobError, match="Install the same release"):
        desk.claim("w")


def test_a_caller_that_says_nothing_is_let_go(ledger, folder, monkeypatch):
    monkeypatch.setattr(served._Handler, "timeout", 0.1)
    with DeskServer(folder, "127.0.0.1:0") as server:
        line = http.client.HTTPConnection(server.door.host, server.door.port, timeout=5)
        line.putrequest("POST", "/claim")
        for name, value in headers(server.door.token).items():
            line.putheader(name, value)
        line.putheader("Content-Length", "100")
        line.endheaders()
        with pytest.raises((http.client.HTTPException, OSError)):
            line.getresponse()
        line.close()


def test_a_claim_whose_answer_was_lost_is_given_again(enter, ledger, desk, monkeypatch):
    enter(job("a"), job("b"))
    real, lost = desk._posted, []

    def once(name: str, data: bytes) -> bytes:
        answer = real(name, data)
        if not lost:
            lost.append(answer)
            raise ValueError("the line broke")
        return answer

    monkeypatch.setattr(desk, "_posted", once)
    assert desk.claim("w").job.name == "a"
    assert ledger.counts() == {"running": 1, "waiting": 1}


def test_a_fence_and_an_end_that_were_not_heard_are_told_again(enter, ledger, desk):
    enter(job("a"))
    claim = desk.claim("w")
    ledger.fence(claim)
    desk.fence(claim)
    desk.done(claim, Cost())
    assert ledger.counts() == {"done": 1}


def test_an_answer_is_kept_while_it_is_made_and_until_the_next():
    answers, made, begun, go_on = Answers(most=2), [], threading.Event(), threading.Event()

    def slow() -> bytes:
        begun.set()
        assert go_on.wait(5)
        made.append(1)
        return b"one"

    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(answers.once("w", "1", slow))) for _ in "ab"
    ]
    threads[0].start()
    begun.wait(5)
    threads[1].start()
    go_on.set()
    for one in threads:
        one.join()
    assert found == [b"one", b"one"] and made == [1]
    assert answers.once("w", "2", lambda: b"two") == b"two"
    assert answers.once("w", "2", slow) == b"two"
    for n in range(3):
        answers.once(f"w{n}", "1", lambda: b"other")
    answers.once("w", "2", slow)
    assert made == [1, 1]


def test_an_answer_that_broke_is_made_anew():
    answers = Answers()
    with pytest.raises(ZeroDivisionError):
        answers.once("w", "1", lambda: bytes(1 // 0))
    assert answers.once("w", "1", lambda: b"one") == b"one"


def test_workers_outlive_a_desk_that_is_opened_anew(enter, ledger, folder, bench):
    enter(*(job(f"j{n}", options={"seconds": 0.05}) for n in range(12)))
    with DeskServer(folder, "127.0.0.1:0") as first:
        desk = RemoteDesk(lambda: find(folder), patience_s=20)
        codes: list[int] = []
        far = threading.Thread(
            target=lambda: codes.append(work(replace(bench, desk=desk), "far", reserve_bytes=0))
        )
        far.start()
        until(lambda: ledger.counts().get("done", 0) >= 3)
    assert ledger.open_jobs()
    with DeskServer(folder, "127.0.0.1:0") as second:
        assert second.door.token != first.door.token
        far.join(30)
    assert codes == [0] and ledger.counts() == {"done": 12}
    assert max(row.losses + row.tries for row in ledger.rows()) == 0


def test_a_desk_that_stays_away_is_told_once_and_in_words(folder):
    show(folder, Door(host="127.0.0.1", port=1, token="x"))
    waits: list[float] = []
    desk = RemoteDesk(lambda: find(folder), patience_s=0.4, wait=waits.append)
    begin = time.monotonic()
    with pytest.raises(JobError, match=r"The desk does not answer: 127\.0\.0\.1:1: ") as caught:
        desk.claim("w")
    assert time.monotonic() - begin < 5 and waits and "Traceback" not in str(caught.value)
    with pytest.raises(JobError, match="does not answer"):
        desk.beat(Claim(job=job("a"), id=1, token=1, worker="w"))
    place(folder).unlink()
    with pytest.raises(
        JobError, match=r"^There is no desk in .* on a disk that both machines share\.$"
    ):
        desk.open_jobs()


def test_a_worker_that_is_to_stop_does_not_wait_for_its_desk(folder):
    desk = RemoteDesk(
        lambda: find(folder), stopped=lambda: True, wait=lambda s: pytest.fail("waited")
    )
    with pytest.raises(JobError):
        desk.claim("w")


def test_a_desk_that_is_over_sends_everybody_home(enter, ledger, server, desk):
    enter(job("a"))
    claim = desk.claim("w")
    server.over()
    assert desk.beat(claim) == "stop"
    assert desk.claim("w") is None and desk.open_jobs() == 0 and not desk.lost("w")
    with pytest.raises(JobError, match="has ended on its main machine"):
        desk.done(claim, Cost())


def test_a_dead_worker_of_another_machine_loses_its_job_at_once(enter, ledger, desk):
    enter(job("a"))
    name = far_name(2**22 + 1)
    assert not is_dead(name)
    desk.claim(name)
    assert desk.lost(name) and not desk.lost(name)
    assert (ledger.rows()[0].state, ledger.rows()[0].losses) == ("waiting", 1)


def test_only_its_owner_may_read_the_token(server, folder):
    assert place(folder).stat().st_mode & 0o777 == 0o600
    assert find(folder) == server.door
    assert [one.name for one in place(folder).parent.glob("desk*")] == ["desk.json"]


@pytest.mark.parametrize("address", ["8470", "host", "host:", ":1", "h:70000", "h:http", "h:²"])
def test_what_is_no_address(folder, ledger, address):
    with pytest.raises(ConfigError, match="is no HOST:PORT"):
        DeskServer(folder, address)


def test_an_address_that_is_taken_or_not_ours(server, folder):
    for address in (f"127.0.0.1:{server.door.port}", "192.0.2.1:8470"):
        with pytest.raises(ConfigError, match=f"cannot be served at {address}"):
            DeskServer(folder, address)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("0.0.0.0:1", r"No other machine can call 0\.0\.0\.0\. Give the address by which"),
        ("[::]:1", "No other machine can call ::"),
        ("a..b:1", r"cannot be served at a\.\.b:1: "),
    ],
)
def test_an_address_that_leads_nobody_here(folder, ledger, address, message):
    with pytest.raises(ConfigError, match=message):
        DeskServer(folder, address)


def test_no_name_server_is_asked(ledger, folder, monkeypatch):
    monkeypatch.setattr(socket, "getfqdn", lambda *given: pytest.fail("asked"))
    with DeskServer(folder, "127.0.0.1:0"):
        pass


def test_another_release_gets_no_job(enter, ledger, desk, monkeypatch):
    enter(job("a"))
    monkeypatch.setattr(remote, "RELEASE", "aigc/0.0")
    with pytest.raises(JobError, match=r"it is of another release\. Install the same"):
        desk.claim("w")
    assert ledger.counts() == {"waiting": 1}


class Stranger(BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(404)
        self.end_headers()

    def log_message(self, *given):
        pass


def test_another_program_that_has_the_port_now_is_no_desk(folder):
    with HTTPServer(("127.0.0.1", 0), Stranger) as other:
        threading.Thread(target=other.serve_forever, args=(0.02,)).start()
        show(folder, Door(host="127.0.0.1", port=other.server_address[1], token="x"))
        waits: list[float] = []
        desk = RemoteDesk(lambda: find(folder), patience_s=0.4, wait=waits.append)
        with pytest.raises(JobError, match="another program is there"):
            desk.claim("w")
        other.shutdown()
    assert waits


def test_a_desk_that_cannot_be_shown_for_want_of_space_is_closed(ledger, folder, monkeypatch):
    def full(*given):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        server = DeskServer(folder, "127.0.0.1:0")
        with pytest.raises(DiskFull), server:
            pass
    again = f"127.0.0.1:{server.door.port}"
    with DeskServer(folder, again) as second:
        monkeypatch.setattr(os, "replace", full)
        second.over()
    assert find(folder) == second.door


def test_a_desk_whose_folder_is_gone_makes_no_other(ledger, folder):
    with DeskServer(folder, "127.0.0.1:0") as server:
        shutil.rmtree(folder.root)
        server.over()
    assert not folder.root.exists()


def test_a_fault_of_the_desk_is_logged(ledger, folder, server, monkeypatch):
    def broken(self):
        raise ZeroDivisionError("fault")

    monkeypatch.setattr(served.ServedLedger, "open_jobs", broken)
    desk = RemoteDesk(lambda: find(folder), patience_s=0, wait=lambda s: None)
    with pytest.raises(JobError, match="does not answer"):
        desk.open_jobs()
    until((folder.logs / "jobs.jsonl").exists)
    (told,) = events(folder.root)
    assert told["event"] == "desk-fault" and "ZeroDivisionError: fault" in told["trace"]
