"""Compares logits written by our side with those of transformers, or peft for an adapter.

IDS is a JSON list of sequences of token ids. LOGITS is a safetensors file with one float32 tensor
(length, vocabulary) for each sequence, named by its place in the list: "0", "1", ...
Exits with 1 when the largest absolute difference is above the tolerance.
"""

import argparse
import json
import os
import sys

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM
from transformers.utils import logging


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--base")
    parser.add_argument("--ids", required=True)
    parser.add_argument("--logits", required=True)
    parser.add_argument("--tolerance", type=float, default=1e-4)
    return parser.parse_args()


def whole(folder):
    """A model whose every weight came from the folder, and the folder held no other."""
    model, loading = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, local_files_only=True, output_loading_info=True
    )
    faults = {kind: list(names) for kind, names in loading.items() if names}
    if faults:
        raise SystemExit(f"peers: transformers does not take {folder} unchanged: {faults}")
    return model


def load(checkpoint, base):
    if not os.path.exists(os.path.join(checkpoint, "adapter_config.json")):
        return whole(checkpoint), "transformers"
    from peft import PeftModel
    from peft.utils import load_peft_weights

    if base is None:
        with open(os.path.join(checkpoint, "adapter_config.json"), encoding="utf-8") as file:
            base = json.load(file)["base_model_name_or_path"]
    model = PeftModel.from_pretrained(whole(base), checkpoint, local_files_only=True)
    count = sum(1 for name, _ in model.named_parameters() if ".lora_" in name)
    held = len(load_peft_weights(checkpoint, device="cpu"))
    if count == 0 or count != held:
        raise SystemExit(f"peers: the adapter holds {held} tensors and peft made {count}")
    return model, "peft"


def main():
    options = arguments()
    logging.disable_progress_bar()
    with open(options.ids, encoding="utf-8") as file:
        sequences = json.load(file)
    ours = load_file(options.logits)
    model, peer = load(options.checkpoint, options.base)
    model.eval()
    worst = 0.0
    for place, ids in enumerate(sequences):
        with torch.no_grad():
            theirs = model(input_ids=torch.tensor([ids]), use_cache=False).logits[0]
        mine = ours[str(place)].float()
        if mine.shape != theirs.shape:
            raise SystemExit(f"peers: sequence {place}: {tuple(mine.shape)}, not {tuple(theirs.shape)}")
        difference = (mine - theirs).abs().max().item()
        if difference != difference:
            raise SystemExit(f"peers: sequence {place}: a logit is not a number")
        print(f"sequence {place}: {len(ids)} tokens, max abs difference {difference:.3e}")
        worst = max(worst, difference)
    good = bool(sequences) and worst <= options.tolerance
    verdict = "same" if good else "DIFFERENT"
    print(f"{verdict}: {peer}, {len(sequences)} sequences, max abs difference {worst:.3e}")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
