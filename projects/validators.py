"""Rules that span a project's rows, as pure functions."""


def unknown_phase_numbers(phase_numbers, used_numbers) -> list[int]:
    """The phase numbers that children use but no phase has, in order; 0 stands for the whole project."""
    return sorted(set(used_numbers) - set(phase_numbers) - {0})
