// Products of bfloat16 with sums in float32, tile by tile.
//
// libtorch hands out the product of two bfloat16 matrices on a CPU in bfloat16 alone. What its own attention is made
// of, a product of small tiles by oneDNN, keeps the float32 sums; here is what brings matrices into the shape that it
// reads. On a processor with AVX512-BF16; `usable` says whether this is one. Sums of float32 products, and
// attention of float32, are made of the same tiles and need less of a processor; `sums` says whether this one has it.

#pragma once

#include <ATen/ATen.h>
#include <ATen/TensorIterator.h>

#include <cstdint>
#include <optional>
#include <vector>

#if defined(__x86_64__)
#define TACIT_NARROW 1
#define TACIT_FLOATS __attribute__((target("avx512f,avx512dq")))
#define TACIT_WIDE __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma")))
#else
#define TACIT_NARROW 0
#define TACIT_FLOATS
#define TACIT_WIDE
#endif

namespace tacit {

// Rows and columns of a tile of a product, and the longest sum that is made at once.
constexpr int64_t TILE = 64;
constexpr int64_t DEPTH = 512;

constexpr int64_t padded(int64_t size, int64_t to) {
    return (size + to - 1) / to * to;
}

// Sums this long are made in one piece; the tiles' code is compiled a length.
constexpr int64_t depth_of(int64_t left) {
    const int64_t whole = padded(left, left <= TILE ? 8 : 32);
    return whole < DEPTH ? whole : DEPTH;
}

// A matrix of which one dimension lies together.
template <typename Element>
struct MatrixOf {
    const Element* data;
    int64_t rows, columns;
    // From one row, or where `transposed` from one column, to the next.
    int64_t stride;
    bool transposed;

    const Element* at(int64_t row, int64_t column) const {
        return transposed ? data + column * stride + row : data + row * stride + column;
    }
};

// Of bfloat16.
using Matrix = MatrixOf<uint16_t>;

bool usable();

// out (TILE or `height`, `depth`) with `to` elements a row: the tile of `from` at (row, column), zeros where it ends.
void fill_rows(const Matrix& from, int64_t row, int64_t column, int64_t height, int64_t depth, uint16_t* out,
               int64_t to);

// out (depth / 2, TILE, 2): the tile of `from` at (row, column), each two rows interleaved, zeros where it ends.
void fill_pairs(const Matrix& from, int64_t row, int64_t column, int64_t depth, uint16_t* out);

// out (height, width), `to` floats a row, = or += left (height, depth), `step` a row, by right, as `fill_pairs` made it.
void multiply(const uint16_t* left, int64_t step, const uint16_t* right, float* out, int64_t to, int64_t height,
              int64_t width, int64_t depth, bool add);

// Sixteen rows of sixteen, mirrored along the diagonal.
void mirror(const uint32_t* from, int64_t step, uint32_t* out, int64_t to);

// out (`height`, `depth`): columns of `from` (`count` rows, `step` a row) as rows, zeros where it ends.
void fill_mirrored(const float* from, int64_t step, int64_t count, int64_t height, int64_t depth, float* out);

// run(first, last) for parts of 0 to `tasks`, on libtorch's own threads, without OpenMP in what is compiled here.
template <typename Run>
void in_parallel(int64_t tasks, const Run& run) {
    at::Tensor places = at::arange(tasks, at::kLong);
    at::TensorIterator each = at::TensorIterator::nullary_op(places);
    each.for_each(
        [&](char** data, const int64_t*, int64_t count) {
            const int64_t first = *reinterpret_cast<const int64_t*>(data[0]);
            run(first, first + count);
        },
        1);
}

// Whether `sum_products` is for this processor, and what comes out is right.
bool sums();

// out (M, N) = or += the sum over rows of factor left^T right, in float32: left (R, M), right (R, N), `factors` (R) or
// null. Sums are made in the same order however many threads there are.
void sum_products(const at::Tensor& out, const at::Tensor& left, const at::Tensor& right, const float* factors,
                  bool add);

// softmax(scale query key^T) value, where each position sees itself and what is before it: query (B, H, T, D), key and
// value (B, KVH, T, D), all bfloat16 or all float32.
at::Tensor attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, double scale);
at::Tensor attend_floats(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, double scale);

// left right for each of a batch, both bfloat16 or both float32, in float32.
at::Tensor products(const at::Tensor& left, const at::Tensor& right);
at::Tensor products_floats(const at::Tensor& left, const at::Tensor& right);
at::Tensor add_products(const at::Tensor& sum, const at::Tensor& left, const at::Tensor& right,
                        at::IntArrayRef counts, const std::optional<at::Tensor>& factors);

}  // namespace tacit
