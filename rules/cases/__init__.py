"""The inbox: what is put in and why, and how a case goes from new to closed; pure."""
