"""What is exported, and a module for each form in which it is written."""
