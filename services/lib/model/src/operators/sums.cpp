// The product that a gradient by a weight is, in float32. libtorch has MKL make it, which on a processor of AMD is slower
// than oneDNN, whose own product would need both sides copied the other way round.

#include "narrow.hpp"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/native/CPUBlas.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace tacit {

namespace {

// Rows and columns of a tile of the sum. Few rows: matrices have few of them, which threads share.
constexpr int64_t HEIGHT = 32;
constexpr int64_t WIDTH = 128;
constexpr int64_t SIDE = 16;

// out (`depth`, WIDTH): `width` columns of `from` (`count` rows, `step` a row), each row times its factor, zeros below.
void fill_weighted(const float* from, int64_t step, const float* factors, int64_t count, int64_t width, int64_t depth,
                   float* out) {
    for (int64_t row = 0; row < count; row++, from += step, out += WIDTH) {
        if (factors == nullptr) {
            std::memcpy(out, from, width * sizeof(float));
            continue;
        }
        const float factor = factors[row];
        for (int64_t column = 0; column < width; column++) {
            out[column] = factor * from[column];
        }
    }
    std::memset(out, 0, (depth - count) * WIDTH * sizeof(float));
}

at::Tensor rows_of(const at::Tensor& tensor) {
    TORCH_CHECK(tensor.scalar_type() == at::kFloat && tensor.device().is_cpu() && tensor.dim() == 2);
    return tensor.stride(1) == 1 ? tensor : tensor.contiguous();
}

// Made of tiles whose layout is oneDNN's: looked at once before anything rests on it.
bool tried() {
#if TACIT_NARROW
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq")) {
        return false;
    }
    const at::NoGradGuard guard;
    const auto numbers = [](int64_t rows, int64_t columns) {
        return at::arange(rows * columns, at::kFloat).mul_(0.37).sin_().view({rows, columns});
    };
    const at::Tensor left = numbers(537, 45), right = numbers(537, 140), found = at::empty({45, 140});
    const at::Tensor factors = at::arange(537, at::kFloat).cos_();
    try {
        sum_products(found, left, right, nullptr, false);
        sum_products(found, left, right, factors.const_data_ptr<float>(), true);
    } catch (const c10::Error&) {
        return false;
    }
    const at::Tensor weights = factors.to(at::kDouble).add_(1).unsqueeze_(1);
    const at::Tensor expected = (left.to(at::kDouble) * weights).t().matmul(right.to(at::kDouble));
    return (found - expected).abs().max().item<double>() < 1e-3;
#else
    return false;
#endif
}

}  // namespace

void fill_mirrored(const float* from, int64_t step, int64_t count, int64_t height, int64_t depth, float* out) {
    uint32_t side[SIDE * SIDE], mirrored[SIDE * SIDE];
    for (int64_t down = 0; down < height; down += SIDE) {
        for (int64_t along = 0; along < depth; along += SIDE) {
            const int64_t rows = std::clamp<int64_t>(count - along, 0, SIDE);
            const int64_t columns = std::min(SIDE, height - down), width = std::min(SIDE, depth - along);
            const float* start = from + along * step + down;
            float* place = out + down * depth + along;
            if (rows == SIDE && columns == SIDE) {
                mirror(reinterpret_cast<const uint32_t*>(start), step, reinterpret_cast<uint32_t*>(place), depth);
                continue;
            }
            std::memset(side, 0, sizeof(side));
            for (int64_t row = 0; row < rows; row++) {
                std::memcpy(side + row * SIDE, start + row * step, columns * sizeof(float));
            }
            mirror(side, SIDE, mirrored, SIDE);
            for (int64_t line = 0; line < columns; line++) {
                std::memcpy(place + line * depth, mirrored + line * SIDE, width * sizeof(float));
            }
        }
    }
}

bool sums() {
    static const bool usable = tried();
    return usable;
}

void sum_products(const at::Tensor& out, const at::Tensor& left_rows, const at::Tensor& right_rows,
                  const float* factors, bool add) {
    const at::Tensor left = rows_of(left_rows), right = rows_of(right_rows);
    const int64_t all = left.size(0), rows = left.size(1), columns = right.size(1);
    TORCH_CHECK(out.is_contiguous() && out.scalar_type() == at::kFloat && out.device().is_cpu());
    TORCH_CHECK(right.size(0) == all && out.size(0) == rows && out.size(1) == columns);
    const float *from_left = left.const_data_ptr<float>(), *from_right = right.const_data_ptr<float>();
    float* data = out.data_ptr<float>();
    if (all == 0 && !add) {
        out.zero_();
    }
    if (all == 0 || rows == 0 || columns == 0) {
        return;
    }
    const int64_t whole = all / DEPTH * DEPTH, deep = whole + (all > whole ? depth_of(all - whole) : 0);
    const int64_t wide = (columns + WIDTH - 1) / WIDTH;
    const std::unique_ptr<float[]> packed(new float[wide * deep * WIDTH]);
    in_parallel(wide, [&](int64_t first, int64_t last) {
        for (int64_t part = first; part < last; part++) {
            fill_weighted(from_right + part * WIDTH, right.stride(0), factors, all,
                          std::min(WIDTH, columns - part * WIDTH), deep, packed.get() + part * deep * WIDTH);
        }
    });
    // Where there are few rows, columns are shared out as well.
    const int64_t blocks = (rows + HEIGHT - 1) / HEIGHT, enough = 4 * at::get_num_threads();
    const int64_t groups = std::clamp<int64_t>((enough + blocks - 1) / std::max<int64_t>(blocks, 1), 1, wide);
    in_parallel(blocks * groups, [&](int64_t first, int64_t last) {
        const std::unique_ptr<float[]> mirrored(new float[HEIGHT * DEPTH]);
        for (int64_t task = first; task < last; task++) {
            const int64_t row = task / groups * HEIGHT, height = std::min(HEIGHT, rows - row);
            const int64_t group = task % groups, from = wide * group / groups, to = wide * (group + 1) / groups;
            for (int64_t start = 0; start < all; start += DEPTH) {
                const int64_t depth = std::min(DEPTH, deep - start);
                fill_mirrored(from_left + start * left.stride(0) + row, left.stride(0), all - start, height, depth,
                              mirrored.get());
                for (int64_t part = from; part < to; part++) {
                    at::native::cpublas::brgemm(height, std::min(WIDTH, columns - part * WIDTH), depth, depth, WIDTH,
                                                columns, add || start > 0, mirrored.get(),
                                                packed.get() + (part * deep + start) * WIDTH,
                                                data + row * columns + part * WIDTH);
                }
            }
        }
    });
}

}  // namespace tacit
