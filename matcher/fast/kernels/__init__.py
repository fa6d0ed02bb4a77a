"""Compiled with numba: one youth and many places, or one place and many youths, judged number by number.

The definition stays in `matcher.parts`, `matcher.limits` and `matcher.fit`. `costs.py` works out what each thing that
a place may ask costs a youth; `ways.py`, `limits.py`, `sums.py` and `bands.py` judge one pair with that, and read
places by `bodies.py`; `search.py` counts and keeps the best (`best.py`); `places.py` and `youths.py` go through all of
them, in the arrays of `room.py`.
"""
