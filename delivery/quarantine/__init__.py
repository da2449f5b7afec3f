"""quarantine: a copied or restored home cannot know what the other one has sent since.

detection  how a copy is told from the home it was taken from
holding    what is open in it waits for staff; notice_texts: what they are told; releases: what they decide
"""
