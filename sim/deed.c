/* SPDX-License-Identifier: MIT */
#include "sim/deed.h"

#include <string.h>

/* Of a deed as bytes; its accesses follow, then its orders. */
struct header {
    uint32_t accesses, orders, everything, conditional;
};

uint32_t deed_set_add(struct deed_set *set, const struct deed *deed)
{
    const struct header header = {(uint32_t)deed->accesses.count, (uint32_t)deed->orders.count,
                                  deed->everything, deed->conditional};
    size_t accesses = header.accesses * sizeof *deed->accesses.items;
    size_t orders = header.orders * sizeof *deed->orders.items;
    vec_reserve(&set->bytes, sizeof header + accesses + orders);
    uint8_t *to = set->bytes.items;
    memcpy(to, &header, sizeof header);
    if (accesses > 0)
        memcpy(to + sizeof header, deed->accesses.items, accesses);
    if (orders > 0)
        memcpy(to + sizeof header + accesses, deed->orders.items, orders);
    return blob_set_add(&set->deeds, to, sizeof header + accesses + orders);
}

void deed_set_get(const struct deed_set *set, uint32_t number, struct deed *deed)
{
    const struct header *header = blob_set_get(&set->deeds, number, NULL);
    const struct deed_access *accesses = (const void *)(header + 1);
    const struct deed_order *orders = (const void *)(accesses + header->accesses);
    deed_clear(deed);
    deed->everything = header->everything;
    deed->conditional = header->conditional;
    for (uint32_t i = 0; i < header->accesses; i++)
        vec_push(&deed->accesses, accesses[i]);
    for (uint32_t i = 0; i < header->orders; i++)
        vec_push(&deed->orders, orders[i]);
}

void deed_set_release(struct deed_set *set)
{
    blob_set_release(&set->deeds);
    vec_release(&set->bytes);
}

void deed_release(struct deed *deed)
{
    vec_release(&deed->accesses);
    vec_release(&deed->orders);
}
