"""What a node can take, as ratios over a floor that is measured in the same run."""
