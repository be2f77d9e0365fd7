"""The audit of the record: what the Charter, history and the record's own order rule out."""
