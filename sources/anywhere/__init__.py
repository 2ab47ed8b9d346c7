"""Any place without code: what the sources `json` and `html` share, whose settings say where everything stands."""
