"""Finding an occupation by everyday words: how words are folded, indexed and looked up."""
