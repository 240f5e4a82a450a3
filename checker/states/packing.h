/* SPDX-License-Identifier: MIT */
/*
 * A layout of small numbers (fields) in the words of a state.
 *
 *     struct packing p;
 *     packing_init(&p, 3);                           // three fields of 0 bits
 *     packing_need(&p, 0, 5);                        // field 0 needs 5 bits
 *     packing_lay_out(&p);                           // now p.words is known
 *     packing_set(&p, words, 0, 17);
 *     if (!packing_fits(&p, 0, value)) {             // a field outgrew its bits
 *         struct packing wider;
 *         packing_copy(&wider, &p);
 *         packing_need(&wider, 0, packing_bits_of(value));
 *         packing_lay_out(&wider);
 *         ... packing_convert(&p, &wider, old_words, new_words) for every state (store_repack)
 *         packing_release(&p);
 *         p = wider;
 *     }
 *
 * A field never straddles words.  The bits that a layout leaves over in its words are given to
 * the fields, so that most of what grows later still fits.  Fields lie in their order as far as
 * that takes no more words, so that related fields share words (which is what compresses well).
 */
#ifndef CHECKER_STATES_PACKING_H
#define CHECKER_STATES_PACKING_H

#include <stdbool.h>
#include <stdint.h>

struct packing_field {
    uint32_t word;
    uint8_t shift, bits, needed; /* needed <= bits <= 64; a field of 0 bits is always 0 */
    uint64_t mask;               /* bits ones, not shifted */
    uint64_t seen;               /* union of all values that were set */
};

struct packing {
    struct packing_field *fields;
    uint32_t count;
    uint32_t words; /* of a state; at least 1 */
};

/** `count` fields that need 0 bits; laid out.  Owned by the caller (packing_release). */
void packing_init(struct packing *p, uint32_t count);
void packing_copy(struct packing *to, const struct packing *from);
void packing_release(struct packing *p);

/** Says that the field needs at least `bits` bits (up to 64).  Takes effect in packing_lay_out. */
void packing_need(struct packing *p, uint32_t field, uint32_t bits);

/** Appends a field that needs that many bits and returns its number. */
uint32_t packing_append(struct packing *p, uint32_t bits);

/** Computes a layout for the bits that packing_need and the values set so far need. */
void packing_lay_out(struct packing *p);

/** Rewrites a state from one layout to another that was made from it by packing_copy. */
void packing_convert(const struct packing *from, struct packing *to, const uint64_t *old_words,
                     uint64_t *new_words);

/** Bits that are needed for the value: 0 for 0. */
static inline uint32_t packing_bits_of(uint64_t value)
{
    return value ? 64 - (uint32_t)__builtin_clzll(value) : 0;
}

static inline bool packing_fits(const struct packing *p, uint32_t field, uint64_t value)
{
    return (value & ~p->fields[field].mask) == 0;
}

static inline uint64_t packing_get(const struct packing *p, const uint64_t *words, uint32_t field)
{
    const struct packing_field *f = &p->fields[field];
    return words[f->word] >> f->shift & f->mask;
}

/** The value must fit. */
static inline void packing_set(struct packing *p, uint64_t *words, uint32_t field, uint64_t value)
{
    struct packing_field *f = &p->fields[field];
    f->seen |= value;
    words[f->word] = (words[f->word] & ~(f->mask << f->shift)) | value << f->shift;
}

#endif
