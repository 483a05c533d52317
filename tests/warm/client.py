"""Ask a warm process (tests/warm/server.py) to run a command here: `python -IS client.py SOCKET WORDS…`.

Comes in: words, and what a process has: streams, folder, environment. Goes out: the command's exit code. Nothing but
the standard library is imported, for that it starts at once.
"""

import json
import os
import socket
import sys

# The first byte of a connection: stay and say nothing, or a command follows.
STAY, COMMAND = b"s", b"c"


def ask(path: str, words: list[str]) -> int:
    """The exit code of a command that has this process's streams, folder and environment."""
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(path)
        socket.send_fds(server, [COMMAND], [0, 1, 2])
        folder = os.getcwd()  # noqa: PTH109 - pathlib takes as long to load as all the rest
        asked = {"words": words, "folder": folder, "environment": dict(os.environ)}
        server.sendall(json.dumps(asked).encode())
        server.shutdown(socket.SHUT_WR)
        told = server.recv(1)
    if not told:
        print("the command ended without an exit code: it was killed", file=sys.stderr)
        return 137
    return told[0]


if __name__ == "__main__":
    sys.exit(ask(sys.argv[1], sys.argv[2:]))
