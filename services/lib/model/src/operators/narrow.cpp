#include "narrow.hpp"

#include <ATen/native/CPUBlas.h>

#include <algorithm>
#include <cstring>

#if TACIT_NARROW
#include <immintrin.h>
#endif

namespace tacit {

#if TACIT_NARROW

bool usable() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("fma");
}

TACIT_FLOATS void mirror(const uint32_t* from, int64_t step, uint32_t* out, int64_t to) {
    __m512i a[16], b[16];
    for (int row = 0; row < 16; row++) {
        a[row] = _mm512_loadu_si512(from + row * step);
    }
    for (int row = 0; row < 16; row += 2) {
        b[row] = _mm512_unpacklo_epi32(a[row], a[row + 1]);
        b[row + 1] = _mm512_unpackhi_epi32(a[row], a[row + 1]);
    }
    // Four rows share their quarters: column 4 q + c of rows 4 g to 4 g + 3 is quarter q of a[4 g + c].
    for (int group = 0; group < 16; group += 4) {
        a[group] = _mm512_unpacklo_epi64(b[group], b[group + 2]);
        a[group + 1] = _mm512_unpackhi_epi64(b[group], b[group + 2]);
        a[group + 2] = _mm512_unpacklo_epi64(b[group + 1], b[group + 3]);
        a[group + 3] = _mm512_unpackhi_epi64(b[group + 1], b[group + 3]);
    }
    for (int column = 0; column < 4; column++) {
        const __m512i even = _mm512_shuffle_i32x4(a[column], a[column + 4], 0x88);
        const __m512i odd = _mm512_shuffle_i32x4(a[column], a[column + 4], 0xdd);
        const __m512i later_even = _mm512_shuffle_i32x4(a[column + 8], a[column + 12], 0x88);
        const __m512i later_odd = _mm512_shuffle_i32x4(a[column + 8], a[column + 12], 0xdd);
        _mm512_storeu_si512(out + column * to, _mm512_shuffle_i32x4(even, later_even, 0x88));
        _mm512_storeu_si512(out + (column + 4) * to, _mm512_shuffle_i32x4(odd, later_odd, 0x88));
        _mm512_storeu_si512(out + (column + 8) * to, _mm512_shuffle_i32x4(even, later_even, 0xdd));
        _mm512_storeu_si512(out + (column + 12) * to, _mm512_shuffle_i32x4(odd, later_odd, 0xdd));
    }
}

namespace {

constexpr int64_t SIDE = 32;

// out (SIDE, SIDE), `to` a row, = from (SIDE, SIDE) mirrored.
TACIT_WIDE void mirror_halves(const uint16_t* from, int64_t step, uint16_t* out, int64_t to) {
    uint32_t pairs[2][16 * 16];
    for (int half = 0; half < 2; half++) {
        uint32_t rows[16 * 16];
        for (int row = 0; row < 16; row++) {
            _mm512_storeu_si512(rows + 16 * row, _mm512_loadu_si512(from + (16 * half + row) * step));
        }
        mirror(rows, 16, pairs[half], 16);
    }
    for (int pair = 0; pair < 16; pair++) {
        for (int half = 0; half < 2; half++) {
            const __m512i both = _mm512_loadu_si512(pairs[half] + 16 * pair);
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + 2 * pair * to + 16 * half),
                                _mm512_cvtepi32_epi16(both));
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + (2 * pair + 1) * to + 16 * half),
                                _mm512_cvtepi32_epi16(_mm512_srli_epi32(both, 16)));
        }
    }
}

// Copies what there is of SIDE x SIDE elements, zeros where there is none.
void copy_side(const uint16_t* from, int64_t step, int64_t rows, int64_t columns, uint16_t* out) {
    std::memset(out, 0, SIDE * SIDE * sizeof(uint16_t));
    for (int64_t row = 0; row < rows; row++) {
        std::memcpy(out + row * SIDE, from + row * step, columns * sizeof(uint16_t));
    }
}

int64_t left_of(int64_t all, int64_t start, int64_t most) {
    return std::clamp<int64_t>(all - start, 0, most);
}

}  // namespace

void fill_rows(const Matrix& from, int64_t row, int64_t column, int64_t height, int64_t depth, uint16_t* out,
               int64_t to) {
    if (!from.transposed) {
        const int64_t whole = left_of(from.columns, column, depth);
        for (int64_t place = 0; place < height; place++, out += to) {
            const int64_t there = row + place < from.rows ? whole : 0;
            std::memcpy(out, from.at(row + place, column), there * sizeof(uint16_t));
            std::memset(out + there, 0, (depth - there) * sizeof(uint16_t));
        }
        return;
    }
    uint16_t side[SIDE * SIDE], mirrored[SIDE * SIDE];
    for (int64_t down = 0; down < height; down += SIDE) {
        for (int64_t along = 0; along < depth; along += SIDE) {
            const int64_t rows = left_of(from.rows, row + down, SIDE);
            const int64_t columns = left_of(from.columns, column + along, SIDE);
            const uint16_t* start = from.at(row + down, column + along);
            uint16_t* place = out + down * to + along;
            if (rows == SIDE && columns == SIDE && down + SIDE <= height && along + SIDE <= depth) {
                mirror_halves(start, from.stride, place, to);
                continue;
            }
            copy_side(start, from.stride, columns, rows, side);
            mirror_halves(side, SIDE, mirrored, SIDE);
            const int64_t width = std::min(SIDE, depth - along);
            for (int64_t line = 0; line < std::min(SIDE, height - down); line++) {
                std::memcpy(place + line * to, mirrored + line * SIDE, width * sizeof(uint16_t));
            }
        }
    }
}

TACIT_WIDE void fill_pairs(const Matrix& from, int64_t row, int64_t column, int64_t depth, uint16_t* out) {
    uint32_t* pairs = reinterpret_cast<uint32_t*>(out);
    const int64_t columns = left_of(from.columns, column, TILE);
    const int64_t rows = left_of(from.rows, row, depth);
    if (from.transposed) {
        // Two rows of a column lie together already.
        for (int64_t along = 0; along < TILE; along += 16) {
            for (int64_t down = 0; down < depth; down += SIDE) {
                const int64_t there = left_of(columns, along, 16), deep = left_of(rows, down, SIDE);
                const uint16_t* start = from.at(row + down, column + along);
                uint32_t side[16 * 16] = {0};
                for (int64_t line = 0; line < there; line++) {
                    std::memcpy(side + line * 16, start + line * from.stride, deep * sizeof(uint16_t));
                }
                uint32_t mirrored[16 * 16];
                mirror(side, 16, mirrored, 16);
                for (int64_t line = 0; line < std::min<int64_t>(16, (depth - down) / 2); line++) {
                    uint32_t* place = pairs + (down / 2 + line) * TILE + along;
                    _mm512_storeu_si512(place, _mm512_loadu_si512(mirrored + line * 16));
                }
            }
        }
        return;
    }
    for (int64_t down = 0; down < depth; down += 2) {
        for (int64_t along = 0; along < TILE; along += 16) {
            const int64_t there = left_of(columns, along, 16);
            const __mmask16 mask = static_cast<__mmask16>((1u << there) - 1);
            __m512i both = _mm512_setzero_si512();
            if (down < rows) {
                both = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, from.at(row + down, column + along)));
            }
            if (down + 1 < rows) {
                const __m256i odd = _mm256_maskz_loadu_epi16(mask, from.at(row + down + 1, column + along));
                both = _mm512_or_si512(both, _mm512_slli_epi32(_mm512_cvtepu16_epi32(odd), 16));
            }
            _mm512_storeu_si512(pairs + (down / 2) * TILE + along, both);
        }
    }
}

#else

bool usable() {
    return false;
}

void mirror(const uint32_t*, int64_t, uint32_t*, int64_t) {}

void fill_rows(const Matrix&, int64_t, int64_t, int64_t, int64_t, uint16_t*, int64_t) {}

void fill_pairs(const Matrix&, int64_t, int64_t, int64_t, uint16_t*) {}

#endif

void multiply(const uint16_t* left, int64_t step, const uint16_t* right, float* out, int64_t to, int64_t height,
              int64_t width, int64_t depth, bool add) {
    at::native::cpublas::brgemm(height, width, depth, step, TILE, to, add,
                                reinterpret_cast<const at::BFloat16*>(left),
                                reinterpret_cast<const at::BFloat16*>(right), out, true);
}

}  // namespace tacit
