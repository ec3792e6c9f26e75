#!/bin/sh
# Checks on a GPU what `cargo xtask gpu-check --bundle` built, and measures it beside the peers.
#
#   sh run.sh [PYTHON] [OUT]
#
# PYTHON has PyTorch 2.11 with CUDA, whose libraries are used, and transformers, peft and opacus to be compared
# with; those that are missing are left out. Ends with the code of the checks: 0, or 1 where something disagrees.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${1:-python3}
out=${2:-$here/out}
lib=$("$python" -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')
LD_LIBRARY_PATH="$lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export LD_LIBRARY_PATH
LD_PRELOAD="$lib/libtorch_cuda.so" "$here/gpu" cuda
exec "$here/bench-finetune" --python "$python" --script "$here/finetune.py" --model "$here/llama-1b" --out "$out" \
    --device cuda --dtype bf16 --batch 8 --length 1024 --steps 25
