/* SPDX-License-Identifier: MIT */
/* dpor: one execution of each Mazurkiewicz trace; learned if that is possible, else direct. */
#include "checker/engines/dpor.h"

#include "checker/engines/registry.h"

#include <inttypes.h>

void dpor_say_coverage(struct check *check, bool complete, uint64_t blocked)
{
    uint64_t executions = check->search.executions;
    if (complete)
        verdict_scope(check->verdict,
                      "dpor: all %" PRIu64 " Mazurkiewicz traces were executed, one execution "
                      "each; %" PRIu64 " given up",
                      executions, blocked);
    else
        verdict_scope(check->verdict,
                      "dpor: %" PRIu64 " execution%s made, one for each Mazurkiewicz trace; "
                      "there may be more",
                      executions, executions == 1 ? " was" : "s were");
}

void dpor_say_endless(struct check *check, uint64_t steps_max)
{
    verdict_scope(check->verdict,
                  "dpor: it is for programs that terminate: an execution did not end within "
                  "%" PRIu64 " steps",
                  steps_max);
}

void dpor_say_full(struct check *check)
{
    verdict_scope(check->verdict,
                  "dpor: what is still to be executed needs more memory than --memory-limit allows");
}

static bool dpor_run(struct check *check, struct error *err)
{
    (void)err;
    uint64_t executions_max = check->options->executions_max;
    enum dpor_result result = DPOR_REFUSED;
    if (!check->options->direct)
        result = dpor_explore_learned(check, executions_max, 0);
    if (result == DPOR_REFUSED && !check_is_settled(check))
        result = dpor_explore_direct(check, executions_max, 0);
    check->verdict->complete = result == DPOR_COMPLETE;
    return true;
}

const struct engine_ops dpor_engine = {
    .name = "dpor",
    .summary = "one execution of each Mazurkiewicz trace; for programs that terminate",
    .run = dpor_run,
};
