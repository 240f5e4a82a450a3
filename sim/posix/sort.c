/* SPDX-License-Identifier: MIT */
/* qsort, bsearch and linear search. */
#include "sim/posix/sort.h"

#include "sim/call.h"
#include "sim/learn/hooks.h"
#include "sim/posix/posix.h"
#include "sim/posix/scratch.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

void sort_merge(const struct sort *sort, char *elements, size_t count)
{
    if (count <= 1)
        return;
    size_t bytes = sort->bytes, left_count = count / 2, right_count = count - left_count;
    char *left = elements, *right = elements + left_count * bytes, *to = sort->room;
    sort_merge(sort, left, left_count);
    sort_merge(sort, right, right_count);
    while (left_count > 0 && right_count > 0) {
        bool take_left = sort->compare(left, right, sort->context) <= 0;
        memcpy(to, take_left ? left : right, bytes);
        to += bytes;
        if (take_left) {
            left += bytes;
            left_count--;
        } else {
            right += bytes;
            right_count--;
        }
    }
    memcpy(to, left, left_count * bytes); /* what is left of the right half is in its place */
    memcpy(elements, sort->room, (count - right_count) * bytes);
}

static int compare_plainly(const void *a, const void *b, void *compare)
{
    return ((int (*)(const void *, const void *))compare)(a, b);
}

enum { LEARN_BYTES_MAX = 1024 };

/* The comparisons may be many operations: what is sorted in the meantime must be the task's own. */
static void sort_on_stack(struct sort *sort, void *elements, size_t count, uint64_t pc)
{
    char copy[LEARN_BYTES_MAX], room[LEARN_BYTES_MAX];
    size_t total = count * sort->bytes;
    if (total > sizeof copy)
        learn_refuse("qsort of much data");
    cells_read(elements, total, pc);
    memcpy(copy, elements, total);
    sort->room = room;
    sort_merge(sort, copy, count);
    cells_write(elements, total, pc);
    memcpy(elements, copy, total);
}

static void sort_announced(struct sort *sort, void *elements, size_t count, uint64_t pc)
{
    size_t total;
    if (__builtin_mul_overflow(count, sort->bytes, &total)) {
        call_report(FINDING_OVERFLOW, SEVERITY_ERROR, pc,
                    "qsort: %zu elements of %zu bytes are more than there is memory", count,
                    sort->bytes);
        return;
    }
    if (total == 0 || count < 2)
        return;
    if (learning()) {
        sort_on_stack(sort, elements, count, pc);
        return;
    }
    cells_read(elements, total, pc);
    cells_write(elements, total, pc);
    struct scratch *room = scratch_take(total);
    sort->room = room->bytes;
    sort_merge(sort, elements, count);
    scratch_return(room);
}

static void hd_qsort(void *elements, size_t count, size_t bytes,
                     int (*compare)(const void *, const void *))
{
    struct sort sort = {bytes, compare_plainly, (void *)compare, NULL};
    sort_announced(&sort, elements, count, CALL_PC());
}

static void hd_qsort_r(void *elements, size_t count, size_t bytes,
                       int (*compare)(const void *, const void *, void *), void *context)
{
    struct sort sort = {bytes, compare, context, NULL};
    sort_announced(&sort, elements, count, CALL_PC());
}

static void *hd_bsearch(const void *key, const void *elements, size_t count, size_t bytes,
                        int (*compare)(const void *, const void *))
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *at = (const char *)elements + middle * bytes;
        int order = compare(key, at);
        if (order == 0)
            return (void *)(uintptr_t)at;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static void *find(const void *key, const void *elements, size_t count, size_t bytes,
                  int (*compare)(const void *, const void *))
{
    for (size_t i = 0; i < count; i++) {
        const char *at = (const char *)elements + i * bytes;
        if (compare(key, at) == 0)
            return (void *)(uintptr_t)at;
    }
    return NULL;
}

static void *hd_lfind(const void *key, const void *elements, size_t *count, size_t bytes,
                      int (*compare)(const void *, const void *))
{
    cells_read(count, sizeof *count, CALL_PC());
    return find(key, elements, *count, bytes, compare);
}

static void *hd_lsearch(const void *key, void *elements, size_t *count, size_t bytes,
                        int (*compare)(const void *, const void *))
{
    uint64_t pc = CALL_PC();
    cells_read(count, sizeof *count, pc);
    void *found = find(key, elements, *count, bytes, compare);
    if (found != NULL)
        return found;
    void *to = (char *)elements + *count * bytes;
    if (bytes > 0) {
        cells_read(key, bytes, pc);
        cells_write(to, bytes, pc);
        memcpy(to, key, bytes);
    }
    cells_write(count, sizeof *count, pc);
    ++*count;
    return to;
}

#define OWN_TABLE "use an array with qsort and bsearch"

const struct surface_entry surface_sorting[] = {
    SURFACE(qsort, "stdlib.h", "stable; the comparison may perform operations"),
    SURFACE(qsort_r, "stdlib.h", NULL),
    SURFACE(bsearch, "stdlib.h", NULL),
    SURFACE(lfind, "search.h", NULL),
    SURFACE(lsearch, "search.h", NULL),
    SURFACE_NOT_YET("tsearch", "search.h", OWN_TABLE),
    SURFACE_NOT_YET("tfind", "search.h", OWN_TABLE),
    SURFACE_NOT_YET("hcreate", "search.h", OWN_TABLE),
    SURFACE_NOT_YET("hsearch", "search.h", OWN_TABLE),
};
SURFACE_PART_COUNT(sorting);
