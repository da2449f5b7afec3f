"""`tocsin backup`, `tocsin restore` and `tocsin release`: all of a home in one file, back again,
and what the copy may send."""
