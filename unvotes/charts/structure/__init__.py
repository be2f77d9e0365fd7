"""Charts of structure: trees, maps, networks, positions over time."""
