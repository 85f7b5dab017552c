import random
import zipfile
from contextlib import suppress
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadInput
from loaders.archives import Archive, is_archive

NAMES = ("planer/Natur.md", "planer/Kultur æøå.txt", "../ute.txt", "__MACOSX/x", "C:\\plan.txt")


def made() -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in NAMES:
            archive.writestr(name, f"Visjon for {name} " * 50)
    return data.getvalue()


WHOLE = made()


def test_every_file_is_found_under_a_path_that_stays_inside() -> None:
    archive = Archive(WHOLE, "a.zip")
    assert [str(path) for path in archive.paths] == [
        "C:/plan.txt", "__MACOSX/x", "planer/Kultur æøå.txt", "planer/Natur.md", "ute.txt",
    ]  # fmt: skip
    assert archive.read(archive.paths[-1]).startswith(b"Visjon for ../ute.txt ")


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**9), cut=st.integers(0, len(WHOLE)), flips=st.integers(0, 30))
def test_a_damaged_zip_file_is_refused_or_read_and_nothing_else(
    seed: int, cut: int, flips: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    data = bytearray(WHOLE[:cut] if seed % 2 else WHOLE)
    for _ in range(flips if data else 0):
        data[chance.randrange(len(data))] = chance.randrange(256)
    is_archive(bytes(data))
    try:
        archive = Archive(bytes(data), "a.zip")
    except BadInput:
        return
    for path in archive.paths:
        assert ".." not in path.parts
        assert not path.is_absolute()
        with suppress(BadInput):
            archive.read(path)
