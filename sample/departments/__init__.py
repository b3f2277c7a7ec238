"""What each department sees of the county: one function a dataset, from a desk to an extract."""
