"""UMAP's functions compiled once a machine, not once a process: numba keeps the machine code in files."""

from __future__ import annotations

import contextlib


def keep_compiled() -> None:
    """Have numba keep what it compiles of UMAP for later processes.

    UMAP itself asks for that for few of its functions. Compiling the others takes each process about ten seconds,
    longer than the map of most logs. Machine code for another UMAP, numba or processor is not taken.

    The functions release the interpreter's lock too, so that threads beside the map go on.
    """
    from umap import layouts, umap_

    for function in (
        umap_.smooth_knn_dist,
        umap_.compute_membership_strengths,
        layouts._nb_optimize_layout_euclidean_single_epoch,
    ):
        function.targetoptions["nogil"] = True
        # Where numba finds no folder that it may write to, each process compiles for itself.
        with contextlib.suppress(RuntimeError):
            function.enable_caching()
