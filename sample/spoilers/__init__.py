"""How a clean cell becomes a spoilt one: one function a guide code, from the cell and a random number."""
