/* SPDX-License-Identifier: MIT */
/*
 * How far a search has come, and when it must stop.
 *
 * A search has one or more phases (sample first, then brute).  An exhaustive phase may have to
 * start again because it learned a fact (a cell was promoted): what was executed before then no
 * longer counts as covered, but as work done, so that the bounds hold.
 *
 * The wall clock is read now and then, and decides nothing but when to stop and when to call the
 * progress callback.
 */
#ifndef CHECKER_SEARCH_H
#define CHECKER_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum search_stop {
    STOP_NONE,
    STOP_VIOLATION,    /* an error was found, and --all-bugs was not given */
    STOP_CONSEQUENCES, /* enough was executed after the first error that is not fatal */
    STOP_EXECUTIONS,   /* the bound on executions */
    STOP_STEPS,        /* the bound on steps */
    STOP_BUDGET,       /* the time budget */
    STOP_INTERRUPTED,  /* the progress callback said so */
    STOP_UNSUPPORTED,  /* the program did something that is not modelled */
    STOP_HUNG,         /* a task computed too long without an operation */
    STOP_FLOODED,      /* an execution printed too much */
};

/* What a whole search may use, all phases together; 0 = as much as it likes. */
struct search_budget {
    double seconds; /* of wall time */
    uint64_t steps; /* of executions, and transitions between states */
};

struct search {
    const char *phase;                            /* "sample", "brute"; static */
    uint64_t executions, steps;                   /* of this pass of this phase */
    uint64_t cut, abandoned;                      /* of these executions */
    uint64_t earlier_cut, earlier_abandoned;      /* of the phases before */
    uint64_t earlier_executions, earlier_steps;   /* of the phases before */
    uint64_t repeated_executions, repeated_steps; /* of passes of this phase that were given up */
    bool unfinished;                              /* the last execution was stopped in its middle */
    bool excluded;                                /* some ended where something assumed is false */
    bool counted;                                 /* some ended otherwise */
    bool exited_early;                            /* exit ended tasks that were still running */
    int exit_status;                              /* the last one that was not 0; 0 = none */
    uint64_t executions_max, steps_max;           /* of this phase; UINT64_MAX = none */
    uint64_t executions_limit, steps_limit;       /* the same; less once narrowed */
    uint64_t next_look, next_look_steps;          /* when search_look is due, in this pass */
    enum search_stop stop;                        /* of this phase */
    bool narrowed;
    double started, phase_started, reported_at; /* seconds */
    struct search_budget budget;
    uint64_t spent_steps; /* of the budget, by the phases before */
    uint64_t transitions; /* of states, in this phase: they count for the budget alone */
};

void search_start(struct search *s, struct search_budget budget);

/** Begins a phase.  Bounds of 0 mean none. */
void search_phase(struct search *s, const char *phase, uint64_t executions_max, uint64_t steps_max);

/** What this phase executed so far does not count as covered: it starts again. */
void search_restart(struct search *s);

/**
 * An error was seen that does not end an execution, such as a data race: the search goes on only to
 * see its consequences.  The first call in a phase lowers the bounds to what is done plus a tenth
 * of what was allowed, at least 100 and at most 100,000 executions.
 */
void search_narrow(struct search *s);

/** All executions that count so far. */
static inline uint64_t search_executions(const struct search *s)
{
    return s->earlier_executions + s->executions;
}

static inline uint64_t search_steps(const struct search *s)
{
    return s->earlier_steps + s->steps;
}

/** What this phase executed, whether it counts or not: what its bounds are about. */
static inline uint64_t search_tried(const struct search *s)
{
    return s->repeated_executions + s->executions;
}

static inline uint64_t search_tried_steps(const struct search *s)
{
    return s->repeated_steps + s->steps;
}

/** Counts one execution.  True: search_look is due. */
static inline bool search_count(struct search *s, uint64_t steps)
{
    s->executions++;
    s->steps += steps;
    return s->executions >= s->next_look || s->steps >= s->next_look_steps;
}

/** Checks the bounds and the budget, sets s->stop, and plans the next look. */
void search_look(struct search *s);

/** Is a progress report due?  At most one per 50 ms. */
bool search_report_due(struct search *s);

double search_seconds(const struct search *s);
double search_phase_seconds(const struct search *s);

/** Steps and transitions of all phases. */
static inline uint64_t search_spent(const struct search *s)
{
    return s->spent_steps + search_tried_steps(s) + s->transitions;
}

/** Is the time of the budget used up?  Async-signal-safe. */
bool search_is_over_time(const struct search *s);

#endif
