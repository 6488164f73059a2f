"""What the designation of a baseline rests on, and what it would change."""

from typing import Any

from clinic.visits.models import Visit
from scoring.episodes import baseline_of, enzyme_choice_of, stored_findings
from scoring.models import Episode
from scoring.outcomes import Change, Outcome, compared, outcomes


def facts_of_designation(episode: Episode) -> dict[str, Any]:
    """What whoever designates has seen."""
    return {"baseline": episode.designated_baseline_id, "reason": episode.baseline_reason}


def designated(
    episode: Episode, visit: Visit | None, visits: list[Visit]
) -> tuple[Visit | None, list[Change]]:
    """The baseline there would be with this visit designated, or by the rule with None; and what
    becomes of each follow-up. No query: `visits` are the patient's, with `laboratory` at hand.
    """
    asked = Episode(course=episode.course, designated_baseline=visit)
    present = baseline_of(episode.course, episode, visits)
    coming = baseline_of(episode.course, asked, visits)
    before, after = (_scored(episode, baseline, visits) for baseline in (present, coming))
    return coming, compared(visits, before, after)


def _scored(episode: Episode, baseline: Visit | None, visits: list[Visit]) -> dict[int, Outcome]:
    if baseline is None:
        return {}
    choice, found = enzyme_choice_of(episode), stored_findings(baseline)
    return outcomes(episode.course, baseline.visited_on, found, choice, visits)
