from dataclasses import dataclass

import pytest

from core.errors import RecipeError
from core.params import ParamInfo, check_params, param, params_of, parse_params


@dataclass
class Soup:
    """A method with every kind of parameter."""

    salt: float = param(0.5, "Spoons of salt.", low=0, high=2)
    kind: str = param("pea", "What is in it.", choices=("pea", "leek"))
    name: str = param("soup", "How it is called.")
    is_hot: bool = param(True, "Whether it is hot.")
    plate: int = 3


@dataclass
class Bare:
    """A method without parameters."""


def test_parameters_are_listed_in_the_order_they_are_written():
    assert params_of(Soup) == [
        ParamInfo("salt", 0.5, "Spoons of salt.", 0, 2),
        ParamInfo("kind", "pea", "What is in it.", None, None, ("pea", "leek")),
        ParamInfo("name", "soup", "How it is called.", None, None),
        ParamInfo("is_hot", True, "Whether it is hot.", None, None),
    ]


def test_an_instance_lists_the_defaults_too():
    assert params_of(Soup(salt=1)) == params_of(Soup)


def test_a_parameter_is_an_ordinary_field():
    assert Soup() == Soup(salt=0.5, kind="pea", name="soup", plate=3)
    assert Soup(salt=1).salt == 1


@pytest.mark.parametrize("values", [{}, {"salt": 0}, {"salt": 2}, {"kind": "leek"}, {"name": "anything"}])
def test_values_in_range_pass(values):
    check_params(Soup, values)


@pytest.mark.parametrize("value", [-0.1, 2.1, float("nan")])
def test_a_value_out_of_range_is_told_with_its_range(value):
    with pytest.raises(RecipeError, match=rf"salt = {value} is out of range\.") as caught:
        check_params(Soup, {"salt": value})
    assert caught.value.hint == "It goes from 0 to 2."


def test_a_value_that_is_no_choice_is_told_with_the_choices():
    with pytest.raises(RecipeError, match=r"kind = 'fish' is not known\.") as caught:
        check_params(Soup, {"kind": "fish"})
    assert caught.value.hint == "It is one of pea, leek."


@pytest.mark.parametrize("name", ["pepper", "plate"])
def test_an_unknown_parameter_is_told_with_the_known_ones(name):
    with pytest.raises(RecipeError, match=rf"Soup has no parameter '{name}'\.") as caught:
        check_params(Soup, {name: 1})
    assert caught.value.hint == "It has salt, kind, name, is_hot."


def test_a_method_without_parameters_says_so():
    with pytest.raises(RecipeError, match=r"Bare has no parameter 'salt'\.") as caught:
        check_params(Bare, {"salt": 1})
    assert caught.value.hint == "It has none."


def test_typed_values_are_read_as_the_kind_of_their_default():
    assert parse_params(Soup, {"salt": "1", "kind": "leek", "name": ""}) == {"salt": 1.0, "kind": "leek", "name": ""}
    assert parse_params(Soup, {"is_hot": "False"}) == {"is_hot": False}


@pytest.mark.parametrize(("name", "text", "expected"), [("salt", "much", "a number"), ("is_hot", "1", "true or false")])
def test_a_typed_value_of_another_kind_is_told(name, text, expected):
    with pytest.raises(RecipeError, match=rf"{name} = '{text}' is not {expected}\."):
        parse_params(Soup, {name: text})


def test_a_typed_name_that_is_no_parameter_is_told_with_the_known_ones():
    with pytest.raises(RecipeError, match=r"Soup has no parameter 'pepper'\.") as caught:
        parse_params(Soup, {"pepper": "1"})
    assert caught.value.hint == "It has salt, kind, name, is_hot."
