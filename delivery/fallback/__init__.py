"""fallback: by another medium, once more, and whom other words follow.

standbys   which deliveries have failed, and those that take their place by another medium
followups  words that go to everyone whom others reached or may have; reached: how many these are
resending  what staff send again
"""
