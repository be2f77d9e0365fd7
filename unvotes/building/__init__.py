"""The workshop that builds ``data/`` from downloaded sources; it is not in the wheel."""
