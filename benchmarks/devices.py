"""What may use a GPU, on the processor and on each other device that torch finds here.

``python -m benchmarks.devices`` prints two tables. The first has the encoders that are trained, before the holdout of
Online Retail: seconds, epochs, best validation loss and recall@20 uplift at k = 8. The second has the clusterer that is
trained, on synthetic users in 8 groups: seconds, and agreement with what was planted. A device has been started
beforehand, so its first seconds are not in the figures.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.clusterers import K_RETAIL, N_DIMS
from benchmarks.logs import load_retail, scratch
from benchmarks.measure import print_table
from benchmarks.quality import K, agreement
from benchmarks.run import print_machine
from benchmarks.trained import TRAINED
from core.clusterers.deep import Deep
from core.clusterers.kmeans import KMeans
from core.compute.machine import Machine
from core.compute.vectors import unit_rows
from core.trust.holdout import judge
from core.trust.split import Split, split_holdout

N_USERS = 100_000


def devices_here() -> list[str]:
    """Return what torch can compute on, the processor first."""
    import torch

    found = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return ["cpu", *(device for device, is_here in found.items() if is_here)]


def start(device: str) -> None:
    """Have a device do something, so that it is ready."""
    import torch

    rows = torch.ones(256, 256, device=device)
    (rows @ rows).sum().item()


def name_of(device: str) -> str:
    """Return the name of a device with its model."""
    import torch

    return f"{device} ({torch.cuda.get_device_name()})" if device == "cuda" else device


def train(split: Split, name: str, device: str) -> list[str]:
    """Train an encoder on a device and judge its segments; return a row of the first table."""
    encoder = TRAINED[name](machine=Machine(device))
    started = time.perf_counter()
    vectors = encoder.fit_transform(split.train)
    seconds = time.perf_counter() - started
    judged = judge(split, KMeans(K).fit_predict(vectors))
    losses = encoder.losses_[:, 1]
    uplift = f"{judged.recall_uplift_pct:+.1f} %"
    return [name, name_of(device), f"{seconds:.1f}", str(len(losses)), f"{losses.min():.3f}", uplift]


def cluster(devices: list[str]) -> Iterator[list[str]]:
    """Cluster synthetic users on every device; give rows of the second table."""
    rng = np.random.default_rng(0)
    truth = np.arange(N_USERS) % K_RETAIL
    X = unit_rows(2.5 * np.eye(N_DIMS)[truth] + 0.3 * rng.normal(size=(N_USERS, N_DIMS))).astype(np.float32)
    for device in devices:
        started = time.perf_counter()
        labels = Deep(k=K_RETAIL, machine=Machine(device)).fit_predict(X)
        seconds = time.perf_counter() - started
        yield ["deep", name_of(device), f"{seconds:.1f}", f"{agreement([truth, labels]):.3f}"]


def main() -> int:
    """Print the tables."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None).parse_args()
    print_machine()
    devices = devices_here()
    for device in devices:
        start(device)
    if devices == ["cpu"]:
        print("torch finds no other device than the processor here.\n")
    with scratch() as folder:
        split = split_holdout(load_retail(folder))
        rows = [train(split, name, device) for name in TRAINED for device in devices]
    print(f"Encoders on Online Retail before its holdout, uplift at k = {K}.\n")
    print_table(["encoder", "device", "seconds", "epochs", "validation loss", "uplift"], rows)
    print(f"{N_USERS:,} synthetic users x {N_DIMS} dimensions in {K_RETAIL} groups.\n")
    print_table(["clusterer", "device", "seconds", "ARI planted"], list(cluster(devices)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
