"""What hypothesis draws: templates, conditions, questions and courses of work."""

from datetime import date

from hypothesis import strategies as st

from antigone.gallery import And, Eq, In, Not, Or, Permitted, Range, Where

# Small whole numbers make equal directions, and so equal scores, common.
VECTORS = st.lists(st.integers(-2, 2), min_size=4, max_size=4).filter(any)
DAYS = ("2026-05-13", "2026-05-14", "2026-05-15")
CODES = {
    "sex": st.sampled_from(["female", "male", None]),
    "age": st.sampled_from([7, 30, 30.5, 31, None]),
    "mark": st.sampled_from([True, False, 1, 0, "1", None]),
    "person": st.sampled_from(["M1", "M2", "M3"]),
}
ATTRIBUTES = st.fixed_dictionaries(
    {
        "purposes": st.sampled_from([["identify"], ["reconcile"], ["identify", "reconcile"]]),
        "valid_from": st.sampled_from(DAYS),
    },
    optional={**CODES, "valid_until": st.sampled_from(["2026-05-15", "2026-06-01", None])},
)
LEAVES = st.one_of(
    st.builds(Eq, st.just("sex"), st.sampled_from(["female", "male", "other"])),
    st.builds(Eq, st.just("mark"), st.sampled_from([True, False, 1, 0, "1"])),
    st.builds(In, st.just("age"), st.lists(st.sampled_from([7, 30.0, 31, "7"]), max_size=3)),
    st.builds(In, st.just("nowhere"), st.just(["x"])),
    st.builds(
        lambda ends: Range("age", least=ends[0], most=ends[1]),
        st.sampled_from([(7, None), (None, 30), (30, 30.5), (31, 7)]),
    ),
    st.just(Range("sex", least="f", most="g")),
)
CONDITIONS: st.SearchStrategy[Where] = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        st.builds(Not, part), st.builds(And, part, part), st.builds(Or, part, part)
    ),
    max_leaves=5,
)
QUESTIONS = st.builds(
    Permitted,
    purpose=st.sampled_from(["identify", "reconcile"]),
    on=st.sampled_from([date.fromisoformat(day) for day in DAYS]),
    only=st.none() | CONDITIONS,
)
IDS = st.sampled_from("abcdefghijkl")
STEPS = st.one_of(
    st.tuples(
        st.just("upsert"),
        st.lists(st.tuples(IDS, VECTORS, ATTRIBUTES), max_size=6, unique_by=lambda entry: entry[0]),
    ),
    st.tuples(st.just("erase"), st.lists(IDS, max_size=4)),
    st.tuples(
        st.just("search"), st.lists(VECTORS, min_size=1, max_size=2), st.integers(1, 14), QUESTIONS
    ),
)
