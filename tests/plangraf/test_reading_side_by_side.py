import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import loaders.isolation
import plangraf
from graph.errors import BadInput, PlangrafError
from loaders.document import Document
from loaders.isolation import Workers
from loaders.lexicon import threshold
from plangraf import cli
from plangraf.side_by_side import read_one, side_by_side
from plangraf.sources import find_sources

Plan = Callable[..., bytes]
Worker = Callable[[str], tuple[str, ...]]
NAMES = ("a.docx", "b.html", "c.md", "d.docx", "e.html", "f.docx")


@pytest.fixture
def plans(tmp_path: Path, as_docx: Plan, as_html: Plan, as_text: Plan) -> Path:
    """Give a folder with plans in several formats."""
    makers = {".docx": as_docx, ".html": as_html, ".md": as_text}
    folder = tmp_path / "plans"
    folder.mkdir()
    for at, name in enumerate(NAMES):
        measures = [f"Bygge {count} nye bruer i grend {at}" for count in range(2, 6)]
        (folder / name).write_bytes(makers[Path(name).suffix](f"tema {name[0]}", measures))
    return folder


def read_all(folder: Path, command: Sequence[str] | None = None) -> list[Document | PlangrafError]:
    with side_by_side(find_sources([folder]).files, command=command) as documents:
        return list(documents)


def told(outcome: Document | PlangrafError) -> str:
    return outcome.name if isinstance(outcome, Document) else outcome.reference


def processes_of(parent: int) -> list[int]:
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(child) for children in tasks for child in children.read_text().split()]


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(claim: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_side_by_side_gives_what_one_after_the_other_gives_in_the_same_order(plans: Path) -> None:
    together = read_all(plans)
    alone = [read_one(source) for source in find_sources([plans]).files]
    assert [told(one) for one in together] == list(NAMES)
    assert together == alone


def test_one_core_or_many_give_the_same_bytes(
    plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for count in (1, 5):
        monkeypatch.setattr("plangraf.side_by_side.cores", lambda count=count: count)
        plangraf.build([plans], tmp_path / str(count))
    for name in ("graph.trig", "findings.json", "build.json"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "5" / name).read_bytes()


def test_documents_are_read_at_the_same_time(
    plans: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each waits for another that has begun: one after the other they would wait for ever.
    monkeypatch.setattr("plangraf.side_by_side.cores", lambda: 2)
    command = worker(
        "log(name)\n"
        "end = time.monotonic() + 20\n"
        "while len((HOME / 'log').read_text().split()) < 2:\n"
        "    assert time.monotonic() < end, 'nobody else began'\n"
    )
    assert [told(one) for one in read_all(plans, command)] == list(NAMES)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("os._exit(7)", "7"),
        ("raise KeyError('løs tråd')", "KeyError: 'løs tråd'"),
        ("x = bytearray(10**12)", "MemoryError"),
        ("def deep(): deep()\n    deep()", "RecursionError"),
        ("os.write(3, b'nonsense\\n' * 100)\n    time.sleep(60)", "SIGKILL"),
    ],
    ids=["crash", "exit", "fault", "memory", "recursion", "nonsense"],
)
def test_a_reader_that_dies_takes_no_other_document_with_it(
    plans: Path, worker: Worker, body: str, reason: str
) -> None:
    outcomes = read_all(plans, worker(f"if name == 'b.html':\n    {body}"))
    assert [told(one) for one in outcomes] == [
        "a.docx", "document-crashed-reader", "c.md", "d.docx", "e.html", "f.docx",
    ]  # fmt: skip
    failed = outcomes[1]
    assert isinstance(failed, BadInput)
    assert reason in failed.what()
    assert failed.where == str(plans / "b.html")


def test_a_reader_that_takes_too_long_is_stopped_and_the_others_go_on(
    plans: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(group: str, name: str) -> float:
        return 3.0 if name == "seconds" else threshold(group, name)

    monkeypatch.setattr(loaders.isolation, "threshold", short)
    begun = time.monotonic()
    outcomes = read_all(plans, worker("if name == 'd.docx':\n    time.sleep(300)"))
    assert [told(one) for one in outcomes] == [
        "a.docx", "b.html", "c.md", "document-too-slow", "e.html", "f.docx",
    ]  # fmt: skip
    assert time.monotonic() - begun < 60


def test_a_long_document_is_given_more_time_for_every_page_it_tells_of(
    plans: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(group: str, name: str) -> float:
        return {"seconds": 2.0, "seconds_per_page": 0.5}.get(name, threshold(group, name))

    monkeypatch.setattr(loaders.isolation, "threshold", short)
    body = "for page in range(30):\n    told(page + 1, 30)\n    time.sleep(0.1)"
    parts = {"": (plans / "a.docx").read_bytes()}
    pages: list[tuple[int, int]] = []
    with Workers(1, worker(body)) as workers:
        document = workers.read(parts, "a.docx", progress=lambda *told: pages.append(told))
    assert document.name == "a.docx"
    assert pages == [(page, 30) for page in range(1, 31)]


def test_a_build_reports_the_document_that_broke_its_reader_and_goes_on(
    plans: Path, tmp_path: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = worker("if name == 'b.html':\n    os.abort()")
    monkeypatch.setattr(
        "plangraf.building.side_by_side",
        lambda *given, **options: side_by_side(*given, **options, command=command),
    )
    built = plangraf.build([plans], tmp_path / "graph")
    assert [error.reference for error in built.failed] == ["document-crashed-reader"]
    assert len(built.plans()) == len(NAMES) - 1


def test_no_process_is_left_after_reading(plans: Path, worker: Worker) -> None:
    read_all(plans, worker("log(os.getpid())\nif name == 'b.html':\n    os.abort()"))
    begun = {int(line) for line in (plans.parent / "log").read_text().split()}
    assert len(begun) >= 2
    assert not any(Path(f"/proc/{process}").exists() for process in begun)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_ended_leaves_no_process_behind(
    plans: Path, tmp_path: Path, worker: Worker, sent: signal.Signals
) -> None:
    command = worker("time.sleep(300)")
    script = tmp_path / "build.py"
    script.write_text(
        "import sys\n"
        "import plangraf.building\n"
        "from plangraf import cli\n"
        "from plangraf.side_by_side import side_by_side\n"
        "plangraf.building.side_by_side = lambda *given, **options: side_by_side(\n"
        f"    *given, **options, command={command!r})\n"
        "sys.exit(cli.run(sys.argv[1:]))\n"
    )
    started = [sys.executable, str(script), "build", str(plans), "--out", str(tmp_path / "graph")]
    with subprocess.Popen(started, stderr=subprocess.PIPE, text=True) as building:
        assert wait_until(lambda: bool(processes_of(building.pid)))
        begun = processes_of(building.pid)
        time.sleep(0.5)
        building.send_signal(sent)
        _, said = building.communicate(timeout=30)
    assert building.returncode == (130 if sent == signal.SIGINT else -sent)
    assert "Traceback" not in said
    assert wait_until(lambda: not any(map(is_running, begun)))
    assert not (tmp_path / "graph").exists()


def test_a_single_document_is_read_as_carefully(
    plans: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = worker("os.abort()")
    monkeypatch.setattr("plangraf.side_by_side.Workers", lambda count, _: Workers(count, command))
    assert cli.run(["read", str(plans / "a.docx")]) == 2
    assert capsys.readouterr().err.startswith("document-crashed-reader: ")


def test_what_a_reader_could_not_read_reaches_the_user(
    plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import openpyxl  # noqa: PLC0415 - this test alone makes a workbook

    book = openpyxl.Workbook()
    book.active.append(["Tiltak", "Ansvar"])
    book.active.append(["Plante trær langs veien", "Teknisk"])
    hidden = book.create_sheet("Gamle tall")
    hidden.append(["Tiltak", "Ansvar"])
    hidden.append(["Rydde stranda hver vår", "Teknisk"])
    hidden.sheet_state = "hidden"
    book.save(plans / "tiltak.xlsx")
    assert cli.run(["read", str(plans / "tiltak.xlsx")]) == 0
    assert "workbook-hidden-sheet" in capsys.readouterr().err
    answer = plangraf.read(plans / "tiltak.xlsx")
    assert [n["reference"] for n in answer["document"]["notices"]] == ["workbook-hidden-sheet"]
    built = plangraf.build([plans], tmp_path / "graph")
    assert "workbook-hidden-sheet" in [notice.reference for notice in built.notices]


def _modules_after(*words: object) -> set[str]:
    """Run a command line; return the modules that it loaded, and «a process» if it started one."""
    code = (
        "import subprocess, sys\n"
        "begun = []\n"
        "init = subprocess.Popen.__init__\n"
        "def note(self, *given, **options):\n"
        "    begun.append(given)\n"
        "    init(self, *given, **options)\n"
        "subprocess.Popen.__init__ = note\n"
        "from plangraf import cli\n"
        "code = cli.run(sys.argv[1:])\n"
        "print('modules', *sys.modules, *(['a process'] if begun else []), sep='\\n')\n"
        "sys.exit(code)\n"
    )
    command = [sys.executable, "-c", code, *map(str, words)]
    run = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    return set(run.stdout.partition("modules\n")[2].split("\n"))


def test_texts_start_no_process_and_questions_load_no_reader(
    tmp_path: Path, as_text: Plan, as_docx: Plan
) -> None:
    (tmp_path / "natur.md").write_bytes(as_text())
    readers = {"lxml.etree", "openpyxl", "pypdfium2", "docx", "a process"}
    graph = tmp_path / "graph"
    assert not _modules_after("build", tmp_path / "natur.md", "--out", graph) & readers
    assert not _modules_after("findings", "--graph", graph) & readers
    assert not _modules_after("thread", "Plante trær langs veien", "--graph", graph) & readers
    (tmp_path / "kultur.docx").write_bytes(as_docx("kultur"))
    assert _modules_after("build", tmp_path / "kultur.docx", "--out", graph) & readers == {
        "a process"
    }


def test_an_unguarded_script_can_build(tmp_path: Path, plans: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"import plangraf\nprint(len(plangraf.build([{str(plans)!r}], 'g').plans()))")
    run = subprocess.run(
        [sys.executable, str(script)], check=True, capture_output=True, text=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert run.stdout == f"{len(NAMES)}\n"
