"""`make run` as its user meets it: what it says when it can't, and that it serves the site and keeps what is there."""

import ast
import os
import runpy
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request

import pytest
from django.conf import settings

SCRIPTS = settings.BASE_DIR / "scripts"


def start(var, *, script=SCRIPTS / "run.py", **environment):
    """Start `run.py` with its state in `var`, as if nothing else were set in the shell."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, script],
        env=inherited | {"VAR_DIR": str(var), "PYTHONIOENCODING": "utf-8"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def refusal(var, **options):
    """What `run.py` says when it gives up, and its exit code."""
    with start(var, **options) as process:
        _, complaint = process.communicate(timeout=120)
        return complaint, process.returncode


def test_old_python_is_refused_in_one_line():
    complaint = runpy.run_path(str(SCRIPTS / "supported_python.py"))["complaint"]

    assert complaint((3, 10, 14, "final", 0)) == (
        "需要 Python 3.11 或更新版本，当前为 3.10.14。请安装后重试，或指定：make run PYTHON=python3.11"
        "  (Python 3.11 or newer is needed, this is 3.10.14.)"
    )
    assert complaint((3, 11, 0, "final", 0)) == ""
    assert complaint((3, 14, 1, "final", 0)) == ""


def test_version_message_can_be_parsed_by_old_pythons():
    tree = ast.parse((SCRIPTS / "supported_python.py").read_text(encoding="utf-8"))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match)

    assert [node for node in ast.walk(tree) if isinstance(node, newer) or getattr(node, "annotation", None)] == []


@pytest.mark.process
def test_run_says_that_the_port_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        assert refusal(tmp_path, PORT=str(port)) == (
            f"错误：端口 {port} 已被占用，请换一个：make run PORT={port + 1}  (Port {port} of 127.0.0.1 is taken.)\n",
            1,
        )


@pytest.mark.process
@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "8000.5", "８０００"])
def test_run_says_that_the_port_is_no_port(tmp_path, port):
    assert refusal(tmp_path, PORT=port) == (
        f"错误：端口 PORT={port} 无效，应为 1 至 65535 的整数。  (PORT must be a number from 1 to 65535.)\n",
        1,
    )


@pytest.mark.process
@pytest.mark.parametrize("host", ["a b", "127.0.0.1:8000", "x..y"])
def test_run_says_that_the_host_is_no_host(tmp_path, host):
    assert refusal(tmp_path, HOST=host) == (
        f"错误：地址 HOST={host} 无效或无法解析。  (HOST is not a known address.)\n",
        1,
    )


@pytest.mark.process
def test_run_says_that_its_directory_is_not_writable(tmp_path):
    # A file in its place: permissions would not stop root, who may be running this.
    var = tmp_path / "var"
    var.touch()

    assert refusal(var) == (
        f"错误：无法写入目录 {var}：File exists。请检查权限与磁盘。  ({var} is not writable: File exists.)\n",
        1,
    )


@pytest.mark.process
def test_run_says_that_the_installation_failed(tmp_path):
    shutil.copytree(SCRIPTS, tmp_path / "scripts")
    (tmp_path / "requirements.txt").write_text("no-such-package==1.0\n")
    (tmp_path / ".venv").symlink_to(sys.prefix)  # making one takes long, and is not what is asked here
    offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}

    assert refusal(tmp_path / "var", script=tmp_path / "scripts" / "run.py", PORT=free_port(), **offline) == (
        "错误：安装 requirements.txt 失败，请检查网络或软件源  (pip install failed)："
        "ERROR: No matching distribution found for no-such-package==1.0\n",
        1,
    )


@pytest.mark.process
def test_run_serves_the_site_and_a_second_start_changes_no_data(tmp_path):
    port = free_port()

    first_words = serve_once(tmp_path, port)
    content = database_dump(tmp_path)
    second_words = serve_once(tmp_path, port)

    assert database_dump(tmp_path) == content
    # Still the same passwords and addresses, and nothing before them: there was nothing to do.
    assert second_words[1] == "  演示账号  demo staff\n"
    assert first_words[-len(second_words) :] == second_words
    assert oct((tmp_path / "secret_key").stat().st_mode)[-3:] == "600"


def serve_once(var, port):
    """Start the site, read its health over HTTP, stop it as Ctrl-C does; returns the lines it printed."""
    with start(var, PORT=port) as process:
        lines = list(iter(process.stdout.readline, "按 Ctrl-C 停止。  (Ctrl-C stops the server.)\n"))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=120) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=120)
        assert (complaints, process.returncode) == ("", 0)
    return lines


def database_dump(var):
    """All that is stored. The table of the search that can only be asked keeps what it has in others, here too."""
    with sqlite3.connect(var / "db.sqlite3") as database:
        schema = list(database.execute("SELECT name, type, sql FROM sqlite_master ORDER BY name"))
        tables = [name for name, kind, sql in schema if kind == "table" and not sql.startswith("CREATE VIRTUAL")]
        return schema, {name: list(database.execute(f'SELECT * FROM "{name}"')) for name in tables}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return str(probe.getsockname()[1])
