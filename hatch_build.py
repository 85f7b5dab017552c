"""Bundles the scripts, styles and fonts of the pages before the package is built."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: ``frontend/build.mjs`` takes the same files in the same order.
_INPUTS = ("package.json", "package-lock.json", "build.mjs")


class Bundle(BuildHookInterface[BuilderConfig]):
    """What hatchling runs before it makes a wheel, a source archive or an editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the bundle anew unless it is made of what ``frontend`` holds."""
        root = Path(self.root)
        if is_current(root):
            return
        npm = shutil.which("npm")
        if npm is None:
            self.app.display_warning("There is no npm here: the package will make no pages.")
            return
        for command in (["ci", "--ignore-scripts"], ["run", "build"]):
            subprocess.run(  # noqa: S603 - npm, with words of ours
                [npm, *command, "--loglevel=error"], cwd=root / "frontend", check=True
            )


def is_current(root: Path) -> bool:
    """Say whether the bundle below a root was made of the files that ``frontend`` holds now."""
    try:
        record = json.loads((root / "visualize" / "bundle" / "built.json").read_text("utf-8"))
    except FileNotFoundError:
        return False
    return bool(record["inputs"] == inputs_digest(root / "frontend"))


def inputs_digest(frontend: Path) -> str:
    """Return the SHA-256 of what the bundle is made of: names and digests, a line for each file."""
    names = [*_INPUTS, *sorted(f"src/{path.name}" for path in (frontend / "src").iterdir())]
    sums = [
        f"{name} {hashlib.sha256((frontend / name).read_bytes()).hexdigest()}\n" for name in names
    ]
    return hashlib.sha256("".join(sums).encode()).hexdigest()
