"""`tocsin residents`, `tocsin areas` and `tocsin bounces`: who is told, where they live, and whose
contacts get nothing any more."""
