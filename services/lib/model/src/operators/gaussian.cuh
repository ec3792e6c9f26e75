// Gaussian noise of the words of ChaCha20, as the crate `dp` draws it, value for value (its `noise.rs` says why it is
// made like this). Compiled twice: by the host's compiler, for tests and for the look at a device before anything
// rests on it, and by NVRTC for the device. No sum of a product may be contracted: that would round differently.

#ifdef __CUDACC_RTC__
#define TACIT_BOTH __device__ __forceinline__
#define TACIT_BITS(number) static_cast<u64>(__double_as_longlong(number))
#define TACIT_NUMBER(bits) __longlong_as_double(static_cast<long long>(bits))
#define TACIT_ROOT(number) sqrt(number)
#else
#define TACIT_BOTH inline
#define TACIT_BITS(number) bits_of(number)
#define TACIT_NUMBER(bits) number_of(bits)
#define TACIT_ROOT(number) std::sqrt(number)
#endif

typedef unsigned int u32;
typedef unsigned long long u64;

// Values made together, and those of them that share their four Gaussians lie this far apart.
constexpr int VALUES = 1024;
constexpr int QUARTER = VALUES / 4;
// Words of a block of the cipher, blocks whose words alternate, blocks for VALUES values of 64 bits each.
constexpr int WORDS = 16;
constexpr int TOGETHER = 16;
constexpr int BLOCKS = 2 * VALUES / WORDS;

// Eight words of a key, and two of a stream's number.
struct Source {
    u32 words[10];
};

#ifndef __CUDACC_RTC__
inline u64 bits_of(double number) {
    u64 bits;
    std::memcpy(&bits, &number, sizeof(bits));
    return bits;
}

inline double number_of(u64 bits) {
    double number;
    std::memcpy(&number, &bits, sizeof(number));
    return number;
}
#endif

TACIT_BOTH void mix(u32& into, u32 from, u32& turned, int by) {
    into += from;
    const u32 mixed = turned ^ into;
    turned = (mixed << by) | (mixed >> (32 - by));
}

TACIT_BOTH void quarter(u32& a, u32& b, u32& c, u32& d) {
    mix(a, b, d, 16);
    mix(c, d, b, 12);
    mix(a, b, d, 8);
    mix(c, d, b, 7);
}

// Block `index` of the BLOCKS from `counter` on, to its places among the words of all.
TACIT_BOTH void cipher(const Source& source, u64 counter, int index, u32* words) {
    const u64 own = counter + static_cast<u64>(index);
    u32 start[WORDS] = {0x61707865u, 0x3320646eu, 0x79622d32u, 0x6b206574u};
    for (int word = 0; word < 8; word++) {
        start[4 + word] = source.words[word];
    }
    start[12] = static_cast<u32>(own);
    start[13] = static_cast<u32>(own >> 32);
    start[14] = source.words[8];
    start[15] = source.words[9];
    u32 x[WORDS];
    for (int word = 0; word < WORDS; word++) {
        x[word] = start[word];
    }
    for (int round = 0; round < 10; round++) {
        quarter(x[0], x[4], x[8], x[12]);
        quarter(x[1], x[5], x[9], x[13]);
        quarter(x[2], x[6], x[10], x[14]);
        quarter(x[3], x[7], x[11], x[15]);
        quarter(x[0], x[5], x[10], x[15]);
        quarter(x[1], x[6], x[11], x[12]);
        quarter(x[2], x[7], x[8], x[13]);
        quarter(x[3], x[4], x[9], x[14]);
    }
    u32* place = words + index / TOGETHER * (WORDS * TOGETHER) + index % TOGETHER;
    for (int word = 0; word < WORDS; word++) {
        place[word * TOGETHER] = x[word] + start[word];
    }
}

// Uniform on (0, 1].
TACIT_BOTH double unit(const u32* words, int draw) {
    const u64 bits = words[2 * draw] | static_cast<u64>(words[2 * draw + 1]) << 32;
    return 2.0 - TACIT_NUMBER((bits >> 12) | 0x3ff0000000000000ull);
}

// 1.5 x 2^52: adding it rounds a small number to a whole one.
constexpr double ROUND = 6755399441055744.0;

TACIT_BOTH double logarithm(double x) {
    const u64 bits = TACIT_BITS(x), one = 0x3ff0000000000000ull, least = 0x3fe6a09e667f3bcdull;
    const u64 exponent = ((bits + (one - least)) >> 52) - 1023;
    const double m = TACIT_NUMBER(bits - (exponent << 52));
    const double e = TACIT_NUMBER(exponent + TACIT_BITS(ROUND)) - ROUND;
    const double s = (m - 1.0) / (m + 1.0), z = s * s;
    double sum = 2.0 / 23.0;
    for (int odd = 21; odd > 0; odd -= 2) {
        sum = sum * z + 2.0 / odd;
    }
    return e * 0.69314718055994530942 + s * sum;
}

// Cosine and sine of so many full turns.
TACIT_BOTH void turn(double turns, double& cosine, double& sine) {
    const double quarters = turns * 4.0 + ROUND;
    const double x = (turns - (quarters - ROUND) * 0.25) * 6.28318530717958647692, z = x * x;
    double even = 1.0 / 20922789888000.0;
    even = even * z + 1.0 / -87178291200.0;
    even = even * z + 1.0 / 479001600.0;
    even = even * z + 1.0 / -3628800.0;
    even = even * z + 1.0 / 40320.0;
    even = even * z + 1.0 / -720.0;
    even = even * z + 1.0 / 24.0;
    even = even * z + 1.0 / -2.0;
    even = even * z + 1.0;
    double odd = -1.0 / 1307674368000.0;
    odd = odd * z + 1.0 / 6227020800.0;
    odd = odd * z + 1.0 / -39916800.0;
    odd = odd * z + 1.0 / 362880.0;
    odd = odd * z + 1.0 / -5040.0;
    odd = odd * z + 1.0 / 120.0;
    odd = odd * z + 1.0 / -6.0;
    odd = odd * z + 1.0;
    odd = odd * x;
    const u64 quarter = TACIT_BITS(quarters);
    const double along = quarter & 1 ? odd : even, across = quarter & 1 ? even : odd;
    cosine = TACIT_NUMBER(TACIT_BITS(along) ^ (((quarter + 1) & 2) << 62));
    sine = TACIT_NUMBER(TACIT_BITS(across) ^ ((quarter & 2) << 62));
}

// The four values of VALUES that draws `index` and those QUARTER apart from it give, of which `count` are wanted.
TACIT_BOTH void values(const u32* words, int index, double half, float* out, u64 count) {
    double sums[2], differences[2];
    for (int pair = 0; pair < 2; pair++) {
        const int draw = 2 * pair * QUARTER + index;
        double cosine, sine;
        const double radius = TACIT_ROOT(-2.0 * logarithm(unit(words, draw)));
        turn(unit(words, draw + QUARTER), cosine, sine);
        const double a = radius * cosine, b = radius * sine;
        sums[pair] = a + b;
        differences[pair] = a - b;
    }
    const float made[4] = {
        static_cast<float>(half * (sums[0] + sums[1])),
        static_cast<float>(half * (sums[0] - sums[1])),
        static_cast<float>(half * (differences[0] + differences[1])),
        static_cast<float>(half * (differences[0] - differences[1])),
    };
    for (int part = 0; part < 4; part++) {
        const int place = part * QUARTER + index;
        if (static_cast<u64>(place) < count) {
            out[place] = made[part];
        }
    }
}

#ifdef __CUDACC_RTC__
// BLOCKS threads a block of VALUES.
extern "C" __global__ void gaussian(float* out, u64 count, Source source, u64 counter, double half) {
    __shared__ u32 words[2 * VALUES];
    const u64 block = blockIdx.x, first = block * VALUES;
    cipher(source, counter + block * BLOCKS, threadIdx.x, words);
    __syncthreads();
    for (int index = threadIdx.x; index < QUARTER; index += BLOCKS) {
        values(words, index, half, out + first, count - first);
    }
}
#endif
