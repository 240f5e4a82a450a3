/* SPDX-License-Identifier: MIT */
/*
 * Names for the recorder: what a machine's steps are called, as indices into the texts and sites of
 * a trace.
 *
 * Names come from debug information and are slow to find, and an execution repeats itself, so they
 * are cached: sites by pc, operations on globals by what they are, values by where and what.  The
 * names of heap blocks and of locals depend on the moment (the path queue.head->next leads
 * elsewhere later) and are looked up every time.
 */
#ifndef TRACES_RECORDER_NAMES_H
#define TRACES_RECORDER_NAMES_H

#include "traces/intern.h"

/* What the name of an operation depends on, apart from the moment; hashed as bytes. */
struct op_key {
    uint64_t addr, bytes, arg;
    uint32_t object, object2;
    uint16_t verb;
    uint8_t kind, access, order, flags, spare[2];
};

struct op_name {
    struct op_key key;
    uint32_t verb, target;
};

struct site_name {
    uint64_t pc;
    uint32_t site;
};

/* The text of a value, in a cache that forgets: values may be as many as steps. */
struct value_name {
    uint64_t addr, bytes, before, after;
    uint32_t text; /* UINT32_MAX = empty */
    bool change;
};

enum { VALUES_CACHED = 4096 };

struct names {
    struct machine *m;
    struct trace *trace;
    struct intern intern;
    struct index_table op_table, site_table, block_table;
    VEC(struct op_name) op_names;
    VEC(struct site_name) site_names;
    VEC(uint64_t) blocks; /* addresses of heap blocks, in order of appearance as a value */
    struct value_name values[VALUES_CACHED];
    struct str scratch;
};

/** Begins with a trace without texts and sites; also again after those were released. */
void names_reset(struct names *names, struct machine *m, struct trace *trace);
void names_release(struct names *names);

uint32_t names_text(struct names *names, const char *text);
/** UINT32_MAX for pc 0. */
uint32_t names_site(struct names *names, uint64_t pc);
/** Verb and target of an operation; its key is not filled in. */
struct op_name names_op(struct names *names, const struct op *op);
/** The value read, written or returned in a step; UINT32_MAX if it says nothing. */
uint32_t names_value(struct names *names, const struct step *step);

#endif
