"""What the exact engine promises beyond the others: the true order, to the last digit."""

import math

import numpy as np
from galleries import PERMITTED, row
from hypothesis import given, settings
from hypothesis import strategies as st

from antigone.gallery import open_index


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), k=st.integers(1, 30), dim=st.sampled_from([3, 128, 512]))
def test_rows_nearer_to_each_other_than_float32_can_tell_keep_their_true_order(
    seed: int, k: int, dim: int
) -> None:
    random = np.random.default_rng(seed)
    base = random.standard_normal(dim)
    ids = [f"T{place:02}" for place in range(60)]
    # The last digit of each value differs: about 1e-8 in a score, below what a product tells apart.
    vectors = base + 1e-7 * random.standard_normal((60, dim))
    query = base + 0.5 * random.standard_normal(dim)
    with open_index("memory:", dim=dim) as gallery:
        gallery.upsert(ids, vectors, [row()] * 60)
        stored = {found.id: found.vector for found in gallery.get(ids).rows}
        result = gallery.search(query, k, PERMITTED)
    length = math.sqrt(math.fsum(value * value for value in query.tolist()))
    true = {
        identity: math.fsum(
            float(one) * other / length for one, other in zip(vector, query.tolist(), strict=True)
        )
        for identity, vector in stored.items()
    }
    best = sorted(true.values(), reverse=True)[:k]
    assert np.allclose([true[identity] for identity in result.ids[0]], best, rtol=0, atol=1e-14)
    assert np.allclose(result.scores[0], best, rtol=0, atol=1e-14)


def test_an_erased_vector_leaves_the_memory_at_once_and_with_every_growth() -> None:
    vectors = np.random.default_rng(1).standard_normal((200, 16))
    with open_index("memory:", dim=16) as gallery:
        gallery.upsert([f"T{place}" for place in range(50)], vectors[:50], [row()] * 50)
        assert gallery.count(PERMITTED) == 50
        small = gallery._matrix
        assert small.any()
        receipt = gallery.erase([f"T{place}" for place in range(0, 50, 3)])
        # Nobody has searched since.
        assert receipt.traces.within([gallery._matrix.tobytes()]) == []
        assert not gallery._matrix[50 - 17 :].any()
        gallery.upsert([f"U{place}" for place in range(200)], vectors, [row()] * 200)
        assert gallery.count(PERMITTED) == 200 + 50 - 17
        assert gallery._matrix is not small
        assert not small.any()
