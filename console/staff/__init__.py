"""`tocsin staff` and `tocsin journal`: who may act here, with which token, and who did what."""
