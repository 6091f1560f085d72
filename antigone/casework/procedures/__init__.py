"""The steps of the path. Each takes an actor and frozen values, and refuses with its own error.

The pattern, for those that follow:

1. a frozen value states what is given; what it cannot mean is refused when it is made;
2. `with step(actor, Action.…) as doing` asks for the permission and opens the one transaction;
3. `doing.case(Model, key)` finds what the step is about, and keeps apart who must be apart;
4. refusals of the step's own, each a class beside the procedure, before anything is written;
5. `doing.write(row)` for new rows, `row.save()` for changed ones; what is written stands in the entry;
6. `doing.commit_to(purpose, …)` where the content must be provable later.

The database refuses again whatever a procedure forgets to refuse.
"""
