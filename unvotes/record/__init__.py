"""The record: facts in text files, read, decoded and checked."""
