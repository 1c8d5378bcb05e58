"""Which column plays which role: scored, assigned, questioned, proposed."""
