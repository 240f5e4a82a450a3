/* SPDX-License-Identifier: MIT */
/*
 * Attribute objects (pthread_mutexattr_t ...) that are one word of flags and small fields, in the
 * program's own memory.  Reading and writing them are plain accesses by the program.
 */
#ifndef SIM_POSIX_ATTRIBUTE_H
#define SIM_POSIX_ATTRIBUTE_H

#include "sim/posix/attach.h"

/* A field of the word: bits [shift, shift + bits). */
struct attribute {
    uint8_t shift, bits;
};

/** The word; function is the name to print for a null pointer. */
static inline uint32_t attribute_word(const void *attributes, const char *function, uint64_t pc)
{
    attach_check_pointer(attributes, function, pc);
    cells_read(attributes, sizeof(uint32_t), pc);
    return *(const uint32_t *)attributes;
}

static inline void attribute_set_word(void *attributes, uint32_t word, const char *function,
                                      uint64_t pc)
{
    attach_check_pointer(attributes, function, pc);
    cells_write(attributes, sizeof(uint32_t), pc);
    *(uint32_t *)attributes = word;
}

static inline uint32_t attribute_of(uint32_t word, struct attribute field)
{
    return word >> field.shift & ((UINT32_C(1) << field.bits) - 1);
}

/** Stores a field; returns 0. */
static inline int attribute_set(void *attributes, struct attribute field, uint32_t value,
                                const char *function, uint64_t pc)
{
    uint32_t mask = ((UINT32_C(1) << field.bits) - 1) << field.shift;
    uint32_t word = attribute_word(attributes, function, pc);
    attribute_set_word(attributes, (word & ~mask) | (value << field.shift & mask), function, pc);
    return 0;
}

/** Writes a result through the program's pointer; returns 0. */
static inline int attribute_answer(int *to, int value, const char *function, uint64_t pc)
{
    attach_check_pointer(to, function, pc);
    cells_write(to, sizeof *to, pc);
    *to = value;
    return 0;
}

/** Reads a field into the program's *to; returns 0. */
static inline int attribute_get(const void *attributes, struct attribute field, int *to,
                                const char *function, uint64_t pc)
{
    uint32_t word = attribute_word(attributes, function, pc);
    return attribute_answer(to, (int)attribute_of(word, field), function, pc);
}

#endif
