from __future__ import annotations

from classify.answers import ENOUGH, answers


def test_each_problem_has_the_plan_that_is_about_the_same_thing() -> None:
    found = answers(
        [
            ("泵站机组老化，带病运行。", "problem"),
            ("全年抗旱浇地3200亩。", "achievement"),
            ("食堂饭菜品种单一。", "problem"),
            ("聘请营养师，每周推出食堂新菜单。", "plan"),
            ("更换东泵站全部机组。", "plan"),
        ]
    )
    assert [(one.problem[:2], one.plan[:2], one.answered) for one in found] == [("泵站", "更换", True), ("食堂", "聘请", True)]
    assert all(ENOUGH <= one.likeness <= 1 for one in found)


def test_a_problem_that_no_plan_speaks_of_is_unanswered() -> None:
    (one,) = answers([("信息报送不及时。", "problem"), ("开展普法宣传12场。", "plan")])
    assert (one.answered, one.plan, one.likeness) == (False, "", 0.0)


def test_without_plans_all_problems_are_unanswered_and_without_problems_there_is_nothing() -> None:
    assert [one.answered for one in answers([("道路狭窄。", "problem")])] == [False]
    assert answers([("修路5公里。", "plan")]) == ()
    assert answers([]) == ()
