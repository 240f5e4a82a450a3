/* SPDX-License-Identifier: MIT */
/*
 * What is reported while an engine works: how far it has come, how fast, how much is left.
 *
 * The only part of a check that looks at the clock for more than when to stop; nothing of it gets into
 * a verdict.
 */
#ifndef CHECKER_REPORT_H
#define CHECKER_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct check;

struct check_progress {
    const char *engine, *phase;
    uint64_t executions, steps; /* of all phases */
    uint64_t states;            /* 0: executions are what is counted */
    uint64_t executions_max;    /* of the phase; 0 = not known */
    double seconds;             /* of all phases */
    double rate;                /* of the phase: executions, or states, per second */
    double covered;             /* which fraction of the phase is done, in (0, 1]; 0 = not known */
    double estimated, error;    /* executions in all, and its standard error; 0 = not known */
    double seconds_left;        /* of the phase, or until the budget is used up; -1 = not known */
    size_t violations;
};

/** Called now and then, for progress lines; returns false to stop (Ctrl-C). */
typedef bool (*check_progress_callback)(void *context, const struct check_progress *progress);

/** For engines, between executions or states: calls the callback if a report is due. */
void check_report(struct check *check, uint64_t states);

#endif
