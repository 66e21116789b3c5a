import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean.credits import find_source


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("LONDON (Reuters) - The vote was lost.", "Reuters"),
        ("WASHINGTON (AP) — A man was found.", "The Associated Press"),
        ("The Associated Press contributed to this report.", "The Associated Press"),
        ("AP writer Ann Lee contributed.", "The Associated Press"),
        ("© 2025 , The Washington Post", "The Washington Post"),
        ("Copyright 2025 The Associated Press. All rights reserved.", "The Associated Press"),
        ("© Harbour Media Co., Inc. 2021", "Harbour Media"),
        ("Der Rat stimmt zu. (dpa/lno)", "dpa"),
        ("mit Material von dpa", "dpa"),
        ("Source: Xinhua", "Xinhua"),
        ("This article was originally published on The Conversation.", "The Conversation"),
        ("PA", "PA Media"),
        ("AFP", "Agence France-Presse"),
        ("Copyright © 2024", None),
        ("The council met on Tuesday (and again on Friday) - twice.", None),
        ("", None),
    ],
)
def test_finds_the_source(text: str, source: str | None) -> None:
    assert find_source(text) == source


@settings(max_examples=100)
@given(st.text())
def test_never_raises(text: str) -> None:
    assert find_source(text) != ""
