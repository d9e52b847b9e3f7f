"""The shared components: nothing preselected, nothing unescaped, everything labelled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

EVIL = """"><img src=x onerror="alert('1')">"""


@dataclass
class Option:
    key: str
    label: str


OPTIONS = [Option("low", "Low"), Option("so_so", "So-so"), Option("good", EVIL)]


def draw(source: str, **context: Any) -> str:
    """A template's text with `context`, as a page would show it."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.session = {}
    return Template(CottonCompiler().process(source)).render(
        RequestContext(request, {"options": OPTIONS, "evil": EVIL} | context)
    )


def checked(html: str) -> list[str]:
    """The values of the boxes that are ticked."""
    return [
        match[1]
        for tag in re.findall(r"<input[^>]*\schecked[^>]*>", html)
        if (match := re.search(r'value="([^"]*)"', tag))
    ]


@pytest.mark.parametrize("value", [None, ""])
def test_a_scale_starts_without_an_answer(value: object) -> None:
    html = draw(
        '<c-scale label="Pain right now" name="values.pain_now" tone="pain" :value="value" />', value=value
    )
    assert checked(html) == []
    assert html.count('type="radio"') == 12
    assert "data-scale" in html
    assert '<legend class="label">Pain right now</legend>' in html
    assert html.count('name="values.pain_now"') == 12


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (0.0, "0"), (7, "7"), ("10", "10")])
def test_a_scale_shows_its_answer(value: object, shown: str) -> None:
    assert checked(draw('<c-pad label="x" name="y" :value="value" />', value=value)) == [shown]


def test_a_pad_is_no_line() -> None:
    assert "data-scale" not in draw('<c-pad label="x" name="y" />')


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (0, "0"), (7.5, "7.5"), (8.0, "8")])
def test_a_stepper_is_a_number_field(value: object, shown: str) -> None:
    html = draw(
        '<c-stepper label="School" name="values.school_hours" unit="hours" :value="value" :step="0.5" />',
        value=value,
    )
    assert f'value="{shown}"' in html
    assert 'type="number"' in html
    assert 'step="0.5"' in html
    assert 'for="values.school_hours"' in html
    assert html.count("hidden") == html.count("<button") + html.count("aria-hidden")


@pytest.mark.parametrize(
    ("value", "shown"), [(None, []), ("low", ["low"]), (["low", "good"], ["low", "good"]), ([], [])]
)
def test_chips_tick_what_is_stored(value: object, shown: list[str]) -> None:
    assert (
        checked(draw('<c-chips label="x" name="y" :options="options" :value="value" />', value=value))
        == shown
    )


def test_segments_start_empty_and_can_be_cleared() -> None:
    html = draw('<c-segments label="Mood" name="values.mood" :options="options" />')
    assert checked(html) == []
    assert "data-clearable" in html


@pytest.mark.parametrize(
    "source",
    [
        '<c-card :heading="evil" :icon="evil">{{ evil }}</c-card>',
        '<c-card heading="{{ evil }}" />',
        '<c-choice name="a" value="{{ evil }}" label="{{ evil }}" :help="evil" />',
        '<c-chip name="a" :value="evil" :label="evil" :spoken="evil" />',
        '<c-chips :label="evil" name="y" :options="options" />',
        '<c-segments label="{{ evil }}" name="y" :options="options" />',
        '<c-scale :label="evil" name="y" low="{{ evil }}" :high="evil" :value="evil" />',
        '<c-stepper :label="evil" name="y" unit="{{ evil }}" :value="evil" />',
        '<c-field :label="evil" name="n" value="{{ evil }}" :help="evil" error="{{ evil }}" placeholder="{{ evil }}" />',
        '<c-field label="x" name="n" rows="2" :value="evil" />',
        '<c-field label="x" name="n" type="select" :options="options" :value="evil" blank="{{ evil }}" />',
        '<c-switch name="s" :label="evil" help="{{ evil }}" />',
        '<c-toast :undo="evil" :icon="evil">{{ evil }}</c-toast>',
        '<c-figure :finding="evil" :days="evil"><c-slot name="table">{{ evil }}</c-slot></c-figure>',
        '<c-row :href="evil" :label="evil" :help="evil" />',
        '<c-empty :heading="evil" :value="1" :max="2">{{ evil }}</c-empty>',
    ],
)
def test_nothing_a_person_types_becomes_markup(source: str) -> None:
    html = draw(source)
    assert "<img" not in html
    assert "&lt;img" in html or "i-&quot;" in html
    # Not inside out either: no attribute may have been ended early.
    for tag in re.findall(r"<[a-z][^<>]*>", html):
        assert "onerror=" not in re.sub(r'"[^"]*"|\'[^\']*\'', "", tag), tag


def test_a_field_says_what_to_type() -> None:
    html = draw(
        '<c-field label="Date" name="d" value="20 Novem" help="Any day." error="Try 20 Nov 2025." autocomplete="off" />'
    )
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="d_help d_error"' in html
    assert 'id="d_error"' in html
    assert 'value="20 Novem"' in html
    assert "autocomplete=" in html


def test_a_figure_has_its_table() -> None:
    table = '<c-slot name="table"><table class="t"></table></c-slot>'
    html = draw(f'<c-figure finding="Quieter than August." days="100 of 115 days">{table}</c-figure>')
    assert html.index("Quieter than August.") < html.index("100 of 115 days") < html.index("Show as table")


@pytest.mark.parametrize(
    ("tags", "address"),
    [
        ("undo /entries/1/undo", "/entries/1/undo"), ("", ""), (None, ""), ("success", ""),
        ("undo //elsewhere.example/x", ""), ("undo https://elsewhere.example", ""), ("undo /\\elsewhere.example", ""),
    ],
)  # fmt: skip
def test_undo_stays_on_this_host(tags: str | None, address: str) -> None:
    from dialdown.ui.templatetags.ui import undo_address

    assert undo_address(tags) == address
