"""The sample county: a known truth, the extracts its departments would hand over, and labelled dirt."""
