"""`tocsin send`, `tocsin alerts` and `tocsin templates`: what is sent, and what became of it.

What can be typed is in send, draft, correct, missed and commands; sending, drafting, correcting
and the like carry it out."""
