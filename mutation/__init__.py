"""Mutants of the line items: how many the gates kill. `python -m mutation` in the project's folder."""
