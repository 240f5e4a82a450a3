/* SPDX-License-Identifier: MIT */
#include "sim/posix/random.h"

#include "base/check.h"

void random_seed(struct random_stream *stream, uint32_t seed)
{
    int32_t word = seed == 0 ? 1 : (int32_t)seed;
    stream->state[0] = (uint32_t)word;
    for (int i = 1; i < RANDOM_DEGREE; i++) { /* word * 16807 modulo 2^31 - 1 */
        int64_t next = (int64_t)word * 16807 % 2147483647;
        word = (int32_t)(next < 0 ? next + 2147483647 : next);
        stream->state[i] = (uint32_t)word;
    }
    stream->front = RANDOM_SEPARATION;
    stream->rear = 0;
    for (int i = 0; i < RANDOM_DEGREE * 10; i++)
        random_next(stream);
}

int32_t random_next(struct random_stream *stream)
{
    ASSERT_LT(stream->front, RANDOM_DEGREE);
    ASSERT_LT(stream->rear, RANDOM_DEGREE);
    uint32_t sum = stream->state[stream->front] += stream->state[stream->rear];
    stream->front = stream->front + 1 == RANDOM_DEGREE ? 0 : stream->front + 1;
    stream->rear = stream->rear + 1 == RANDOM_DEGREE ? 0 : stream->rear + 1;
    return (int32_t)(sum >> 1);
}

int32_t random_reentrant(uint32_t *seed)
{
    uint32_t next = *seed, result = 0;
    static const uint32_t limits[] = {2048, 1024, 1024};
    for (int i = 0; i < 3; i++) {
        next = next * 1103515245u + 12345u;
        result = (i == 0 ? 0 : result << 10) ^ (next / 65536u) % limits[i];
    }
    *seed = next;
    return (int32_t)result;
}

uint64_t random_step48(uint64_t state)
{
    return (state * UINT64_C(0x5DEECE66D) + 0xB) & ((UINT64_C(1) << 48) - 1);
}
