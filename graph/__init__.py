"""The typed graph: models, IRIs, store, validation and views."""
