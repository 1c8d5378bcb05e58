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


def test_a_session_draws_what_torch_draws_from_the_seed_and_writes_nothing_down():
    torch.manual_seed(3)
    expected, waiting = torch.rand(3), len(torch.cuda._queued_calls)
    with torch_session(3, n_threads=1):
        torch.testing.assert_close(torch.rand(3), expected, rtol=0, atol=0)
    assert len(torch.cuda._queued_calls) == waiting


GIVEN = Machine("cpu", 3, allow_downloads=True)


@pytest.mark.parametrize("name", ["autoencoder", "sequence", "graph", "text"])
def test_the_registry_hands_the_machine_to_encoders(name):
    assert make_encoder(Recipe(name), machine=GIVEN).machine == GIVEN


def test_the_registry_hands_the_machine_to_views_of_a_blend():
    recipe = Recipe(encoder_params={"counts": 0.0, "behaviour": 0.0, "graph": 1.0})
    blend = make_encoder(recipe, machine=GIVEN)
    views = {view.name: view.make(4, 0, blend.progress) for view in blend.views}
    assert views["text"].machine == views["graph"].machine == GIVEN


def test_the_registry_hands_the_machine_to_clusterers():
    assert make_clusterer(Recipe(clusterer="deep"), 2, GIVEN).machine == GIVEN


def test_no_method_reads_a_setting(monkeypatch):
    monkeypatch.setenv("ATLAS_DEVICE", "tape")
    assert (
        make_encoder(Recipe("text")).machine.device
        == make_clusterer(Recipe(clusterer="deep"), 2).machine.device
        == "auto"
    )
