"""The notebook of the documentation runs, and shows what is stored in it."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebooks" / "rod-trad.ipynb"
#: Where an object stands in memory, and what one is called that has no name of its own.
_CHANCE = re.compile(r"0x[0-9a-f]{6,}|[0-9a-f]{8}-[0-9a-f-]{27}|/tmp/\S*")
#: Tables of pandas carry styles that change with its version; their text is what counts.
_OURS = '<div class="plangraf"'


@pytest.fixture(scope="module")
def ran() -> Any:
    """Give the notebook as it is after all its cells ran in a kernel of its own, in its folder."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        cell.pop("outputs", None)
        if cell.cell_type == "code":
            cell.outputs = []
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", record_timing=False,
        resources={"metadata": {"path": str(NOTEBOOK.parent)}},
    )  # fmt: skip
    client.execute()
    return notebook


def outputs(notebook: Any) -> list[list[dict[str, Any]]]:
    """Return what each cell of code shows: its text, and the HTML that is ours."""
    return [
        [shown(output) for output in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def shown(output: Any) -> dict[str, Any]:
    if output.output_type == "stream":
        return {output.name: output.text}
    assert output.output_type == "execute_result"
    html = output.data.get("text/html", "")
    return {"text": output.data["text/plain"], "html": html if html.startswith(_OURS) else ""}


def test_the_notebook_shows_what_is_stored_in_it(ran: Any, *, renews_golden: bool) -> None:
    if renews_golden:
        ran.metadata.language_info = {"name": "python"}
        nbformat.write(ran, NOTEBOOK)
    stored = nbformat.read(NOTEBOOK, as_version=4)
    assert outputs(ran) == outputs(stored)


def test_the_stored_notebook_is_sound_and_was_run_from_top_to_bottom() -> None:
    stored = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(stored)
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not _CHANCE.search(str(outputs(stored)))


def test_the_notebook_tells_what_the_example_was_made_to_have(ran: Any) -> None:
    told = str(outputs(ran))
    assert "Den røde tråden fra «Lage felles overgangsplan for barnehage og skole»" in told
    assert "4.A1" in told
    assert "Bygge ny barnehage på Leirnes" in told
    assert "stderr" not in told
