/* SPDX-License-Identifier: MIT */
/*
 * The command line: what was asked for.
 *
 * One table (options_table.c) says for every option which commands know it, what value it takes and where that
 * goes.  Parsing, help texts, docs/options.md and the command that replays a violation come from it.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/error.h"
#include "base/str.h"
#include "base/terminal.h"
#include "base/vec.h"
#include "checker/engine.h"

#include <stdbool.h>
#include <stddef.h>

/* Bits: an option may belong to several commands. */
enum command_bit {
    FOR_CHECK = 1,
    FOR_RUN = 2,
    FOR_REPLAY = 4,
    FOR_LIST = 8,
    FOR_EXPLAIN = 16,
    FOR_VERSION = 32,
    FOR_MATRIX = 64,
    FOR_AUTOMATON = 128,
    FOR_TRACES = FOR_CHECK | FOR_RUN | FOR_REPLAY, /* whatever may show a trace */
    FOR_PROGRAM = FOR_TRACES | FOR_MATRIX | FOR_AUTOMATON, /* whatever builds and executes a program */
    FOR_ALL = 255,
};

enum value_kind {
    VALUE_NONE,    /* a switch: the field, a bool, becomes true */
    VALUE_OFF,     /* the same: it becomes false */
    VALUE_TEXT,    /* const char *, borrowed from argv */
    VALUE_COUNT,   /* an unsigned number, into an integer field of any size */
    VALUE_TIME,    /* double, seconds: "10", "10s", "500ms", "2m", "1h" */
    VALUE_BUDGET,  /* struct search_budget: a time, or "5000000steps" */
    VALUE_SIZE,    /* bytes: "500M", "2G"; into a uint64_t */
    VALUE_CHOICE,  /* one of choices; its index, into an integer or bool field */
    VALUE_SET,     /* some of choices, with commas between, or all or none: bits of a uint32_t */
    VALUE_PREFIX,  /* word_list: prefix and value as one word, such as -Idir */
    VALUE_RANGE,   /* "-1..2", into a struct nondet */
    VALUE_WORDS,   /* word_list: the value cut into words as a shell does */
};

struct word_list {
    VEC(char *) words; /* owned */
};

struct option_spec {
    const char *name;
    char letter;          /* 0 = none */
    const char *argument; /* how the value is called in help texts; NULL without one */
    enum value_kind kind;
    size_t offset, bytes; /* of the field in struct options */
    const char *choices;  /* VALUE_CHOICE: "error|warn|off"; otherwise, for completion, or NULL */
    const char *prefix;   /* VALUE_PREFIX */
    uint64_t max;         /* VALUE_COUNT; 0 = what the field holds */
    bool positive;        /* VALUE_COUNT, VALUE_TIME: 0 is refused */
    unsigned commands;    /* enum command_bit */
    const char *group;    /* heading in help texts */
    const char *help;     /* one or more sentences; help adds the default */
    bool show_default;
};

extern const struct option_spec option_table[]; /* ends with a NULL name */

/* An option as it was given, to be repeated in the command that replays. */
struct given_option {
    const struct option_spec *spec;
    const char *value; /* borrowed from argv; NULL without one */
};

struct options {
    const char *invoked_as; /* argv[0] */
    struct check_options check;
    struct word_list flags, libs;
    const char *compiler;
    bool allow_asm;
    enum property { PROPERTY_ALL, PROPERTY_UNREACH_CALL } property;
    uint32_t memories; /* matrix: bits of enum memory_model */
    const char *stdin_file;
    const char *schedule;
    const char *trace_file;
    const char *output_file;   /* automaton */
    uint32_t product_states;   /* automaton: draw a product of at most so many */
    bool svg;
    bool json, tsv, quiet, verbose, help;
    enum colour colour;
    bool list_functions, list_options; /* list */
    VEC(const char *) operands;  /* PROGRAM..., MODEL..., TRACE, KIND: before "--" */
    char **arguments;            /* after "--" */
    int argument_count;
    VEC(struct given_option) given;
};

/** What holds when nothing is given for this command (one bit). */
struct options options_default(unsigned command);

/**
 * Parses argv[1..] for a command.  False: err says which argument is wrong.  argv is reordered and
 * borrowed.
 */
bool options_parse(struct options *options, unsigned command, int argc, char **argv,
                   struct error *err);
void options_release(struct options *options);

/** Appends the default value of an option, as it would be typed; nothing if it has none. */
void option_write_default(const struct option_spec *spec, const struct options *defaults,
                          struct str *out);

#endif
