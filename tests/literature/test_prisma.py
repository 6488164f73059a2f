"""The flow diagram's boxes, in the order of the PRISMA 2020 template."""

from literature.prisma import BOXES, KEYS, Arm, Stage, steps


def test_every_key_stands_once() -> None:
    assert len(set(KEYS)) == len(KEYS)


def test_every_box_of_an_arm_is_in_one_of_its_steps() -> None:
    for arm in Arm:
        drawn = [box for step in steps(arm) for box in (*step.remaining, *step.leaving)]
        assert drawn == [box for box in BOXES if box.arm is arm]


def test_what_leaves_stands_beside_what_it_leaves() -> None:
    rows = [
        ([box.key for box in step.remaining], [box.key for box in step.leaving])
        for step in steps(Arm.DATABASES)
    ]
    assert rows == [
        (
            ["database_results", "register_results"],
            ["duplicates", "excluded_automatic", "excluded_other"],
        ),
        (["records_screened"], ["records_excluded"]),
        (["dbr_sought_reports"], ["dbr_notretrieved_reports"]),
        (["dbr_assessed"], ["dbr_excluded"]),
        (["new_studies", "new_reports"], []),
    ]


def test_the_arm_of_other_methods_has_no_screening_box() -> None:
    screening = [step for step in steps(Arm.OTHER) if step.stage is Stage.SCREENING]
    assert [box.key for step in screening for box in step.remaining] == [
        "other_sought_reports",
        "other_assessed",
    ]
