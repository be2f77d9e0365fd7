"""Voting rules: what they give each member, and the record under other ones."""
