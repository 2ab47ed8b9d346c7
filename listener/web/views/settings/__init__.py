"""Settings: oneself, people, tokens, the audit, this machine."""
