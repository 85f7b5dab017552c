"""The documentation: its links lead somewhere, and its commands are checked as shown."""

import re
import runpy
from pathlib import Path

import pytest

from plangraf.picturing import thread_picture
from queries.catalogue import Catalogue
from queries.tracing import threads

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("benchmarks/*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_links_of_a_page_lead_to_files(page: Path) -> None:
    links = [found[1] for found in LINK.finditer(page.read_text("utf-8"))]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_of_the_documentation_is_linked_from_its_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    for folder in ("tutorial", "how-to", "explanation", "reference"):
        for page in (ROOT / "docs" / folder).glob("*.[mh]*"):
            assert f"({folder}/{page.name})" in index


def test_every_decision_record_stands_in_the_list() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\((\d{4}-[^)]+\.md)\)", (folder / "README.md").read_text("utf-8")))
    assert listed == {page.name for page in folder.glob("0*.md")}


def test_a_page_whose_command_prints_something_else_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    console = runpy.run_path(str(ROOT / "docs" / "console.py"))
    page = tmp_path / "page.md"
    page.write_text("```console\n$ echo one; echo two\none\n...\n$ echo new\nold\n```\n", "utf-8")
    assert console["main"]([str(page)]) == 1
    assert "-old\n+new" in capsys.readouterr().out
    assert console["main"]([str(page), "--renew"]) == 0
    assert page.read_text("utf-8") == (
        "```console\n$ echo one; echo two\none\n...\n$ echo new\nnew\n```\n"
    )
    assert console["main"]([str(page)]) == 0


def test_a_command_that_was_run_before_is_not_run_again(tmp_path: Path) -> None:
    console = runpy.run_path(str(ROOT / "docs" / "console.py"))
    page, printed = tmp_path / "page.md", tmp_path / "printed"
    page.write_text(f"```console\n$ touch {tmp_path}/ran\n12 passed\n```\n", "utf-8")
    printed.write_text("12 passed\n", "utf-8")
    arguments = [str(page), "--printed", f"touch {tmp_path}/ran", str(printed)]
    assert console["main"](arguments) == 0
    assert not (tmp_path / "ran").exists()


def test_the_picture_of_the_readme_is_what_the_tool_draws(
    example_catalogue: Catalogue,
) -> None:
    measure = example_catalogue.find("Lage felles overgangsplan for barnehage og skole")
    drawn = thread_picture(example_catalogue, threads(example_catalogue, measure), "nb")
    assert (ROOT / "docs" / "images" / "thread.svg").read_text("utf-8") == drawn
