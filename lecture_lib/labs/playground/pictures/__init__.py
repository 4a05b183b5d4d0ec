"""The panels of the playground, each drawn from a setup and a run, with the sentence that tells the same in words."""
