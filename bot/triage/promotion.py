"""Candidates: who may train one, when one may go into service, and the way back.

The tables say what is in service. A promotion writes them and the file of taught examples, from
which the model's name follows (`bot.training`); running servers see the newest row of
`model_changes` and load that model.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.exc import IntegrityError

from bot import training
from bot.errors import (
    NothingToTeach,
    PromotionRefused,
    RollbackRefused,
    TrainingUnderWay,
    UnknownModel,
)
from bot.store.audit import Audit
from bot.store.database import utc_now
from bot.store.taught import (
    APPROVED,
    IN_SERVICE,
    LEAVING,
    Taught,
    examples_by_id,
    examples_in,
    nlu_text,
)
from bot.store.taught import write_taught as write_file
from bot.store.teaching_tables import MODEL_CHANGES, MODELS, PROPOSED_EXAMPLES
from bot.triage.verdict import faults_of, right_share

DEAD_AFTER = dt.timedelta(seconds=90)
"""Without a sign of life for so long, a training has broken off."""

BROKEN_OFF = "It broke off."

_LONGEST_PROGRESS = 200


@dataclass(frozen=True)
class Change:
    """What went into service last: the number of the change and the model's name."""

    id: int
    fingerprint: str
    model_id: int | None


class Candidates:
    """Keeps account of candidates and puts them into service; acts are short transactions.

    `staff_id` is None for the command line.
    """

    def __init__(self, engine: Engine, audit: Audit) -> None:
        self._engine = engine
        self._audit = audit

    def begin(self, staff_id: int | None) -> int:
        """Note that a training begins; give the candidate's number.

        Raises TrainingUnderWay, and NothingToTeach where no example waits to come or to go.
        """
        now = utc_now()
        values = {
            "state": "training",
            "slot": 1,
            "examples": [],
            "progress": "Waiting to begin",
            "beat_at": now,
            "begun_at": now,
            "begun_by": staff_id,
        }
        try:
            with self._engine.begin() as connection:
                _bury_dead(connection, now)
                made = connection.execute(MODELS.insert().values(values))
                model_id = int(made.inserted_primary_key[0])
                if not examples_in(connection, APPROVED, LEAVING):
                    raise NothingToTeach
                ids = [each.id for each in examples_in(connection, APPROVED, IN_SERVICE)]
                connection.execute(_of(model_id).values(examples=ids))
                self._tell(connection, staff_id, "model.training_begun", model_id)
        except IntegrityError as exc:
            raise TrainingUnderWay from exc
        return model_id

    def examples_of(self, model_id: int) -> list[Taught]:
        """Give the examples that a candidate learns. Raises UnknownModel."""
        with self._engine.begin() as connection:
            return examples_by_id(connection, _row(connection, model_id).examples)

    def beat(self, model_id: int, progress: str | None = None) -> bool:
        """Give a sign of life, with what is being done; False when it was given up for dead."""
        values: dict[str, Any] = {"beat_at": utc_now()}
        if progress is not None:
            values["progress"] = progress[:_LONGEST_PROGRESS]
        alive = _of(model_id).where(MODELS.c.state == "training")
        with self._engine.begin() as connection:
            return bool(connection.execute(alive.values(values)).rowcount)

    def finish(
        self,
        model_id: int,
        prints: tuple[str, str],
        figures: tuple[Mapping[str, Any], Mapping[str, Any]],
    ) -> None:
        """Keep a trained candidate: fingerprints and figures, the champion's before its own.

        Raises UnknownModel when it was given up for dead.
        """
        values = {
            "state": "candidate",
            "slot": None,
            "progress": "",
            "trained_at": utc_now(),
            "champion_fingerprint": prints[0],
            "fingerprint": prints[1],
            "champion_figures": dict(figures[0]),
            "figures": dict(figures[1]),
        }
        alive = _of(model_id).where(MODELS.c.state == "training")
        older = (MODELS.c.state == "candidate") & (MODELS.c.id != model_id)
        with self._engine.begin() as connection:
            if not connection.execute(alive.values(values)).rowcount:
                raise UnknownModel(model_id)
            # Two candidates at once would confuse; the newest holds what the older ones hold.
            connection.execute(MODELS.update().where(older).values(state="retired"))
            self._tell(connection, None, "model.trained", model_id)
        training.remove_candidates({prints[1]})

    def fail(self, model_id: int, why: str = BROKEN_OFF) -> None:
        """Note that a training came to nothing."""
        values = {"state": "failed", "slot": None, "progress": why[:_LONGEST_PROGRESS]}
        alive = _of(model_id).where(MODELS.c.state == "training")
        with self._engine.begin() as connection:
            connection.execute(alive.values(values))

    def promote(self, model_id: int, staff_id: int | None) -> Change:
        """Put a candidate into service.

        Raises UnknownModel, and PromotionRefused with every reason at once.
        """
        before = self.in_force()
        with self._engine.begin() as connection:
            row = _row(connection, model_id)
            now_taught = nlu_text(examples_in(connection, IN_SERVICE, LEAVING))
            then_taught = nlu_text(examples_by_id(connection, row.examples))
        faults = _why_not(row, now_taught, then_taught) or self.faults(row)
        if faults:
            raise PromotionRefused(model_id, faults)
        with self._engine.begin() as connection:
            # The audit trail's head is locked by its entry: two promotions cannot run at once.
            self._tell(connection, staff_id, "model.promoted", model_id)
            if _newest(connection) != before:
                raise PromotionRefused(model_id, ["Another model went into service just now."])
            now = utc_now()
            old = connection.execute(_in_service()).first()
            connection.execute(
                MODELS.update().where(MODELS.c.state == "in_service").values(state="retired")
            )
            values = {"state": "in_service", "promoted_at": now, "promoted_by": staff_id}
            connection.execute(_of(model_id).values(**values, previous_id=old.id if old else None))
            _mark(connection, row.examples)
            training.put_into_service(row.fingerprint)
            change = _note(connection, "promoted", model_id, row.fingerprint, staff_id)
        write_file(self._engine)
        return change

    def rollback(self, staff_id: int | None, *, may_train: bool) -> Change:
        """Go back to the model before; its examples alone are in service then.

        Its file may be gone, or belong to older code: then the model must be trained, and is
        refused unless `may_train`. Raises RollbackRefused.
        """
        with self._engine.begin() as connection:
            row = connection.execute(_in_service()).first()
            if row is None:
                raise RollbackRefused("No promoted model is in service: there is no way back.")
            ids = _row(connection, row.previous_id).examples if row.previous_id else []
            taught = nlu_text(examples_by_id(connection, ids))
        name = training.fingerprint(taught=taught)
        if not (may_train or training.model_of(name).is_file()):
            raise RollbackRefused(
                "The model before is not on this machine any more; 'bot rollback' trains it anew."
            )
        with self._engine.begin() as connection:
            self._tell(connection, staff_id, "model.rolled_back", row.id)
            left = connection.execute(
                _of(row.id).where(MODELS.c.state == "in_service").values(state="retired")
            )
            if not left.rowcount:
                raise RollbackRefused("Another model went into service just now.")
            if row.previous_id:
                connection.execute(_of(row.previous_id).values(state="in_service"))
            _mark(connection, ids, and_waiting=row.examples)
            change = _note(connection, "rolled_back", row.previous_id, name, staff_id)
        write_file(self._engine)
        return change

    def in_force(self) -> Change | None:
        """Give the newest change of what is in service; None when there was none."""
        with self._engine.begin() as connection:
            return _newest(connection)

    def newest(self, count: int = 10) -> list[Row]:
        """List the newest models, candidates and failures too, as rows of MODELS."""
        now = utc_now()
        with self._engine.begin() as connection:
            _bury_dead(connection, now)
            query = sa.select(MODELS).order_by(MODELS.c.id.desc()).limit(count)
            return list(connection.execute(query).all())

    def get(self, model_id: int) -> Row:
        """Give the row of one. Raises UnknownModel."""
        with self._engine.begin() as connection:
            return _row(connection, model_id)

    def faults(self, row: Row) -> list[str]:
        """Say why a trained candidate may not take over; see `faults_of`."""
        promoted = MODELS.c.promoted_at.is_not(None)
        query = sa.select(MODELS.c.figures, MODELS.c.champion_figures).where(promoted)
        with self._engine.begin() as connection:
            shown = [each for pair in connection.execute(query) for each in pair]
        # Shares of another evaluation set cannot be compared.
        same = [each for each in shown if each["right"][1] == row.figures["right"][1]]
        best = max(map(right_share, same), default=0.0)
        return faults_of(row.champion_figures, row.figures, best)

    def kept_fingerprints(self) -> set[str]:
        """Name the models whose files stay: the one in service, and the one to go back to."""
        with self._engine.begin() as connection:
            row = connection.execute(_in_service()).first()
            if row is None:
                return set()
            before = _row(connection, row.previous_id) if row.previous_id else None
            return {row.fingerprint, before.fingerprint if before else row.champion_fingerprint}

    def _tell(
        self, connection: Connection, staff_id: int | None, action: str, model_id: int
    ) -> None:
        self._audit.record(connection, staff_id, action, ("model", model_id))


def _why_not(row: Row, now_taught: str, then_taught: str) -> list[str]:
    if row.state != "candidate":
        return ["It is no candidate."]
    if training.fingerprint(taught=now_taught) != row.champion_fingerprint:
        return ["What is in service has changed since it was compared; train a new one."]
    if training.fingerprint(taught=then_taught) != row.fingerprint:
        return ["An example, the data or the code has changed since; train a new one."]
    if not training.candidate_of(row.fingerprint).is_file():
        return ["Its file is not on this machine any more; train a new one."]
    return []


def _of(model_id: int) -> Any:
    return MODELS.update().where(MODELS.c.id == model_id)


def _in_service() -> Any:
    return sa.select(MODELS).where(MODELS.c.state == "in_service")


def _row(connection: Connection, model_id: int) -> Row:
    row = connection.execute(sa.select(MODELS).where(MODELS.c.id == model_id)).first()
    if row is None:
        raise UnknownModel(model_id)
    return row


def _newest(connection: Connection) -> Change | None:
    columns = (MODEL_CHANGES.c.id, MODEL_CHANGES.c.fingerprint, MODEL_CHANGES.c.model_id)
    query = sa.select(*columns).order_by(MODEL_CHANGES.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return Change(*row) if row else None


def _note(
    connection: Connection, act: str, model_id: int | None, name: str, staff_id: int | None
) -> Change:
    values = {
        "act": act,
        "model_id": model_id,
        "fingerprint": name,
        "changed_at": utc_now(),
        "staff_id": staff_id,
    }
    made = connection.execute(MODEL_CHANGES.insert().values(values))
    return Change(int(made.inserted_primary_key[0]), name, model_id)


def _mark(connection: Connection, learned: Sequence[int], and_waiting: Sequence[int] = ()) -> None:
    """Bring examples in line with what the model in service learned.

    What it learned is in service; that somebody wants one out stays known. Of the rest, those
    `and_waiting` wait for the next candidate, and what was on its way out is out.
    """
    table = PROPOSED_EXAMPLES
    is_learned, is_leaving = table.c.id.in_(list(learned)), table.c.state == LEAVING
    waits = table.c.id.in_(list(and_waiting))
    for condition, state in (
        (is_learned & ~is_leaving, IN_SERVICE),
        (~is_learned & is_leaving, "rejected"),
        (~is_learned & waits & (table.c.state == IN_SERVICE), APPROVED),
    ):
        connection.execute(table.update().where(condition).values(state=state))


def _bury_dead(connection: Connection, now: dt.datetime) -> None:
    """Take the place from a training that has given no sign of life."""
    is_dead = (MODELS.c.state == "training") & (MODELS.c.beat_at < now - DEAD_AFTER)
    values = {"state": "failed", "slot": None, "progress": BROKEN_OFF}
    connection.execute(MODELS.update().where(is_dead).values(values))
