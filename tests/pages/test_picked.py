"""What is picked of a list is known by each label that it has had."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _script() -> None:
    import streamlit as st

    from core.ui.shared.picked import labelled, picked

    def keep() -> None:
        # What Streamlit hands to a callback where the browser still shows the labels of before.
        st.session_state["one"], st.session_state["several"] = "being computed", ["being computed", 2]
        st.session_state["kept"] = [picked("one"), picked("several")]

    names = st.session_state.get("names", {1: "being computed", 2: "Tea buyers"})
    st.selectbox("One", [1, 2], format_func=labelled("one", names), key="one")
    st.multiselect("Several", [1, 2], format_func=labelled("several", names), key="several")
    st.button("Go on", on_click=keep)


def test_an_earlier_label_means_the_same_option() -> None:
    page = AppTest.from_function(_script).run()
    page.session_state["names"] = {1: "Coffee buyers", 2: "Tea buyers"}
    page.run()
    page.button[0].click().run()
    assert not page.exception
    assert page.session_state["kept"] == [1, [1, 2]]


def test_what_streamlit_hands_to_a_callback_is_the_text_of_an_unknown_label() -> None:
    """Where this fails, Streamlit knows earlier labels itself, and ``picked`` can go."""
    from streamlit.elements.widgets.selectbox import SelectboxSerde

    serde = SelectboxSerde([1], formatted_options=["new"], formatted_option_to_option_index={"new": 0})
    assert serde.deserialize("old") == "old"
