"""Charts of agreement: every pair, over time, ranked, between blocs."""
