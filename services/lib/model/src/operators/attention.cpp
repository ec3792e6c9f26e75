// Causal self-attention on a CPU, and how that of bfloat16 is made: scores, their softmax and what comes back through it
// in float32, a tile of queries at a time, so that no matrix of all scores is held.

#include "attention.hpp"

#include <ATen/native/CPUBlas.h>

#include <cmath>

namespace tacit {

namespace {

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

// m^T (D, T) of m (T, D).
Matrix flipped(const Matrix& from) {
    return {from.data, from.columns, from.rows, from.stride, !from.transposed};
}

#if TACIT_NARROW

TACIT_WIDE inline __m256i rounded(__m512 x) {
    return (__m256i)_mm512_cvtneps_pbh(x);
}

TACIT_WIDE inline void store(uint16_t* out, __m256i value) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), value);
}

// A row of scores, of which the first `seen` count, made exp(scale score - most) in bfloat16, zeros up to `all`.
// Returns the sum of what was rounded, and `most` through the pointer.
TACIT_WIDE float soften(const float* scores, float scale, int64_t seen, int64_t all, uint16_t* out, float* most) {
    *most = largest(scores, seen) * scale;
    __m512 sum = _mm512_setzero_ps();
    for (int64_t at = 0; at < all; at += 16) {
        __m256i narrow = _mm256_setzero_si256();
        if (at < seen) {
            const __m512 weights = weights_at(scores, at, seen, scale, *most);
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
                const __m512 weight = weights_at(row.scores, at, row.seen, scale, row.lse);
                narrow = rounded(gradients_at(weight, row.back, at, row.seen, scale, row.delta));
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
    Shape s;
    Narrow query, keys, values, weights;
    Wide scores, mixed;

    Forward(int64_t length, int64_t width)
        : s(length, width),
          query(TILE * s.inner),
          keys(s.inner * s.all),
          values(s.all * s.columns),
          weights(TILE * s.all),
          scores(TILE * s.all),
          mixed(TILE * s.columns) {}

    ~Forward() {
        at::native::cpublas::brgemm_release(true);
    }

    // out (T, D), `to` a row; logs (T).
    void run(const Head<uint16_t>& head, float scale, uint16_t* out, int64_t to, float* logs) {
        fill_all(flipped(head.key), s.inner, s.all, keys.data());
        fill_all(head.value, s.all, s.columns, values.data());
        for (int64_t start = 0; start < s.length; start += TILE) {
            const int64_t reach = start + TILE;
            fill_tile(head.query, start, s.inner, query.data());
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

// What a thread of the way back works with.
struct Backward {
    Shape s;
    Narrow query, back, query_flipped, back_flipped, keys, values, key_rows, gradients, weight_pairs, gradient_pairs;
    Wide scores, returned, mixed, by_key, by_value;

    Backward(int64_t length, int64_t width)
        : s(length, width),
          query(TILE * s.inner),
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

    void run(const Head<uint16_t>& head, float scale, const Written<uint16_t>& to) {
        fill_all(flipped(head.key), s.inner, s.all, keys.data());
        fill_all(flipped(head.value), s.inner, s.all, values.data());
        fill_all(head.key, s.all, s.columns, key_rows.data());
        std::fill(by_key.begin(), by_key.end(), 0.0f);
        std::fill(by_value.begin(), by_value.end(), 0.0f);
        for (int64_t start = 0; start < s.length; start += TILE) {
            tile(head, scale, start, to);
        }
        write_mirrored(by_key.data(), to.key, to.step, s);
        write_mirrored(by_value.data(), to.value, to.step, s);
    }

    void tile(const Head<uint16_t>& head, float scale, int64_t start, const Written<uint16_t>& to) {
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
            write_row(mixed.data() + row * TILE, 1, to.query + (start + row) * to.step, s.width);
        }
    }
};

struct Narrows {
    using Element = uint16_t;
    using Named = at::BFloat16;
    using Forward = tacit::Forward;
    using Backward = tacit::Backward;
};

at::Tensor attend_narrow(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, double scale) {
    TORCH_CHECK(usable());
    return Attend<Narrows>::apply(query, key, value, scale);
}

}  // namespace

at::Tensor attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, double scale) {
    const at::ScalarType type = query.scalar_type();
    const auto fits = [&](const at::Tensor& one) {
        return one.dim() == 4 && one.scalar_type() == type && one.device().is_cpu() && one.size(0) == query.size(0) &&
               one.size(2) == query.size(2) && one.size(3) == query.size(3);
    };
    TORCH_CHECK(fits(query) && fits(key) && fits(value) && key.sizes() == value.sizes() && key.size(1) > 0 &&
                query.size(1) > 0 && scale > 0 &&
                query.size(1) % key.size(1) == 0 && (type == at::kBFloat16 || type == at::kFloat));
    return (type == at::kFloat ? attend_floats : attend_narrow)(query, key, value, scale);
}

}  // namespace tacit
