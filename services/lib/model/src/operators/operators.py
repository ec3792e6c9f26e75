"""Writes operators.pt beside this file: the way from Rust to the operators of operators.cpp.

    python operators.py        (torch of the version that the project pins)
"""

import io
import pathlib
import zipfile
from typing import List, Optional

import torch
from torch import library

DECLARED = library.Library("tacit", "DEF")
DECLARED.define("linear(Tensor x, Tensor weight, Tensor? bias) -> Tensor")
DECLARED.define("rms_norm(Tensor x, Tensor scale, float epsilon) -> Tensor")
DECLARED.define("gated(Tensor gate, Tensor up) -> Tensor")
DECLARED.define("rotate(Tensor x, Tensor cosines, Tensor sines) -> Tensor")
DECLARED.define("rounded(Tensor value, bool by_parts) -> Tensor")
DECLARED.define("gaussian(Tensor out, Tensor key, int counter, float half) -> bool")
DECLARED.define("narrow() -> bool")
DECLARED.define("sums() -> bool")
DECLARED.define("attend(Tensor query, Tensor key, Tensor value, float scale) -> Tensor")
DECLARED.define("products(Tensor left, Tensor right) -> Tensor")
DECLARED.define(
    "add_products(Tensor sum, Tensor left, Tensor right, int[] counts, Tensor? factors) -> Tensor"
)


class Operators(torch.nn.Module):
    @torch.jit.export
    def linear(
        self, x: torch.Tensor, weight: torch.Tensor, bias: Optional[torch.Tensor]
    ) -> torch.Tensor:
        return torch.ops.tacit.linear(x, weight, bias)

    @torch.jit.export
    def rms_norm(self, x: torch.Tensor, scale: torch.Tensor, epsilon: float) -> torch.Tensor:
        return torch.ops.tacit.rms_norm(x, scale, epsilon)

    @torch.jit.export
    def gated(self, gate: torch.Tensor, up: torch.Tensor) -> torch.Tensor:
        return torch.ops.tacit.gated(gate, up)

    @torch.jit.export
    def rotate(
        self, x: torch.Tensor, cosines: torch.Tensor, sines: torch.Tensor
    ) -> torch.Tensor:
        return torch.ops.tacit.rotate(x, cosines, sines)

    @torch.jit.export
    def rounded(self, value: torch.Tensor, by_parts: bool) -> torch.Tensor:
        return torch.ops.tacit.rounded(value, by_parts)

    @torch.jit.export
    def gaussian(self, out: torch.Tensor, key: torch.Tensor, counter: int, half: float) -> bool:
        return torch.ops.tacit.gaussian(out, key, counter, half)

    @torch.jit.export
    def narrow(self) -> bool:
        return torch.ops.tacit.narrow()

    @torch.jit.export
    def sums(self) -> bool:
        return torch.ops.tacit.sums()

    @torch.jit.export
    def attend(
        self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, scale: float
    ) -> torch.Tensor:
        return torch.ops.tacit.attend(query, key, value, scale)

    @torch.jit.export
    def products(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        return torch.ops.tacit.products(left, right)

    @torch.jit.export
    def add_products(
        self,
        total: torch.Tensor,
        left: torch.Tensor,
        right: torch.Tensor,
        counts: List[int],
        factors: Optional[torch.Tensor],
    ) -> torch.Tensor:
        return torch.ops.tacit.add_products(total, left, right, counts, factors)

    @torch.jit.export
    def adamw(
        self,
        values: List[torch.Tensor],
        gradients: List[torch.Tensor],
        firsts: List[torch.Tensor],
        seconds: List[torch.Tensor],
        count: torch.Tensor,
        divisor: Optional[torch.Tensor],
        learning_rate: float,
        beta1: float,
        beta2: float,
        weight_decay: float,
        epsilon: float,
    ) -> torch.Tensor:
        empty: List[torch.Tensor] = []
        torch._fused_adamw_(
            values,
            gradients,
            firsts,
            seconds,
            empty,
            [count for _ in values],
            lr=learning_rate,
            beta1=beta1,
            beta2=beta2,
            weight_decay=weight_decay,
            eps=epsilon,
            amsgrad=False,
            maximize=False,
            grad_scale=divisor,
            found_inf=None,
        )
        return count


saved = io.BytesIO()
torch.jit.save(torch.jit.script(Operators()), saved)
saved.seek(0)
with (
    zipfile.ZipFile(saved) as whole,
    zipfile.ZipFile(pathlib.Path(__file__).with_name("operators.pt"), "w") as kept,
):
    for entry in whole.infolist():
        # What is for debugging names folders of the machine that this ran on.
        if not entry.filename.endswith(".debug_pkl"):
            kept.writestr(entry, whole.read(entry))
