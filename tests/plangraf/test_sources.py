import json
import os
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest

import plangraf
from graph.errors import BadInput
from loaders.readers import read_bytes
from plangraf.building import Built
from plangraf.sources import Sources, find_sources

Plan = Callable[..., bytes]


def zipped(parts: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def names(sources: Sources) -> list[str]:
    return [source.name for source in sources.files]


def titles(built: Built) -> list[str]:
    return [plan.label.value for plan in built.plans()]


def test_a_zip_file_is_read_as_the_folder_it_was_made_of(
    tmp_path: Path, as_text: Plan, as_docx: Plan
) -> None:
    plans = {"planer/natur.md": as_text("natur"), "planer/kultur/kultur.docx": as_docx("kultur")}
    (tmp_path / "alle.zip").write_bytes(zipped(plans))
    for name, data in plans.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    plangraf.build([tmp_path / "alle.zip"], tmp_path / "a")
    plangraf.build([tmp_path / "planer"], tmp_path / "b")
    assert (tmp_path / "a/graph.trig").read_bytes() == (tmp_path / "b/graph.trig").read_bytes()


def test_a_zip_file_in_a_folder_is_opened_and_the_folders_settings_hold(
    tmp_path: Path, as_text: Plan
) -> None:
    (tmp_path / "alle.zip").write_bytes(zipped({"natur.md": as_text("natur")}))
    (tmp_path / "plangraf.toml").write_text(
        '[[document]]\nfile = "natur.md"\ntitle = "Plan for fjell og fjord"\n', "utf-8"
    )
    built = plangraf.build([tmp_path], tmp_path / "graph")
    assert titles(built) == ["Plan for fjell og fjord"]
    assert built.notices == ()


def test_norwegian_letters_of_names_are_put_right_whoever_packed_them(tmp_path: Path) -> None:
    told = "Kulturplan æøå ÆØÅ.txt"
    plain = zipped({told: b"Visjon"})
    windows = zipped({"K" * len(told): b"Visjon"}).replace(b"K" * len(told), told.encode("cp865"))
    mac = zipped({"K" * len(told.encode()): b"Visjon"}).replace(
        b"K" * len(told.encode()), told.encode()
    )
    for at, data in enumerate((plain, windows, mac)):
        (tmp_path / f"{at}.zip").write_bytes(data)
        assert names(find_sources([tmp_path / f"{at}.zip"])) == [told]


def test_what_a_mac_adds_and_hidden_files_are_passed_over_in_silence(
    tmp_path: Path, as_text: Plan
) -> None:
    parts = {
        "natur.md": as_text(), "__MACOSX/._natur.md": b"\0\5", ".skjult.txt": b"Visjon",
        "mappe/": b"", "graf/build.json": b"{}", "graf/findings.json": b'{"a": 1}',
        "bilde.png": b"\x89PNG",
    }  # fmt: skip
    (tmp_path / "alle.zip").write_bytes(zipped(parts))
    sources = find_sources([tmp_path / "alle.zip"])
    assert names(sources) == ["natur.md"]
    assert sources.notices == ()


def test_a_name_that_leads_out_of_the_zip_file_leads_nowhere(tmp_path: Path, as_text: Plan) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "alle.zip").write_bytes(
        zipped({"../../ute.md": as_text("natur"), "/etc/plan.md": as_text("kultur")})
    )
    before = sorted(tmp_path.rglob("*"))
    sources = find_sources([home / "alle.zip"])
    assert [s.path.relative_to(home / "alle.zip").as_posix() for s in sources.files] == [
        "etc/plan.md", "ute.md",
    ]  # fmt: skip
    assert sources.files[1].fetch() == {"": as_text("natur")}
    assert sorted(tmp_path.rglob("*")) == before


def test_a_zip_file_in_a_zip_file_and_settings_inside_are_named_and_not_used(
    tmp_path: Path, as_text: Plan
) -> None:
    inner = zipped({"kultur.md": as_text("kultur")})
    parts = {"natur.md": as_text(), "p/mer.zip": inner, "plangraf.toml": b'base = "x"'}
    (tmp_path / "alle.zip").write_bytes(zipped(parts))
    sources = find_sources([tmp_path / "alle.zip"])
    assert names(sources) == ["natur.md"]
    assert [notice.reference for notice in sources.notices] == [
        "archive-in-archive", "archive-settings",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reference"),
    [
        (zipped({"stor.txt": b"\0" * 300_000_000}), "document-bomb"),
        (zipped({f"{at}.txt": b"" for at in range(5_001)}), "document-bomb"),
        (zipped({"natur.md": b"Visjon"})[:-30], "document-broken"),
        (zipped({"bilde.png": b"\x89PNG"}), "folder-without-plans"),
    ],
    ids=["swells", "crowd", "cut", "none"],
)
def test_a_zip_file_that_cannot_be_used_is_refused_alone_and_reported_among_others(
    tmp_path: Path, as_text: Plan, data: bytes, reference: str
) -> None:
    (tmp_path / "alle.zip").write_bytes(data)
    with pytest.raises(BadInput) as refused:
        find_sources([tmp_path / "alle.zip"])
    assert refused.value.reference == reference
    assert refused.value.where == str(tmp_path / "alle.zip")
    (tmp_path / "natur.md").write_bytes(as_text())
    sources = find_sources([tmp_path])
    assert names(sources) == ["natur.md"]
    expected = [] if reference == "folder-without-plans" else [reference]
    assert [error.reference for error in sources.failed] == expected


def test_a_part_that_lies_about_its_checksum_fails_alone(tmp_path: Path, as_text: Plan) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("kultur.md", b"Visjon KULTUR")
        archive.writestr("natur.md", as_text())
    (tmp_path / "alle.zip").write_bytes(made.getvalue().replace(b"KULTUR", b"RUTLUK", 1))
    built = plangraf.build([tmp_path / "alle.zip"], tmp_path / "graph")
    assert [error.reference for error in built.failed] == ["document-broken"]
    assert "kultur.md" in built.failed[0].where
    assert titles(built) == ["Temaplan for natur 2024–2030"]


def test_a_word_file_is_no_zip_file_of_plans_whatever_it_is_called(
    tmp_path: Path, as_docx: Plan
) -> None:
    (tmp_path / "plan.zip").write_bytes(as_docx())
    (tmp_path / "plan").write_bytes(as_docx("kultur"))
    built = plangraf.build([tmp_path / "plan.zip", tmp_path / "plan"], tmp_path / "graph")
    assert len(titles(built)) == 2


def test_a_folder_with_an_index_page_is_one_document_of_its_pages(
    tmp_path: Path, as_html: Plan, as_text: Plan
) -> None:
    site = tmp_path / "Naturplan"
    (site / "del").mkdir(parents=True)
    (site / "index.html").write_bytes(as_html("natur", ["Plante trær langs veien"]))
    (site / "del" / "to.html").write_bytes(b"<html><body><h3>Tiltak</h3><ul><li>Rydde stranda "
                                           b"hver sommer</li></ul></body></html>")  # fmt: skip
    (tmp_path / "kultur.md").write_bytes(as_text("kultur"))
    sources = find_sources([tmp_path])
    assert names(sources) == ["Naturplan", "kultur.md"]
    assert sorted(sources.files[0].parts) == ["del/to.html", "index.html"]
    built = plangraf.build([tmp_path], tmp_path / "graph")
    assert titles(built) == ["Temaplan for kultur 2024–2030", "Temaplan for natur 2024–2030"]
    trig = (tmp_path / "graph/graph.trig").read_text("utf-8")
    assert "Plante trær langs veien" in trig
    assert "Rydde stranda hver sommer" in trig


def test_a_zip_file_of_a_web_site_is_one_document(tmp_path: Path, as_html: Plan) -> None:
    pages = {"index.html": as_html("natur"), "to.html": as_html("natur")}
    (tmp_path / "Naturplan.zip").write_bytes(zipped(pages))
    sources = find_sources([tmp_path / "Naturplan.zip"])
    assert names(sources) == ["Naturplan"]
    assert sorted(sources.files[0].parts) == ["index.html", "to.html"]


def test_what_a_browser_saves_beside_a_page_is_no_plan(tmp_path: Path, as_html: Plan) -> None:
    (tmp_path / "Plan.html").write_bytes(as_html())
    for folder in ("Plan_files", "Andre_filer"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ramme.html").write_bytes(as_html("ramme"))
    assert [s.path.relative_to(tmp_path).as_posix() for s in find_sources([tmp_path]).files] == [
        "Andre_filer/ramme.html", "Plan.html",
    ]  # fmt: skip


def test_one_plan_in_several_formats_is_used_once_in_the_one_that_marks_most(
    tmp_path: Path, as_docx: Plan, as_pdf: Plan, as_html: Plan, as_text: Plan
) -> None:
    makers = {"natur.pdf": as_pdf, "natur.html": as_html, "plan.docx": as_docx, "n.md": as_text}
    for name, make in makers.items():
        (tmp_path / name).write_bytes(make())
    built = plangraf.build([tmp_path], tmp_path / "graph")
    documents = json.loads((tmp_path / "graph/build.json").read_text())["documents"]
    assert [one["file"] for one in documents] == ["plan.docx"]
    assert [n.reference for n in built.notices] == ["document-formats"] * 3
    assert all("«plan.docx»" in notice.what() for notice in built.notices)


def test_plans_of_one_title_that_hold_different_things_are_both_used(
    tmp_path: Path, as_docx: Plan, as_text: Plan
) -> None:
    (tmp_path / "natur.docx").write_bytes(as_docx("natur"))
    (tmp_path / "natur.md").write_bytes(
        as_text("natur", ["Kjøpe nye busser", "Stenge gata", "Male skolen", "Bygge sykkelvei"])
    )
    built = plangraf.build([tmp_path], tmp_path / "graph")
    assert len(titles(built)) == 2
    assert [n.reference for n in built.notices] == ["plan-title-twice"]


def test_a_plan_that_was_given_its_own_title_is_not_taken_for_another(
    tmp_path: Path, as_docx: Plan, as_text: Plan
) -> None:
    (tmp_path / "natur.docx").write_bytes(as_docx())
    (tmp_path / "natur.md").write_bytes(as_text())
    (tmp_path / "plangraf.toml").write_text(
        '[[document]]\nfile = "natur.md"\ntitle = "Høringsutkast til plan for natur"\n', "utf-8"
    )
    built = plangraf.build([tmp_path], tmp_path / "graph")
    assert len(titles(built)) == 2


def test_files_in_formats_that_are_not_read_are_named(tmp_path: Path, as_text: Plan) -> None:
    (tmp_path / "natur.md").write_bytes(as_text())
    (tmp_path / "gammel.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "alle.zip").write_bytes(zipped({"a.odt": b"x", "kultur.md": as_text("kultur")}))
    sources = find_sources([tmp_path])
    assert names(sources) == ["kultur.md", "natur.md"]
    assert [Path(notice.where).name for notice in sources.notices] == ["gammel.doc", "a.odt"]


def test_a_file_that_changes_once_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(b"Visjon 1")
    _change_while_reading(monkeypatch, path, times=1)
    assert read_bytes(path) == b"Visjon 1 og mer"


def test_a_file_that_keeps_changing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(b"Visjon 1")
    _change_while_reading(monkeypatch, path, times=2)
    with pytest.raises(BadInput) as refused:
        read_bytes(path)
    assert refused.value.reference == "document-changing"


def _change_while_reading(monkeypatch: pytest.MonkeyPatch, path: Path, times: int) -> None:
    """Let somebody write to a file each time that it is opened to be read."""
    opened = Path.open
    left = [times]

    def open_and_change(self: Path, mode: str = "r") -> object:
        file = opened(self, mode)
        if self == path and mode == "rb" and left[0]:
            left[0] -= 1
            data = b"Visjon 1 og mer"
            with file:
                read = file.read(1000)
            with opened(path, "wb") as writing:
                writing.write(data)
            os.utime(path, ns=(0, left[0]))
            return BytesIO(read)
        return file

    monkeypatch.setattr(Path, "open", open_and_change)


def test_a_file_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.readers.threshold", lambda *_: 1_000_000.0)
    with pytest.raises(BadInput) as refused:
        read_bytes(Path("/dev/zero"))
    assert refused.value.reference == "document-too-large"
