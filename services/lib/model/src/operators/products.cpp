// What a private step needs in float32: products of batches that a pass left in bfloat16, and sums of products that are
// weighted.

#include "narrow.hpp"

#include <ATen/native/CPUBlas.h>

#include <algorithm>
#include <memory>
#include <numeric>

#if TACIT_NARROW
#include <immintrin.h>
#endif

namespace tacit {

namespace {

const uint16_t* narrow_data(const at::Tensor& tensor) {
    TORCH_CHECK(tensor.scalar_type() == at::kBFloat16 && tensor.device().is_cpu());
    return reinterpret_cast<const uint16_t*>(tensor.const_data_ptr<at::BFloat16>());
}

// A matrix of a batch (U, rows, columns), one of whose two last dimensions lies together.
Matrix of_batch(const at::Tensor& batch, int64_t unit) {
    const bool transposed = batch.stride(2) != 1;
    return {narrow_data(batch) + unit * batch.stride(0), batch.size(1), batch.size(2),
            batch.stride(transposed ? 2 : 1), transposed};
}

at::Tensor together(const at::Tensor& batch) {
    return batch.stride(1) == 1 || batch.stride(2) == 1 ? batch : batch.contiguous();
}

// What one thread works with.
struct Workspace {
    std::vector<uint16_t> left, right;
    std::vector<float> tile;

    Workspace(int64_t left_depth, int64_t right_depth)
        : left(TILE * left_depth), right(TILE * right_depth), tile(TILE * TILE) {}

    ~Workspace() {
        at::native::cpublas::brgemm_release(true);
    }
};

// out += tile * factor, `to` floats a row of `out`.
TACIT_WIDE void add_tile(const float* tile, float factor, float* out, int64_t to, int64_t rows, int64_t columns) {
#if TACIT_NARROW
    const __m512 factors = _mm512_set1_ps(factor);
    for (int64_t row = 0; row < rows; row++, tile += TILE, out += to) {
        for (int64_t along = 0; along < columns; along += 16) {
            const int64_t there = std::min<int64_t>(16, columns - along);
            const __mmask16 mask = static_cast<__mmask16>((1u << there) - 1);
            const __m512 sum = _mm512_maskz_loadu_ps(mask, out + along);
            const __m512 part = _mm512_loadu_ps(tile + along);
            _mm512_mask_storeu_ps(out + along, mask, _mm512_fmadd_ps(part, factors, sum));
        }
    }
#endif
}

}  // namespace

at::Tensor products(const at::Tensor& left_batch, const at::Tensor& right_batch) {
    if (left_batch.scalar_type() == at::kFloat) {
        return products_floats(left_batch, right_batch);
    }
    TORCH_CHECK(usable() && left_batch.dim() == 3 && right_batch.dim() == 3);
    const at::Tensor lefts = together(left_batch), rights = together(right_batch);
    const int64_t units = lefts.size(0), rows = lefts.size(1), inner = lefts.size(2), columns = rights.size(2);
    TORCH_CHECK(rights.size(0) == units && rights.size(1) == inner);
    narrow_data(lefts), narrow_data(rights);
    at::Tensor out = at::zeros({units, rows, columns}, lefts.options().dtype(at::kFloat));
    float* data = out.mutable_data_ptr<float>();
    const int64_t blocks = (rows + TILE - 1) / TILE;
    in_parallel(units * blocks, [&](int64_t first, int64_t last) {
        Workspace space(DEPTH, DEPTH);
        for (int64_t task = first; task < last; task++) {
            const int64_t unit = task / blocks, row = task % blocks * TILE;
            const Matrix left = of_batch(lefts, unit), right = of_batch(rights, unit);
            const int64_t height = std::min(TILE, rows - row);
            for (int64_t deep = 0; deep < inner; deep += DEPTH) {
                const int64_t depth = depth_of(inner - deep);
                fill_rows(left, row, deep, padded(height, 16), depth, space.left.data(), DEPTH);
                for (int64_t column = 0; column < columns; column += TILE) {
                    const int64_t width = std::min(TILE, columns - column);
                    fill_pairs(right, deep, column, depth, space.right.data());
                    multiply(space.left.data(), DEPTH, space.right.data(), space.tile.data(), TILE,
                             padded(height, 16), padded(width, 16), depth, false);
                    float* place = data + (unit * rows + row) * columns + column;
                    add_tile(space.tile.data(), 1, place, columns, height, width);
                }
            }
        }
    });
    return out;
}

at::Tensor add_products(const at::Tensor& sum, const at::Tensor& left_rows, const at::Tensor& right_rows,
                        at::IntArrayRef counts, const std::optional<at::Tensor>& factors) {
    TORCH_CHECK(std::accumulate(counts.begin(), counts.end(), int64_t{0}) == left_rows.size(0));
    if (left_rows.scalar_type() == at::kFloat) {
        at::Tensor by_row;
        if (factors.has_value()) {
            const at::Tensor each = at::tensor(counts, at::kLong);
            by_row = factors->to(at::kFloat).repeat_interleave(each, 0, left_rows.size(0)).contiguous();
        }
        sum_products(sum, left_rows, right_rows, by_row.defined() ? by_row.const_data_ptr<float>() : nullptr, true);
        return sum;
    }
    TORCH_CHECK(usable() && sum.is_contiguous() && sum.scalar_type() == at::kFloat && sum.device().is_cpu());
    const at::Tensor lefts = left_rows.contiguous(), rights = right_rows.contiguous();
    const int64_t all = lefts.size(0), rows = lefts.size(1), columns = rights.size(1);
    TORCH_CHECK(rights.size(0) == all && sum.size(0) == rows && sum.size(1) == columns);
    at::Tensor weights;
    if (factors.has_value()) {
        weights = factors->to(at::kFloat).contiguous();
        TORCH_CHECK(weights.numel() == static_cast<int64_t>(counts.size()));
    }
    // Where the rows of each unit begin, there and here, where each begins a new pair.
    struct Segment {
        int64_t start, count, place;
        float factor;
    };
    std::vector<Segment> segments;
    int64_t start = 0, deep = 0;
    for (size_t unit = 0; unit < counts.size(); unit++) {
        const float factor = weights.defined() ? weights.const_data_ptr<float>()[unit] : 1;
        for (int64_t done = 0; done < counts[unit]; done += DEPTH) {
            const int64_t count = std::min(DEPTH, counts[unit] - done);
            segments.push_back({start + done, count, deep, factor});
            deep += depth_of(count);
        }
        start += counts[unit];
    }
    const Matrix left{narrow_data(lefts), rows, all, rows, true};
    const Matrix right{narrow_data(rights), all, columns, columns, false};
    const int64_t wide = (columns + TILE - 1) / TILE;
    const std::unique_ptr<uint16_t[]> pairs(new uint16_t[wide * deep * TILE]);
    in_parallel(wide, [&](int64_t first, int64_t last) {
        for (int64_t block = first; block < last; block++) {
            for (const Segment& one : segments) {
                Matrix own = right;
                own.rows = one.start + one.count;
                fill_pairs(own, one.start, block * TILE, depth_of(one.count),
                           pairs.get() + (block * deep + one.place) * TILE);
            }
        }
    });
    float* data = sum.data_ptr<float>();
    in_parallel((rows + TILE - 1) / TILE, [&](int64_t first, int64_t last) {
        Workspace space(deep, 0);
        for (int64_t block = first; block < last; block++) {
            const int64_t row = block * TILE, height = std::min(TILE, rows - row);
            for (const Segment& one : segments) {
                Matrix own = left;
                own.columns = one.start + one.count;
                fill_rows(own, row, one.start, padded(height, 16), depth_of(one.count),
                          space.left.data() + one.place * TILE, depth_of(one.count));
            }
            for (int64_t part = 0; part < wide; part++) {
                const int64_t width = std::min(TILE, columns - part * TILE);
                for (const Segment& one : segments) {
                    multiply(space.left.data() + one.place * TILE, depth_of(one.count),
                             pairs.get() + (part * deep + one.place) * TILE, space.tile.data(), TILE,
                             padded(height, 16), padded(width, 16), depth_of(one.count), false);
                    add_tile(space.tile.data(), one.factor, data + row * columns + part * TILE, columns, height,
                             width);
                }
            }
        }
    });
    return sum;
}

}  // namespace tacit
