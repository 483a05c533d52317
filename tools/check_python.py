"""Say clearly which Python sayso needs, before anything is installed (runs on any Python 3)."""

import sys

if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit(
        "sayso needs Python 3.11, 3.12 or 3.13 and found " + found + " (" + sys.executable + ").\n"
        "spaCy has no wheels for other versions yet. Install one of them and say which:\n"
        "    make setup PYTHON=python3.12"
    )
try:
    import ensurepip  # noqa: F401
    import venv  # noqa: F401
except ImportError:
    sys.exit("Python has no venv module. On Debian: apt-get install python3-venv")
