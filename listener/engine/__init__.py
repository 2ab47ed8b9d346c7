"""Where CPU work runs: the contract of an engine, and worker processes on this machine."""
