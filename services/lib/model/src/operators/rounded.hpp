// float32 in bfloat16, up or down by a threshold of each element's own.

#pragma once

#include <ATen/ATen.h>

namespace tacit {

// `value` (float32) in bfloat16: of the two neighbours of an element the one of larger magnitude, if the element is
// nearer to it, in parts of their distance, than the element's threshold. Thresholds are uniform and hang on the place of
// the element alone, so the same value is always rounded the same. The gradient goes through as it is. `by_parts`
// takes a device's way on a CPU too.
at::Tensor rounded(const at::Tensor& value, bool by_parts);

}  // namespace tacit
