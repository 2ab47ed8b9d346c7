"""How we say things: durations, moments, amounts, quoting, marking; nobody else formats."""
