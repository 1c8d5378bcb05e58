"""Names of columns: how they are compared, and what they say of a column, in many languages."""
