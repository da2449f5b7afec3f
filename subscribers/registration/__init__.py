"""Registration: residents enter by a form. A contact is told nothing but a code until its owner has typed it, or pressed a button."""
