/* SPDX-License-Identifier: MIT */
/*
 * Goal: a frontier is a queue, parents give paths back, both count their memory, and sleep sets shrink.
 * Method: random operations against a plain array; a tree whose paths are known.
 */
#include "checker/states/frontier.h"
#include "checker/states/parents.h"
#include "checker/states/sleep.h"
#include "tests/suite.h"

#include "base/prng.h"

enum { OPERATIONS = 200000, WORDS_MAX = 5 };

/* States are of `words` words, each a number of its own; read counts from 0. */
static void check_against_an_array(uint32_t words, uint64_t seed)
{
    struct prng prng = prng_seeded(seed);
    uint64_t first = 0, last = 0, wrong = 0, state[WORDS_MAX];
    struct frontier f;
    frontier_init(&f, words);
    for (uint32_t i = 0; i < OPERATIONS; i++) {
        /* Mostly growing, then mostly shrinking. */
        bool push = prng_below(&prng, 4) < (i / (OPERATIONS / 4) % 2 ? 1u : 3u);
        if (push || first == last) {
            for (uint32_t w = 0; w < words; w++)
                state[w] = last * words + w;
            frontier_push(&f, state);
            last++;
        } else {
            frontier_pop(&f, state);
            for (uint32_t w = 0; w < words; w++)
                wrong += state[w] != first * words + w;
            first++;
        }
        wrong += frontier_count(&f) != last - first;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    frontier_release(&f);
}

static void a_frontier_is_a_queue_of_states(void)
{
    for (uint32_t words = 1; words <= WORDS_MAX; words++)
        check_against_an_array(words, words);
}

static void the_memory_of_a_frontier_follows_its_count(void)
{
    struct frontier f;
    uint64_t state[2] = {1, 2};
    frontier_init(&f, 2);
    CU_ASSERT_EQUAL(frontier_bytes(&f), 0);
    for (uint32_t i = 0; i < 300000; i++)
        frontier_push(&f, state);
    uint64_t full = frontier_bytes(&f);
    CU_ASSERT(full >= 300000 * sizeof state);
    for (uint32_t i = 0; i < 300000; i++)
        frontier_pop(&f, state);
    CU_ASSERT_EQUAL(frontier_bytes(&f), 0);
    /* A queue that is never long does not grow. */
    for (uint32_t i = 0; i < 300000; i++) {
        frontier_push(&f, state);
        CU_ASSERT_FATAL(frontier_bytes(&f) < full / 8);
        frontier_pop(&f, state);
    }
    frontier_release(&f);
    CU_ASSERT_EQUAL(frontier_bytes(&f), 0);
}

/* State i > 0 is reached from (i - 1) / 2: the path's labels are the binary digits of i + 1. */
static void parents_tell_the_path_to_every_state(void)
{
    enum { STATES = 100000 };
    struct parents p;
    struct parent path[64];
    uint64_t wrong = 0;
    parents_init(&p, 0);
    CU_ASSERT(parents_append(&p, PARENTS_NONE, 0));
    for (uint32_t i = 1; i < STATES; i++)
        wrong += !parents_append(&p, (i - 1) / 2, (i - 1) % 2);
    CU_ASSERT_EQUAL(parents_count(&p), STATES);
    for (uint32_t i = 0; i < STATES; i++) {
        uint64_t depth = parents_depth(&p, i);
        uint32_t at = 0;
        CU_ASSERT_FATAL(depth == 31 - (unsigned)__builtin_clz(i + 1));
        parents_path(&p, i, path);
        for (uint64_t k = 0; k < depth; k++) {
            wrong += path[k].state != at || path[k].label != ((i + 1) >> (depth - 1 - k) & 1);
            at = 2 * at + 1 + path[k].label;
        }
        wrong += at != i;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(parents_bytes(&p) >= STATES * sizeof(struct parent));
    CU_ASSERT(parents_bytes(&p) <= 2 * STATES * sizeof(struct parent));
    parents_release(&p);
    CU_ASSERT_EQUAL(parents_bytes(&p), 0);
}

static void parents_respect_their_limit(void)
{
    struct parents p;
    parents_init(&p, 1000000);
    uint32_t count = 0;
    while (count < 1000000 && parents_append(&p, count ? count - 1 : PARENTS_NONE, count))
        count++;
    CU_ASSERT(count > 100000);
    CU_ASSERT(count <= 1000000 / sizeof(struct parent));
    CU_ASSERT(parents_bytes(&p) <= 1000000);
    CU_ASSERT_EQUAL(parents_count(&p), count);
    CU_ASSERT_EQUAL(parents_get(&p, count - 1).label, count - 1);
    CU_ASSERT_EQUAL(parents_depth(&p, count - 1), count - 1);
    parents_release(&p);
}

/* Godefroid's example of why: what was left out because of another path is due on this one. */
static void who_is_not_asleep_on_every_path_is_woken(void)
{
    struct sleep_sets s = {0};
    struct awakening a;
    sleep_reach(&s, 0, 0, false);
    sleep_reach(&s, 1, 1 | 2 | 4, false);
    sleep_reach(&s, 1, 1 | 2 | 8, false); /* it has made no steps yet */
    CU_ASSERT_EQUAL(sleep_of(&s, 1), 1 | 2);
    CU_ASSERT_FALSE(sleep_awakening(&s, &a));
    sleep_reach(&s, 1, 1 | 2 | 4, true); /* no less than before */
    CU_ASSERT_FALSE(sleep_awakening(&s, &a));
    sleep_reach(&s, 1, 2 | 8, true);
    CU_ASSERT_EQUAL(sleep_of(&s, 1), 2);
    CU_ASSERT_TRUE(sleep_awakening(&s, &a));
    CU_ASSERT_EQUAL(a.state, 1);
    CU_ASSERT_EQUAL(a.tasks, 1);
    CU_ASSERT_EQUAL(a.asleep, 2);
    CU_ASSERT_FALSE(sleep_awakening(&s, &a));
    sleep_release(&s);
}

void suite_frontier(void)
{
    CU_pSuite suite = CU_add_suite("frontier", NULL, NULL);
    CU_ADD_TEST(suite, a_frontier_is_a_queue_of_states);
    CU_ADD_TEST(suite, the_memory_of_a_frontier_follows_its_count);
    CU_ADD_TEST(suite, who_is_not_asleep_on_every_path_is_woken);
    CU_ADD_TEST(suite, parents_tell_the_path_to_every_state);
    CU_ADD_TEST(suite, parents_respect_their_limit);
}
