/* SPDX-License-Identifier: MIT */
#include "checker/states/packing.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_BITS = 64, SLACK_MAX = 8 };

void packing_init(struct packing *p, uint32_t count)
{
    *p = (struct packing){.count = count, .words = 1};
    p->fields = memory_new(count, sizeof *p->fields);
}

void packing_copy(struct packing *to, const struct packing *from)
{
    *to = *from;
    to->fields = memory_new(from->count, sizeof *to->fields);
    memcpy(to->fields, from->fields, from->count * sizeof *to->fields);
}

void packing_release(struct packing *p)
{
    free(p->fields);
    *p = (struct packing){0};
}

void packing_need(struct packing *p, uint32_t field, uint32_t bits)
{
    ASSERT_LT(field, p->count);
    ASSERT_LE(bits, WORD_BITS);
    if (p->fields[field].needed < bits)
        p->fields[field].needed = (uint8_t)bits;
}

uint32_t packing_append(struct packing *p, uint32_t bits)
{
    p->fields = memory_resize(p->fields, p->count + 1, sizeof *p->fields);
    p->fields[p->count] = (struct packing_field){0};
    packing_need(p, p->count++, bits);
    return p->count - 1;
}

/* Lays the fields out with `slack` bits more than needed, the first `extra` with one more, first fit; returns the
 * words. */
static uint32_t first_fit(struct packing *p, uint32_t slack, uint32_t extra, uint8_t *used)
{
    uint32_t words = 1;
    memset(used, 0, p->count + 1);
    for (uint32_t i = 0; i < p->count; i++) {
        struct packing_field *f = &p->fields[i];
        uint32_t bits = f->needed + slack + (i < extra), word = 0;
        if (f->needed == 0 || bits > WORD_BITS)
            bits = f->needed;
        while (used[word] + bits > WORD_BITS)
            word++;
        f->word = word;
        f->shift = used[word] % WORD_BITS;
        f->bits = (uint8_t)bits;
        f->mask = bits ? UINT64_MAX >> (WORD_BITS - bits) : 0;
        used[word] = (uint8_t)(used[word] + bits);
        if (word >= words)
            words = word + 1;
    }
    return words;
}

void packing_lay_out(struct packing *p)
{
    uint8_t *used = memory_new(p->count + 1, 1);
    for (uint32_t i = 0; i < p->count; i++)
        packing_need(p, i, packing_bits_of(p->fields[i].seen));
    p->words = first_fit(p, 0, 0, used);
    uint32_t slack = SLACK_MAX, extra = p->count;
    while (first_fit(p, slack, 0, used) > p->words)
        slack--;
    while (first_fit(p, slack, extra, used) > p->words)
        extra--;
    free(used);
}

void packing_convert(const struct packing *from, struct packing *to, const uint64_t *old_words,
                     uint64_t *new_words)
{
    ASSERT_LE(from->count, to->count);
    memset(new_words, 0, to->words * sizeof *new_words);
    for (uint32_t i = 0; i < from->count; i++)
        packing_set(to, new_words, i, packing_get(from, old_words, i));
}
