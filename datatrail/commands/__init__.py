"""The commands, one module for each kind of work; each is a thin function over the other packages."""
