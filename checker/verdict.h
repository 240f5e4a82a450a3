/* SPDX-License-Identifier: MIT */
/*
 * What heddle concludes, and how far that goes.
 *
 * "Verified" is only for a search that was complete in the scope that the sentences state.
 * Everything that was cut, bounded, assumed or not modelled is one of those sentences.
 */
#ifndef CHECKER_VERDICT_H
#define CHECKER_VERDICT_H

#include "base/error.h"
#include "base/vec.h"
#include "checker/liveness/bypass.h"
#include "sim/finding.h"
#include "sim/schedule.h"

enum verdict_kind {
    VERDICT_VERIFIED,
    VERDICT_VIOLATION,
    VERDICT_INCONCLUSIVE,
    VERDICT_UNSUPPORTED,
    VERDICT_ERROR,
};

struct violation_site {
    char *task; /* "main", "T1" */
    char *file;
    char *function;
    uint32_t line;
    char *what;
};

/* A finding that outlives its execution: names resolved, with the schedule that shows it. */
struct violation {
    enum finding_kind kind;
    enum severity severity;
    char *message;
    VEC(char *) tasks; /* distinct names, in order of first site */
    VEC(struct violation_site) sites;
    struct schedule schedule;
    uint64_t steps;     /* of the execution */
    uint64_t execution; /* index of the execution that showed it first, from 1 */
    uint64_t signature;
    char *output; /* what the program had printed */
};

enum answer { ANSWER_UNKNOWN, ANSWER_YES, ANSWER_NO };

/* Which conditions a mutual exclusion algorithm meets (checker/liveness/conditions.h). */
struct report_card {
    bool asked;
    enum answer mutual_exclusion, progress, fcfs;
    enum answer starvation_free_weak, starvation_free_strong;
    enum bypass_kind bypass, bypass_doorway; /* from the first step; from the end of the doorway */
    uint32_t bypass_bound, bypass_doorway_bound;
};

/* One combination of final values (--outcomes). */
struct outcome_row {
    char *values;   /* "x = 1, y = 0", "stdout = \"ab\\n\"" */
    char *schedule; /* printable; shows it */
};

struct verdict {
    enum verdict_kind kind;
    bool complete;
    const char *engine;   /* "auto", "sample", "brute" */
    const char *strategy; /* NULL if the engine has none */
    const char *memory;   /* "sc", "tso", "pso" */
    uint64_t executions, steps, states;
    double seconds;
    uint64_t seed;
    /* How many executions there are in all, by samples; 0 samples: not known.  Texts, since the numbers
     * may be beyond those of a double. */
    struct verdict_estimate {
        uint64_t samples;
        char *executions, *error; /* the mean and its standard error */
    } estimated;
    VEC(char *) scope;
    VEC(struct violation) violations; /* in order of discovery */
    struct report_card card;
    VEC(struct outcome_row) outcomes; /* sorted by values */
    bool outcomes_listed;             /* all of them, or the scope says what is missing */
    char *unsupported;                /* VERDICT_UNSUPPORTED, VERDICT_ERROR: the line to print */
};

void verdict_release(struct verdict *verdict);
void violation_release(struct violation *violation);
/** Takes the sentences [from, to) out of the scope. */
void verdict_unsay(struct verdict *verdict, size_t from, size_t to);
/** Adds a sentence to the scope (printf), unless it is there already. */
void verdict_scope(struct verdict *verdict, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** "verified" ... as in the JSON contract. */
const char *verdict_kind_name(enum verdict_kind kind);
enum exit_status verdict_exit_status(const struct verdict *verdict);
bool verdict_has_errors(const struct verdict *verdict);

#endif
