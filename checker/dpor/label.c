/* SPDX-License-Identifier: MIT */
#include "checker/dpor/label.h"

#include <string.h>

enum { BITS = 64, GRANULE = 4, GRANULES_MAX = 16 };

void label_free(struct label *label)
{
    if (label == NULL)
        return;
    free(label->accesses);
    free(label->orders);
    free(label);
}

void labels_release(struct labels *labels)
{
    for (size_t i = 0; i < labels->items.count; i++)
        label_free(labels->items.items[i]);
    vec_release(&labels->items);
    vec_release(&labels->places);
}

/* The bit of a granule; *exact becomes false if others have it, too. */
static uint64_t bit_of(struct labels *labels, uint64_t granule, bool *exact)
{
    for (size_t i = 0; i < labels->places.count; i++)
        if (labels->places.items[i] == granule)
            return UINT64_C(1) << i;
    if (labels->places.count < BITS - 1) {
        vec_push(&labels->places, granule);
        return UINT64_C(1) << (labels->places.count - 1);
    }
    *exact = false;
    return UINT64_C(1) << (BITS - 1);
}

static uint64_t bits_of(struct labels *labels, const struct deed_access *a, bool *exact)
{
    uint64_t first = a->start / GRANULE, last = (a->end - 1) / GRANULE, bits = 0;
    *exact &= a->start % GRANULE == 0 && a->end % GRANULE == 0;
    if (last - first >= GRANULES_MAX) {
        *exact = false;
        return UINT64_MAX;
    }
    for (uint64_t g = first; g <= last; g++)
        bits |= bit_of(labels, g, exact);
    return bits;
}

struct label *label_new(struct labels *labels, const struct deed *deed)
{
    struct label *label = memory_new(1, sizeof *label);
    label->everything = deed->everything;
    label->conditional = deed->conditional;
    label->exact = true;
    label->access_count = (uint32_t)deed->accesses.count;
    label->order_count = (uint32_t)deed->orders.count;
    label->accesses = memory_new(label->access_count + 1, sizeof *label->accesses);
    label->orders = memory_new(label->order_count + 1, sizeof *label->orders);
    for (uint32_t i = 0; i < label->access_count; i++) {
        const struct deed_access *a = &deed->accesses.items[i];
        label->accesses[i] = *a;
        uint64_t bits = bits_of(labels, a, &label->exact);
        label->touches |= bits;
        if (a->mode != DEED_LOOK)
            label->changes |= bits;
        label->exact &= a->mode <= DEED_CHANGE;
    }
    for (uint32_t i = 0; i < label->order_count; i++)
        label->orders[i] = deed->orders.items[i];
    if (label->everything)
        label->touches = label->changes = UINT64_MAX;
    return label;
}

const struct label *labels_get(struct labels *labels, uint32_t number)
{
    return number < labels->items.count ? labels->items.items[number] : NULL;
}

const struct label *labels_add(struct labels *labels, uint32_t number, const struct deed *deed)
{
    while (labels->items.count <= number)
        vec_push(&labels->items, NULL);
    labels->items.items[number] = label_new(labels, deed);
    return labels->items.items[number];
}

static bool overlap(const struct deed_access *a, const struct deed_access *b)
{
    return a->start < b->end && b->start < a->end;
}

static bool commute(const struct deed_access *a, const struct deed_access *b)
{
    return a->mode == b->mode && a->mode != DEED_CHANGE;
}

bool label_conflicts_slowly(const struct label *a, const struct label *b)
{
    if (a->everything || b->everything)
        return true;
    for (uint32_t i = 0; i < a->access_count; i++)
        for (uint32_t k = 0; k < b->access_count; k++)
            if (overlap(&a->accesses[i], &b->accesses[k]) &&
                !commute(&a->accesses[i], &b->accesses[k]))
                return true;
    return false;
}
