/* SPDX-License-Identifier: MIT */
/*
 * Reading values out of JSON, with the place of each for messages: "steps[3].task: expected a
 * number".
 *
 * All functions return false after the first mistake, which is then in reader->err.
 */
#ifndef TRACES_JSON_READER_H
#define TRACES_JSON_READER_H

#include "traces/intern.h"
#include "traces/json.h"

/* A value and the way to it, for messages.  Lives on the stack of the functions that walk down. */
struct place {
    const struct place *up; /* NULL for the trace itself */
    const char *key;        /* NULL for an item of an array */
    size_t index;
    const struct json *value; /* NULL: an optional member that is not there */
};

struct reader {
    struct trace *trace;
    struct intern intern;
    struct error *err;
};

struct field {
    const char *name;
    bool optional;
};

enum { FIELDS_MAX = 16 };

/** Sets the error: place, what, detail.  Returns false. */
bool reader_fail(struct reader *r, const struct place *place, const char *what, const char *detail);
/** Is it of this kind, which is called kind_name? */
bool reader_expect(struct reader *r, const struct place *place, enum json_kind kind,
                   const char *kind_name);

/**
 * Finds the members of an object: out[i] is the place of fields[i].  No other members, none twice,
 * none missing that is not optional.  count <= FIELDS_MAX.
 */
bool reader_object(struct reader *r, const struct place *place, const struct field *fields,
                   size_t count, struct place *out);

bool reader_bool(struct reader *r, const struct place *place, bool *out);
/** A whole number in [0, end); end <= 2^53. */
bool reader_number(struct reader *r, const struct place *place, uint64_t end, uint64_t *out);
bool reader_u32(struct reader *r, const struct place *place, uint32_t *out);
/** An optional index of one of count things; UINT32_MAX if it is not there. */
bool reader_index(struct reader *r, const struct place *place, size_t count, uint32_t *out);
/** A decimal string of 64 bits, without leading zeros. */
bool reader_u64(struct reader *r, const struct place *place, uint64_t *out);
/** A string of exactly 16 hexadecimal digits. */
bool reader_identity(struct reader *r, const struct place *place, uint64_t *out);
/** A string, or {"hex": ...} for bytes that are not text.  *out is NUL-terminated and the caller's.
 */
bool reader_bytes(struct reader *r, const struct place *place, char **out, size_t *count);
/** The same without NUL bytes. */
bool reader_text(struct reader *r, const struct place *place, char **out);
/** The same, or null, which leaves *out alone. */
bool reader_text_or_null(struct reader *r, const struct place *place, char **out);
/** An optional text, as its index in the trace's texts; UINT32_MAX if it is not there. */
bool reader_interned(struct reader *r, const struct place *place, uint32_t *out);
/** A string that is one of count names; *out is its index. */
bool reader_name(struct reader *r, const struct place *place, const char *const *names,
                 size_t count, uint32_t *out);

/* Reads an array, pushing one item after the other to a vector.  item is the place of each. */
#define READ_ITEMS(r, array, vector, item, zero, read_item)                                        \
    do {                                                                                           \
        struct place item = {.up = (array)};                                                       \
        if (!reader_expect(r, array, JSON_ARRAY, "an array"))                                      \
            return false;                                                                          \
        for (item.value = json_first((array)->value); item.value != NULL;                          \
             item.value = json_next(item.value), item.index++) {                                   \
            vec_push(vector, zero);                                                                \
            if (!(read_item))                                                                      \
                return false;                                                                      \
        }                                                                                          \
    } while (0)

#define READ_TEXTS(r, array, vector)                                                               \
    READ_ITEMS(r, array, vector, item, NULL, reader_text(r, &item, vec_last(vector)))

#endif
