"""From an incident to deliveries: what is said, to whom, by which way, with which links."""
