"""How rules say things: durations, moments and scopes; the application says them in the same way."""
