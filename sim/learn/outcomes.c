/* SPDX-License-Identifier: MIT */
/* Outcomes are built field by field; `changes` of the newest one are the last ones. */
#include "sim/learn/outcomes.h"

struct outcome *outcomes_begin(struct product *p)
{
    vec_push(&p->outcomes, (struct outcome){.status = OUTCOME_NEXT,
                                            .changes = (uint32_t)p->changes.count,
                                            .next = BLOB_NONE});
    return vec_last(&p->outcomes);
}

void outcomes_refuse(struct product *p)
{
    vec_last(&p->outcomes)->status = OUTCOME_REFUSED;
}

void outcomes_fail(struct product *p, uint32_t finding)
{
    vec_last(&p->outcomes)->status = OUTCOME_FINDING;
    vec_last(&p->outcomes)->finding = finding;
}

void outcomes_note(struct product *p, uint32_t finding)
{
    vec_last(&p->outcomes)->finding = finding;
}

void outcomes_change(struct product *p, const struct state *s, uint32_t field, uint32_t value)
{
    if ((field < s->count ? s->v[field] : 0) == value)
        return;
    vec_push(&p->changes, (struct change){field, value});
    vec_last(&p->outcomes)->change_count++;
}

void outcomes_write(struct product *p, const struct state *s, uint64_t addr, uint64_t bytes,
                   const uint8_t *from, const uint8_t *mask)
{
    uint32_t count, first = product_cells(p, addr, bytes, &count);
    for (uint32_t i = first; i < first + count; i++) {
        const struct cell cell = p->cells.items[i];
        uint8_t value[8];
        product_read(p, s, cell.addr, cell.bytes, value);
        for (uint32_t b = 0; b < cell.bytes; b++) {
            uint64_t at = cell.addr + b - addr;
            if (at < bytes && (mask == NULL || mask[at] != 0))
                value[b] = from[at];
        }
        outcomes_change(p, s, cell.field, cell_value_id(p, &p->cells.items[i], value));
    }
}

void outcomes_follow(struct product *p, uint32_t class, const struct state *s, const void *result,
                    size_t bytes)
{
    const struct class_edge edge = *product_edge(p, class, result, bytes);
    vec_last(&p->outcomes)->next = edge.next;
    if (edge.warnings > 0)
        outcomes_note(p, FINDING_MISUSE);
    size_t count;
    const uint8_t *at = blob_set_get(&p->l->outs, edge.out, &count), *end = at + count;
    while (at < end) {
        struct out_write out;
        memcpy(&out, at, sizeof out);
        const uint8_t *from = at + sizeof out;
        size_t padded = (out.bytes + 7) & ~(size_t)7;
        const struct op *op = &p->classes.items[class].op;
        if (out.addr < op->addr || out.addr + out.bytes > op->addr + op->bytes)
            p->classes.items[class].uncached = true; /* it depends on more than deps says */
        outcomes_write(p, s, out.addr, out.bytes, from, from + padded);
        at = from + 2 * padded;
    }
}
