"""What is changed in Rasa from outside, held against the version that it was written for.

Each runs in a process of its own: the changes would stay for all other tests.
"""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys

import pytest

from bot.rasa_patches import RASA_VERSION
from bot.settings import ROOT

SCHEMA = "shared/nlu/training_data/schemas/nlu.yml"
SOUND_YAML = 'version: "3.1"\nnlu: []\n'
BAD_YAML = 'version: "3.1"\nnlu:\n- intent: human\n  examples: 3\n'

# Each loads Rasa.
pytestmark = pytest.mark.slow


def run(code: str) -> str:
    """Run code in a new interpreter; give what it prints."""
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_the_version_is_the_one_that_the_patches_were_written_for() -> None:
    assert importlib.metadata.version("rasa") == RASA_VERSION


def test_the_agent_loads_without_tensorflow() -> None:
    code = (
        "from bot import rasa_patches; rasa_patches.prepare_to_serve();"
        "import rasa.core.agent, sys; print('tensorflow' in sys.modules)"
    )
    assert run(code) == "False"


def test_a_name_of_the_deferred_module_loads_it() -> None:
    code = (
        "from bot import rasa_patches; rasa_patches.defer_tensorflow();"
        "import sys, rasa.utils.train_utils as t; assert 'tensorflow' not in sys.modules;"
        "assert not hasattr(t, 'no_such_name'); print(callable(t.rank_and_mask))"
    )
    assert run(code) == "True"


def test_a_model_is_read_without_its_training_graph() -> None:
    code = (
        "from bot import rasa_patches; rasa_patches.defer_tensorflow();"
        "from rasa.engine.storage.storage import ModelMetadata;"
        "seen = {}; ModelMetadata.from_dict = classmethod(lambda cls, d: seen.update(d) or 1);"
        "rasa_patches.skip_training_graph();"
        "ModelMetadata.from_dict({'train_schema': {'nodes': {'a': 1}}, 'domain': 2});"
        "print(seen)"
    )
    assert run(code) == "{'train_schema': {'nodes': {}}, 'domain': 2}"


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ("{'events': [], 'responses': []}", "True"),
        ("{'events': [{'no': 'event'}], 'responses': 3}", "ValidationError"),
    ],
)
def test_results_of_actions_are_still_checked(result: str, outcome: str) -> None:
    code = (
        "from bot import rasa_patches; rasa_patches.defer_tensorflow();"
        "from rasa.core.actions.action import RemoteAction\n"
        "from jsonschema import ValidationError\n"
        "rasa_patches.validate_results_quickly()\n"
        f"try: print(RemoteAction('a', None)._validate_action_result({result}))\n"
        "except ValidationError: print('ValidationError')"
    )
    assert run(code) == outcome


PREPARED = "from bot import rasa_patches; rasa_patches.prepare_to_train(print)\n"


def test_training_data_is_read_by_the_parser_in_c() -> None:
    assert run("import ruamel.yaml; print(ruamel.yaml.__with_libyaml__)") == "True"


def test_a_fault_in_training_data_is_still_told_with_its_line() -> None:
    code = (
        f"{PREPARED}from rasa.shared.utils import io, validation; read = io.read_yaml\n"
        f"try: validation.validate_yaml_schema({BAD_YAML!r}, {SCHEMA!r})\n"
        "except validation.YamlValidationException as exc: print(exc)\n"
        "assert io.read_yaml is read"
    )
    assert "in Line 3" in run(code)


def test_sound_training_data_is_read_by_the_fast_parser_alone() -> None:
    code = (
        f"{PREPARED}from rasa.shared.utils import io, validation\n"
        "from ruamel.yaml import YAML; load = YAML.load; kinds = []\n"
        "YAML.load = lambda self, text: (kinds.append(self.typ), load(self, text))[1]\n"
        f"validation.validate_yaml_schema({SOUND_YAML!r}, {SCHEMA!r})\n"
        "print(any('rt' in kind for kind in kinds))"
    )
    assert run(code) == "False"


def test_nlu_files_are_read_once() -> None:
    code = (
        f"{PREPARED}from rasa.shared.importers.importer import CombinedDataImporter, TrainingData\n"
        "class Importer:\n"
        "    def get_nlu_data(self, language): print('read'); return TrainingData()\n"
        "importer = CombinedDataImporter([Importer()])\n"
        "importer.get_nlu_data(); importer.get_nlu_data('en'); importer.get_nlu_data(language='en')"
    )
    assert run(code) == "read"


def test_training_data_is_merged_whole_and_each_example_once() -> None:
    code = (
        f"{PREPARED}from rasa.shared.nlu.training_data.message import Message\n"
        "from rasa.shared.nlu.training_data.training_data import TrainingData\n"
        "a, b, again = (Message({'text': text}) for text in 'aba')\n"
        "regex, lookup = [{'name': 'r', 'pattern': 'p'}], [{'name': 'l'}]\n"
        "one = TrainingData([a], {'x': 'y'}, regex, lookup, {'utter': [{}]})\n"
        "both = one.merge(None, TrainingData(), TrainingData([b, again], {'v': 'w'}))\n"
        "print([each.get('text') for each in both.training_examples], both.entity_synonyms)\n"
        "print(both.regex_features, both.lookup_tables, both.responses)\n"
        "print(TrainingData().merge(one) is one, TrainingData().merge().is_empty())"
    )
    assert run(code).splitlines() == [
        "['a', 'b'] {'x': 'y', 'v': 'w'}",
        "[{'name': 'r', 'pattern': 'p'}] [{'name': 'l'}] {'utter': [{}]}",
        "True True",
    ]


def test_the_training_cache_is_off_and_steps_are_told() -> None:
    code = (
        f"{PREPARED}from rasa.engine.training import graph_trainer\n"
        "from rasa.engine.caching import LocalTrainingCache\n"
        "hook = graph_trainer.TrainingHook(cache=None, model_storage=None, pruned_schema=None)\n"
        "step = dict(node_name='a step', execution_context=None, config={})\n"
        "hook.on_before_node(**step, received_inputs={})\n"
        "hook.on_after_node(**step, output=1, input_hook_data={})\n"
        "print(LocalTrainingCache()._is_disabled())"
    )
    assert run(code) == "a step\nTrue"
