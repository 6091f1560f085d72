"""Pedigrees: contradictions are refused with names, blood and upbringing stay apart."""

import pytest

from antigone.exchange.pedigree import (
    DescendsFromItself,
    ParentYounger,
    Pedigree,
    Person,
    UnfitPedigree,
    pedigrees_from_linkage,
)

FAMILY = (
    Person(name="Ana", sex="female", born=1950),
    Person(name="Ivo", sex="male", born=1948),
    Person(name="Mila", father="Ivo", mother="Ana", sex="female", born=1975),
    Person(name="Petar", mother="Mila", born=2001, raised_by=("Ana", "Ivo")),
)


def test_a_family_without_contradiction_stands() -> None:
    assert Pedigree(FAMILY).people == FAMILY


def test_social_parents_may_be_anybody_and_any_age() -> None:
    elder_sister = Person(name="Vera", born=2003)
    child = Person(name="Luka", born=2001, raised_by=("Vera",))
    assert Pedigree((elder_sister, child)).people[1].raised_by == ("Vera",)


def test_a_circle_is_refused_by_the_names_in_it() -> None:
    circle = (
        Person(name="Ana", mother="Mila"),
        Person(name="Mila", mother="Eva"),
        Person(name="Eva", mother="Ana"),
        Person(name="Ivo", mother="Ana"),
    )
    with pytest.raises(DescendsFromItself) as refused:
        Pedigree(circle, "smith.ped")
    said = refused.value.say()
    assert all(name in said for name in ("smith.ped", "Ana", "Mila", "Eva"))
    assert "Ivo" not in said
    assert "two people go by one name" in refused.value.advise()
    with pytest.raises(DescendsFromItself, match="Ana ← Ana"):
        Pedigree((Person(name="Ana", mother="Ana"),))


def test_cousins_who_marry_are_no_circle() -> None:
    people = (
        Person(name="Ana"),
        Person(name="Ivo", mother="Ana"),
        Person(name="Mila", mother="Ana"),
        Person(name="Petar", father="Ivo"),
        Person(name="Vera", mother="Mila"),
        Person(name="Luka", father="Petar", mother="Vera"),
    )
    assert len(Pedigree(people).people) == 6


def test_a_father_younger_than_his_child_is_refused_by_name_and_year() -> None:
    with pytest.raises(ParentYounger) as refused:
        Pedigree((Person(name="Ivo", born=1980), Person(name="Mila", father="Ivo", born=1975)))
    assert "Ivo, born 1980, stands as father of Mila, born 1975" in refused.value.say()
    assert "each other's place" in refused.value.advise()
    with pytest.raises(ParentYounger):
        Pedigree((Person(name="Ana", born=1975), Person(name="Mila", mother="Ana", born=1975)))


@pytest.mark.parametrize(
    ("people", "named"),
    [
        ((Person(name="Ana"), Person(name="Ana")), "Ana"),
        ((Person(name=" "),), "empty"),
        ((Person(name="Mila", father="Ivo"),), "Ivo"),
        ((Person(name="Mila", raised_by=("Ivo",)),), "Ivo"),
        ((Person(name="Ana", sex="female"), Person(name="Mila", father="Ana")), "father of Mila"),
        ((Person(name="Ivo", sex="male"), Person(name="Mila", mother="Ivo")), "mother of Mila"),
        ((Person(name="Ana"), Person(name="Mila", father="Ana", mother="Ana")), "Ana"),
    ],
)
def test_other_contradictions_are_refused_by_name(people: tuple[Person, ...], named: str) -> None:
    with pytest.raises(UnfitPedigree, match=named) as refused:
        Pedigree(people)
    assert refused.value.advise()


def test_a_linkage_file_is_read_by_family() -> None:
    """Family, person, father, mother, sex, affection: the form of LINKAGE (Terwilliger & Ott 1994)."""
    text = "# made by hand\n1 Ivo 0 0 1 0\n1 Ana 0 0 2 0\n1 Mila Ivo Ana 2 0\n\n2 Eva 0 0 0\n"
    families = pedigrees_from_linkage(text, source="two.ped", born={"Ivo": 1948})
    assert list(families) == ["1", "2"]
    ivo, _, mila = families["1"].people
    assert (ivo.sex, ivo.born, mila.father, mila.mother) == ("male", 1948, "Ivo", "Ana")
    assert families["2"].people == (Person(name="Eva"),)


@pytest.mark.parametrize("line", ["1 Ivo 0 0", "1 Ivo 0 0 3", "0 Ivo 0 0 1", "1 0 0 0 1"])
def test_a_faulty_line_is_refused_by_its_number(line: str) -> None:
    with pytest.raises(UnfitPedigree, match="line 2"):
        pedigrees_from_linkage(f"1 Ana 0 0 2\n{line}\n", source="two.ped")


def test_a_long_line_of_descent_is_walked_without_trouble() -> None:
    people = [Person(name="0", born=1)]
    people += [Person(name=str(at), mother=str(at - 1)) for at in range(1, 20_000)]
    assert len(Pedigree(tuple(people)).people) == 20_000
    with pytest.raises(UnfitPedigree, match="longer"):
        pedigrees_from_linkage("1 a 0 0 1\n" * 600_000, source="huge.ped")
