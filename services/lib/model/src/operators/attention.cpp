// Causal self-attention of bfloat16 on a CPU: scores, their softmax and what comes back through it in float32, a tile
// of queries at a time, so that no matrix of all scores is held.

#include "narrow.hpp"

#include <ATen/native/CPUBlas.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <limits>

#if TACIT_NARROW
#include <immintrin.h>
#endif

namespace tacit {

namespace {

using at::Tensor;

// Sizes of one head's matrices.
struct Shape {
    int64_t length, width;
    // The same, up to whole tiles; and the width as the inner dimension of a product.
    int64_t all, columns, inner;

    Shape(int64_t length, int64_t width)
        : length(length),
          width(width),
          all(padded(length, TILE)),
          columns(padded(width, TILE)),
          inner(padded(width, 32)) {}
};

// The matrix (T, D) of one head of (B, H, T, D).
Matrix of_head(const Tensor& tensor, int64_t batch, int64_t head) {
    const auto* data = reinterpret_cast<const uint16_t*>(tensor.const_data_ptr<at::BFloat16>());
    return {data + batch * tensor.stride(0) + head * tensor.stride(1), tensor.size(2), tensor.size(3),
            tensor.stride(2), false};
}

// Where column `at` of a row stands in a matrix that is kept tile after tile, so that the tiles' products have the same
// few shapes whatever the length: code is compiled and kept for each.
constexpr int64_t tiled(int64_t at) {
    return at / TILE * TILE * TILE + at % TILE;
}

// m^T (D, T) of m (T, D).
Matrix flipped(const Matrix& from) {
    return {from.data, from.columns, from.rows, from.stride, !from.transposed};
}

#if TACIT_NARROW

// exp, to 2e-7 of its value; 0 from where it is no normal number.
TACIT_WIDE inline __m512 exponential(__m512 x) {
    const __mmask16 counts = _mm512_cmp_ps_mask(x, _mm512_set1_ps(-87.0f), _CMP_GT_OQ);
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

TACIT_WIDE inline __m256i rounded(__m512 x) {
    return (__m256i)_mm512_cvtneps_pbh(x);
}

TACIT_WIDE inline __mmask16 first(int64_t count) {
    return static_cast<__mmask16>((1u << std::clamp<int64_t>(count, 0, 16)) - 1);
}

TACIT_WIDE inline void store(uint16_t* out, __m256i value) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), value);
}

// A row of scores, of which the first `seen` count, made exp(scale score - most) in bfloat16, zeros up to `all`.
// Returns the sum of what was rounded, and `most` through the pointer.
TACIT_WIDE float soften(const float* scores, float scale, int64_t seen, int64_t all, uint16_t* out, float* most) {
    __m512 largest = _mm512_set1_ps(-std::numeric_limits<float>::infinity());
    for (int64_t at = 0; at < seen; at += 16) {
        largest = _mm512_mask_max_ps(largest, first(seen - at), largest, _mm512_loadu_ps(scores + tiled(at)));
    }
    *most = _mm512_reduce_max_ps(largest) * scale;
    __m512 sum = _mm512_setzero_ps();
    for (int64_t at = 0; at < all; at += 16) {
        __m256i narrow = _mm256_setzero_si256();
        if (at < seen) {
            const __m512 score = _mm512_loadu_ps(scores + tiled(at));
            const __m512 over = _mm512_fmsub_ps(score, _mm512_set1_ps(scale), _mm512_set1_ps(*most));
            const __m512 weights = _mm512_maskz_mov_ps(first(seen - at), exponential(over));
            sum = _mm512_add_ps(sum, weights);
            narrow = rounded(weights);
        }
        store(out + tiled(at), narrow);
    }
    return _mm512_reduce_add_ps(sum);
}

TACIT_WIDE void write_row(const float* from, float factor, uint16_t* out, int64_t width) {
    for (int64_t at = 0; at < width; at += 16) {
        const __m512 value = _mm512_mul_ps(_mm512_loadu_ps(from + tiled(at)), _mm512_set1_ps(factor));
        _mm256_mask_storeu_epi16(out + at, first(width - at), rounded(value));
    }
}

TACIT_WIDE inline __m512 widened(__mmask16 mask, const uint16_t* from) {
    const __m512i wide = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, from));
    return _mm512_castsi512_ps(_mm512_slli_epi32(wide, 16));
}

TACIT_WIDE float dot(const uint16_t* left, const uint16_t* right, int64_t width) {
    __m512 sum = _mm512_setzero_ps();
    for (int64_t at = 0; at < width; at += 16) {
        const __mmask16 mask = first(width - at);
        sum = _mm512_fmadd_ps(widened(mask, left + at), widened(mask, right + at), sum);
    }
    return _mm512_reduce_add_ps(sum);
}

// Two rows of what comes back: the probabilities from the scores, and the gradients of the scores from those of the
// probabilities. Writes the gradients as rows, and both interleaved.
struct Row {
    const float *scores, *back;
    float lse, delta;
    int64_t seen;
    uint16_t* out;
};

TACIT_WIDE void return_rows(const Row (&rows)[2], float scale, int64_t all, uint32_t* weights, uint32_t* gradients) {
    for (int64_t at = 0; at < all; at += 16) {
        __m512i both_weights = _mm512_setzero_si512(), both_gradients = _mm512_setzero_si512();
        for (int odd = 0; odd < 2; odd++) {
            const Row& row = rows[odd];
            __m256i narrow = _mm256_setzero_si256();
            if (at < row.seen) {
                const __m512 over =
                    _mm512_fmsub_ps(_mm512_loadu_ps(row.scores + tiled(at)), _mm512_set1_ps(scale), _mm512_set1_ps(row.lse));
                const __m512 weight = _mm512_maskz_mov_ps(first(row.seen - at), exponential(over));
                const __m512 back = _mm512_sub_ps(_mm512_loadu_ps(row.back + tiled(at)), _mm512_set1_ps(row.delta));
                narrow = rounded(_mm512_mul_ps(_mm512_mul_ps(weight, back), _mm512_set1_ps(scale)));
                const int shift = 16 * odd;
                both_weights = _mm512_or_si512(
                    both_weights, _mm512_sllv_epi32(_mm512_cvtepu16_epi32(rounded(weight)), _mm512_set1_epi32(shift)));
                both_gradients = _mm512_or_si512(
                    both_gradients, _mm512_sllv_epi32(_mm512_cvtepu16_epi32(narrow), _mm512_set1_epi32(shift)));
            }
            store(row.out + tiled(at), narrow);
        }
        // Tile after tile of keys, as `fill_pairs` leaves them.
        const int64_t place = at / TILE * (TILE / 2) * TILE + at % TILE;
        _mm512_storeu_si512(weights + place, both_weights);
        _mm512_storeu_si512(gradients + place, both_gradients);
    }
}

// out (T, D) bfloat16 = from^T, which is kept in tiles.
TACIT_WIDE void write_mirrored(const float* from, uint16_t* out, int64_t step, const Shape& shape) {
    uint32_t side[16 * 16];
    for (int64_t row = 0; row < shape.length; row += 16) {
        for (int64_t along = 0; along < shape.width; along += 16) {
            const float* tile = from + along / TILE * TILE * shape.all + row / TILE * TILE * TILE;
            tile += along % TILE * TILE + row % TILE;
            mirror(reinterpret_cast<const uint32_t*>(tile), TILE, side, 16);
            for (int64_t line = 0; line < std::min<int64_t>(16, shape.length - row); line++) {
                const __m512 value = _mm512_loadu_ps(reinterpret_cast<const float*>(side) + line * 16);
                _mm256_mask_storeu_epi16(out + (row + line) * step + along, first(shape.width - along), rounded(value));
            }
        }
    }
}

#else

float soften(const float*, float, int64_t, int64_t, uint16_t*, float*) { return 0; }
void write_row(const float*, float, uint16_t*, int64_t) {}
float dot(const uint16_t*, const uint16_t*, int64_t) { return 0; }
struct Row {
    const float *scores, *back;
    float lse, delta;
    int64_t seen;
    uint16_t* out;
};
void return_rows(const Row (&)[2], float, int64_t, uint32_t*, uint32_t*) {}
void write_mirrored(const float*, uint16_t*, int64_t, const Shape&) {}

#endif

using Narrow = std::vector<uint16_t>;
using Wide = std::vector<float>;

// The whole of a matrix as the right side of products: tiles of TILE columns, one after the other.
void fill_all(const Matrix& from, int64_t depth, int64_t columns, uint16_t* out) {
    for (int64_t column = 0; column < columns; column += TILE) {
        fill_pairs(from, 0, column, depth, out + column * depth);
    }
}

// The tile of rows at `start` as the left side of products.
void fill_tile(const Matrix& from, int64_t start, int64_t depth, uint16_t* out) {
    fill_rows(from, start, 0, TILE, depth, out, depth);
}

// out (TILE, TILE) = left (TILE, depth) right (depth, TILE).
void product_of_tiles(const uint16_t* left, const uint16_t* right, float* out, int64_t depth) {
    multiply(left, depth, right, out, TILE, TILE, TILE, depth, false);
}

// out (TILE, columns) = left (TILE, reach) right (reach, columns): `left` and `out` in tiles, `right` as `fill_all`
// made it of `all` rows.
void mix(const uint16_t* left, const uint16_t* right, float* out, int64_t reach, const Shape& s) {
    for (int64_t column = 0; column < s.columns; column += TILE) {
        for (int64_t key = 0; key < reach; key += TILE) {
            multiply(left + key * TILE, TILE, right + column * s.all + key * TILE, out + column * TILE, TILE, TILE,
                     TILE, TILE, key > 0);
        }
    }
}

// What a thread of the way forward works with.
struct Forward {
    Narrow query, keys, values, weights;
    Wide scores, mixed;

    explicit Forward(const Shape& s)
        : query(TILE * s.inner),
          keys(s.inner * s.all),
          values(s.all * s.columns),
          weights(TILE * s.all),
          scores(TILE * s.all),
          mixed(TILE * s.columns) {}

    ~Forward() {
        at::native::cpublas::brgemm_release(true);
    }

    // out (T, D), `to` a row; logs (T).
    void run(const Shape& s, const Matrix& q, const Matrix& k, const Matrix& v, float scale, uint16_t* out, int64_t to,
             float* logs) {
        fill_all(flipped(k), s.inner, s.all, keys.data());
        fill_all(v, s.all, s.columns, values.data());
        for (int64_t start = 0; start < s.length; start += TILE) {
            const int64_t reach = start + TILE;
            fill_tile(q, start, s.inner, query.data());
            for (int64_t key = 0; key < reach; key += TILE) {
                product_of_tiles(query.data(), keys.data() + key * s.inner, scores.data() + key * TILE, s.inner);
            }
            float sums[TILE];
            const int64_t rows = std::min(TILE, s.length - start);
            for (int64_t row = 0; row < rows; row++) {
                float most = 0;
                sums[row] = soften(scores.data() + row * TILE, scale, start + row + 1, reach,
                                   weights.data() + row * TILE, &most);
                logs[start + row] = most + std::log(sums[row]);
            }
            mix(weights.data(), values.data(), mixed.data(), reach, s);
            for (int64_t row = 0; row < rows; row++) {
                write_row(mixed.data() + row * TILE, 1 / sums[row], out + (start + row) * to, s.width);
            }
        }
    }
};

// One head on the way back.
struct Head {
    Matrix query, key, value, out, back;
    const float* logs;
    uint16_t *by_query, *by_key, *by_value;
    int64_t to;
};

// What a thread of the way back works with.
struct Backward {
    Narrow query, back, query_flipped, back_flipped, keys, values, key_rows, gradients, weight_pairs, gradient_pairs;
    Wide scores, returned, mixed, by_key, by_value;

    explicit Backward(const Shape& s)
        : query(TILE * s.inner),
          back(TILE * s.inner),
          query_flipped(s.columns * TILE),
          back_flipped(s.columns * TILE),
          keys(s.inner * s.all),
          values(s.inner * s.all),
          key_rows(s.all * s.columns),
          gradients(TILE * s.all),
          weight_pairs(TILE * s.all),
          gradient_pairs(TILE * s.all),
          scores(TILE * s.all),
          returned(TILE * s.all),
          mixed(TILE * s.columns),
          by_key(s.columns * s.all),
          by_value(s.columns * s.all) {}

    ~Backward() {
        at::native::cpublas::brgemm_release(true);
    }

    void run(const Shape& s, const Head& head, float scale) {
        fill_all(flipped(head.key), s.inner, s.all, keys.data());
        fill_all(flipped(head.value), s.inner, s.all, values.data());
        fill_all(head.key, s.all, s.columns, key_rows.data());
        std::fill(by_key.begin(), by_key.end(), 0.0f);
        std::fill(by_value.begin(), by_value.end(), 0.0f);
        for (int64_t start = 0; start < s.length; start += TILE) {
            tile(s, head, scale, start);
        }
        write_mirrored(by_key.data(), head.by_key, head.to, s);
        write_mirrored(by_value.data(), head.by_value, head.to, s);
    }

    void tile(const Shape& s, const Head& head, float scale, int64_t start) {
        const int64_t reach = start + TILE, rows = std::min(TILE, s.length - start);
        fill_tile(head.query, start, s.inner, query.data());
        fill_tile(head.back, start, s.inner, back.data());
        fill_rows(flipped(head.query), 0, start, s.columns, TILE, query_flipped.data(), TILE);
        fill_rows(flipped(head.back), 0, start, s.columns, TILE, back_flipped.data(), TILE);
        for (int64_t key = 0; key < reach; key += TILE) {
            product_of_tiles(query.data(), keys.data() + key * s.inner, scores.data() + key * TILE, s.inner);
            product_of_tiles(back.data(), values.data() + key * s.inner, returned.data() + key * TILE, s.inner);
        }
        for (int64_t row = 0; row < TILE; row += 2) {
            Row pair[2];
            for (int64_t odd = 0; odd < 2; odd++) {
                const int64_t line = row + odd, place = start + line;
                const bool there = line < rows;
                pair[odd] = {scores.data() + line * TILE,
                             returned.data() + line * TILE,
                             there ? head.logs[place] : 0,
                             there ? dot(head.out.at(place, 0), head.back.at(place, 0), s.width) : 0,
                             there ? place + 1 : 0,
                             gradients.data() + line * TILE};
            }
            const auto pairs = [&](Narrow& all) { return reinterpret_cast<uint32_t*>(all.data()) + row / 2 * TILE; };
            return_rows(pair, scale, reach, pairs(weight_pairs), pairs(gradient_pairs));
        }
        mix(gradients.data(), key_rows.data(), mixed.data(), reach, s);
        for (int64_t column = 0; column < s.columns; column += TILE) {
            for (int64_t key = 0; key < reach; key += TILE) {
                const auto add = [&](const Narrow& left, const Narrow& right, Wide& sum) {
                    multiply(left.data() + column * TILE, TILE, right.data() + key * TILE,
                             sum.data() + column * s.all + key * TILE, TILE, TILE, TILE, TILE, true);
                };
                add(query_flipped, gradient_pairs, by_key);
                add(back_flipped, weight_pairs, by_value);
            }
        }
        for (int64_t row = 0; row < rows; row++) {
            write_row(mixed.data() + row * TILE, 1, head.by_query + (start + row) * head.to, s.width);
        }
    }
};

Tensor rows_together(const Tensor& tensor) {
    return tensor.stride(3) == 1 ? tensor : tensor.contiguous();
}

uint16_t* place(const Tensor& tensor, int64_t batch, int64_t head) {
    auto* data = reinterpret_cast<uint16_t*>(tensor.data_ptr<at::BFloat16>());
    return data + batch * tensor.stride(0) + head * tensor.stride(1);
}

// (B, H, T, D) whose memory is (B, T, H, D): what a linear layer reads without a copy.
Tensor by_position(const Tensor& query) {
    const at::IntArrayRef size = query.sizes();
    return at::empty({size[0], size[2], size[1], size[3]}, query.options()).transpose(1, 2);
}

struct Attend : torch::autograd::Function<Attend> {
    static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& query, const Tensor& key,
                          const Tensor& value, double scale) {
        at::AutoDispatchBelowADInplaceOrView below;
        const Tensor q = rows_together(query), k = rows_together(key), v = rows_together(value);
        const int64_t heads = q.size(1), group = heads / k.size(1);
        const Shape shape(q.size(2), q.size(3));
        const Tensor out = by_position(q);
        const Tensor logs = at::empty({q.size(0), heads, shape.length}, q.options().dtype(at::kFloat));
        float* data = logs.data_ptr<float>();
        in_parallel(q.size(0) * heads, [&](int64_t start, int64_t end) {
            Forward space(shape);
            for (int64_t task = start; task < end; task++) {
                const int64_t batch = task / heads, head = task % heads;
                space.run(shape, of_head(q, batch, head), of_head(k, batch, head / group),
                          of_head(v, batch, head / group), scale, place(out, batch, head), out.stride(2),
                          data + task * shape.length);
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
        const int64_t heads = q.size(1), group = heads / k.size(1);
        const Shape shape(q.size(2), q.size(3));
        const Tensor by_query = by_position(q), by_key = by_position(q), by_value = by_position(q);
        const float* data = logs.const_data_ptr<float>();
        in_parallel(q.size(0) * heads, [&](int64_t start, int64_t end) {
            Backward space(shape);
            for (int64_t task = start; task < end; task++) {
                const int64_t batch = task / heads, head = task % heads;
                const Head one{of_head(q, batch, head),
                               of_head(k, batch, head / group),
                               of_head(v, batch, head / group),
                               of_head(out, batch, head),
                               of_head(back, batch, head),
                               data + task * shape.length,
                               place(by_query, batch, head),
                               place(by_key, batch, head),
                               place(by_value, batch, head),
                               by_query.stride(2)};
                space.run(shape, one, scale);
            }
        });
        // Heads that share a key add up.
        const auto shared = [&](const Tensor& each) {
            return group == 1 ? each
                              : each.reshape({q.size(0), heads / group, group, shape.length, shape.width}).sum(2);
        };
        return {by_query, shared(by_key), shared(by_value), Tensor()};
    }
};

}  // namespace

Tensor attend(const Tensor& query, const Tensor& key, const Tensor& value, double scale) {
    const auto fits = [&](const Tensor& one) {
        return one.dim() == 4 && one.scalar_type() == at::kBFloat16 && one.device().is_cpu() &&
               one.size(0) == query.size(0) && one.size(2) == query.size(2) && one.size(3) == query.size(3);
    };
    TORCH_CHECK(usable() && fits(query) && fits(key) && fits(value) && key.sizes() == value.sizes() &&
                key.size(1) > 0 && query.size(1) % key.size(1) == 0);
    return Attend::apply(query, key, value, scale);
}

}  // namespace tacit
