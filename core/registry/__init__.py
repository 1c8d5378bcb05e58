"""The tables of methods: encoders, clusterers, projectors, recommenders. Adding a method is a class and a line.

A line says what a method is called, what it does and what it declares. The form, the command line, the blend, the trust
card and the docs read nothing else about it.
"""

from core.registry.clusterers import (
    CLUSTERERS,
    chooses_k,
    clusterer_params,
    find_clusterer,
    finds_k,
    make_clusterer,
)
from core.registry.encoders import ENCODERS, encoder_params, find_encoder, make_encoder
from core.registry.projectors import PROJECTORS, make_projector
from core.registry.recipes import K_RANGE, MAX_K, k_range, with_all_params
from core.registry.recommenders import (
    RECOMMENDERS,
    USER_RECOMMENDERS,
    content_vectors,
    make_recommender,
    make_user_recommender,
)

__all__ = [
    "CLUSTERERS",
    "ENCODERS",
    "K_RANGE",
    "MAX_K",
    "PROJECTORS",
    "RECOMMENDERS",
    "USER_RECOMMENDERS",
    "chooses_k",
    "clusterer_params",
    "content_vectors",
    "encoder_params",
    "find_clusterer",
    "find_encoder",
    "finds_k",
    "k_range",
    "make_clusterer",
    "make_encoder",
    "make_projector",
    "make_recommender",
    "make_user_recommender",
    "with_all_params",
]
