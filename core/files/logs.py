"""Logs: one set-up, files that rotate in the workspace."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from core.files.owner import MaskingFormatter

MAX_BYTES = 1_000_000
N_OLD = 4
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def set_up_logs(workspace: Path) -> logging.Handler:
    """Write what ``core`` logs to ``<workspace>/logs/atlas.log``; hand the result to ``close_logs`` at the end."""
    handler = RotatingFileHandler(
        logs_of(workspace) / "atlas.log", maxBytes=MAX_BYTES, backupCount=N_OLD, encoding="utf-8"
    )
    handler.setFormatter(MaskingFormatter(_FORMAT))
    logger = logging.getLogger("core")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    return handler


def close_logs(handler: logging.Handler) -> None:
    """Undo ``set_up_logs``."""
    logging.getLogger("core").removeHandler(handler)
    handler.close()


def worker_log(workspace: Path) -> Path:
    """Return the file for what workers print, moved aside first when it has grown long."""
    path = logs_of(workspace) / "worker.log"
    if path.exists() and path.stat().st_size > MAX_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path


def logs_of(workspace: Path) -> Path:
    """Return the folder of logs, made if need be."""
    folder = workspace / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
