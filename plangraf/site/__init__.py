"""The pages of a graph: the same for a server and for a static site."""
