/* SPDX-License-Identifier: MIT */
/*
 * Engines: ways to cover the executions of a program.
 *
 * New engine: a file under checker/engines/ and one line in checker/engines/registry.c.
 */
#ifndef CHECKER_ENGINE_H
#define CHECKER_ENGINE_H

#include "checker/estimate.h"
#include "checker/report.h"
#include "checker/search.h"
#include "checker/verdict.h"
#include "scheduler/scheduler.h"
#include "sim/machine.h"

enum race_policy { RACE_ERROR, RACE_WARN, RACE_OFF };
enum leak_policy { LEAK_ERROR, LEAK_WARN, LEAK_OFF };

/* What makes the states engine look at fewer states; the names, in order of the bits. */
enum { REDUCE_BISIMULATION = 1, REDUCE_AWAITS = 2, REDUCE_PERSISTENT = 4, REDUCE_SYMMETRY = 8,
       REDUCE_SLEEP = 16 /* where persistent sets are not made */ };
#define CHECK_REDUCTIONS "bisimulation|awaits|persistent|symmetry|sleep"

struct automata;

struct check_options {
    const char *engine;      /* "auto", "sample", "states", "brute" */
    const char *strategy;    /* a name of scheduler_registry */
    uint64_t executions_max; /* sample: how many; brute: at most; 0 = the engine's own bound */
    uint64_t seed;
    struct search_budget budget; /* if there is one, it replaces the engine's own bounds */
    uint32_t depth;        /* PCT */
    int preemptions_max;   /* brute: -1 = unbounded; strategy preemption: -1 = its own bound */
    int delays_max;        /* brute and strategy delay: the same */
    enum race_policy race;
    enum leak_policy leak;
    bool all_bugs;        /* do not stop at the first error */
    bool stuck;             /* tasks that wait for ever are an error */
    bool check_determinism; /* --self-check: run everything twice */
    uint64_t states_max;    /* states: 0 = the engine's own bound */
    uint64_t memory_limit;  /* bytes of states; 0 = none */
    bool shortest;          /* states alone, breadth first: the first error is one of fewest steps */
    bool compact;           /* states: keep signatures; states may be left out, see docs/algorithms/state-store.md */
    uint32_t reduce;        /* REDUCE_* */
    enum liveness_policy { LIVENESS_OFF, LIVENESS_NONE, LIVENESS_WEAK, LIVENESS_STRONG } fairness;
                            /* states: look for endless runs that are fair in this sense */
    bool conditions;        /* states: fill the report card */
    const char *outcomes;   /* states: variables whose final values are listed, "x,y"; NULL = none */
    struct automata *automata; /* states: filled with what was learned (states/automata.h); NULL = none */
    bool direct;            /* sample, dpor: on the direct machine alone */
    bool audit;             /* states: repeat every native run over other background bytes */
    bool shorten;           /* look for a shorter schedule that shows the same violation */
    struct machine_watch watch; /* asked besides the budget */
    struct machine_options machine;
};

struct check_options check_options_default(void);

/** Do the options bound the search?  Then engines do not use bounds of their own. */
static inline bool check_is_bounded(const struct check_options *options)
{
    return options->executions_max > 0 || options->budget.seconds > 0 || options->budget.steps > 0;
}

/** What the options say to a strategy; without a bound on executions. */
struct scheduler_options check_strategy_options(const struct check_options *options);

/* Findings that violations.c need not look at again. */
enum { SEEN_FINDINGS = 64 };
struct seen_findings {
    struct seen_finding {
        uint64_t first, second; /* pcs of the first two sites */
        uint64_t objects;
        enum finding_kind kind;
    } slots[SEEN_FINDINGS];
};

struct check {
    struct machine *machine;
    const struct check_options *options;
    check_progress_callback progress; /* may be NULL */
    void *progress_context;
    struct verdict *verdict;
    struct search search;
    struct seen_findings seen;
    struct estimate estimate; /* of the number of executions, by samples */
    /* Which fraction of all executions has been made; NULL while nobody can tell. */
    double (*covered)(const void *covering);
    const void *covering;
    bool mild_found;  /* an error that does not end an execution: data race, missing join, leak */
    bool fatal_found; /* any other error */
};

struct engine_ops {
    const char *name;
    const char *summary;
    /* Explores, and says in check->verdict what was covered: strategy, complete, scope, counts.
     * check_run settles the rest.  false: err says what was wrong with the options. */
    bool (*run)(struct check *check, struct error *err);
};

extern const struct engine_ops *const engine_registry[]; /* ends with NULL */

/**
 * Runs the engine that the options name on the machine, and settles the verdict (*verdict zeroed).
 * Violations come out confirmed and shortened.  False: err says what was wrong with the options.
 */
bool check_run(struct machine *m, const struct check_options *options,
               check_progress_callback progress, void *context, struct verdict *verdict,
               struct error *err);

/**
 * For engines, after each execution: counts it, keeps new findings of m as violations, notes how it
 * ended (cut, unsupported, hung: in the scope).  Returns false when the phase should stop now;
 * check->search.stop says why.
 */
bool check_after_execution(struct check *check, enum machine_end end);

/** The two halves of it, for an execution that was made on a learned machine and then on m. */
bool check_count_execution(struct check *check, uint64_t steps, enum machine_end end);
void check_judge_execution(struct check *check, enum machine_end end);

/** Has an error been found that ends the whole check, whatever phases are left? */
static inline bool check_is_settled(const struct check *check)
{
    if (check->search.stop >= STOP_BUDGET)
        return true;
    return (check->mild_found || check->fatal_found) && !check->options->all_bugs;
}

#endif
