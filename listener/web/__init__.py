"""The pages and endpoints that the service shows."""
