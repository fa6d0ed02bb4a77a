"""The fast way to the candidates of a list: places as numbers, judged many at a time.

`found.py` is the seam: what a search gives to a ranking. `scan.py` is the search among places, on the numbers of
`packed.py`; the definition in `matcher.fit` decides wherever a rounding could matter.
"""
