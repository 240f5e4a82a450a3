/* SPDX-License-Identifier: MIT */
/*
 * Reading a text of the program piece by piece, announcing each piece before it is looked at, so
 * that strtol("12 and more", ...) does not claim to have read the rest.
 *
 *     struct cursor c = cursor_of(text, pc);
 *     for (size_t i = 0; isdigit(cursor_at(&c, i)); i++)
 */
#ifndef SIM_POSIX_CURSOR_H
#define SIM_POSIX_CURSOR_H

#include "sim/cells.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CURSOR_PIECE_BYTES = 16 };

struct cursor {
    const char *text;
    size_t ready; /* bytes announced so far */
    bool ended;   /* text[ready] is the NUL */
    uint64_t pc;
};

static inline struct cursor cursor_of(const char *text, uint64_t pc)
{
    return (struct cursor){.text = text, .pc = pc};
}

/** The byte at index, 0 at and behind the end. */
static inline unsigned char cursor_at(struct cursor *c, size_t index)
{
    while (index >= c->ready) {
        if (c->ended)
            return 0;
        size_t n = cells_read_text_limited(c->text + c->ready, CURSOR_PIECE_BYTES, c->pc);
        c->ready += n;
        c->ended = n < CURSOR_PIECE_BYTES;
    }
    return (unsigned char)c->text[index];
}

#endif
