/* From rows of the piece table to one sum per text: what `_kernel.py` computes with numpy and scipy, for processors
 * with AVX2, FMA and F16C. `build.py` compiles it, `_compiled.py` calls it.
 *
 * Tables are in half precision (half the memory to read; widening is one instruction), sums in single. Texts are taken
 * in blocks of 512 pieces, one window of the network after another, so that what is read again is still in the cache.
 * Row numbers and lengths are trusted: the caller checks them.
 */
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { EMBEDDING = 512, CHANNELS = 256, WINDOWS = 3, WIDEST = 5, PLACES = 10, BLOCK = 512, LANES = 8, STRIP = 64 };
enum { CONVOLVED = WINDOWS * CHANNELS, FEATURES = EMBEDDING + CONVOLVED, PRODUCTS = 2 * PLACES * CHANNELS };

typedef uint16_t half;

/* `size` neighbouring pieces, `left` of them before; `base`: its first place among the ten of all windows. */
struct window { int size, left, base; };
static const struct window windows[WINDOWS] = {{2, 0, 0}, {3, 1, 2}, {5, 2, 5}};

struct model {
    const half *features;    /* per row: embedding, then the three windows' projections */
    const half *products;    /* per row: ten places of the first convolution, then ten of the second */
    const half *second;      /* ten places of 256 x 256 */
    const float *first_bias, *second_bias; /* three windows of 256 */
    float epsilon;
};

/* Whole texts laid end to end. A piece's text reaches from `begin` up to `end`. */
struct block {
    int pieces;
    const int64_t *rows;
    int32_t *begin, *end;
    float *convolved;        /* (pieces, 768) */
    int32_t *first_value;    /* piece -> its first non-zero in the next two, one entry more than pieces */
    uint8_t *channels;
    float *values;
};

static inline __m256 widen(const half *from) {
    return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)from));
}

/* `count`: a multiple of eight. */
void clew_to_half(const float *from, half *to, int64_t count) {
    for (int64_t i = 0; i < count; i += LANES)
        _mm_storeu_si128((__m128i *)(to + i), _mm256_cvtps_ph(_mm256_loadu_ps(from + i), _MM_FROUND_TO_NEAREST_INT));
}

/* Which places of the window at `piece` lie in its text, and the pieces there. */
static int reach(const struct block *b, const struct window *w, int piece, int *neighbours, int *places) {
    int found = 0;
    for (int place = 0; place < w->size; place++) {
        int neighbour = piece + place - w->left;
        if (neighbour >= b->begin[piece] && neighbour < b->end[piece]) {
            neighbours[found] = neighbour;
            places[found++] = w->base + place;
        }
    }
    return found;
}

/* gate = relu(first convolution): its non-zeros (about one in thirty) as a list; convolved = projection + gate. */
static void first_convolution(const struct model *m, struct block *b, int number) {
    const struct window *w = &windows[number];
    const __m256 zero = _mm256_setzero_ps();
    b->first_value[0] = 0;
    for (int piece = 0; piece < b->pieces; piece++) {
        int neighbours[WIDEST], places[WIDEST], found = reach(b, w, piece, neighbours, places);
        const half *added[WIDEST];
        for (int k = 0; k < found; k++)
            added[k] = m->products + (size_t)b->rows[neighbours[k]] * PRODUCTS + places[k] * CHANNELS;
        const half *own = m->features + (size_t)b->rows[piece] * FEATURES + EMBEDDING + number * CHANNELS;
        const float *bias = m->first_bias + number * CHANNELS;
        float *out = b->convolved + (size_t)piece * CONVOLVED + number * CHANNELS;
        int at = b->first_value[piece];
        for (int c = 0; c < CHANNELS; c += LANES) {
            __m256 sum = _mm256_loadu_ps(bias + c);
            for (int k = 0; k < found; k++) sum = _mm256_add_ps(sum, widen(added[k] + c));
            sum = _mm256_max_ps(sum, zero);
            _mm256_storeu_ps(out + c, _mm256_add_ps(sum, widen(own + c)));
            unsigned positive = (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(sum, zero, _CMP_GT_OQ));
            if (!positive) continue;
            float lanes[LANES];
            _mm256_storeu_ps(lanes, sum);
            for (; positive; positive &= positive - 1) {
                int lane = __builtin_ctz(positive);
                b->channels[at] = (uint8_t)(c + lane);
                b->values[at++] = lanes[lane];
            }
        }
        b->first_value[piece + 1] = at;
    }
}

/* convolved += relu(second convolution of projection + gate): the projection's share is looked up, the gate's is a
 * sparse product. 64 channels at a time stay in registers. */
static void second_convolution(const struct model *m, struct block *b, int number) {
    const struct window *w = &windows[number];
    const __m256 zero = _mm256_setzero_ps();
    for (int piece = 0; piece < b->pieces; piece++) {
        int neighbours[WIDEST], places[WIDEST], found = reach(b, w, piece, neighbours, places);
        float *out = b->convolved + (size_t)piece * CONVOLVED + number * CHANNELS;
        for (int c = 0; c < CHANNELS; c += STRIP) {
            __m256 sums[STRIP / LANES];
            for (int k = 0; k < STRIP / LANES; k++)
                sums[k] = _mm256_loadu_ps(m->second_bias + number * CHANNELS + c + LANES * k);
            for (int x = 0; x < found; x++) {
                const half *linear =
                    m->products + (size_t)b->rows[neighbours[x]] * PRODUCTS + (PLACES + places[x]) * CHANNELS + c;
                for (int k = 0; k < STRIP / LANES; k++) sums[k] = _mm256_add_ps(sums[k], widen(linear + LANES * k));
                const half *weights = m->second + (size_t)places[x] * CHANNELS * CHANNELS + c;
                int last = b->first_value[neighbours[x] + 1];
                for (int z = b->first_value[neighbours[x]]; z < last; z++) {
                    const half *row = weights + b->channels[z] * CHANNELS;
                    __m256 value = _mm256_set1_ps(b->values[z]);
                    for (int k = 0; k < STRIP / LANES; k++)
                        sums[k] = _mm256_fmadd_ps(value, widen(row + LANES * k), sums[k]);
                }
            }
            for (int k = 0; k < STRIP / LANES; k++) {
                float *at = out + c + LANES * k;
                _mm256_storeu_ps(at, _mm256_add_ps(_mm256_loadu_ps(at), _mm256_max_ps(sums[k], zero)));
            }
        }
    }
}

static double total(__m256 lanes) {
    float each[LANES];
    double sum = 0;
    _mm256_storeu_ps(each, lanes);
    for (int k = 0; k < LANES; k++) sum += each[k];
    return sum;
}

/* sums += (features - mean) / deviation; the means' share is added up apart and returned. */
static float add_normalised(const struct model *m, const half *embedding, const float *convolved, float *sums) {
    __m256 sum = _mm256_setzero_ps(), squares = sum;
    for (int c = 0; c < EMBEDDING; c += LANES) {
        __m256 x = widen(embedding + c);
        sum = _mm256_add_ps(sum, x);
        squares = _mm256_fmadd_ps(x, x, squares);
    }
    for (int c = 0; c < CONVOLVED; c += LANES) {
        __m256 x = _mm256_loadu_ps(convolved + c);
        sum = _mm256_add_ps(sum, x);
        squares = _mm256_fmadd_ps(x, x, squares);
    }
    double mean = total(sum) / FEATURES, variance = total(squares) / FEATURES - mean * mean;
    float scale = 1.0f / sqrtf((float)(variance > 0 ? variance : 0) + m->epsilon);
    __m256 factor = _mm256_set1_ps(scale);
    for (int c = 0; c < EMBEDDING; c += LANES)
        _mm256_storeu_ps(sums + c, _mm256_fmadd_ps(factor, widen(embedding + c), _mm256_loadu_ps(sums + c)));
    for (int c = 0; c < CONVOLVED; c += LANES) {
        float *at = sums + EMBEDDING + c;
        _mm256_storeu_ps(at, _mm256_fmadd_ps(factor, _mm256_loadu_ps(convolved + c), _mm256_loadu_ps(at)));
    }
    return scale * (float)mean;
}

static void sum_texts(const struct model *m, const struct block *b, float *sums) {
    for (int piece = 0; piece < b->pieces; sums += FEATURES) {
        float means = 0;
        int end = b->end[piece];
        memset(sums, 0, FEATURES * sizeof(float));
        for (; piece < end; piece++)
            means += add_normalised(m, m->features + (size_t)b->rows[piece] * FEATURES,
                                    b->convolved + (size_t)piece * CONVOLVED, sums);
        for (int c = 0; c < FEATURES; c++) sums[c] -= means;
    }
}

/* As many whole texts as fit in `room` pieces, at least one. Returns how many. */
static int64_t lay_out(struct block *b, const int64_t *lengths, int64_t texts, int64_t room) {
    int64_t taken = 0;
    b->pieces = 0;
    while (taken < texts && b->pieces + lengths[taken] <= room) {
        int begin = b->pieces;
        b->pieces += (int)lengths[taken++];
        for (int piece = begin; piece < b->pieces; piece++) {
            b->begin[piece] = begin;
            b->end[piece] = b->pieces;
        }
    }
    return taken;
}

/* `rows` of all texts end to end, `lengths` (texts) at least 1 each; `sums` (texts, 1280). -1: no memory, else 0. */
int clew_pool(int64_t texts, const int64_t *lengths, const int64_t *rows, const half *features, const half *products,
              const half *second, const float *first_bias, const float *second_bias, float epsilon, float *sums) {
    struct model m = {features, products, second, first_bias, second_bias, epsilon};
    int64_t room = BLOCK;
    for (int64_t text = 0; text < texts; text++)
        if (lengths[text] > room) room = lengths[text];
    struct block b = {0, rows, malloc(room * sizeof(int32_t)), malloc(room * sizeof(int32_t)),
                      malloc(room * CONVOLVED * sizeof(float)), malloc((room + 1) * sizeof(int32_t)),
                      malloc(room * CHANNELS), malloc(room * CHANNELS * sizeof(float))};
    int failed = !(b.begin && b.end && b.convolved && b.first_value && b.channels && b.values);
    while (!failed && texts > 0) {
        int64_t taken = lay_out(&b, lengths, texts, room);
        for (int number = 0; number < WINDOWS; number++) {
            first_convolution(&m, &b, number);
            second_convolution(&m, &b, number);
        }
        sum_texts(&m, &b, sums);
        b.rows += b.pieces;
        lengths += taken;
        texts -= taken;
        sums += taken * FEATURES;
    }
    free(b.begin);
    free(b.end);
    free(b.convolved);
    free(b.first_value);
    free(b.channels);
    free(b.values);
    return failed ? -1 : 0;
}
