from dataclasses import dataclass

import pytest

from core.errors import RecipeError
from core.params import ParamInfo, check_params, param, params_of, read_params


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
def test_a_value_out_of_range_is_refused_with_its_range(value):
    with pytest.raises(RecipeError, match=rf"salt = {value} is out of range\.") as caught:
        check_params(Soup, {"salt": value})
    assert caught.value.hint == "It goes from 0 to 2."


def test_a_value_that_is_no_choice_is_refused_with_the_choices():
    with pytest.raises(RecipeError, match=r"kind = 'fish' is not known\.") as caught:
        check_params(Soup, {"kind": "fish"})
    assert caught.value.hint == "It is one of pea, leek."


@pytest.mark.parametrize("name", ["pepper", "plate"])
def test_an_unknown_parameter_is_refused_with_the_known_ones(name):
    with pytest.raises(RecipeError, match=rf"Soup has no parameter '{name}'\.") as caught:
        check_params(Soup, {name: 1})
    assert caught.value.hint == "It has salt, kind, name, is_hot."


def test_a_method_without_parameters_says_so():
    with pytest.raises(RecipeError, match=r"Bare has no parameter 'salt'\.") as caught:
        check_params(Bare, {"salt": 1})
    assert caught.value.hint == "It has none."


@dataclass
class Oven:
    """A method with a whole number and a switch."""

    degrees: int = param(180, "How hot.", low=50, high=300)
    is_fan: bool = param(False, "Whether air moves.")


def test_texts_become_values_of_the_kind_of_the_default():
    assert read_params(Soup, [("salt", "1"), ("kind", "leek"), ("name", "broth")]) == {
        "salt": 1.0,
        "kind": "leek",
        "name": "broth",
    }
    assert read_params(Oven, [("is_fan", "true"), ("degrees", "200")]) == {"degrees": 200, "is_fan": True}
    assert read_params(Bare, []) == {}


@pytest.mark.parametrize(
    ("method", "given", "message"),
    [
        (Soup, [("salt", "much")], r"salt = 'much' is not a number\."),
        (Oven, [("degrees", "180.5")], r"degrees = '180.5' is not a whole number\."),
        (Oven, [("is_fan", "yes")], r"is_fan = 'yes' is not true or false\."),
        (Soup, [("salt", "1"), ("salt", "2")], r"salt is given twice\."),
        (Soup, [("pepper", "1")], r"Soup has no parameter 'pepper'\."),
    ],
)
def test_texts_that_make_no_value_are_refused(method, given, message):
    with pytest.raises(RecipeError, match=message):
        read_params(method, given)
