/* SPDX-License-Identifier: MIT */
/*
 * auto: sample for a moment, then cover everything if that is possible.
 *
 * The samples are those of a portfolio of strategies; then follow all states or, where the program
 * cannot be learned, brute, up to a bound.  All bounds are numbers of executions, steps and states, so the
 * result does not depend on the speed of the machine.
 */
#include "checker/engines/brute.h"
#include "checker/engines/registry.h"
#include "checker/engines/sample.h"
#include "checker/engines/states.h"

/* Chosen so that a check of an ordinary program takes some seconds at most. */
static const uint64_t SAMPLE_EXECUTIONS = 10000;
static const uint64_t SAMPLE_STEPS = UINT64_C(5000000);
static const uint64_t BRUTE_EXECUTIONS = 200000;
static const uint64_t BRUTE_STEPS = UINT64_C(15000000);
static const uint64_t STATES = UINT64_C(5000000);
static const uint64_t STATES_AFTER_RACE = 100000;

static bool sample_first(struct check *check, bool *complete, struct error *err)
{
    uint64_t wanted = check->options->executions_max;
    const struct sample sample = {
        .strategy = "portfolio",
        .executions = wanted > 0 && wanted < SAMPLE_EXECUTIONS ? wanted : SAMPLE_EXECUTIONS,
        .steps_max = SAMPLE_STEPS,
    };
    return sample_explore(check, &sample, complete, err);
}

/* Everything, within bounds.  Returns whether it was everything. */
static bool cover(struct check *check, bool bounded)
{
    const struct check_options *options = check->options;
    uint64_t states = options->states_max ? options->states_max : bounded ? 0 : STATES;
    enum states_result result = states_explore(check, states);
    if (result != STATES_REFUSED || check_is_settled(check))
        return result == STATES_COMPLETE;
    return brute_explore(check, bounded ? options->executions_max : BRUTE_EXECUTIONS,
                         bounded ? 0 : BRUTE_STEPS);
}

/* An error that does not end an execution was seen, such as a data race: what follows from it may be rare. */
static void look_for_consequences(struct check *check)
{
    uint64_t wanted = check->options->states_max;
    if (check->search.stop < STOP_BUDGET && check->mild_found && !check->fatal_found)
        states_explore(check, wanted && wanted < STATES_AFTER_RACE ? wanted : STATES_AFTER_RACE);
}

static bool automatic_run(struct check *check, struct error *err)
{
    const struct check_options *options = check->options;
    bool bounded = check_is_bounded(options);
    bool *complete = &check->verdict->complete;
    check->verdict->strategy = options->shortest ? NULL : "portfolio";
    if (!options->shortest && !sample_first(check, complete, err))
        return false;
    if (!*complete && !check_is_settled(check))
        *complete = cover(check, bounded);
    else if (!*complete)
        look_for_consequences(check);
    return true;
}

const struct engine_ops automatic_engine = {
    .name = "auto",
    .summary = "sample for a moment, then every state or interleaving, within bounds",
    .run = automatic_run,
};
