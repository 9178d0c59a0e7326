"""jupyter-scheduler starts within our JupyterLab and runs a notebook; see docs/batch.md."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.batch_jobs import until

TOKEN = "token"


@pytest.fixture
def lab(tmp_path: Path):
    """A JupyterLab of its own, as `aigc` documents it; gives what asks it."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
        f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={tmp_path}",
    ]  # fmt: skip

    def asked(path: str, **given):
        data = json.dumps(given).encode() if given else None
        head = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
        url = f"http://127.0.0.1:{port}/{path}"
        with urlopen(Request(url, data, head), timeout=30) as answer:
            return json.load(answer)

    def up() -> bool:
        assert server.poll() is None, (tmp_path / "log").read_text()
        try:
            return bool(asked("api/status"))
        except URLError:
            return False

    environment = os.environ | {"HOME": str(tmp_path / "home"), "PYTHONWARNINGS": ""}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        until(up, 120)
        yield asked
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.enable_socket
def test_it_runs_a_notebook_with_parameters(lab, tmp_path):
    first = new_code_cell("n = '1'", metadata={"tags": ["parameters"]})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = new_notebook(cells=[first, new_code_cell("print('n is', int(n))")],
                        metadata={"kernelspec": kernel})  # fmt: skip
    nbformat.write(made, tmp_path / "n.ipynb")
    environments = lab("scheduler/runtime_environments")
    given = {
        "input_uri": "n.ipynb",
        "name": "n",
        "parameters": {"n": 21},
        "runtime_environment_name": environments[0]["name"],
        "output_formats": ["ipynb"],
    }
    job = lab("scheduler/jobs", **given)["job_id"]
    until(lambda: lab(f"scheduler/jobs/{job}")["status"] in ("COMPLETED", "FAILED"), 120)
    assert lab(f"scheduler/jobs/{job}")["status"] == "COMPLETED"
    (ran,) = (tmp_path / "home").rglob("scheduler_staging_area/*/n-*.ipynb")
    assert "n is 21" in ran.read_text()
    nightly = given | {"schedule": "0 2 * * *", "timezone": "Asia/Shanghai"}
    assert lab("scheduler/job_definitions", **nightly)["job_definition_id"]
