"""A graph in the forms that others have agreed on: one module for each standard."""
