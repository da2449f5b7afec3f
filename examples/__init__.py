"""examples: a municipality to play with and residents who do not exist. README.md says what is schematic and what is invented."""
