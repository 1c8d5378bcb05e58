"""The error tree. Anything outside it is a bug and is allowed to fail loudly.

::

    AtlasError                what a person can fix: one sentence and a hint
    ├── IngestError           a file cannot be read, or its columns cannot be understood
    ├── RecipeError           an unknown method, or a parameter out of its range
    ├── DataError             the log is readable, but holds too little for what was asked
    │   └── NoConsentError    the log does not hold who consented (in core.attributes.consent)
    │       ├── UnreadConsentError  a column is called as consent is, and is not understood (ibid.)
    │       └── UnsureConsentError  a column of yes and no may say who consented (ibid.)
    ├── OutputError           the place for the results cannot be used
    ├── SettingsError         an ATLAS_ variable of the environment cannot be understood
    ├── StoreError            the workspace cannot be opened or is of another program
    │   ├── StoreLockedError  another process holds the workspace
    │   ├── StaleVersionError somebody saved a newer version meanwhile (in core.store.segmentations)
    │   └── StaleEditError    somebody edited the segments meanwhile (in core.store.shape_steps)
    ├── ModelError            a language model cannot be asked, or its answer cannot be used
    └── InternalError         a bug, caught at the edge of a thread or process and reported as one sentence
"""

from __future__ import annotations


class AtlasError(Exception):
    """A mistake that its reader can fix.

    Parameters
    ----------
    message
        What is wrong, with the values in it, as one sentence.
    hint
        What to do about it, as one sentence; empty when the message says it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class IngestError(AtlasError):
    """A file cannot be read, or its columns cannot be understood."""


class RecipeError(AtlasError):
    """An unknown method, or a parameter out of its range."""


class DataError(AtlasError):
    """The log is readable, but holds too little for what was asked."""


class OutputError(AtlasError):
    """The place for the results cannot be used."""


class SettingsError(AtlasError):
    """An ``ATLAS_`` variable of the environment cannot be understood."""


class StoreError(AtlasError):
    """The workspace cannot be opened or belongs to another program."""


class StoreLockedError(StoreError):
    """Another process holds the workspace."""


class ModelError(AtlasError):
    """A language model cannot be asked, or its answer cannot be used."""


class InternalError(AtlasError):
    """A bug of the program; the traceback is in the log."""
