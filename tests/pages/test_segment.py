"""The segment page: a recipe's form, its run, and how k was chosen."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.registry import ENCODERS
from core.server import the_server
from core.ui.shared.text import plain
from tests.core.jobs_help import pretend
from tests.pages.conftest import OpenPage


def texts(page: AppTest) -> str:
    return "\n".join(each.value for each in (*page.markdown, *page.caption, *page.info, *page.warning, *page.subheader))


def open_advanced(page: AppTest) -> AppTest:
    """Open the folded part of the form."""
    page.session_state["advanced"] = True
    return page.run()


def fold_advanced(page: AppTest) -> AppTest:
    """Fold it again."""
    page.session_state["advanced"] = False
    return page.run()


def choose_recipe(page: AppTest) -> AppTest:
    """Choose the recipe that the demo workspace has a finished run of."""
    open_advanced(page).selectbox(key="encoder").set_value("counts").run()
    page.number_input(key="param_encoder_counts_n_dims").set_value(12)
    return page.number_input(key="param_clusterer_kmeans_n_starts").set_value(3).run()


def test_a_finished_run_is_summed_up_with_the_choice_of_k(seen: Path, open_page: OpenPage) -> None:
    page = open_page("2_segment")
    assert not page.exception
    assert "300 of 300 users (100.0 %) are in " in texts(page)
    assert len(page.get("plotly_chart")) == 2
    assert "What becomes of the segments when you ask for more or fewer" in texts(page)
    assert "Bars: users in segments that are found again in resamples" in texts(page)
    assert "Over all segments, what users interacted with next is " in texts(page)


def test_a_quick_try_asks_for_a_trial(demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")
    page = open_page("2_segment")
    assert "A quick try finds the segments and checks them on a sample, to compare choices: about" in texts(page)
    page.button(key="try_recipe").click().run()
    assert not page.exception
    dataset = the_server().store.datasets()[0].dataset_id
    trial = the_server().runs.runs(dataset)[0]
    assert (trial.depth, trial.recipe.encoder) == ("trial", "blend")
    the_server().cancel(trial.run_id)


def test_the_form_comes_from_the_fields_of_the_method(seen: Path, open_page: OpenPage) -> None:
    page = open_advanced(open_page("2_segment"))
    for name, method in ENCODERS.items():
        page.selectbox(key="encoder").set_value(name).run()
        assert not page.exception
        keys = {each.key for each in (*page.number_input, *page.selectbox, *page.checkbox, *page.text_input)}
        wanted = {info.name for info in method.params} - {"random_state"}
        assert {f"param_encoder_{name}_{param}" for param in wanted} <= keys


def test_what_is_chosen_in_the_folded_part_holds_and_is_shown(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "works on")
    page = open_advanced(open_page("2_segment"))
    assert "Chosen under Advanced" not in texts(fold_advanced(page))
    page = open_advanced(page)
    page.selectbox(key="clusterer").set_value("minibatch").run()
    page.number_input(key="param_encoder_blend_n_dims").set_value(24)
    page = fold_advanced(page.run())
    assert not page.exception
    assert "param_encoder_blend_n_dims" not in {each.key for each in page.number_input}
    assert plain("Chosen under Advanced: Mini-batch k-means, Dimensions: 24.") in texts(page)
    page.button(key="run_recipe").click().run()
    recipe = the_server().runs.runs()[0].recipe
    assert (recipe.clusterer, recipe.encoder_params) == ("minibatch", {"n_dims": 24})
    the_server().cancel(the_server().runs.runs()[0].run_id)


def test_the_time_is_estimated(seen: Path, open_page: OpenPage) -> None:
    assert "Run groups 300 users, names the segments" in texts(open_page("2_segment"))


def test_the_same_recipe_again_opens_what_is_there(seen: Path, open_page: OpenPage) -> None:
    page = choose_recipe(open_page("2_segment"))
    page.button(key="run_recipe").click().run()
    assert not page.exception
    assert "This recipe was run on this log before" in texts(page)
    assert len(the_server().runs.runs()) == 1


def test_a_run_can_be_asked_for_and_cancelled(demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")
    page = open_page("2_segment")
    page.segmented_control(key="k_is_auto").set_value(False).run()
    page.number_input(key="k_number").set_value(5)
    page.button(key="run_recipe").click().run()
    assert not page.exception
    run = the_server().runs.runs()[0]
    assert run.recipe.k == 5
    page.button(key="open_new_run").click().run()
    assert page.session_state["run"] == run.run_id
    page.button(key="cancel_run").click().run()
    deadline = time.monotonic() + 20
    while the_server().runs.run(run.run_id).state.is_live and time.monotonic() < deadline:
        time.sleep(0.05)
    page.run()
    assert not page.exception
    assert "Cancelled" in texts(page)
    assert page.button(key=f"again_{run.run_id}")


def test_a_new_run_leaves_the_earlier_one_on_view(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "works on")
    page = open_page("2_segment")
    earlier = page.session_state["run"]
    page.segmented_control(key="k_is_auto").set_value(False).run()
    page.number_input(key="k_number").set_value(5)
    page.button(key="run_recipe").click().run()
    assert not page.exception
    assert page.session_state["run"] == earlier
    assert "**New run:** Blend \\+ k\\-means\\, 5 segments" in texts(page)
    assert "300 of 300 users (100.0 %) are in " in texts(page)
    for name in ("0_home", "3_explore", "4_personas", "6_recommend", "7_export"):
        assert "**New run:**" in texts(page.switch_page(f"../../pages/{name}.py").run())
    run = the_server().runs.runs()[0]
    the_server().cancel(run.run_id)
    wait_for_end(run.run_id)
    page.run()
    assert "It was cancelled, so it has no results." in texts(page)
    page.button(key="open_new_run").click().run()
    assert page.session_state["run"] == run.run_id


def test_the_notice_of_a_new_run_leaves_once_the_run_was_on_view(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "fails")
    page = open_page("2_segment")
    earlier = page.session_state["run"]
    page.segmented_control(key="k_is_auto").set_value(False).run()
    page.number_input(key="k_number").set_value(6)
    page.button(key="run_recipe").click().run()
    run = the_server().runs.runs()[0]
    wait_for_end(run.run_id)
    assert "It failed, so it has no results." in texts(page.run())
    for run_id in (run.run_id, earlier):
        page.session_state["run"] = run_id
        page.run()
        assert not page.exception
    assert "**New run:**" not in texts(page)


def wait_for_end(run_id: str) -> None:
    deadline = time.monotonic() + 20
    while the_server().runs.run(run_id).state.is_live and time.monotonic() < deadline:
        time.sleep(0.05)
