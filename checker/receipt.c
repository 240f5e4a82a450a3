/* SPDX-License-Identifier: MIT */
#include "checker/receipt.h"

#include "sim/program.h"

#include <inttypes.h>

/* Executions of all phases that say less than they could. */
static void say_unfinished(struct check *check)
{
    const struct search *s = &check->search;
    uint64_t cut = s->earlier_cut + s->cut;
    uint64_t abandoned = s->earlier_abandoned + s->abandoned;
    uint64_t steps_max = check->machine->options.steps_max;
    if (cut > 0)
        verdict_scope(check->verdict,
                      "%" PRIu64 " execution%s cut after %" PRIu64 " step%s (--steps)", cut,
                      cut == 1 ? " was" : "s were", steps_max, steps_max == 1 ? "" : "s");
    if (s->unfinished)
        verdict_scope(check->verdict, "the last execution was stopped in its middle");
    if (abandoned > 0)
        verdict_scope(check->verdict, "%" PRIu64 " execution%s given up by the strategy",
                      abandoned, abandoned == 1 ? " was" : "s were");
}

static void say_exits(struct check *check)
{
    const struct search *s = &check->search;
    if (s->excluded && s->counted)
        verdict_scope(check->verdict, "executions in which something that is assumed is false "
                                      "(__VERIFIER_assume, abort) do not count");
    else if (s->excluded)
        verdict_scope(check->verdict, "no execution counts: in all of them something that is "
                                      "assumed is false (__VERIFIER_assume, abort)");
    if (s->exited_early)
        verdict_scope(check->verdict, "exit ended tasks that were still running");
    if (s->exit_status != 0)
        verdict_scope(check->verdict, "the program ended with exit status %d", s->exit_status);
}

void receipt_stop(struct check *check)
{
    struct verdict *v = check->verdict;
    const struct search *s = &check->search;
    uint64_t executions = s->repeated_executions + s->executions;
    uint64_t steps = s->repeated_steps + s->steps;
    switch (s->stop) {
    case STOP_NONE:
        break;
    case STOP_VIOLATION:
        if (v->complete)
            break;
        verdict_scope(v, "the search stopped at the first error (--all-bugs goes on)");
        break;
    case STOP_CONSEQUENCES:
        verdict_scope(v, "the search stopped some executions after the first error "
                         "(--all-bugs goes on)");
        break;
    case STOP_EXECUTIONS:
        break; /* the engine says how many it had */
    case STOP_STEPS:
        verdict_scope(v,
                      "%s stopped after %" PRIu64 " steps, in %" PRIu64 " executions "
                      "(--executions raises the bound)",
                      s->phase, steps, executions);
        break;
    case STOP_BUDGET:
        if (search_is_over_time(s))
            verdict_scope(v, "the search stopped when its budget of %g s was used up",
                          s->budget.seconds);
        else
            verdict_scope(v, "the search stopped when its budget of %" PRIu64 " steps was used up",
                          s->budget.steps);
        break;
    case STOP_INTERRUPTED:
        verdict_scope(v, "the search was interrupted");
        break;
    case STOP_UNSUPPORTED:
        verdict_scope(v, "the search stopped at an operation that is not supported");
        break;
    case STOP_HUNG:
        break; /* said when it happened: who, and where */
    case STOP_FLOODED:
        verdict_scope(v, "the search stopped because an execution printed more than %d MiB",
                      OUTPUT_TOTAL_MAX >> 20);
        break;
    }
    if (!v->complete) /* else a later phase covered what an earlier one had to cut */
        say_unfinished(check);
    say_exits(check);
}

static char *scaled_text(struct scaled number)
{
    struct str text = {0};
    scaled_print(number, &text);
    return str_take(&text);
}

void receipt_estimate(struct check *check)
{
    struct verdict *v = check->verdict;
    const struct estimate *e = &check->estimate;
    bool stopped = (check->mild_found || check->fatal_found) && !check->options->all_bugs;
    if (v->complete || stopped || e->samples < ESTIMATE_SAMPLES_MIN)
        return;
    v->estimated = (struct verdict_estimate){
        .samples = e->samples,
        .executions = scaled_text(e->mean),
        .error = scaled_text(estimate_error(e)),
    };
    verdict_scope(v,
                  "there are about %s executions in all, with a standard error of %s: estimated from "
                  "%" PRIu64 " random ones",
                  v->estimated.executions, v->estimated.error, v->estimated.samples);
}

static void say_memory(struct check *check)
{
    static const char *const words[MEMORY_MODELS] = {
        [MEMORY_SC] = "memory model SC (sequential consistency): all tasks see all accesses in one "
                      "order",
        [MEMORY_TSO] = "memory model TSO (total store order): a task's stores wait in a buffer before "
                       "others see them, and get to memory in their order",
        [MEMORY_PSO] = "memory model PSO (partial store order): a task's stores wait in a buffer before "
                       "others see them, and get to memory in their order for each cell only",
    };
    struct verdict *v = check->verdict;
    const struct machine *m = check->machine;
    verdict_scope(v, "%s", words[m->options.memory]);
    if (m->options.memory == MEMORY_SC)
        return;
    verdict_scope(v, "a task's buffer holds at most %" PRIu32 " store%s (--buffer)%s",
                  m->options.buffer_max, m->options.buffer_max == 1 ? "" : "s",
                  m->buffer_was_full ? ", and some task had to wait for room in it"
                                     : ", which was always enough");
    verdict_scope(v, "calls on synchronisation objects, read-modify-writes, stores of library "
                     "routines, copies of structs, and the creation and end of tasks wait until the "
                     "buffer is empty; loads are never delayed");
    if (m->own_stack_drained)
        verdict_scope(v, "stores of a task to its own stack wait until its buffer is empty and get to "
                         "memory at once");
}

void receipt_premises(struct check *check)
{
    struct verdict *v = check->verdict;
    if (!check->options->stuck)
        verdict_scope(v, "tasks that wait for ever are no error here");
    const struct machine_options *o = &check->machine->options;
    say_memory(check);
    if (check->options->outcomes && !v->outcomes_listed)
        verdict_scope(v, "outcomes are not listed: that takes a complete search of the engine states");
    verdict_scope(v,
                  "at most %" PRIu32 " early timeouts and %" PRIu32 " spurious wakeups in an "
                  "execution",
                  o->timeouts_max, o->spurious_max);
    if (!o->choose_waiter)
        verdict_scope(v, "a signal wakes the task that waits longest");
    if (o->stdin_count > 0)
        verdict_scope(v, "standard input was the same %zu bytes in every execution",
                      o->stdin_count);
    if (check->machine->nondet_used) {
        struct str range = {0};
        nondet_write(&o->nondet, &range);
        verdict_scope(v,
                      "unknown values (__VERIFIER_nondet_*) were taken from %s: nothing is said about "
                      "others (--nondet LOW..HIGH)",
                      str_text(&range));
        str_release(&range);
    }
    if (check->machine->input_missed)
        verdict_scope(v, "standard input was empty, and the program wanted to read it (--stdin FILE)");
    const struct program *program = check->machine->program;
    for (size_t i = 0; program != NULL && i < program->assumptions.count; i++)
        verdict_scope(v, "%s", program->assumptions.items[i]);
}
