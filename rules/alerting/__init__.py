"""From alerts to people: incidents, escalation, routes, silences, who is on call; pure steps without clock or I/O."""
