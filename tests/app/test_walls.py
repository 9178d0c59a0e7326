"""The studio's walls: logins, whose file is whose, what may be typed, and the studio as it runs."""

from __future__ import annotations

import asyncio
import json
import stat
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

import pytest

from aigc.app.walls import opening
from aigc.app.walls.gate import BURST, MOST_JSON_BYTES, Gate, Rules
from aigc.app.walls.logins import MOST_WRONG, WAIT_S, Logins, add_login, read_logins
from aigc.app.walls.told import KEY, Ledger
from aigc.app.walls.typed import MOST_DEEP, leads_away, strings_in
from aigc.errors import ConfigError

WORD = "a long enough word"


@pytest.fixture(scope="module")
def logins(tmp_path_factory):
    file = tmp_path_factory.mktemp("logins") / "logins"
    add_login(file, "ann", WORD)
    add_login(file, "小明", WORD + "!")
    return file


def test_a_login_is_kept_as_a_hash_that_only_its_owner_reads(logins):
    assert WORD not in logins.read_text()
    assert stat.S_IMODE(logins.stat().st_mode) == 0o600
    kept = read_logins(logins)
    assert set(kept) == {"ann", "小明"} and len(set(kept.values())) == 2
    assert all(one.startswith("scrypt$") for one in kept.values())


def test_the_right_word_enters_and_no_other(logins):
    who = Logins(read_logins(logins))
    assert asyncio.run(who.enter("ann", WORD))
    assert not who.admits("ann", WORD + "!")
    assert not who.admits("nobody", WORD)
    assert not who.admits("ann", "x" * 5000)


def test_a_name_that_is_guessed_at_closes_for_a_while(logins):
    now = [0.0]
    who = Logins(read_logins(logins), clock=lambda: now[0])
    assert not any(who.admits("ann", f"guess {n}") for n in range(MOST_WRONG))
    assert not who.admits("ann", WORD)
    now[0] = WAIT_S + 1
    assert who.admits("ann", WORD)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "has no login"),
        ("ann:secret", "Line 1 of .* plain text are not read"),
        ("ann:scrypt$1048576$8$1$AAAA$AAAA", "Line 1"),
        ("# who\n../x:y", "Line 2"),
    ],
)
def test_a_file_that_holds_no_logins_is_refused(tmp_path, text, told):
    file = tmp_path / "logins"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(ConfigError, match=told):
        read_logins(file)


def test_a_file_that_others_can_read_is_refused(logins, tmp_path):
    copy = tmp_path / "logins"
    copy.write_bytes(logins.read_bytes())
    copy.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        read_logins(copy)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_logins(tmp_path / "none")


@pytest.mark.parametrize(("name", "word"), [("a b", WORD), ("", WORD), ("ann", "short")])
def test_a_login_that_cannot_be_used_is_not_written(tmp_path, name, word):
    with pytest.raises(ConfigError):
        add_login(tmp_path / "logins", name, word)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "studio.example"])
def test_others_are_let_in_with_logins_only(host):
    with pytest.raises(ConfigError, match="--auth"):
        opening.check(host, None)
    opening.check(host, {"ann": "hash"})
    opening.check("127.0.0.1", None)


def test_the_files_of_the_page_are_closed_to_others(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "files"))
    (tmp_path / "files").mkdir(mode=0o755)
    assert stat.S_IMODE(opening.close_cache(tmp_path).stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "text",
    [
        "diffusers:/etc/passwd", "diffusers:~/x", "diffusers:../x", "diffusers:a/../../x",
        "diffusers:C:\\x", "clip:\\\\host\\share", "openai:m?base_url=http://169.254.169.254/",
        "diffusers:a/b?lora=/etc/x", "subprocess:tool", "house, diffusers:/etc", "diffusers:./x",
    ],
)  # fmt: skip
def test_a_place_on_the_server_cannot_be_typed(text):
    assert leads_away(text, (Path("/models"),))


@pytest.mark.parametrize(
    "text",
    [
        "diffusers:owner/model", "openai:qwen3?temperature=0.2", "house", "/etc/passwd", "你好：/x",
        "note: /etc/hosts is a file", "diffusers:/models/one", "see http://example.org/a?b=/c",
    ],
)  # fmt: skip
def test_words_and_models_by_name_can_be_typed(text):
    assert not leads_away(text, (Path("/models"),))


def test_a_link_out_of_the_folder_of_models_leads_away(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "out").symlink_to(tmp_path)
    assert leads_away(f"diffusers:{tmp_path}/models/out/x", (tmp_path / "models",))


def test_what_is_nested_without_end_is_not_searched():
    deep: object = "x"
    for _ in range(MOST_DEEP + 2):
        deep = [deep]
    with pytest.raises(ValueError, match="deep"):
        list(strings_in(deep))
    assert sorted(strings_in({"a": ["b", 1, {"c": "d"}]})) == ["a", "b", "c", "d"]


def test_old_files_are_forgotten_first():
    ledger = Ledger(most=2)
    for name in ("a", "b", "a", "c"):
        ledger.tell("ann", f"/f/{name}")
    known = [ledger.knows("ann", f"/f/{n}") for n in "abc"]
    assert known == [True, False, True]
    assert not ledger.knows("bob", "/f/a")


class Server:
    """Stands where Gradio's server does; keeps what reached it."""

    cookie_id = "x"

    def __init__(self, answer: bytes = b"[]") -> None:
        self.tokens = {"T1": "ann", "T2": "bob"}
        self.reached: list[str] = []
        self.body = b""
        self.answer = answer

    async def __call__(self, scope, receive, send):
        self.reached.append(scope["path"])
        if scope["method"] == "POST":
            self.body = (await receive()).get("body", b"")
        if told := scope.get(KEY):
            told("/up/made/film.mp4")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": self.answer})


def asked(gate, server, path, *, token="", method="GET", body=b"", **headers):
    """Send one request; return its status, its body and its headers."""
    sent: list[dict] = []
    cookie = {"cookie": f"a=b; access-token-unsecure-x={token}"} if token else {}
    headers = {"host": "studio.example", "content-type": "application/json"} | cookie | headers
    pairs = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    scope = {"type": "http", "path": path, "method": method, "headers": pairs, "app": server}

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(gate(scope, receive, send))
    told = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return SimpleNamespace(status=sent[0]["status"], body=sent[1]["body"], headers=told)


@pytest.fixture
def walled(tmp_path):
    server = Server()
    rules = Rules(logins=True, models=(tmp_path / "models",), shared=(tmp_path / "font",))
    return Gate(server, rules, Path("/up")), server


FILM = "/gradio_api/file=/up/made/film.mp4"


def test_a_file_is_for_whoever_was_told_of_it(walled):
    gate, server = walled
    assert asked(gate, server, FILM, token="T1").status == 404
    asked(gate, server, "/gradio_api/queue/data", token="T1")
    assert asked(gate, server, FILM, token="T1").status == 200
    assert asked(gate, server, FILM.replace("/made/", "/made/../made/"), token="T1").status == 200
    other = asked(gate, server, FILM, token="T2")
    assert other.status == 404 and "for you" in json.loads(other.body)["detail"]
    assert server.reached.count(FILM) == 1


def test_what_was_uploaded_is_the_users_own(tmp_path):
    server = Server(answer=b'["/up/hash/photo.png"]')
    gate = Gate(server, Rules(logins=True), Path("/up"))
    asked(gate, server, "/gradio_api/upload", token="T1", method="POST", content_type="multipart")
    assert asked(gate, server, "/gradio_api/file=/up/hash/photo.png", token="T1").status == 200
    assert asked(gate, server, "/gradio_api/file=/up/hash/photo.png", token="T2").status == 404
    event = json.dumps({"data": [[{"path": "/up/hash/photo.png"}]]}).encode()
    ways = {"method": "POST", "body": event}
    assert asked(gate, server, "/gradio_api/queue/join", token="T1", **ways).status == 200
    assert server.body == event
    refused = asked(gate, server, "/gradio_api/queue/join", token="T2", **ways)
    assert refused.status == 403 and "uploaded" in json.loads(refused.body)["detail"]


def test_the_shared_font_is_for_all_users(walled, tmp_path):
    gate, server = walled
    assert asked(gate, server, f"/gradio_api/file={tmp_path}/font", token="T2").status == 200
    away = f"/gradio_api/file={tmp_path}/font/../secret"
    assert asked(gate, server, away, token="T2").status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"data": ["diffusers:/etc"]}', 403),
        (b'{"data": [{"deep": ["diffusers:~/x"]}]}', 403),
        (b'{"data": ["diffusers:owner/model"]}', 200),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b" " * (MOST_JSON_BYTES + 1), 413),
    ],
)
def test_an_event_is_checked_before_the_server_sees_it(walled, body, status):
    gate, server = walled
    got = asked(gate, server, "/gradio_api/queue/join", token="T1", method="POST", body=body)
    assert got.status == status
    assert bool(server.reached) == (status == 200)


def test_a_page_elsewhere_cannot_work_in_the_studio(walled):
    gate, server = walled
    ways = {"token": "T1", "method": "POST", "body": b"{}"}
    join = "/gradio_api/queue/join"
    assert asked(gate, server, join, origin="https://evil.example", **ways).status == 403
    assert asked(gate, server, join, origin="https://studio.example", **ways).status == 200
    proxied = {"origin": "https://front.example", "x_forwarded_host": "front.example"}
    assert asked(gate, server, join, **proxied, **ways).status == 200


def test_a_user_who_asks_too_much_waits():
    now, server = [0.0], Server()
    gate = Gate(server, Rules(logins=True), Path("/up"), clock=lambda: now[0])

    def join(token):
        way = {"token": token, "method": "POST", "body": b"{}"}
        return asked(gate, server, "/gradio_api/queue/join", **way).status

    assert {join("T1") for _ in range(BURST)} == {200}
    assert join("T1") == 429
    assert join("T2") == 200
    now[0] = 1.0
    assert join("T1") == 200


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/proxy=http://10.0.0.1/", "/gradio_api/file=http://10.0.0.1/",
        "/gradio_api/process_recording", "/gradio_api/component_server", "/proxy=https://x",
    ],
)  # fmt: skip
def test_ways_that_no_page_uses_are_closed(path):
    server = Server()
    gate = Gate(server, Rules(), Path("/up"))
    assert asked(gate, server, path, method="POST").status == 404
    assert not server.reached


def test_a_studio_on_this_machine_answers_to_its_own_name_only():
    server = Server()
    gate = Gate(server, Rules(hosts=("localhost", "127.0.0.1", "::1")), Path("/up"))
    for host in ("localhost:7860", "127.0.0.1", "[::1]:7860"):
        assert asked(gate, server, "/", host=host).status == 200
    assert asked(gate, server, "/", host="rebound.example:7860").status == 403


def test_every_answer_has_the_headers_of_safety(walled):
    gate, server = walled
    for path in ("/", "/gradio_api/proxy=x"):
        got = asked(gate, server, path).headers
        assert got["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in got["content-security-policy"]


AWAY = (
    "/etc/passwd", "../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "/proc/self/environ",
    "file:///etc/passwd", "//etc/passwd", "/etc/passwd%00.png", "http://127.0.0.1:1/", "{secret}",
    "{store}/../secret.txt", "{cache}/../secret.txt",
)  # fmt: skip


@pytest.mark.enable_socket
@pytest.mark.parametrize("way", ["/gradio_api/file=", "/file=", "/gradio_api/proxy=", "/static/"])
def test_the_studio_that_runs_gives_no_file_of_the_server(studio, studio_store, way):
    """Every path is asked for raw and quoted."""
    home = studio_store.root.parent
    (home / "secret.txt").write_text("CANARY-5127")
    places = {
        "secret": home / "secret.txt", "store": studio_store.root, "cache": home / "gradio",
    }  # fmt: skip
    wire = HTTPConnection(urlsplit(studio).netloc, timeout=20)
    for path in AWAY:
        for asks in (path.format(**places), quote(path.format(**places), safe="")):
            wire.request("GET", way + asks)
            answer = wire.getresponse()
            body = answer.read()
            assert answer.status in (400, 401, 403, 404, 405), (way, asks, answer.status)
            assert b"CANARY" not in body and b"root:" not in body
            assert b"Traceback" not in body
            assert answer.headers["x-content-type-options"] == "nosniff"
    wire.close()
