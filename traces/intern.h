/* SPDX-License-Identifier: MIT */
/*
 * Interning: each text and each site of a trace is stored once and known by its index.
 *
 *     struct intern intern = {0};
 *     step.verb = intern_text(&intern, trace, "lock");
 *     intern_release(&intern);
 *
 * An intern belongs to one trace.  It starts empty, like the texts and sites of its trace.
 */
#ifndef TRACES_INTERN_H
#define TRACES_INTERN_H

#include "traces/trace.h"

/* A hash table from 64-bit hashes to indices.  Equal hashes may mean different things: compare. */
struct index_table {
    struct index_slot *slots;
    size_t count, capacity; /* capacity is 0 or a power of two, at least twice the count */
};

struct index_slot {
    uint64_t hash;
    uint32_t index; /* UINT32_MAX = free */
};

/** The first slot that may hold something of this hash; index is UINT32_MAX if there is none. */
const struct index_slot *index_table_first(const struct index_table *table, uint64_t hash);
/** The slot after it of the same hash. */
const struct index_slot *index_table_next(const struct index_table *table,
                                          const struct index_slot *slot);
/** Adds an index; the caller has looked that it is not there. */
void index_table_add(struct index_table *table, uint64_t hash, uint32_t index);
void index_table_release(struct index_table *table);

struct intern {
    struct index_table texts, sites;
};

/** The index in trace->texts of a text, which is added if it is new. */
uint32_t intern_text(struct intern *intern, struct trace *trace, const char *text);
/** The index in trace->sites of a place, which is added if it is new. */
uint32_t intern_site(struct intern *intern, struct trace *trace, const char *file,
                     const char *function, uint32_t line);
void intern_release(struct intern *intern);

#endif
