/* SPDX-License-Identifier: MIT */
#include "checker/dpor/path.h"

#include "base/check.h"

#include <string.h>

uint32_t path_add_clock(struct dpor *d, uint32_t from)
{
    uint32_t id = (uint32_t)(d->clocks.count / d->width);
    vec_reserve(&d->clocks, d->clocks.count + d->width);
    d->clocks.count += d->width;
    memcpy(path_clock(d, id), path_clock(d, from), d->width * sizeof(uint32_t));
    return id;
}

void path_join_clock(struct dpor *d, uint32_t to, uint32_t from)
{
    uint32_t *a = path_clock(d, to);
    const uint32_t *b = path_clock(d, from);
    for (uint32_t i = 0; i < d->width; i++)
        a[i] = a[i] > b[i] ? a[i] : b[i];
}

void path_restore(struct dpor *d, const struct frame *f)
{
    d->machine->ops->restore(d->machine, f->state);
    d->machine->steps = f->steps;
}

const struct label *path_last_label(struct dpor *d)
{
    uint32_t number = learned_deed(d->machine);
    const struct label *label = labels_get(&d->labels, number);
    if (LIKELY(label != NULL))
        return label;
    learned_deed_get(d->machine, number, &d->deed);
    return labels_add(&d->labels, number, &d->deed);
}
