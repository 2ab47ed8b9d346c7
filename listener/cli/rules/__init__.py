"""`listener rules`: see, judge and tune them."""
