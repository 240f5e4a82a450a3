/* SPDX-License-Identifier: MIT */
#include "checker/states/table.h"

#include "base/check.h"
#include "base/prefetch.h"

#include <string.h>

/* A round starts when 13/16 of the slots are taken, makes 3/2 of the buckets, and moves 2
 * buckets or more per added entry: time and memory are balanced
 * (docs/algorithms/state-store.md). */
enum {
    LOAD_NUMERATOR = 13,
    LOAD_DENOMINATOR = 16,
    STEP_BUCKETS = 2,
    HINT_BUCKETS = 24,
    SPARE_BUCKETS = 32,
    RATIO_SHIFT = 62, /* a round may double the buckets, if they are few */
};

#ifdef HEDDLE_HARD
enum { BUCKETS_MIN = 1, TOLERANCE_FROM_BUCKETS = 4, TOLERANCE_MAX = 2000 };
#else
enum { BUCKETS_MIN = 16, TOLERANCE_FROM_BUCKETS = 1 << 14, TOLERANCE_MAX = 511 };
#endif

void table_init(struct table *t, struct budget *budget)
{
    *t = (struct table){.budget = budget};
}

void table_release(struct table *t)
{
    span_release(&t->span, t->budget);
    span_release(&t->moving, t->budget);
}

static bool grow_to(struct table *t, uint64_t buckets)
{
    if (!span_grow(&t->span, t->budget, buckets * sizeof(struct bucket)))
        return false;
    t->usable = t->span.bytes / sizeof(struct bucket);
    return true;
}

/* Adds an entry to the first bucket behind its full home that is not full. */
static __attribute__((noinline)) bool add_behind(struct table *t, struct table_place place,
                                                 uint32_t id)
{
    uint64_t at = place.home;
    while (bucket_count(&table_buckets(t)[at]) == BUCKET_SLOTS) {
        if (at + 1 == t->usable && !grow_to(t, at + SPARE_BUCKETS))
            return false;
        table_buckets(t)[at++].header |= BUCKET_SPILLED;
    }
    bucket_add(&table_buckets(t)[at], id, place.tag, at - place.home);
    if (at >= t->end)
        t->end = at + 1;
    return true;
}

static inline __attribute__((always_inline)) bool add(struct table *t, struct table_place place,
                                                      uint32_t id)
{
    struct bucket *home = &table_buckets(t)[place.home];
    if (UNLIKELY(bucket_count(home) == BUCKET_SLOTS))
        return add_behind(t, place, id);
    bucket_add(home, id, place.tag, 0);
    return true;
}

bool table_add(struct table *t, struct table_place place, uint32_t id)
{
    if (!add(t, place, id))
        return false;
    t->count++;
    return true;
}

/* Rounds. */

static bool in_round(const struct table *t)
{
    return t->boundary < t->now.buckets || t->next.buckets != t->now.buckets;
}

static void round_end(struct table *t)
{
    t->now = t->next;
    t->boundary = t->now.buckets;
    t->round_at = t->now.buckets * BUCKET_SLOTS / LOAD_DENOMINATOR * LOAD_NUMERATOR;
}

static bool first_buckets(struct table *t)
{
    if (!grow_to(t, BUCKETS_MIN + SPARE_BUCKETS))
        return false;
    t->next.buckets = t->end = BUCKETS_MIN;
    round_end(t);
    return true;
}

/* An entry's position x / 2^64 * buckets * 2^16 lies in [q, q + 1 + tolerance), q being its home
 * and tag.  Scaled by n' / n it lies in [q', q' + (1 + tolerance) n' / n + 2), for q and the
 * ratio are rounded down. */
static bool round_start(struct table *t)
{
    uint64_t buckets = t->now.buckets + t->now.buckets / 2 + 1;
    if (!grow_to(t, buckets + SPARE_BUCKETS))
        return false;
    uint64_t tolerance = (t->now.tolerance + 1) * buckets / t->now.buckets + 2;
    t->exact = buckets < TOLERANCE_FROM_BUCKETS || tolerance > TOLERANCE_MAX;
    t->next.buckets = buckets;
    t->next.tolerance = t->exact ? 0 : (uint32_t)tolerance;
    t->ratio = (uint64_t)(((unsigned __int128)buckets << RATIO_SHIFT) / t->now.buckets);
    t->hinted = t->now.buckets;
    if (t->end < buckets)
        t->end = buckets;
    return true;
}

/* The end of the smallest range that begins before the boundary and that nothing has spilled out
 * of. */
static uint64_t range_end(const struct table *t)
{
    uint64_t last = t->boundary;
    while (last < t->usable && bucket_spilled(&table_buckets(t)[last - 1]))
        last++;
    return last;
}

static uint64_t range_start(const struct table *t)
{
    uint64_t first = t->boundary > STEP_BUCKETS ? t->boundary - STEP_BUCKETS : 0;
    while (first > 0 && bucket_spilled(&table_buckets(t)[first - 1]))
        first--;
    return first;
}

/* Asks for what the steps after the next ones will need: the buckets that they move, those that
 * they move them to, and the keys whose hashes they must compute. */
static void give_hints(struct table *t, table_hint *hint, const void *context)
{
    const struct bucket *buckets = table_buckets(t);
    while (t->hinted > 0 && t->hinted + HINT_BUCKETS > t->boundary) {
        const struct bucket *b = &buckets[--t->hinted];
        if (t->hinted >= HINT_BUCKETS)
            prefetch(b - HINT_BUCKETS);
        prefetch(&buckets[(unsigned __int128)t->hinted * t->ratio >> RATIO_SHIFT]);
        for (uint32_t slot = 0; slot < bucket_count(b); slot++)
            if (t->exact || bucket_far(b) >> slot & 1)
                hint(context, b->ids[slot]);
    }
}

/* Memory for moving that many buckets, even if all their entries end up behind the end. */
static bool room_to_move(struct table *t, uint64_t buckets)
{
    uint64_t end = t->end + buckets + 1;
    return span_grow(&t->moving, t->budget, buckets * sizeof(struct bucket)) &&
           (end <= t->usable || grow_to(t, end));
}

/* Adds an entry whose home in the new scale must be computed from its hash. */
static __attribute__((noinline)) void add_by_hash(struct table *t, uint32_t id, table_hash *hash,
                                                  const void *context)
{
    unsigned __int128 scaled = (unsigned __int128)hash(context, id) * t->next.buckets;
    struct table_place place = {(uint64_t)(scaled >> 64), (uint16_t)((uint64_t)scaled >> 48), 0};
    ASSERT(add(t, place, id));
}

/* Adds the entries of b, a copy of bucket `at`.  Those with a home before the boundary are of
 * the old scale. */
static void add_moved(struct table *t, uint64_t at, const struct bucket *b, uint64_t boundary,
                      table_hash *hash, const void *context)
{
    uint64_t ratio = t->ratio;
    uint32_t tolerance = t->next.tolerance;
    uint32_t displaced = bucket_displaced(b), far = bucket_far(b);
    for (uint32_t slot = 0; slot < bucket_count(b); slot++) {
        uint64_t home = at - (displaced >> slot & 1), position = home << 16 | b->tags[slot];
        uint32_t by_hash = far >> slot & 1, tag_max = UINT16_MAX;
        if (home < boundary) {
            position = (uint64_t)((unsigned __int128)position * ratio >> RATIO_SHIFT);
            tag_max -= tolerance;
            by_hash |= t->exact;
        }
        struct table_place place = {position >> 16, (uint16_t)position, 0};
        if (UNLIKELY(by_hash) || UNLIKELY(place.tag > tag_max))
            add_by_hash(t, b->ids[slot], hash, context);
        else
            ASSERT(add(t, place, b->ids[slot]));
    }
}

/*
 * Moves the buckets before the boundary.  A range [first, last) that nothing has spilled into or
 * out of is emptied, and its entries are added again, those of old homes to their new ones; so
 * all lookups see what they shall.  false: no memory; nothing changed.
 */
static bool round_step(struct table *t, table_hash *hash, table_hint *hint, const void *context)
{
    uint64_t first = range_start(t), last = range_end(t), boundary = t->boundary;
    if (!room_to_move(t, last - first))
        return false;
    struct bucket *copies = (struct bucket *)t->moving.base;
    memcpy(copies, table_buckets(t) + first, (last - first) * sizeof *copies);
    for (uint64_t at = first; at < last; at++)
        table_buckets(t)[at].header = 0;
    t->boundary = first;
    for (uint64_t at = last; at-- > first;)
        add_moved(t, at, &copies[at - first], boundary, hash, context);
    if (t->boundary == 0)
        round_end(t);
    else
        give_hints(t, hint, context);
    return true;
}

bool table_prepare(struct table *t, table_hash *hash, table_hint *hint, const void *context)
{
    if (UNLIKELY(t->now.buckets == 0) && !first_buckets(t))
        return false;
    bool moved = true;
    if (UNLIKELY(in_round(t)))
        moved = round_step(t, hash, hint, context);
    else if (UNLIKELY(t->count >= t->round_at))
        moved = round_start(t);
    /* Without more memory the table fills up to 15/16. */
    return moved || t->count * 16 < t->now.buckets * BUCKET_SLOTS * 15;
}

/* Invariants. */

static void check_entry(const struct table *t, uint64_t at, uint32_t slot, uint64_t hash)
{
    const struct bucket *buckets = table_buckets(t);
    struct table_place place = table_place(t, hash);
    ASSERT_LE(place.home, at);
    ASSERT_EQ(bucket_displaced(&buckets[at]) >> slot & 1, at - place.home > 0);
    ASSERT_EQ(bucket_far(&buckets[at]) >> slot & 1, at - place.home > 1);
    ASSERT(bucket_match(&buckets[at], place.tag, place.tolerance) >> slot & 1);
    for (uint64_t passed = place.home; passed < at; passed++)
        ASSERT(bucket_spilled(&buckets[passed]));
}

void table_check(const struct table *t, table_hash *hash, const void *context)
{
    const struct bucket *buckets = table_buckets(t);
    uint64_t count = 0;
    for (uint64_t at = 0; at < t->usable; at++) {
        for (uint32_t slot = 0; slot < bucket_count(&buckets[at]); slot++)
            check_entry(t, at, slot, hash(context, buckets[at].ids[slot]));
        count += bucket_count(&buckets[at]);
        ASSERT(at < t->end || bucket_count(&buckets[at]) == 0);
    }
    ASSERT_EQ(count, t->count);
}
