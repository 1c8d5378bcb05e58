"""The page Your own segments: where labels come from, training on them, and what was learnt."""
