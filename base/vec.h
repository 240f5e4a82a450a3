/* SPDX-License-Identifier: MIT */
/*
 * Growable arrays, typed by a macro.  The fields are plain data: read items[0 .. count-1] freely.
 *
 *     VEC(uint32_t) picks = {0};
 *     vec_push(&picks, 7);
 *     for (size_t i = 0; i < picks.count; i++) use(picks.items[i]);
 *     vec_release(&picks);
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/memory.h"

#include <stdlib.h>

#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count, capacity;                                                                    \
    }

#define vec_reserve(v, wanted)                                                                     \
    do {                                                                                           \
        if ((v)->capacity < (wanted)) {                                                            \
            size_t capacity_ = (v)->capacity ? (v)->capacity : 8;                                  \
            while (capacity_ < (wanted))                                                           \
                capacity_ *= 2;                                                                    \
            (v)->items = memory_resize((v)->items, capacity_, sizeof *(v)->items);                 \
            (v)->capacity = capacity_;                                                             \
        }                                                                                          \
    } while (0)

#define vec_push(v, ...)                                                                           \
    do {                                                                                           \
        if ((v)->count == (v)->capacity)                                                           \
            vec_reserve((v), (v)->count + 1);                                                      \
        (v)->items[(v)->count++] = (__VA_ARGS__);                                                  \
    } while (0)

#define vec_pop(v)   ((v)->items[--(v)->count])
#define vec_last(v)  (&(v)->items[(v)->count - 1])
#define vec_clear(v) ((void)((v)->count = 0))

#define vec_release(v)                                                                             \
    do {                                                                                           \
        free((v)->items);                                                                          \
        (v)->items = NULL;                                                                         \
        (v)->count = (v)->capacity = 0;                                                            \
    } while (0)

#endif
