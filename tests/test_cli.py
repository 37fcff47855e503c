"""The `bot` command: exit status, one sentence for a failure, JSON, no trace, no noise."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot import training
from bot.cli import main
from bot.commands import links as links_command
from bot.commands import talking
from bot.commands import training as training_command
from bot.content import links
from bot.content.store import load_content
from bot.errors import NoAnswer, TrainingFailed
from bot.settings import CONTENT_FOLDER, ROOT

COMMANDS = [
    ["serve"],
    ["ask"],
    ["chat"],
    ["explain"],
    ["train"],
    ["nlu-data"],
    ["evaluate"],
    ["keys"],
    ["keys", "add"],
    ["keys", "list"],
    ["keys", "revoke"],
    ["links"],
]

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/bot.sqlite3")
    return tmp_path / "bot.sqlite3"


def exits(*arguments: str) -> object:
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    return caught.value.code


@pytest.mark.parametrize("command", [[], *COMMANDS], ids=" ".join)
def test_every_command_has_help(command: list[str], capsys: Capture) -> None:
    assert exits(*command, "--help") == 0
    assert "usage: bot" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no-such-command"],
        ["ask"],
        ["keys", "add", "name"],
        ["keys", "add", "name", "--scope", "everything"],
        ["keys", "add", "n" * 65, "--scope", "triage"],
        ["links", "--write"],
    ],
    ids=" ".join,
)
def test_wrong_use_exits_2(arguments: list[str], capsys: Capture) -> None:
    assert exits(*arguments) == 2
    assert "usage:" in capsys.readouterr().err


def test_help_comes_without_rasa_or_the_web() -> None:
    code = (
        "import bot.cli, sys; bot.cli.parser();"
        "print([m for m in ('rasa', 'uvicorn', 'starlette', 'numpy') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


# Keys


def test_a_key_is_printed_last_on_the_line_and_works(own_database: Path, capsys: Capture) -> None:
    from bot.store.database import open_database
    from bot.store.keys import find_key

    assert main(["keys", "add", "crm", "--scope", "triage"]) == 0
    key = capsys.readouterr().out.split()[-1]
    engine = open_database(f"sqlite:///{own_database}")
    found = find_key(engine, key)
    engine.dispose()
    assert found is not None
    assert (found.name, found.scope) == ("crm", "triage")


def test_a_key_in_json(capsys: Capture) -> None:
    assert main(["keys", "add", "crm", "--scope", "metrics", "--json"]) == 0
    added = json.loads(capsys.readouterr().out)
    assert added.keys() == {"name", "scope", "key"}


def test_keys_are_listed_without_the_key(capsys: Capture) -> None:
    main(["keys", "add", "crm", "--scope", "triage", "--json"])
    key = json.loads(capsys.readouterr().out)["key"]
    assert main(["keys", "list", "--json"]) == 0
    out = capsys.readouterr().out
    assert [row["name"] for row in json.loads(out)["keys"]] == ["crm"]
    assert key.split(".")[1] not in out


def test_a_revoked_key_is_listed_so(capsys: Capture) -> None:
    main(["keys", "add", "crm", "--scope", "triage"])
    assert main(["keys", "revoke", "crm"]) == 0
    main(["keys", "list"])
    assert "revoked 2" in capsys.readouterr().out


def test_without_keys_the_list_says_so(capsys: Capture) -> None:
    assert main(["keys", "list"]) == 0
    assert capsys.readouterr().out == "There are no keys.\n"


def test_an_unknown_key_fails_in_one_sentence(capsys: Capture) -> None:
    assert main(["keys", "revoke", "nobody"]) == 1
    assert capsys.readouterr().err == "bot: no API key named 'nobody' is in use\n"


def test_a_database_that_cannot_be_opened_fails_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (tmp_path / "text").write_text("no database, but long enough to be taken for one" * 20)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/text")
    assert main(["keys", "list"]) == 1
    assert "check DATABASE_URL" in capsys.readouterr().err


def test_bad_settings_fail_with_all_faults(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("PORT", "none")
    monkeypatch.setenv("RATE_LIMIT", "none")
    assert main(["keys", "list"]) == 1
    err = capsys.readouterr().err
    assert "PORT" in err
    assert "RATE_LIMIT" in err


# Training


@pytest.fixture
def no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "MODEL_FOLDER", tmp_path / "models")


@pytest.fixture
def trained(no_model: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for training; give what was done."""
    done: list[str] = []

    def train(_tell: object, _kept: object) -> Path:
        model = training.path_for_current_inputs()
        model.parent.mkdir(exist_ok=True)
        model.write_bytes(b"model")
        done.append(model.name)
        return model

    monkeypatch.setattr(training, "train", train)
    return done


def test_train_trains_when_there_is_no_model(trained: list[str], capsys: Capture) -> None:
    assert main(["train", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["trained_now"] is True
    assert len(trained) == 1


def test_train_does_nothing_when_nothing_changed(trained: list[str], capsys: Capture) -> None:
    main(["train"])
    assert main(["train"]) == 0
    assert "up to date" in capsys.readouterr().err
    assert len(trained) == 1


def test_train_by_force_trains_again(trained: list[str]) -> None:
    main(["train"])
    main(["train", "--force"])
    assert len(trained) == 2


@pytest.mark.usefixtures("no_model")
def test_a_training_that_fails_says_why(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def fail(_tell: object, _kept: object) -> None:
        raise TrainingFailed("data/nlu/x.yml: line 3 is no example")

    monkeypatch.setattr(training, "train", fail)
    assert main(["train"]) == 1
    assert "line 3 is no example" in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize("command", [["ask", "hello"], ["chat"], ["explain", "x"], ["serve"]])
def test_without_a_model_the_remedy_is_named(command: list[str], capsys: Capture) -> None:
    assert main(command) == 1
    assert "run 'make train'" in capsys.readouterr().err


def test_stale_nlu_data_is_found_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "generated.yml"
    file.write_text("stale")
    monkeypatch.setattr(training_command, "_NLU_FILE", file)
    assert main(["nlu-data", "--check"]) == 1
    assert file.read_text() == "stale"
    assert main(["nlu-data"]) == 0
    assert main(["nlu-data", "--check"]) == 0


# Talking, with a stand-in for the model


class StandIn:
    """Answers each message with itself."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def reply(self, _id: str, text: str, _channel: str) -> list[tuple[str, dict[str, Any]]]:
        self.asked.append(text)
        if text == "nothing":
            raise NoAnswer("no action answered")
        suggestions = [{"title": "Read the report", "message": "the autism report"}]
        route = "clarify" if text == "hm" else "workstream"
        return [(f"You said {text}", {"route": route, "suggestions": suggestions})]

    async def understand(self, text: str) -> dict[str, Any]:
        decision = {"route": "workstream", "workstreams": [], "alternatives": [{"route": "human"}]}
        return {"decision": decision, "entities": [], "intent_ranking": [{"name": text}]}


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    assistant = StandIn()

    @contextmanager
    def loaded() -> Iterator[StandIn]:
        yield assistant

    monkeypatch.setattr(talking, "_assistant", loaded)
    return assistant


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    waiting = iter(lines)

    def read(_prompt: str = "") -> str:
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", read)


@pytest.mark.usefixtures("stand_in")
def test_ask_prints_the_answer_and_its_suggestions(capsys: Capture) -> None:
    assert main(["ask", "autism"]) == 0
    assert capsys.readouterr().out == "You said autism\n\n  1 Read the report\n"


@pytest.mark.usefixtures("stand_in")
def test_ask_in_json(capsys: Capture) -> None:
    assert main(["ask", "autism", "--json"]) == 0
    (message,) = json.loads(capsys.readouterr().out)["messages"]
    assert message.keys() == {"text", "answer"}


def test_what_is_asked_is_cleaned_and_masked(stand_in: StandIn) -> None:
    main(["ask", "--", "  /restart  mail me at me@example.org"])
    assert stand_in.asked == ["restart mail me at [email address removed]"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
@pytest.mark.usefixtures("stand_in")
def test_a_text_that_cannot_be_sent_fails_in_one_sentence(text: str, capsys: Capture) -> None:
    assert main(["ask", text]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_chat_takes_a_number_for_a_suggestion(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, "hello", "1", "7", "", "quit", "never")
    assert main(["chat"]) == 0
    assert stand_in.asked == ["hello", "the autism report", "7"]


def test_chat_numbers_the_choices_of_a_question_back_once(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    type_in(monkeypatch, "hm", "1")
    assert main(["chat"]) == 0
    assert capsys.readouterr().out.count("1 Read the report") == 1
    assert stand_in.asked == ["hm", "the autism report"]


@pytest.mark.usefixtures("stand_in")
def test_chat_goes_on_after_a_failure(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    type_in(monkeypatch, "nothing", "hello")
    assert main(["chat"]) == 0
    captured = capsys.readouterr()
    assert "no answer" in captured.err
    assert "You said hello" in captured.out


@pytest.mark.usefixtures("stand_in")
def test_explain_lays_the_decision_out(capsys: Capture) -> None:
    assert main(["explain", "autism"]) == 0
    out = capsys.readouterr().out
    assert "route: workstream" in out
    assert "workstreams: none" in out


@pytest.mark.usefixtures("stand_in")
def test_explain_in_json(capsys: Capture) -> None:
    assert main(["explain", "autism", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["read_as"] == "autism"
    assert found["decision"]["route"] == "workstream"


def test_a_scratch_database_is_gone_afterwards(
    own_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.commands.scratch import scratch_database
    from bot.settings import read_settings

    with scratch_database():
        file = read_settings().database_file
        assert file is not None
        assert file.parent.exists()
    assert not file.parent.exists()
    assert read_settings().database_file == own_database
    monkeypatch.delenv("DATABASE_URL")
    with scratch_database():
        pass
    assert "DATABASE_URL" not in os.environ


# Links


def test_links_lists_every_source_with_its_dates(capsys: Capture) -> None:
    assert main(["links", "--json"]) == 0
    rows = {row["url"]: row for row in json.loads(capsys.readouterr().out)["links"]}
    for source in load_content(CONTENT_FOLDER).sources.values():
        assert f"source {source.id}" in rows[source.url]["used_in"]
        assert rows[source.url]["seen"]


def stand_in_for_the_web(monkeypatch: pytest.MonkeyPatch, *unreachable: int) -> None:
    def check(urls: list[str], tell: Any) -> list[links.Outcome]:
        outcomes = [
            links.Outcome(url, None, "no answer within 10 s")
            if number in unreachable
            else links.Outcome(url, 200, None)
            for number, url in enumerate(urls)
        ]
        for outcome in outcomes:
            tell(outcome)
        return outcomes

    monkeypatch.setattr(links, "check", check)


def test_a_link_that_is_not_reached_exits_1_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    before = (CONTENT_FOLDER / "sources.yml").read_text(encoding="utf-8")
    stand_in_for_the_web(monkeypatch, 0)
    assert main(["links", "--check"]) == 1
    assert "no answer within 10 s: http" in capsys.readouterr().err
    assert (CONTENT_FOLDER / "sources.yml").read_text(encoding="utf-8") == before


def test_links_that_are_reached_exit_0(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_for_the_web(monkeypatch)
    assert main(["links", "--check"]) == 0


def test_writing_sets_the_date_of_those_reached_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (CONTENT_FOLDER / "sources.yml").read_text(encoding="utf-8")
    (tmp_path / "sources.yml").write_text(text, encoding="utf-8")
    stand_in_for_the_web(monkeypatch, 0)
    found = links.addresses(load_content(CONTENT_FOLDER))
    monkeypatch.setattr(links_command, "load_content", lambda _folder: None)
    monkeypatch.setattr(links, "addresses", lambda _content: found)
    monkeypatch.setattr(links_command, "CONTENT_FOLDER", tmp_path)
    assert main(["links", "--check", "--write"]) == 1
    written = (tmp_path / "sources.yml").read_text(encoding="utf-8")
    undated = re.sub(r"(?m)^  checked: .*$", "", written)
    assert undated == re.sub(r"(?m)^  checked: .*$", "", text)
    dates = re.findall(r"(?m)^  checked: (.+)$", written)
    assert dates[0] == "null"
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", each) for each in dates[1:])


# The process as a whole


def run_bot(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_pipe_that_closes_early_leaves_no_traceback() -> None:
    result = subprocess.run(
        ["/bin/sh", "-c", f"'{sys.executable}' -m bot.cli links | head -n 1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stderr == ""


def test_a_port_in_use_fails_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    from bot.commands import serving
    from bot.errors import CannotListen
    from bot.settings import read_settings

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(CannotListen, match=f"port {port}.*set HOST or PORT"):
            serving._listener(read_settings())


@pytest.mark.slow
def test_ask_answers_from_the_trained_model_without_noise_or_trace(own_database: Path) -> None:
    result = run_bot("ask", "what is being done for autism?", "--json", NO_COLOR="1")
    assert result.returncode == 0, result.stderr
    (message,) = json.loads(result.stdout)["messages"]
    assert message["answer"]["workstreams"] == ["autism"]
    assert re.fullmatch(r" *\d+ s  loading the model\n", result.stderr)
    assert not own_database.exists()


@pytest.mark.slow
def test_explain_shows_the_decision_of_the_trained_model() -> None:
    result = run_bot("explain", "what is being done for autism?", "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["decision"]["route"] == "workstream"
