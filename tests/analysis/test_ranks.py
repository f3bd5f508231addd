"""Average ranks against SciPy's."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import rankdata

from riskmc.analysis.ranks import average_ranks


@given(arrays(np.float64, st.integers(0, 60), elements=st.sampled_from([-1.5, 0.0, 1e-300, 2.0, 1e12, float("inf")])))
def test_equal_values_share_the_mean_of_their_ranks(values: np.ndarray) -> None:
    assert average_ranks(values).tolist() == rankdata(values).tolist()
