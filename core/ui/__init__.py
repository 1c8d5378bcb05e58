"""Streamlit helpers that the pages share; the only part of core that knows Streamlit."""
