from collections.abc import Callable
from pathlib import Path

import pytest

import plangraf
from graph.errors import Notice
from loaders.document import Block, Document, Mapped, Record
from loaders.keeping import KeptDocuments, KeptPages, key_of
from loaders.storing import dump_document, load_document
from plangraf.side_by_side import side_by_side

Plan = Callable[..., bytes]
Worker = Callable[[str], tuple[str, ...]]
Reads = Callable[[], list[str]]


@pytest.fixture
def plans(tmp_path: Path, as_docx: Plan, as_html: Plan) -> Path:
    """Give a folder with two plans in packed formats."""
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "natur.docx").write_bytes(as_docx("natur"))
    (folder / "kultur.html").write_bytes(as_html("kultur"))
    return folder


@pytest.fixture
def reads(tmp_path: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch) -> Reads:
    """Give what tells which documents were read since it was last asked."""
    command = worker("log(name)")
    log = tmp_path / "log"
    monkeypatch.setattr(
        "plangraf.building.side_by_side",
        lambda *given, **options: side_by_side(*given, **options, command=command),
    )

    def since() -> list[str]:
        read = sorted(log.read_text().split()) if log.exists() else []
        log.unlink(missing_ok=True)
        return read

    return since


def kept_in(graph: Path) -> list[Path]:
    return sorted((graph / ".read").iterdir()) if (graph / ".read").exists() else []


def written(graph: Path) -> dict[str, bytes]:
    names = ("graph.trig", "graph.ttl", "findings.json", "coverage.json", "build.json")
    return {name: (graph / name).read_bytes() for name in names}


def test_a_document_that_did_not_change_is_not_read_again(
    plans: Path, tmp_path: Path, reads: Reads, as_docx: Plan
) -> None:
    plangraf.build([plans], tmp_path / "graph")
    assert reads() == ["kultur.html", "natur.docx"]
    former = written(tmp_path / "graph")
    plangraf.build([plans], tmp_path / "graph")
    assert reads() == []
    assert written(tmp_path / "graph") == former
    plangraf.build([plans], tmp_path / "anew")
    assert written(tmp_path / "anew") == former
    reads()
    (plans / "natur.docx").write_bytes(as_docx("natur", ["Verne myra", "Plante trær"]))
    plangraf.build([plans], tmp_path / "graph")
    assert reads() == ["natur.docx"]
    assert len(kept_in(tmp_path / "graph")) == 2


def test_what_is_kept_of_documents_that_are_gone_goes_too(
    plans: Path, tmp_path: Path, reads: Reads
) -> None:
    plangraf.build([plans], tmp_path / "graph")
    (plans / "kultur.html").unlink()
    plangraf.build([plans], tmp_path / "graph")
    assert len(kept_in(tmp_path / "graph")) == 1
    assert reads() == ["kultur.html", "natur.docx"]


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\0", b"cut", b"flip", b"other"])
def test_what_is_kept_and_broken_is_read_anew_and_mended(
    plans: Path, tmp_path: Path, reads: Reads, damage: bytes
) -> None:
    plangraf.build([plans], tmp_path / "graph")
    former = written(tmp_path / "graph")
    reads()
    for entry in kept_in(tmp_path / "graph"):
        whole = entry.read_bytes()
        broken = {
            b"cut": whole[:-20], b"flip": whole.replace(b"Plante", b"Planke"),
            b"other": whole.partition(b"\n")[2],
        }  # fmt: skip
        entry.write_bytes(broken.get(damage, damage))
    plangraf.build([plans], tmp_path / "graph")
    assert reads() == ["kultur.html", "natur.docx"]
    assert written(tmp_path / "graph") == former
    plangraf.build([plans], tmp_path / "graph")
    assert reads() == []


def test_other_readers_read_anew(
    plans: Path, tmp_path: Path, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    plangraf.build([plans], tmp_path / "graph")
    reads()
    monkeypatch.setattr("loaders.keeping.readers_version", lambda: "next")
    plangraf.build([plans], tmp_path / "graph")
    assert reads() == ["kultur.html", "natur.docx"]
    assert len(kept_in(tmp_path / "graph")) == 2


def test_nothing_is_kept_among_somebodys_own_files(
    plans: Path, tmp_path: Path, reads: Reads
) -> None:
    out = tmp_path / "own"
    out.mkdir()
    (out / "notater.txt").write_text("mine")
    plangraf.build([plans], out)
    assert kept_in(out) == []
    plangraf.build([plans], out)
    assert len(kept_in(out)) == 2
    assert reads() == sorted(["kultur.html", "natur.docx"] * 2)


def test_texts_are_not_kept(tmp_path: Path, as_text: Plan) -> None:
    (tmp_path / "natur.md").write_bytes(as_text())
    plangraf.build([tmp_path / "natur.md"], tmp_path / "graph")
    assert not (tmp_path / "graph" / ".read").exists()


def test_a_place_that_takes_nothing_stops_no_reading(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = KeptDocuments(tmp_path / "file" / "kept")
    kept["key"] = Document("a.txt", "00", "text/plain", "utf-8", "", "", ())
    assert kept.get("key") is None
    kept.tidy()
    pages = KeptPages(tmp_path / "file" / "pages")
    pages["block"] = b"words"
    assert dict(pages) == {"block": b"words"}


def test_blocks_of_pages_are_a_mapping_on_the_disk(tmp_path: Path) -> None:
    pages = KeptPages(tmp_path / "pages")
    assert list(pages) == []
    pages["b"], pages["a"] = b"2", b"1"
    again = KeptPages(tmp_path / "pages")
    assert dict(again) == {"a": b"1", "b": b"2"}
    del again["a"]
    assert "a" not in pages
    with pytest.raises(KeyError):
        del pages["a"]


def _interrupting(page: int) -> str:
    """A reader that dies at a page the first time, and notes every page that is really read."""
    return (
        "import loaders.formats.pdf.kept as pages\n"
        "whole = getattr(pages, 'whole', pages.read_page)\n"
        "pages.whole = whole\n"
        "def noting(document, index):\n"
        f"    if index == {page} and not (HOME / 'died').exists():\n"
        "        (HOME / 'died').touch()\n"
        "        os._exit(1)\n"
        "    log(index)\n"
        "    return whole(document, index)\n"
        "pages.read_page = noting"
    )


def test_an_interrupted_reading_of_a_long_pdf_goes_on_where_it_stopped(
    tmp_path: Path, worker: Worker, as_pdf: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lang.pdf").write_bytes(as_pdf(pages=130))
    command = worker(_interrupting(120))
    monkeypatch.setattr(
        "plangraf.building.side_by_side",
        lambda *given, **options: side_by_side(*given, **options, command=command),
    )
    with pytest.raises(plangraf.BadInput) as stopped:
        plangraf.build([tmp_path / "lang.pdf"], tmp_path / "graph")
    assert stopped.value.reference == "document-crashed-reader"
    (tmp_path / "log").unlink()
    told: list[tuple[int | None, int | None]] = []

    def progress(
        number: int, total: int, name: str, page: int | None = None, pages: int | None = None
    ) -> None:
        assert (number, total, name) == (1, 1, "lang.pdf")
        told.append((page, pages))

    plangraf.build([tmp_path / "lang.pdf"], tmp_path / "graph", progress=progress)
    read = {int(line) for line in (tmp_path / "log").read_text().split()}
    assert read == set(range(100, 130))
    assert (130, 130) in told
    assert all(entry.is_file() for entry in kept_in(tmp_path / "graph"))
    monkeypatch.undo()
    plangraf.build([tmp_path / "lang.pdf"], tmp_path / "anew")
    assert written(tmp_path / "anew") == written(tmp_path / "graph")


def test_a_document_comes_back_as_it_was_kept() -> None:
    text = Mapped.of("Å  plante\ttrær", 3)
    block = Block(
        "record", text, 4, page=2, level=3, marker="•", code="1.2", note="n", is_strong=True,
        gap=1, opens=True, rows=((text, Mapped("")), (text,)), record=Record("measure", "7", "3"),
    )  # fmt: skip
    notice = Notice("document-tracked-changes", where="a.docx", name="a.docx", count=3)
    document = Document(
        "a.docx", "00", "application/x", "utf-8", "t\ud800", "t", (block, Block("item", text, 5)),
        repairs=((1, 2, 3, 4),), lines=(0, 9), pages=((0, 1),), notices=(notice,),
        plan_kind="thematic_plan", has_title=True,
    )  # fmt: skip
    usual = Block("item", Mapped(""), 0)
    same = [name for name in Block.__slots__ if getattr(block, name) == getattr(usual, name)]
    assert same == [], "the block should have every field set, also a new one"
    assert all(getattr(document, name) for name in Document.__slots__)
    assert load_document(dump_document(document)) == document


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"blocks": [1]}', b"\xff", b"[" * 10_000])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        load_document(data)


def test_the_key_tells_names_and_parts_apart() -> None:
    keys = {
        key_of(parts, name)
        for parts, name in (
            ({"": b"ab"}, "x"), ({"": b"ab"}, "y"), ({"a": b"ab"}, "x"),
            ({"a": b"a", "b": b"b"}, "x"), ({"a": b"b", "b": b"a"}, "x"),
        )
    }  # fmt: skip
    assert len(keys) == 5
