"""Votes from elsewhere: files of the UN Digital Library and of Voeten, read, checked, added."""
