"""Where networks are trained."""

import pytest
import torch

from core.compute.device import choose_device, torch_session
from core.compute.machine import Machine
from core.errors import SettingsError
from core.registry import make_clusterer, make_encoder
from core.types import Recipe


def pretend(monkeypatch, *, cuda=False, mps=False):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)


@pytest.mark.parametrize(
    ("here", "chosen"),
    [({}, "cpu"), ({"mps": True}, "mps"), ({"cuda": True}, "cuda"), ({"cuda": True, "mps": True}, "cuda")],
)
def test_the_fastest_device_that_is_here_is_chosen(monkeypatch, here, chosen):
    pretend(monkeypatch, **here)
    assert choose_device() == chosen


def test_what_is_asked_for_overrules(monkeypatch):
    pretend(monkeypatch, cuda=True)
    assert choose_device("cpu") == "cpu"


def test_a_device_that_is_not_here_is_reported(monkeypatch):
    pretend(monkeypatch)
    with pytest.raises(SettingsError, match="ATLAS_DEVICE is 'cuda', but torch finds no such device here") as caught:
        choose_device("cuda")
    assert caught.value.hint == "Set it to auto."


def test_an_unknown_device_is_refused(monkeypatch):
    with pytest.raises(SettingsError, match="ATLAS_DEVICE is 'abacus', which is no device"):
        choose_device("abacus")


def test_a_session_leaves_every_generator_as_it_was(monkeypatch):
    pretend(monkeypatch, mps=True)
    state = [torch.tensor([7])]
    monkeypatch.setattr(torch.mps, "get_rng_state", lambda: state[0])
    monkeypatch.setattr(torch.mps, "set_rng_state", lambda before: state.__setitem__(0, before))
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)

    def draw():
        with torch_session(5, 1):
            state[0] = torch.tensor([8])
            torch.rand(2)
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        draw()
    assert state[0].item() == 7
    torch.testing.assert_close(torch.rand(3), expected)


@pytest.fixture
def settings(monkeypatch):
    for name, value in {"DEVICE": "cpu", "THREADS": "3", "ALLOW_DOWNLOADS": "1"}.items():
        monkeypatch.setenv(f"ATLAS_{name}", value)


@pytest.mark.parametrize("name", ["autoencoder", "sequence", "graph", "text"])
def test_the_registry_hands_settings_to_encoders(name, settings):
    assert make_encoder(Recipe(name)).machine == Machine("cpu", 3, allow_downloads=True)
    given = Machine("cuda", 1)
    assert make_encoder(Recipe(name), machine=given).machine == given


def test_the_registry_hands_settings_to_views_of_a_blend(settings):
    blend = make_encoder(Recipe(encoder_params={"counts": 0.0, "behaviour": 0.0, "graph": 1.0}))
    views = {view.name: view.make(4, 0, blend.progress) for view in blend.views}
    assert views["text"].machine == views["graph"].machine == Machine("cpu", 3, allow_downloads=True)


@pytest.mark.parametrize("name", ["kmeans", "mixture", "deep"])
def test_the_registry_hands_settings_to_clusterers(name, settings):
    assert make_clusterer(Recipe(clusterer=name), 2).machine == Machine("cpu", 3, allow_downloads=True)
