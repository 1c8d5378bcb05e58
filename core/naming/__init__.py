"""Names by a language model: what is sent, how it is asked, and how its answer is checked."""
