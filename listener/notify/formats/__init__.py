"""What a webhook's body looks like: one file a service, found by being there."""
