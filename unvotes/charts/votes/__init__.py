"""Charts of votes: one, several, all of the world, and what became of them."""
