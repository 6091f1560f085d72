"""A population for tests, with round figures that a reader can reckon with."""

from antigone.evidence.findings import Population, default_population, population_from_toml


def population(**own: str) -> Population:
    """Return the default figures with these in their place, by dotted name and TOML of the table.

    Every figure may carry a million, so that no bound hides what is reckoned.
    """
    of = default_population()
    wide = [
        f"[{name}]\nvalue = {each.value}\nlow = {each.low}\nhigh = {each.high}\n"
        f'unit = "{each.unit}"\nreach = 6.0\nsource = "a test"\n'
        for name, each in of.figures.items()
        if name not in own
    ]
    for name, shares in of.shares.items():
        if name not in own:
            each = ", ".join(f"{kind} = {share}" for kind, share in shares.shares.items())
            wide.append(f'[{name}]\nshares = {{ {each} }}\nreach = 6.0\nsource = "a test"\n')
    wide += [f'[{name}]\n{table}\nreach = 6.0\nsource = "a test"\n' for name, table in own.items()]
    head = 'name = "test"\nversion = "1"\nprovenance = "round figures"\n'
    return population_from_toml(head + "".join(wide), source="test.toml")
