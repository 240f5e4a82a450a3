/* SPDX-License-Identifier: MIT */
/*
 * A trace: one execution as data, self-contained: enough to print it, to explain it, and to run it
 * again in another process (heddle replay) and notice the first difference.
 *
 * All names are resolved to text when the trace is recorded (recorder.h), so it is readable without
 * the program.  Texts are interned: two steps at the same line share one site.
 */
#ifndef TRACES_TRACE_H
#define TRACES_TRACE_H

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "sim/finding.h"
#include "sim/machine.h"
#include "sim/schedule.h"

enum { TRACE_FORMAT = 1 }; /* docs/trace-format.md, docs/trace.schema.json */
enum { TRACE_FILE_STEPS_MAX = 500000 }; /* a file with more is neither written nor read */

/* How to build and run the program again. */
struct trace_program {
    char *name;
    uint64_t identity; /* program.h; replay refuses another one */
    VEC(char *) files; /* as given */
    VEC(char *) flags; /* compiler flags, in order */
    VEC(char *) libs;
    char *compiler; /* NULL = default */
    bool allow_asm;
    VEC(char *) arguments; /* of the program, without argv[0] */
    char *stdin_bytes;     /* content, NULL = none; any bytes: hex in the JSON */
    size_t stdin_count;
};

struct trace_site {
    char *file, *function;
    uint32_t line;
};

struct trace_task {
    char *name;     /* "main", "T1" */
    char *function; /* that it runs */
    uint32_t site;  /* where it was created; UINT32_MAX = none */
};

enum trace_step_kind {
    TRACE_OPERATION, /* the only kind that is a step of the machine; the others are notes between
                        them */
    TRACE_CREATED,   /* task creates target; value: the function that it runs */
    TRACE_FINISHED,  /* task ends */
    TRACE_OUTPUT,    /* task prints value */
    TRACE_STEP_KINDS
};

enum { TRACE_NO_REGION = UINT8_MAX };

struct trace_step {
    uint8_t kind;    /* enum trace_step_kind */
    bool chosen;     /* there was a choice, and this was taken */
    bool eager;      /* performed at once, never a choice: create, join */
    uint8_t region;  /* enum region that the task enters here, or TRACE_NO_REGION */
    uint32_t task;   /* index in tasks */
    uint32_t site;   /* index in sites; UINT32_MAX = none */
    uint32_t verb;   /* index in texts: "lock", "read" */
    uint32_t target; /* index in texts: "mutex a", "flag[1]"; UINT32_MAX = none */
    uint32_t value;  /* index in texts: "0", "0 -> 1", "failed (EBUSY)"; UINT32_MAX = none */
    uint32_t alternative;
};

struct trace_finding_site {
    uint32_t task, site; /* UINT32_MAX = none */
    char *what;
};

struct trace_finding {
    enum finding_kind kind;
    enum severity severity;
    char *message;
    uint64_t step; /* of the machine, from 0: the step-th TRACE_OPERATION of steps */
    VEC(struct trace_finding_site) sites;
};

struct trace {
    struct trace_program program;
    struct machine_options options; /* what replay must repeat; pointers in it are NULL */
    char *engine, *strategy;        /* that found it; strategy may be NULL */
    uint64_t seed;
    struct schedule schedule;
    char *end; /* "finished", "stuck", "violation" ... */
    VEC(char *) texts;
    VEC(struct trace_site) sites;
    VEC(struct trace_task) tasks;
    VEC(struct trace_step) steps;
    VEC(struct trace_finding) findings;
    char *output; /* all that the program printed; any bytes, NUL-terminated */
    size_t output_count;
};

/** Frees what the trace holds and zeroes it. */
void trace_release(struct trace *trace);

/** "finished", "stuck" ...: what trace.end holds. */
const char *trace_end_name(enum machine_end end);
/** "operation", "created" ... as in the JSON. */
const char *trace_step_kind_name(enum trace_step_kind kind);
/** "any", "readers", "writers" as in the JSON. */
const char *trace_preference_name(enum rwlock_preference preference);
/** The text at index, "" for UINT32_MAX. */
const char *trace_text(const struct trace *trace, uint32_t index);
/** Appends "lock mutex a: failed (EBUSY)": the step as one printable phrase, without task and site.
 */
void trace_step_phrase(const struct trace *trace, const struct trace_step *step, struct str *out);

/**
 * Records everything the machine does from the next reset on, into *trace (zeroed).  The texts are
 * resolved with machine_name_*.  program, engine, strategy, seed and options are the caller's to
 * fill.
 */
struct recorder;
struct recorder *recorder_new(struct machine *m, struct trace *trace);
/** After the execution: adds findings, schedule, end and output; detaches from the machine; frees.
 */
void recorder_finish(struct recorder *recorder);

/**
 * Index in steps of the first step in which two traces differ, or -1.  *what gets one line that
 * says how.  Steps are compared by what they say, not by their indices.
 */
int64_t trace_compare(const struct trace *expected, const struct trace *actual, struct str *what);

/* JSON (json.c): docs/trace-format.md. */
void trace_write_json(const struct trace *trace, struct str *out);
/** *out must be zeroed.  Accepts only what the schema allows; err names the place ("steps[3].task:
 * ..."). */
bool trace_parse_json(const char *text, size_t bytes, struct trace *out, struct error *err);
bool trace_read_file(const char *path, struct trace *out, struct error *err);
bool trace_write_file(const struct trace *trace, const char *path, struct error *err);
/** Will trace_write_file be able to write there?  As far as can be told without doing it. */
bool trace_file_is_possible(const char *path, struct error *err);

/* Text with a column per task (text.c). */
struct trace_text_options {
    bool colour;
    uint32_t columns;   /* width; 0 = 100 */
    uint64_t steps_max; /* print at most about so many: the first, the last and what is around the
                           findings, and say how many are left out; 0 = all */
    bool show_eager;    /* also the operations that never are a choice: create, join */
    bool table_only;    /* neither the heading nor the findings after the table */
};
void trace_write_text(const struct trace *trace, const struct trace_text_options *options,
                      struct str *out);

#endif
