"""The tree of interests: what the items of a log are about, from broad to narrow, and how users spread over it."""
