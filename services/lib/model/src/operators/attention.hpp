// Causal self-attention on a CPU by tiles of positions: what is the same whatever its elements are. A kernel says what
// happens to one head.

#pragma once

#include "narrow.hpp"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <limits>

#if TACIT_NARROW
#include <immintrin.h>
#endif

namespace tacit {

// What a kernel reads of one head: matrices (T, D), and on the way back the logarithms of its sums (T).
template <typename Element>
struct Head {
    MatrixOf<Element> query, key, value, out, back;
    const float* logs;
};

// Where a kernel writes: matrices (T, D) with `step` elements a row.
template <typename Element>
struct Written {
    Element *query, *key, *value;
    int64_t step;
};

// Where column `at` of a row stands in a matrix that is kept tile after tile, so that the tiles' products have the same
// few shapes whatever the length: code is compiled and kept for each.
constexpr int64_t tiled(int64_t at) {
    return at / TILE * TILE * TILE + at % TILE;
}

#if TACIT_NARROW

// exp, to 2e-7 of its value; 0 below exp(-87), and no number of what is none.
TACIT_FLOATS inline __m512 exponential(__m512 x) {
    const __mmask16 counts = _mm512_cmp_ps_mask(x, _mm512_set1_ps(-87.0f), _CMP_NLE_UQ);
    const __m512 whole =
        _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    // ln 2 in two parts.
    __m512 rest = _mm512_fnmadd_ps(whole, _mm512_set1_ps(0.693359375f), x);
    rest = _mm512_fnmadd_ps(whole, _mm512_set1_ps(-2.12194440e-4f), rest);
    __m512 sum = _mm512_set1_ps(1.0f / 5040);
    for (const float factor : {1.0f / 720, 1.0f / 120, 1.0f / 24, 1.0f / 6, 1.0f / 2, 1.0f, 1.0f}) {
        sum = _mm512_fmadd_ps(sum, rest, _mm512_set1_ps(factor));
    }
    return _mm512_maskz_scalef_ps(counts, sum, whole);
}

TACIT_FLOATS inline __mmask16 first(int64_t count) {
    return static_cast<__mmask16>((1u << std::clamp<int64_t>(count, 0, 16)) - 1);
}

// The largest of the first `seen` scores of a row in tiles.
TACIT_FLOATS inline float largest(const float* scores, int64_t seen) {
    __m512 most = _mm512_set1_ps(-std::numeric_limits<float>::infinity());
    for (int64_t at = 0; at < seen; at += 16) {
        most = _mm512_mask_max_ps(most, first(seen - at), most, _mm512_loadu_ps(scores + tiled(at)));
    }
    return _mm512_reduce_max_ps(most);
}

// exp(scale score - less) of the sixteen scores at `at` of a row in tiles, 0 where none is seen.
TACIT_FLOATS inline __m512 weights_at(const float* scores, int64_t at, int64_t seen, float scale, float less) {
    const __m512 over = _mm512_fmsub_ps(_mm512_loadu_ps(scores + tiled(at)), _mm512_set1_ps(scale), _mm512_set1_ps(less));
    return _mm512_maskz_mov_ps(first(seen - at), exponential(over));
}

// The gradients by those scores from the gradients by their weights, of which `delta` is the mean.
TACIT_FLOATS inline __m512 gradients_at(__m512 weights, const float* back, int64_t at, int64_t seen, float scale, float delta) {
    const __m512 above = _mm512_sub_ps(_mm512_loadu_ps(back + tiled(at)), _mm512_set1_ps(delta));
    return _mm512_maskz_mul_ps(first(seen - at), _mm512_mul_ps(weights, above), _mm512_set1_ps(scale));
}

#endif

inline at::Tensor rows_together(const at::Tensor& tensor) {
    return tensor.stride(3) == 1 ? tensor : tensor.contiguous();
}

// (B, H, T, D) whose memory is (B, T, H, D): what a linear layer reads without a copy.
inline at::Tensor by_position(const at::Tensor& query) {
    const at::IntArrayRef size = query.sizes();
    return at::empty({size[0], size[2], size[1], size[3]}, query.options()).transpose(1, 2);
}

// softmax(scale query key^T) value with its gradient. A `Kernel` has the `Element` it computes on, libtorch's name for it
// (`Named`), and what a thread works with: `Forward` and `Backward`, made for a length and a width.
template <typename Kernel>
struct Attend : torch::autograd::Function<Attend<Kernel>> {
    using Tensor = at::Tensor;
    using Element = typename Kernel::Element;

    static Element* place(const Tensor& tensor, int64_t batch, int64_t head) {
        auto* data = reinterpret_cast<Element*>(tensor.data_ptr<typename Kernel::Named>());
        return data + batch * tensor.stride(0) + head * tensor.stride(1);
    }

    // The matrix (T, D) of one head of (B, H, T, D).
    static MatrixOf<Element> of_head(const Tensor& tensor, int64_t batch, int64_t head) {
        const auto* data = reinterpret_cast<const Element*>(tensor.const_data_ptr<typename Kernel::Named>());
        return {data + batch * tensor.stride(0) + head * tensor.stride(1), tensor.size(2), tensor.size(3),
                tensor.stride(2), false};
    }

    static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& query, const Tensor& key,
                          const Tensor& value, double scale) {
        at::AutoDispatchBelowADInplaceOrView below;
        const Tensor q = rows_together(query), k = rows_together(key), v = rows_together(value);
        const int64_t heads = q.size(1), group = heads / k.size(1), length = q.size(2);
        const Tensor out = by_position(q);
        const Tensor logs = at::empty({q.size(0), heads, length}, q.options().dtype(at::kFloat));
        float* data = logs.data_ptr<float>();
        in_parallel(q.size(0) * heads, [&](int64_t start, int64_t end) {
            typename Kernel::Forward space(length, q.size(3));
            for (int64_t task = start; task < end; task++) {
                const int64_t batch = task / heads, head = task % heads;
                const Head<Element> one{of_head(q, batch, head), of_head(k, batch, head / group),
                                        of_head(v, batch, head / group), {}, {}, nullptr};
                space.run(one, scale, place(out, batch, head), out.stride(2), data + task * length);
            }
        });
        context->save_for_backward({q, k, v, out, logs});
        context->saved_data["scale"] = scale;
        return out;
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::tensor_list gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor &q = saved[0], &k = saved[1], &v = saved[2], &out = saved[3], &logs = saved[4];
        if (!gradients[0].defined()) {
            return {Tensor(), Tensor(), Tensor(), Tensor()};
        }
        const float scale = context->saved_data["scale"].toDouble();
        const Tensor back = rows_together(gradients[0]);
        const int64_t heads = q.size(1), group = heads / k.size(1), length = q.size(2), width = q.size(3);
        const Tensor by_query = by_position(q), by_key = by_position(q), by_value = by_position(q);
        const float* data = logs.const_data_ptr<float>();
        in_parallel(q.size(0) * heads, [&](int64_t start, int64_t end) {
            typename Kernel::Backward space(length, width);
            for (int64_t task = start; task < end; task++) {
                const int64_t batch = task / heads, head = task % heads;
                const Head<Element> one{of_head(q, batch, head),         of_head(k, batch, head / group),
                                        of_head(v, batch, head / group), of_head(out, batch, head),
                                        of_head(back, batch, head),      data + task * length};
                const Written<Element> to{place(by_query, batch, head), place(by_key, batch, head),
                                          place(by_value, batch, head), by_query.stride(2)};
                space.run(one, scale, to);
            }
        });
        // Heads that share a key add up.
        const auto shared = [&](const Tensor& each) {
            return group == 1 ? each : each.reshape({q.size(0), heads / group, group, length, width}).sum(2);
        };
        return {by_query, shared(by_key), shared(by_value), Tensor()};
    }
};

}  // namespace tacit
