"""From labelled texts to the weights in `regard/perception/models`: for `make train`, never when reading."""
