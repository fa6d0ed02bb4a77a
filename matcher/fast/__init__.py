"""The fast way to the candidates of a list: places and youths as numbers, judged many at a time.

`found.py` is the seam: what a search gives to a ranking; the definition in `matcher.fit` decides wherever a rounding
could matter. `scan.py` chooses the way: with compiled kernels (`kernels/`, `compiled.py`), or with numpy alone
(`vectors.py` on `columns.py`, and `pairs.py`).

Numbers come from `packing.py` (a place, laid out as `layout.py` says), `seekers.py` (a youth), `usual.py` (what is
usual) and `codes.py` (skills, languages, interests); `packed.py` and `youths.py` keep many of them, `grid.py` by where
they are, and `memory.py` asks first whether they fit.
"""
