"""The workbench: a local page, an API and a review desk over one store."""
