"""The README does what it says: each command in it is run, each link in it leads somewhere.

A new kind of command needs a line in `CHECKS`; without one its test fails.
"""

import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
import requests

from geodata import cli
from geodata.config import DATA_DIR_VARIABLE
from geodata.demo.areas import make_cells
from geodata.readers.registers import load_registers
from geodata.roads.store import NetworkStore
from geodata.store import Store
from tests.conftest import ROOT
from tests.geodata.roads.roadfiles import write_osm
from tests.geodata.sourcefolder import write_folder

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?:console|bash|sh|shell)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FOLDER = "path/to/folder"
START_SECONDS = 60


def list_commands() -> list[str]:
    """List the lines of the README's command blocks, without prompts and comments."""
    lines = [line.strip() for block in BLOCK.findall(README) for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line and not line.startswith("#")]


def list_geodata(*, of: str | None = None) -> list[str]:
    """List the lines that call our own command line, or those of one command."""
    own = [line for line in list_commands() if line.startswith("python -m geodata ")]
    return [line for line in own if of is None or shlex.split(line)[3] == of]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder to work in, with official files at the README's `path/to/folder`."""
    folder = tmp_path_factory.mktemp("desk")
    registers = load_registers()
    areas = make_cells(registers.districts, registers.coverage)
    write_folder(folder / FOLDER, areas, registers.districts)
    return folder


@pytest.fixture(scope="module")
def built(desk: Path) -> subprocess.CompletedProcess:
    """Run the README's own build, as a person would: in a process of its own."""
    (line,) = list_geodata(of="build")
    return run_process(desk, line)


@pytest.fixture
def work(
    desk: Path, built: subprocess.CompletedProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Work in a copy of the folder in which the build is done."""
    assert built.returncode == 0, built.stderr
    copy = Path(shutil.copytree(desk, tmp_path / "desk"))
    monkeypatch.chdir(copy)
    monkeypatch.delenv(DATA_DIR_VARIABLE, raising=False)
    return copy


def run_process(folder: Path, line: str) -> subprocess.CompletedProcess:
    """Run a line that begins with `python` in a process of its own."""
    return subprocess.run(
        [sys.executable, *shlex.split(line)[1:]],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def run_here(line: str) -> int:
    """Run a line of our command line in this process."""
    return cli.main(shlex.split(line)[3:])


def check_make(line: str) -> None:
    """Let make say what it would do."""
    words = shlex.split(line)
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed here")
    told = subprocess.run(
        [make, "--dry-run", *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert ".venv" in told.stdout


def check_pip(line: str) -> None:
    """Install what is here already, so without asking anybody."""
    words = shlex.split(line)
    told = subprocess.run(
        [sys.executable, "-m", *words, "--dry-run", "--no-index", "--disable-pip-version-check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "Would install" not in told.stdout


def check_streamlit(line: str, folder: Path) -> None:
    """Start the app and ask whether it is well."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    log = folder / "log.txt"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *shlex.split(line), f"--server.port={port}"],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        assert ask_health(port, process) == "ok", log.read_text(encoding="utf-8")
    finally:
        process.terminate()
        process.wait(timeout=20)


def ask_health(port: int, process: subprocess.Popen) -> str | None:
    """Ask until the app answers, ends, or has had its time."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return requests.get(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).text
        except requests.ConnectionError:
            time.sleep(0.2)
    return None


CHECKS: Mapping[str, Callable[..., None]] = MappingProxyType(
    {"make": check_make, "pip": check_pip, "streamlit": check_streamlit}
)


@pytest.mark.parametrize("line", sorted(set(list_commands()) - set(list_geodata())))
def test_a_command_around_the_project_works(line: str, tmp_path: Path) -> None:
    name = shlex.split(line)[0]
    assert name in CHECKS, f"README.md has a command that no test runs: {line}"
    CHECKS[name](line, *([tmp_path] if name == "streamlit" else []))


@pytest.mark.parametrize("line", list_geodata())
def test_our_own_command_is_understood(line: str) -> None:
    assert cli._parser().parse_args(shlex.split(line)[3:])


def test_every_command_of_ours_is_shown() -> None:
    (choices,) = [action.choices for action in cli._parser()._actions if action.choices]
    assert {shlex.split(line)[3] for line in list_geodata()} == set(choices)


def test_the_build_reports_and_publishes(desk: Path, built: subprocess.CompletedProcess) -> None:
    assert built.returncode == 0, built.stderr
    assert "real data" in built.stdout
    assert Store(desk / "data").is_serving


@pytest.mark.parametrize("line", list_geodata(of="status"))
def test_the_status_is_json(work: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_here(line) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["demo"] is False
    assert status["snapshot"] == Store(work / "data").open().snapshot_id


@pytest.mark.parametrize("line", list_geodata(of="school"))
def test_the_school_is_json(work: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert work.is_dir()
    assert run_here(line) == 0
    card = json.loads(capsys.readouterr().out)
    assert card["urn"] == int(shlex.split(line)[4])
    assert {"region", "la", "lad"} <= {local["system"] for local in card["locals"]}


@pytest.mark.parametrize("line", list_geodata(of="export"))
def test_the_export_is_written(work: Path, line: str) -> None:
    words = shlex.split(line)
    out = work / words[words.index("--out") + 1]
    assert run_here(line) == 0
    assert out.stat().st_size > 0
    if out.suffix == ".geojson":
        assert json.loads(out.read_text(encoding="utf-8"))["features"]
    if out.suffix == ".csv":
        beside = out.with_name(out.name + "-metadata.json")
        assert json.loads(beside.read_text(encoding="utf-8"))["dc:license"]


def test_roads_are_added_and_asked_by_their_id(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_action = {shlex.split(line)[4]: line for line in list_geodata(of="roads")}
    write_osm(work / shlex.split(by_action["add"])[5])
    assert run_here(by_action["add"]) == 0
    out, err = capsys.readouterr()
    (saved,) = NetworkStore(work / "data" / "networks").list_saved()
    assert saved.network_id in out
    printed = f"python -m geodata roads calibrate {saved.network_id}"
    assert printed in err
    shown = shlex.split(by_action["calibrate"])
    assert shlex.split(printed)[:-1] == shown[:-1]
    assert len(shown[-1]) == len(saved.network_id)
    # the folder has too few schools to measure by, and says so
    assert run_here(printed) == 1
    assert "the stated factors stay in use" in capsys.readouterr().err


@pytest.mark.parametrize("line", list_geodata(of="check"))
def test_the_check_passes(work: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert work.is_dir()
    assert run_here(line) == 0
    assert "FAILED" not in capsys.readouterr().out


@pytest.mark.parametrize("line", list_geodata(of="rollback"))
def test_the_rollback_goes_back(work: Path, line: str) -> None:
    first = Store(work / "data").open().snapshot_id
    with (work / FOLDER / "partnerships.csv").open("a", encoding="utf-8") as file:
        file.write("100003,River Partnership\r\n")
    (build,) = list_geodata(of="build")
    assert run_here(build) == 0
    assert Store(work / "data").open().snapshot_id != first
    assert run_here(line) == 0
    assert Store(work / "data").open().snapshot_id == first


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)`", README))))
def test_a_target_spoken_of_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#\s]+)\)", README))))
def test_a_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists(), f"README.md links to {link}, which is not there"


@pytest.mark.parametrize(
    "path",
    sorted(set(re.findall(r"`((?:app|footprints|geodata|pages|tests)[\w/]*[/.]\w*)`", README))),
)
def test_a_path_spoken_of_is_there(path: str) -> None:
    assert (ROOT / path).exists(), f"README.md speaks of {path}, which is not there"
