import hashlib
import importlib.util
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadInput, NotFound
from visualize import assets
from visualize.assets import asset, asset_digests, asset_names, asset_text, is_bundled

ROOT = Path(__file__).parents[2]
LOCK = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
PAGES = {"designsystemet.css", "vis.js", "yasqe.js", "yasqe.css", "NOTICE.txt"}
STYLES = ("designsystemet.css", "yasqe.css")


def hook() -> Any:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names_of_packages(*, dev: bool) -> set[str]:
    """Give the packages of the lock that hold code, for the pages or for the tests."""
    found = {path.rpartition("node_modules/")[2] for path, told in LOCK.items()
             if path and bool(told.get("dev")) is dev}  # fmt: skip
    return {name for name in found if not re.search("^@types/|-types$", name)}


def test_the_bundle_has_what_the_pages_use() -> None:
    assert is_bundled()
    assert set(asset_names()) >= PAGES | {"fonts/inter-latin.woff2", "fonts/inter-latin-ext.woff2"}


def test_every_file_is_the_one_that_the_record_tells_of() -> None:
    assert {n: hashlib.sha256(asset(n)).hexdigest() for n in asset_names()} == asset_digests()


def test_the_wheel_holds_the_bundle_and_nothing_of_what_made_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        inside = {name: hashlib.sha256(wheel.read(name)).hexdigest() for name in wheel.namelist()}
    held = "visualize/bundle/"
    told = {name.removeprefix(held): sum_ for name, sum_ in inside.items() if name.startswith(held)}
    assert told.pop("built.json")
    assert told == asset_digests()
    assert not [name for name in inside if name.startswith("frontend") or "hatch" in name]


def test_the_bundle_is_made_of_what_the_repository_holds() -> None:
    record = json.loads((assets._bundle() / "built.json").read_text("utf-8"))  # noqa: SLF001 - the record itself
    assert record["inputs"] == hook().inputs_digest(ROOT / "frontend")


def test_a_changed_input_is_seen(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    for name in ("package.json", "package-lock.json", "build.mjs", "src/vis.js"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    before = hook().inputs_digest(tmp_path)
    assert not hook().is_current(tmp_path)
    (tmp_path / "src" / "vis.js").write_text("{ }", encoding="utf-8")
    assert hook().inputs_digest(tmp_path) != before


@pytest.mark.parametrize("name", STYLES)
def test_a_style_fetches_only_fonts_of_the_bundle(name: str) -> None:
    text = asset_text(name)
    addresses = [url.strip("\"' ") for url in re.findall(r"url\(\s*([^)]*)\)", text)]
    fetched = {url for url in addresses if not url.startswith("data:")}
    assert fetched <= set(asset_names())
    assert "@import" not in text


def test_the_letters_that_pages_use_have_a_font() -> None:
    text = asset_text("designsystemet.css")
    assert text.count("@font-face") == 2
    assert all(asset(name).startswith(b"wOF2") for name in asset_names() if "fonts/" in name)
    assert re.search(r"--ds-font-family:\s*Inter\b", text)


def test_dark_is_followed_and_can_be_chosen() -> None:
    text = asset_text("designsystemet.css")
    assert "[data-color-scheme=dark]" in text
    assert re.search(r"prefers-color-scheme:\s*dark\)\s*{\s*\[data-color-scheme=auto\]", text)


@pytest.mark.parametrize("name", ["vis.js", "yasqe.js"])
def test_a_script_sets_no_style_element_and_no_style_attribute(name: str) -> None:
    text = asset_text(name)
    assert not re.search(r"""createElement\(["']style["']\)|insertRule|\sstyle=["']""", text)
    assert not re.search(r"""setAttribute\(["']style["']""", text)


def test_the_map_takes_two_things_of_its_library() -> None:
    assert re.search(r"^(\"use strict\";)?var vis=", asset_text("vis.js"))
    assert len(asset("vis.js")) < 400_000


def test_the_notice_has_a_licence_for_every_package_that_was_bundled() -> None:
    notice = asset_text("NOTICE.txt")
    told = dict(re.findall(r"^-{80}\n(\S+) (\S+) \(.*\)$", notice, re.MULTILINE))
    assert told == {
        name: LOCK[f"node_modules/{name}"]["version"] for name in names_of_packages(dev=False)
    }
    for part in re.split(r"^-{80}\n", notice, flags=re.MULTILINE)[1:]:
        assert re.search("Permission is hereby granted|Apache License|SIL OPEN FONT LICENSE", part)
        assert "opyright" in part


def test_what_is_for_tests_alone_is_in_no_bundle() -> None:
    assert "axe-core" in names_of_packages(dev=True)
    assert not [name for name in asset_names() if "axe" in name]


def test_the_lock_file_names_no_host_and_has_a_digest_of_every_package() -> None:
    packages = {path: told for path, told in LOCK.items() if path}
    assert not [path for path, told in packages.items() if "resolved" in told]
    assert [path for path, told in packages.items() if "integrity" not in told] == []


def test_versions_are_exact() -> None:
    package = json.loads((ROOT / "frontend" / "package.json").read_text("utf-8"))
    asked = package["dependencies"] | package["devDependencies"]
    assert {
        name: version for name, version in asked.items() if not re.fullmatch(r"[\d.]+", version)
    } == {}


@pytest.mark.parametrize(
    "name",
    ["../assets.py", "fonts/../../assets.py", "/etc/passwd", "built.json", "", "vis.js/", "VIS.JS"],
)
def test_no_name_leads_out_of_the_bundle(name: str) -> None:
    with pytest.raises(NotFound) as caught:
        asset(name)
    assert caught.value.reference == "asset-unknown"


def test_without_the_bundle_it_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "_bundle", lambda: tmp_path)
    assert not is_bundled()
    with pytest.raises(BadInput) as caught:
        asset("vis.js")
    assert caught.value.reference == "assets-missing"
    assert "Node 20" in caught.value.hint("nb")
    assert "make assets" in caught.value.hint("en")
