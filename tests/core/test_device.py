"""Where networks are trained."""

import pytest
import torch

from core.compute.device import choose_device, torch_session
from core.errors import SettingsError


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


def test_the_setting_overrules(monkeypatch):
    pretend(monkeypatch, cuda=True)
    monkeypatch.setenv("ATLAS_DEVICE", "cpu")
    assert choose_device() == "cpu"


def test_a_device_that_is_not_here_is_reported(monkeypatch):
    pretend(monkeypatch)
    monkeypatch.setenv("ATLAS_DEVICE", "cuda")
    with pytest.raises(SettingsError, match="ATLAS_DEVICE is 'cuda', but torch finds no such device here") as caught:
        choose_device()
    assert caught.value.hint == "Set it to auto."


def test_an_unknown_device_is_refused(monkeypatch):
    monkeypatch.setenv("ATLAS_DEVICE", "abacus")
    with pytest.raises(SettingsError, match="ATLAS_DEVICE is 'abacus', which is no device"):
        choose_device()


def test_a_session_leaves_every_generator_as_it_was(monkeypatch):
    pretend(monkeypatch, mps=True)
    state = [torch.tensor([7])]
    monkeypatch.setattr(torch.mps, "get_rng_state", lambda: state[0])
    monkeypatch.setattr(torch.mps, "set_rng_state", lambda before: state.__setitem__(0, before))
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)

    def draw():
        with torch_session(5):
            state[0] = torch.tensor([8])
            torch.rand(2)
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        draw()
    assert state[0].item() == 7
    torch.testing.assert_close(torch.rand(3), expected)
