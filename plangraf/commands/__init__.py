"""The commands: each parses its arguments, asks, and renders the answer. Thin."""
