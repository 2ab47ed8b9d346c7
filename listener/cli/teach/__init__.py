"""`listener teach`: correct the model, give it labels of your own."""
