"""The bundled English model, read with torch alone: importing sentence-transformers takes seconds, reading it does not.

The layers are those of BERT, in the order and with the names of the file of weights.

References
----------
Devlin, J. et al. (2019). BERT: pre-training of deep bidirectional transformers for language understanding. NAACL.
doi:10.18653/v1/N19-1423
Wang, W. et al. (2020). MiniLM: deep self-attention distillation for task-agnostic compression of pre-trained
transformers. NeurIPS. arXiv:2002.10957
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

_MAX_TOKENS = 256
"""A longer title is cut, as the model's makers do."""
_N_LAYERS, _N_HEADS, _EPSILON = 6, 12, 1e-12


@dataclass(frozen=True)
class MiniLM:
    """all-MiniLM-L6-v2; 384 dimensions."""

    tokenizer: Any
    weights: dict[str, Tensor]

    def tokens(self, titles: Sequence[str]) -> list[list[int]]:
        """Return the numbers of the tokens of each title."""
        return [each.ids for each in self.tokenizer.encode_batch_fast(list(titles))]

    def embed(self, tokens: Sequence[Sequence[int]]) -> Tensor:
        """Return (n_titles, 384) unit vectors of titles that were split by ``tokens``."""
        import torch
        from torch.nn.functional import normalize
        from torch.nn.utils.rnn import pad_sequence

        device = self.weights["embeddings.word_embeddings.weight"].device
        ids = pad_sequence([torch.tensor(each) for each in tokens], batch_first=True).to(device)
        lengths = torch.tensor([[len(each)] for each in tokens], device=device)
        is_there = torch.arange(ids.shape[1], device=device) < lengths
        hidden = self._embeddings(ids)
        for layer in range(_N_LAYERS):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, is_there)
        shares = is_there[:, :, None].to(hidden.dtype)
        return normalize((hidden * shares).sum(1) / shares.sum(1), p=2, dim=1)

    def _embeddings(self, ids: Tensor) -> Tensor:
        words, positions, kinds = (
            self.weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
        )
        return self._norm("embeddings", words[ids] + kinds[0] + positions[: ids.shape[1]])

    def _layer(self, name: str, hidden: Tensor, is_there: Tensor) -> Tensor:
        from torch.nn.functional import gelu

        attended = self._linear(f"{name}.attention.output.dense", self._attention(name, hidden, is_there))
        hidden = self._norm(f"{name}.attention.output", attended + hidden)
        wide = gelu(self._linear(f"{name}.intermediate.dense", hidden))
        return self._norm(f"{name}.output", self._linear(f"{name}.output.dense", wide) + hidden)

    def _attention(self, name: str, hidden: Tensor, is_there: Tensor) -> Tensor:
        from torch.nn.functional import scaled_dot_product_attention

        parts = (self._linear(f"{name}.attention.self.{part}", hidden) for part in ("query", "key", "value"))
        query, key, value = (part.view(*part.shape[:2], _N_HEADS, -1).transpose(1, 2) for part in parts)
        mask = None if bool(is_there.all()) else is_there[:, None, None, :]
        return scaled_dot_product_attention(query, key, value, mask).transpose(1, 2).flatten(2)

    def _linear(self, name: str, hidden: Tensor) -> Tensor:
        from torch.nn.functional import linear

        return linear(hidden, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, name: str, hidden: Tensor) -> Tensor:
        from torch.nn.functional import layer_norm

        weight, bias = self.weights[f"{name}.LayerNorm.weight"], self.weights[f"{name}.LayerNorm.bias"]
        return layer_norm(hidden, weight.shape, weight, bias, _EPSILON)


def read_minilm(folder: Path, device: str) -> MiniLM:
    """Read the model from its folder; on a GPU in half precision."""
    from safetensors.torch import load_file
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(_MAX_TOKENS)
    tokenizer.no_padding()
    weights = load_file(folder / "model.safetensors", device=device)
    if device == "cuda":
        weights = {name: each.half() for name, each in weights.items()}
    return MiniLM(tokenizer, weights)
