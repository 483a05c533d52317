"""Errors that say what happened, where, and what to do. The command line prints them; nothing hides them."""

from __future__ import annotations


class SaysoError(Exception):
    """Anything that sayso expects to go wrong and explains."""


class InputError(SaysoError):
    """One input cannot be read. `stage` and `reason` go into the report's `problem`; the run goes on."""

    def __init__(self, stage: str, reason: str, *, skipped: bool = False) -> None:
        super().__init__(f"{stage}: {reason}")
        self.stage = stage
        self.reason = reason
        self.skipped = skipped


class LexiconError(SaysoError):
    """A lexicon file is missing or malformed: names the file and the row."""


class GazetteerError(SaysoError):
    """The gazetteer index is missing or unusable: says how to build it."""


class StoreError(SaysoError):
    """The store is missing, foreign, too new, or cannot be written."""


class UsageError(SaysoError):
    """The command was called in a way that cannot work: exit code 2."""


class EngineError(SaysoError):
    """Work cannot be run: its engine is not installed, not reachable, or its workers do not start."""


class OutputError(SaysoError):
    """What was found cannot be written: the disk is full, the folder is read-only, foreign, or in use."""
