"""Candidates: trained one at a time, compared, put into service, and the way back."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot import training
from bot.errors import (
    NothingToTeach,
    PromotionRefused,
    RollbackRefused,
    TrainingUnderWay,
    UnknownModel,
)
from bot.settings import taught_file
from bot.store.audit import Audit
from bot.store.database import utc_now
from bot.store.staff_tables import AUDIT
from bot.store.taught import nlu_text
from bot.store.teaching_tables import MODELS, PROPOSED_EXAMPLES
from bot.triage.corrections import Corrections
from bot.triage.filters import Viewer
from bot.triage.labels import labels_from
from bot.triage.promotion import DEAD_AFTER, Candidates
from tests.triage.recorded import add_staff
from tests.triage.test_verdict import figures

LABELS = labels_from("workstream", ["autism"]).as_dict()


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(training, "MODEL_FOLDER", tmp_path / "models")
    (tmp_path / "models" / "candidates").mkdir(parents=True)
    return tmp_path / "models"


@pytest.fixture
def candidates(engine: Engine) -> Iterator[Candidates]:
    yield Candidates(engine, Audit("a secret of thirty-two characters"))
    file = taught_file(engine.url.render_as_string(hide_password=False))
    shutil.rmtree(file.parent, ignore_errors=True)


@pytest.fixture
def staff_id(engine: Engine) -> int:
    return add_staff(engine, "manager@council.example", "manager")


def approve(engine: Engine, staff_id: int, text: str) -> int:
    """Put an approved example into the table."""
    values = {"text": text, "labels": LABELS, "state": "approved", "proposed_by": staff_id}
    with engine.begin() as connection:
        made = connection.execute(
            PROPOSED_EXAMPLES.insert().values(**values, proposed_at=utc_now())
        )
        return int(made.inserted_primary_key[0])


def trained(
    candidates: Candidates, challenger: dict[str, Any] | None = None, champion_taught: str = ""
) -> int:
    """Do what `bot train --candidate` does, but for the training itself."""
    number = candidates.begin(None)
    name = training.fingerprint(taught=nlu_text(candidates.examples_of(number)))
    training.candidate_of(name).write_bytes(b"a model")
    before = training.fingerprint(taught=champion_taught)
    candidates.finish(number, (before, name), (figures(), challenger or figures()))
    return number


def states(engine: Engine, table: sa.Table) -> list[str]:
    with engine.begin() as connection:
        return list(connection.execute(sa.select(table.c.state).order_by(table.c.id)).scalars())


def text_in_service(engine: Engine) -> str:
    file = taught_file(engine.url.render_as_string(hide_password=False))
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def test_nothing_is_trained_where_nothing_was_approved(candidates: Candidates) -> None:
    with pytest.raises(NothingToTeach):
        candidates.begin(None)
    assert candidates.newest() == []


def test_one_candidate_is_trained_at_a_time(
    engine: Engine, candidates: Candidates, staff_id: int
) -> None:
    approve(engine, staff_id, "one two three")
    first = candidates.begin(staff_id)
    with pytest.raises(TrainingUnderWay):
        candidates.begin(None)
    candidates.fail(first)
    assert candidates.begin(None) != first


def test_a_training_that_gives_no_sign_of_life_makes_room(
    engine: Engine, candidates: Candidates, staff_id: int
) -> None:
    approve(engine, staff_id, "one two three")
    dead = candidates.begin(None)
    long_ago = utc_now() - DEAD_AFTER - dt.timedelta(seconds=1)
    with engine.begin() as connection:
        connection.execute(MODELS.update().values(beat_at=long_ago))
    alive = candidates.begin(None)
    assert [(each.id, each.state) for each in candidates.newest()] == [
        (alive, "training"),
        (dead, "failed"),
    ]
    with pytest.raises(UnknownModel):
        candidates.finish(dead, ("a", "b"), (figures(), figures()))
    assert not candidates.beat(dead, "still here")


def test_a_promotion_puts_model_and_examples_into_service(
    engine: Engine, candidates: Candidates, staff_id: int, models: Path
) -> None:
    approve(engine, staff_id, "one two three")
    number = trained(candidates)
    assert candidates.in_force() is None
    change = candidates.promote(number, staff_id)
    assert candidates.in_force() == change
    assert (models / f"{change.fingerprint}.tar.gz").is_file()
    assert "one two three" in text_in_service(engine)
    assert training.fingerprint(taught=text_in_service(engine)) == change.fingerprint
    assert states(engine, PROPOSED_EXAMPLES) == ["in_service"]
    assert states(engine, MODELS) == ["in_service"]


def test_a_worse_candidate_stays_out_and_nothing_changes(
    engine: Engine, candidates: Candidates, staff_id: int
) -> None:
    approve(engine, staff_id, "one two three")
    number = trained(candidates, figures(wrong=200, recall=150))
    with pytest.raises(PromotionRefused) as caught:
        candidates.promote(number, staff_id)
    assert len(caught.value.reasons) == 3
    assert candidates.in_force() is None
    assert text_in_service(engine) == ""
    assert states(engine, PROPOSED_EXAMPLES) == ["approved"]


def test_a_candidate_is_refused_once_an_example_of_it_was_erased(
    engine: Engine, candidates: Candidates, staff_id: int
) -> None:
    gone = approve(engine, staff_id, "one two three")
    approve(engine, staff_id, "four five six")
    number = trained(candidates)
    with engine.begin() as connection:
        connection.execute(PROPOSED_EXAMPLES.delete().where(PROPOSED_EXAMPLES.c.id == gone))
    with pytest.raises(PromotionRefused, match="train a new one"):
        candidates.promote(number, staff_id)


def test_a_candidate_is_refused_once_its_file_is_gone(
    engine: Engine, candidates: Candidates, staff_id: int, models: Path
) -> None:
    approve(engine, staff_id, "one two three")
    number = trained(candidates)
    shutil.rmtree(models / "candidates")
    with pytest.raises(PromotionRefused, match="file"):
        candidates.promote(number, staff_id)


def test_a_candidate_goes_into_service_once(
    engine: Engine, candidates: Candidates, staff_id: int
) -> None:
    approve(engine, staff_id, "one two three")
    number = trained(candidates)
    candidates.promote(number, staff_id)
    with pytest.raises(PromotionRefused, match="no candidate"):
        candidates.promote(number, staff_id)
    with pytest.raises(UnknownModel):
        candidates.promote(4711, staff_id)


def test_a_newer_candidate_takes_the_place_of_an_older_one(
    engine: Engine, candidates: Candidates, staff_id: int
) -> None:
    approve(engine, staff_id, "one two three")
    trained(candidates)
    approve(engine, staff_id, "four five six")
    trained(candidates)
    assert states(engine, MODELS) == ["retired", "candidate"]


def test_the_way_back_goes_step_by_step_to_the_model_without_taught_examples(
    engine: Engine, candidates: Candidates, staff_id: int, models: Path
) -> None:
    plain = training.fingerprint(taught="")
    training.model_of(plain).write_bytes(b"the model of the project's own data")
    approve(engine, staff_id, "one two three")
    first = candidates.promote(trained(candidates), staff_id)
    approve(engine, staff_id, "four five six")
    candidates.promote(trained(candidates, champion_taught=text_in_service(engine)), staff_id)
    assert candidates.kept_fingerprints() >= {first.fingerprint}

    back = candidates.rollback(None, may_train=False)
    assert (back.model_id, back.fingerprint) == (first.model_id, first.fingerprint)
    assert "four five six" not in text_in_service(engine)
    assert states(engine, PROPOSED_EXAMPLES) == ["in_service", "approved"]
    assert states(engine, MODELS) == ["in_service", "retired"]

    again = candidates.rollback(staff_id, may_train=False)
    assert (again.model_id, again.fingerprint) == (None, plain)
    assert text_in_service(engine) == ""
    with pytest.raises(RollbackRefused):
        candidates.rollback(staff_id, may_train=False)


def test_the_console_goes_back_only_to_a_model_that_is_there(
    engine: Engine, candidates: Candidates, staff_id: int
) -> None:
    approve(engine, staff_id, "one two three")
    candidates.promote(trained(candidates), staff_id)
    with pytest.raises(RollbackRefused, match="bot rollback"):
        candidates.rollback(staff_id, may_train=False)
    assert candidates.rollback(None, may_train=True).model_id is None


def test_the_audit_trail_tells_who_promoted_and_went_back(
    engine: Engine, candidates: Candidates, staff_id: int
) -> None:
    approve(engine, staff_id, "one two three")
    candidates.promote(trained(candidates), staff_id)
    candidates.rollback(None, may_train=True)
    with engine.begin() as connection:
        rows = connection.execute(sa.select(AUDIT).order_by(AUDIT.c.seq)).all()
    assert [(row.action, row.actor_id) for row in rows] == [
        ("model.training_begun", None),
        ("model.trained", None),
        ("model.promoted", staff_id),
        ("model.rolled_back", None),
    ]


def take_out(engine: Engine, staff_id: int, example_id: int) -> None:
    corrections = Corrections(engine, Audit("a secret of thirty-two characters"))
    corrections.take_out(example_id, Viewer(staff_id, sees_safeguarding=True))


def test_an_example_taken_out_is_in_service_until_the_next_model(
    engine: Engine, candidates: Candidates, staff_id: int
) -> None:
    out = approve(engine, staff_id, "one two three")
    approve(engine, staff_id, "four five six")
    first = candidates.promote(trained(candidates), staff_id)
    take_out(engine, staff_id, out)
    assert training.fingerprint(taught=text_in_service(engine)) == first.fingerprint
    second = trained(candidates, champion_taught=text_in_service(engine))
    candidates.promote(second, staff_id)
    assert "one two three" not in text_in_service(engine)
    assert states(engine, PROPOSED_EXAMPLES) == ["rejected", "in_service"]

    candidates.rollback(staff_id, may_train=True)
    assert "one two three" in text_in_service(engine)
    assert states(engine, PROPOSED_EXAMPLES) == ["in_service", "in_service"]


def test_an_example_taken_out_under_a_candidate_goes_with_the_next_one(
    engine: Engine, candidates: Candidates, staff_id: int
) -> None:
    out = approve(engine, staff_id, "one two three")
    candidates.promote(trained(candidates), staff_id)
    approve(engine, staff_id, "four five six")
    second = trained(candidates, champion_taught=text_in_service(engine))
    take_out(engine, staff_id, out)
    change = candidates.promote(second, staff_id)
    assert training.fingerprint(taught=text_in_service(engine)) == change.fingerprint
    assert states(engine, PROPOSED_EXAMPLES) == ["leaving", "in_service"]


def test_what_was_rolled_back_can_be_rejected_before_the_next_candidate(
    engine: Engine, candidates: Candidates, staff_id: int
) -> None:
    bad = approve(engine, staff_id, "one two three")
    candidates.promote(trained(candidates), staff_id)
    candidates.rollback(staff_id, may_train=True)
    corrections = Corrections(engine, Audit("a secret of thirty-two characters"))
    corrections.reject(bad, Viewer(staff_id, sees_safeguarding=True), "labels")
    with pytest.raises(NothingToTeach):
        candidates.begin(None)
