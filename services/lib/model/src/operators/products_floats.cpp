// Products of batches of float32 matrices by oneDNN's tiles, where libtorch has MKL make them.

#include "narrow.hpp"

#include <ATen/native/CPUBlas.h>

#include <algorithm>
#include <cstring>

namespace tacit {

namespace {

using Floats = MatrixOf<float>;

// What is left over is made in few sizes: code is compiled and kept for each.
constexpr int64_t STEP = 16;

// A matrix of a batch (U, rows, columns), one of whose two last dimensions lies together.
Floats of_batch(const at::Tensor& batch, int64_t unit) {
    const bool transposed = batch.stride(2) != 1;
    return {batch.const_data_ptr<float>() + unit * batch.stride(0), batch.size(1), batch.size(2),
            batch.stride(transposed ? 2 : 1), transposed};
}

at::Tensor together(const at::Tensor& batch) {
    TORCH_CHECK(batch.dim() == 3 && batch.scalar_type() == at::kFloat && batch.device().is_cpu());
    return batch.stride(1) == 1 || batch.stride(2) == 1 ? batch : batch.contiguous();
}

// out (height, width): the tile of `from` at (row, column), zeros where it ends.
void fill_tile(const Floats& from, int64_t row, int64_t column, int64_t height, int64_t width, float* out) {
    const int64_t rows = std::min(height, from.rows - row), columns = std::min(width, from.columns - column);
    if (from.transposed) {
        if (rows < height) {
            std::memset(out + rows * width, 0, (height - rows) * width * sizeof(float));
        }
        return fill_mirrored(from.at(row, column), from.stride, columns, rows, width, out);
    }
    for (int64_t line = 0; line < height; line++, out += width) {
        const int64_t there = line < rows ? columns : 0;
        if (there > 0) {
            std::memcpy(out, from.at(row + line, column), there * sizeof(float));
        }
        std::memset(out + there, 0, (width - there) * sizeof(float));
    }
}

// A tile as it lies in the matrix, where all of it does, or copied to `room`; `step` floats a row.
struct Tile {
    const float* data;
    int64_t step;

    Tile(const Floats& from, int64_t row, int64_t column, int64_t height, int64_t width, float* room)
        : data(room), step(width) {
        // Not where rows overlap, as those of an expanded matrix do.
        if (!from.transposed && from.stride >= width && row + height <= from.rows && column + width <= from.columns) {
            data = from.at(row, column);
            step = from.stride;
        } else {
            fill_tile(from, row, column, height, width, room);
        }
    }
};

}  // namespace

at::Tensor products_floats(const at::Tensor& left_batch, const at::Tensor& right_batch) {
    const at::Tensor lefts = together(left_batch), rights = together(right_batch);
    const int64_t units = lefts.size(0), rows = lefts.size(1), inner = lefts.size(2), columns = rights.size(2);
    TORCH_CHECK(sums() && rights.size(0) == units && rights.size(1) == inner);
    at::Tensor out = at::empty({units, rows, columns}, lefts.options());
    float* data = out.mutable_data_ptr<float>();
    const int64_t blocks = (rows + TILE - 1) / TILE;
    in_parallel(units * blocks, [&](int64_t first, int64_t last) {
        std::vector<float> left_room(TILE * DEPTH), right_room(DEPTH * TILE), made(TILE * TILE);
        for (int64_t task = first; task < last; task++) {
            const int64_t unit = task / blocks, row = task % blocks * TILE, height = std::min(TILE, rows - row);
            const Floats left = of_batch(lefts, unit), right = of_batch(rights, unit);
            const int64_t high = padded(height, STEP);
            for (int64_t column = 0; column < columns; column += TILE) {
                const int64_t width = std::min(TILE, columns - column), wide = padded(width, STEP);
                for (int64_t deep = 0; deep < inner; deep += DEPTH) {
                    const int64_t depth = depth_of(inner - deep);
                    const Tile a(left, row, deep, high, depth, left_room.data());
                    const Tile b(right, deep, column, depth, wide, right_room.data());
                    at::native::cpublas::brgemm(high, wide, depth, a.step, b.step, TILE, deep > 0, a.data, b.data,
                                                made.data());
                }
                float* place = data + (unit * rows + row) * columns + column;
                for (int64_t line = 0; line < height; line++) {
                    std::memcpy(place + line * columns, made.data() + line * TILE, width * sizeof(float));
                }
            }
        }
    });
    return out;
}

}  // namespace tacit
