"""A broken adapter that does not load."""

raise RuntimeError("no licence for +306900000001")
