"""The decisions as a text: edited without touching what others wrote, whatever is in it."""

import os
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadInput
from loaders.decisions import NAME
from plangraf.decision_file import DecisionFile, New, locked

FINDING: dict[str, Any] = {
    "code": "plan-outdated", "subject": "Plan", "assessment": "not-relevant", "by": "Kari",
    "date": date(2026, 1, 2), "reason": "Ny plan",
}  # fmt: skip
BY_HAND = """\
# Våre avgjørelser

[[finding]]  # om planen
code = 'plan-outdated'
subject = \"\"\"
Plan [[finding]] "" # ikke en kommentar
\"\"\"
assessment = "not-relevant"
  by = "Ola" # fordi [[link]]
date = 2025-01-02

# begrunnelsen er lang
reason = '''en ''to'' ]] tre'''
# hører til den neste
[[ link ]]
action = "accept"
source = "A \\" [[finding]]"
by = "Ola"
date = 2025-01-03
[[element]]
action = "split"
text = "A og B"
parts = [
  "A", # [[finding]]
  "B ]",
]
by = "Ola"
date = 2025-01-03


# slutt
"""


def opened(folder: Path, text: str | bytes) -> DecisionFile:
    data = text if isinstance(text, bytes) else text.encode()
    (folder / NAME).write_bytes(data)
    return DecisionFile(folder)


def after(folder: Path) -> bytes | None:
    path = folder / NAME
    return path.read_bytes() if path.exists() else None


def test_the_lines_of_a_decision_are_found_whatever_stands_in_its_texts(tmp_path: Path) -> None:
    file = opened(tmp_path, BY_HAND)
    found = file.entries()
    assert [(entry.kind, entry.line) for entry in found] == [
        ("finding", 3), ("link", 15), ("element", 20)
    ]  # fmt: skip
    finding = file.text[found[0].start : found[0].end]
    assert finding.startswith("[[finding]]  # om planen\n")
    assert finding.endswith("reason = '''en ''to'' ]] tre'''\n")
    assert file.text[found[2].start : found[2].end].endswith("date = 2025-01-03\n")


def test_a_decision_taken_out_leaves_comments_and_layout(tmp_path: Path) -> None:
    file = opened(tmp_path, BY_HAND)
    gone = file.entries()[0]
    file.edit(remove=[gone])
    file.save()
    left = BY_HAND.replace("\n" + BY_HAND[gone.start : gone.end], "")
    assert left != BY_HAND
    assert after(tmp_path) == left.encode()
    assert "# hører til den neste\n[[ link ]]" in left


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "\n\n", "# bare en kommentar", "# kommentar\n", "# kommentar\n\n\n", BY_HAND,
        BY_HAND.rstrip("\n"), BY_HAND.replace("\n", "\r\n"), "\ufeff" + BY_HAND, "\ufeff",
        BY_HAND.rstrip("\n").replace("\n", "\r\n"), "  \n\t\n", BY_HAND + "\n \n",
    ],
)  # fmt: skip
def test_what_is_added_and_taken_out_again_leaves_every_byte(tmp_path: Path, text: str) -> None:
    """Also in the other order, and with several of them; a file that was empty is gone."""
    new = [New("finding", FINDING | {"by": name}) for name in ("Kari", "Per", "Liv")]
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        file = opened(tmp_path, text)
        for one in new:
            file.edit(add=[one])
        file.save()
        assert tomllib.loads(file.text.removeprefix("\ufeff"))["finding"][-1]["by"] == "Liv"
        for at in order:
            file = DecisionFile(tmp_path)
            file.edit(remove=[e for e in file.entries() if e.values["by"] == new[at].values["by"]])
            file.save()
        assert after(tmp_path) == (text.encode() or None)


def test_several_are_exchanged_at_once(tmp_path: Path) -> None:
    file = opened(tmp_path, BY_HAND)
    file.edit(remove=file.entries(), add=[New("finding", FINDING)])
    file.save()
    text = (tmp_path / NAME).read_text("utf-8")
    assert tomllib.loads(text) == {"finding": [FINDING]}
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Våre avgjørelser", "# hører til den neste", "# slutt"
    ]  # fmt: skip


HOSTILE = [
    'Kari "K" Nordmann', "[[finding]]", 'x"\n]]\n[[link]]\naction = "accept"', "'''", '"""', "\\",
    "\\u0041", "\x00\x07\x1b[31m", "\x7f", "a\r\nb", "\u202egnp.exe", "\u2028\u2029\u0085",
    "# nei", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "😀\U000e0001", "\ufeff", " ",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    file = opened(tmp_path, BY_HAND)
    values = FINDING | {"subject": text, "by": text, "reason": text}
    file.edit(add=[New("finding", values, {"subject": text})])
    file.save()
    again = DecisionFile(tmp_path)
    assert again.entries()[-1].values == values
    assert len(again.entries()) == 4
    written = again.text[again.entries()[-1].start :]
    assert all(c.isprintable() or c == "\n" for c in written)
    assert len(written.splitlines()) == 7
    again.edit(remove=again.entries()[-1:])
    assert again.text == BY_HAND


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), max_size=4))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    import tempfile  # noqa: PLC0415 - a fixture would be shared by all examples

    with tempfile.TemporaryDirectory() as home:
        file = DecisionFile(Path(home))
        file.edit(add=[New("finding", FINDING | {"reason": text, "by": text}) for text in texts])
        assert [entry.values["reason"] for entry in file.entries()] == texts
        for entry in reversed(file.entries()):
            file.edit(remove=[entry])
        assert file.text == ""


def test_decisions_that_say_the_same_have_keys_of_their_own(tmp_path: Path) -> None:
    file = DecisionFile(tmp_path)
    file.edit(add=[New("finding", FINDING), New("finding", FINDING | {"by": "Ola"})])
    file.edit(add=[New("finding", FINDING)])
    keys = [entry.key for entry in file.entries()]
    assert len(set(keys)) == 3
    file.edit(remove=file.entries()[1:2])
    assert [entry.key for entry in file.entries()] == [keys[0], keys[2]]


@pytest.mark.parametrize(
    "text",
    [
        'link = [{action = "accept", source = "A", by = "K", date = 2026-01-02}]\n',
        "finding = []\n",
    ],
)
def test_decisions_in_another_form_are_not_edited(tmp_path: Path, text: str) -> None:
    file = opened(tmp_path, text)
    with pytest.raises(BadInput) as caught:
        file.edit(add=[New("finding", FINDING)])
    assert caught.value.reference == "decisions-inline"
    assert file.text == text


@pytest.mark.parametrize(
    ("data", "reference"),
    [
        (b"[[finding]\n", "toml-syntax"),
        (b'[[finding]]\ncode = "nei"\n', "decisions-invalid"),
        (b"\xff\xfe[", "toml-unreadable"),
        (b'[[link]]\naction="replace"\nsource="a"\nby="k"\ndate=2026-01-01\n',
         "decision-without-target"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_understood_is_never_written_over(
    tmp_path: Path, data: bytes, reference: str
) -> None:
    (tmp_path / NAME).write_bytes(data)
    with pytest.raises(BadInput) as caught, locked(tmp_path):
        pass
    assert caught.value.reference == reference
    assert after(tmp_path) == data


def test_what_somebody_wrote_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    file = opened(tmp_path, BY_HAND)
    file.edit(add=[New("finding", FINDING)])
    (tmp_path / NAME).write_text("# nytt\n", "utf-8")
    with pytest.raises(BadInput) as caught:
        file.save()
    assert caught.value.reference == "decisions-changed"
    assert after(tmp_path) == b"# nytt\n"


def test_putting_back_leaves_what_somebody_wrote_since(tmp_path: Path) -> None:
    file = opened(tmp_path, BY_HAND)
    file.edit(remove=file.entries()[:1])
    file.save()
    file.put_back()
    assert after(tmp_path) == BY_HAND.encode()
    file.save()
    (tmp_path / NAME).write_text("# nytt\n", "utf-8")
    file.put_back()
    assert after(tmp_path) == b"# nytt\n"


def test_a_linked_file_stays_a_link(tmp_path: Path) -> None:
    shared = tmp_path / "shared.toml"
    shared.write_text(BY_HAND, "utf-8")
    home = tmp_path / "plans"
    home.mkdir()
    (home / NAME).symlink_to(shared)
    file = DecisionFile(home)
    file.edit(add=[New("finding", FINDING)])
    file.save()
    assert (home / NAME).is_symlink()
    assert shared.read_text("utf-8").startswith(BY_HAND)


def test_one_at_a_time_writes(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(BadInput) as caught, locked(tmp_path, patience=0.05):
        pass
    assert caught.value.reference == "decisions-busy"
    with locked(tmp_path, patience=0.05) as file:
        assert file.entries() == []


def test_a_folder_that_takes_nothing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = os.open

    def refusing(path: Any, *given: Any, **more: Any) -> int:
        if str(path).endswith(".lock"):
            raise PermissionError(13, "Permission denied", str(path))
        return opening(path, *given, **more)

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(BadInput) as caught, locked(tmp_path):
        pass
    assert caught.value.reference == "output-unwritable"
    assert str(tmp_path) in caught.value.where
