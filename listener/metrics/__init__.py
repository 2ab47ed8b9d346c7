"""The numbers that Listener states: what each means, how it is computed, and what the service counts about itself."""
