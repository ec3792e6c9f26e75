// Causal self-attention of float32 on a CPU: a tile of queries at a time, scores and what comes back through them by
// oneDNN's tiles. libtorch's own has MKL make each of them.

#include "attention.hpp"

#include <ATen/native/CPUBlas.h>

#include <cmath>
#include <cstring>

namespace tacit {

namespace {

using at::native::cpublas::brgemm;
using Wide = std::vector<float>;

// What is left of a length from `start` on is made in one of four heights: code is compiled and kept for each shape.
constexpr int64_t STEP = 16;

int64_t height_of(int64_t length, int64_t start) {
    return padded(std::min(TILE, length - start), STEP);
}

#if TACIT_NARROW

// A row of scores in tiles, of which the first `seen` count, made exp(scale score - most) in place, zeros up to `all`.
// Returns the sum, and `most` through the pointer.
TACIT_FLOATS float soften(float* scores, float scale, int64_t seen, int64_t all, float* most) {
    *most = largest(scores, seen) * scale;
    __m512 sum = _mm512_setzero_ps();
    for (int64_t at = 0; at < all; at += 16) {
        __m512 weights = _mm512_setzero_ps();
        if (at < seen) {
            weights = weights_at(scores, at, seen, scale, *most);
            sum = _mm512_add_ps(sum, weights);
        }
        _mm512_storeu_ps(scores + tiled(at), weights);
    }
    return _mm512_reduce_add_ps(sum);
}

// A row on the way back: scores made probabilities, and the gradients of those the gradients of the scores.
TACIT_FLOATS void return_row(float* scores, float* back, float scale, float lse, float delta, int64_t seen, int64_t all) {
    for (int64_t at = 0; at < all; at += 16) {
        __m512 weight = _mm512_setzero_ps(), gradient = _mm512_setzero_ps();
        if (at < seen) {
            weight = weights_at(scores, at, seen, scale, lse);
            gradient = gradients_at(weight, back, at, seen, scale, delta);
        }
        _mm512_storeu_ps(scores + tiled(at), weight);
        _mm512_storeu_ps(back + tiled(at), gradient);
    }
}

TACIT_FLOATS float dot(const float* left, const float* right, int64_t width) {
    __m512 sum = _mm512_setzero_ps();
    for (int64_t at = 0; at < width; at += 16) {
        const __mmask16 mask = first(width - at);
        sum = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(mask, left + at), _mm512_maskz_loadu_ps(mask, right + at), sum);
    }
    return _mm512_reduce_add_ps(sum);
}

#else

float soften(float*, float, int64_t, int64_t, float*) { return 0; }
void return_row(float*, float*, float, float, float, int64_t, int64_t) {}
float dot(const float*, const float*, int64_t) { return 0; }

#endif

// `count` rows of `from` at `start`, zeros where it ends.
void fill(const MatrixOf<float>& from, int64_t start, int64_t count, float* out) {
    for (int64_t row = start; row < start + count; row++, out += from.columns) {
        if (row < from.rows) {
            std::memcpy(out, from.at(row, 0), from.columns * sizeof(float));
        } else {
            std::memset(out, 0, from.columns * sizeof(float));
        }
    }
}

// What scores are products with: m^T of m (T, D), tile of positions after tile.
void fill_flipped(const MatrixOf<float>& from, float* out) {
    for (int64_t start = 0; start < from.rows; start += TILE) {
        fill_mirrored(from.at(start, 0), from.stride, from.rows - start, from.columns, TILE,
                      out + start * from.columns);
    }
}

// One head's size, and what both ways do with it.
struct Shape {
    int64_t length, width, all;

    Shape(int64_t length, int64_t width) : length(length), width(width), all(padded(length, TILE)) {}

    // run(key, columns) for each tile of keys that the queries from `start` on see.
    template <typename Run>
    void keys_of(int64_t start, const Run& run) const {
        for (int64_t key = 0; key <= start; key += TILE) {
            run(key, height_of(length, key));
        }
    }

    // out (height, start + height) in tiles = left (height, D) m^T, `flipped` as `fill_flipped` made it.
    void score(const Wide& left, const Wide& flipped, int64_t start, Wide& out) const {
        keys_of(start, [&](int64_t key, int64_t columns) {
            brgemm(height_of(length, start), columns, width, width, TILE, TILE, false, left.data(),
                   flipped.data() + key * width, out.data() + key * TILE);
        });
    }

    // out (height, D) = left (height, start + height) in tiles by right (all, D).
    void mix(const Wide& left, const Wide& right, int64_t start, Wide& out) const {
        keys_of(start, [&](int64_t key, int64_t columns) {
            brgemm(height_of(length, start), width, columns, TILE, width, width, key > 0, left.data() + key * TILE,
                   right.data() + key * width, out.data());
        });
    }
};

struct Forward {
    Shape s;
    Wide query, keys, values, scores, mixed;

    Forward(int64_t length, int64_t width)
        : s(length, width),
          query(TILE * width),
          keys(s.all * width),
          values(s.all * width),
          scores(TILE * s.all),
          mixed(TILE * width) {}

    void run(const Head<float>& head, float scale, float* out, int64_t to, float* logs) {
        fill_flipped(head.key, keys.data());
        fill(head.value, 0, s.all, values.data());
        for (int64_t start = 0; start < s.length; start += TILE) {
            const int64_t height = height_of(s.length, start), rows = std::min(TILE, s.length - start);
            fill(head.query, start, height, query.data());
            s.score(query, keys, start, scores);
            float sums[TILE];
            for (int64_t row = 0; row < rows; row++) {
                float most = 0;
                sums[row] = soften(scores.data() + row * TILE, scale, start + row + 1, start + height, &most);
                logs[start + row] = most + std::log(sums[row]);
            }
            s.mix(scores, values, start, mixed);
            for (int64_t row = 0; row < rows; row++) {
                const float part = 1 / sums[row];
                for (int64_t at = 0; at < s.width; at++) {
                    out[(start + row) * to + at] = mixed[row * s.width + at] * part;
                }
            }
        }
    }
};

struct Backward {
    Shape s;
    Wide query, back, keys, values, key_rows, scores, returned, flipped, mixed, by_key, by_value;

    Backward(int64_t length, int64_t width)
        : s(length, width),
          query(TILE * width),
          back(TILE * width),
          keys(s.all * width),
          values(s.all * width),
          key_rows(s.all * width),
          scores(TILE * s.all),
          returned(TILE * s.all),
          flipped(TILE * TILE),
          mixed(TILE * width),
          by_key(s.all * width),
          by_value(s.all * width) {}

    void run(const Head<float>& head, float scale, const Written<float>& to) {
        fill_flipped(head.key, keys.data());
        fill_flipped(head.value, values.data());
        fill(head.key, 0, s.all, key_rows.data());
        std::fill(by_key.begin(), by_key.end(), 0.0f);
        std::fill(by_value.begin(), by_value.end(), 0.0f);
        for (int64_t start = 0; start < s.length; start += TILE) {
            tile(head, scale, start);
            write(mixed, to.query + start * to.step, to.step, std::min(TILE, s.length - start));
        }
        write(by_key, to.key, to.step, s.length);
        write(by_value, to.value, to.step, s.length);
    }

    // Leaves the gradient by the queries from `start` on in `mixed`.
    void tile(const Head<float>& head, float scale, int64_t start) {
        const int64_t height = height_of(s.length, start), rows = std::min(TILE, s.length - start);
        fill(head.query, start, height, query.data());
        fill(head.back, start, height, back.data());
        s.score(query, keys, start, scores);
        s.score(back, values, start, returned);
        for (int64_t row = 0; row < height; row++) {
            const int64_t place = start + row;
            const bool there = row < rows;
            const float delta = there ? dot(head.out.at(place, 0), head.back.at(place, 0), s.width) : 0;
            return_row(scores.data() + row * TILE, returned.data() + row * TILE, scale, there ? head.logs[place] : 0,
                       delta, there ? place + 1 : 0, start + height);
        }
        s.mix(returned, key_rows, start, mixed);
        s.keys_of(start, [&](int64_t key, int64_t columns) {
            const auto add = [&](const Wide& left, const Wide& right, Wide& sum) {
                fill_mirrored(left.data() + key * TILE, TILE, height, columns, height, flipped.data());
                brgemm(columns, s.width, height, height, s.width, s.width, true, flipped.data(), right.data(),
                       sum.data() + key * s.width);
            };
            add(returned, query, by_key);
            add(scores, back, by_value);
        });
    }

    void write(const Wide& from, float* out, int64_t step, int64_t rows) const {
        for (int64_t row = 0; row < rows; row++) {
            std::memcpy(out + row * step, from.data() + row * s.width, s.width * sizeof(float));
        }
    }
};

struct Floats {
    using Element = float;
    using Named = float;
    using Forward = tacit::Forward;
    using Backward = tacit::Backward;
};

}  // namespace

at::Tensor attend_floats(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, double scale) {
    TORCH_CHECK(sums());
    return Attend<Floats>::apply(query, key, value, scale);
}

}  // namespace tacit
