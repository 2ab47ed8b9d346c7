"""How brands stand over a period: their figures beside those of the period before, alone and side by side."""
