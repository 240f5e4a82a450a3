/* SPDX-License-Identifier: MIT */
/*
 * states: every reachable state of the product of learned automata.
 *
 * A pass learns the tasks' automata, minimises them, explores, and shows what it found on the direct
 * machine.  What that tells (cells that must be promoted) or what the exploration learned (classes that had to
 * be split) leads to another pass; facts only grow, so that ends.
 */
#include "checker/engines/states.h"

#include "base/check.h"
#include "checker/engines/brute.h"
#include "checker/engines/causes.h"
#include "checker/engines/registry.h"
#include "checker/engines/states_run.h"
#include "checker/states/follow.h"
#include "checker/states/repeat.h"

/* Facts that the product found belong to the machine: schedules contain them. */
static bool hand_over_facts(struct states_run *r)
{
    struct machine *m = r->check->machine;
    size_t before = m->promoted.count;
    m->buffer_was_full |= r->product->buffer_was_full;
    m->own_stack_drained |= r->product->own_stack_drained;
    product_hand_over(r->product);
    return m->promoted.count != before || r->product->l->shared_grew;
}

/* The machine comes back reset, at the first choice.  What it found on the way there is not lost. */
static void release_product(struct states_run *r)
{
    if (r->product == NULL)
        return;
    struct learner *l = r->product->l;
    struct machine *m = r->check->machine;
    symmetry_free(r->symmetry);
    product_free(r->product);
    learner_free(l);
    r->product = NULL;
    if (m->findings.count == 0)
        return;
    follow_on(m);
    check_after_execution(r->check, m->end);
}

/* Data races and the like do not end an execution: their consequences are explored. */
static bool is_over(const struct check *check)
{
    return check->search.stop >= STOP_BUDGET || (check->fatal_found && !check->options->all_bugs);
}

/*
 * Shows on the direct machine what was found.  Once that tells something new about cells, the paths are
 * those of another machine: the next pass has better ones.
 */
static void confirm(struct states_run *r)
{
    struct check *check = r->check;
    size_t facts = check->machine->promoted.count;
    r->unconfirmed = 0;
    for (size_t i = 0; i < r->witnesses.count; i++) {
        if (!repeat_witness(check, &r->witnesses.items[i], &r->paths.items[i]))
            r->unconfirmed++;
        if (is_over(check) || check->machine->promoted.count != facts)
            break;
    }
}

static void confirm_endless(struct states_run *r)
{
    for (size_t i = 0; i < r->endless.count; i++)
        if (!repeat_endless(r->check, &r->endless.items[i]))
            r->unconfirmed++;
}

/* What two tasks inside say is said by the finding: the graph ends there. */
static void note_exclusion(struct verdict *v)
{
    for (size_t i = 0; i < v->violations.count; i++)
        if (v->violations.items[i].kind == FINDING_MUTUAL_EXCLUSION)
            v->card.mutual_exclusion = ANSWER_NO;
}

enum states_result states_explore(struct check *check, uint64_t states_max)
{
    struct states_run r = {.check = check, .states_max = states_max};
    r.outcomes.wanted = check->options->outcomes;
    if (outcomes_want_output(&r.outcomes))
        machine_make_output_visible(check->machine);
    check->verdict->card.asked = check->options->conditions;
    search_phase(&check->search, "states", 0, 0);
    bool again = true;
    enum states_result result = STATES_STOPPED;
    for (int pass = 0; again && pass < STATES_PASSES_MAX; pass++) {
        states_pass_forget(&r);
        bool learned = states_pass(&r);
        again = r.product && hand_over_facts(&r);
        size_t facts = check->machine->promoted.count;
        release_product(&r);
        if (!learned) {
            verdict_scope(check->verdict, "states: the program cannot be learned: %s", r.refused);
            result = STATES_REFUSED;
            break;
        }
        again |= check->machine->promoted.count != facts;
        if (!again)
            confirm(&r);
        if (!again && !is_over(check))
            confirm_endless(&r);
        again |= check->machine->promoted.count != facts;
        again &= !is_over(check);
    }
    if (result != STATES_REFUSED && r.outcomes.wanted)
        r.unconfirmed += outcomes_list(&r.outcomes, check, r.end == EXPLORE_COMPLETE);
    note_exclusion(check->verdict);
    if (result != STATES_REFUSED) {
        bool complete = r.end == EXPLORE_COMPLETE && r.unconfirmed == 0 && !again && !r.lost &&
                        r.live_refused == NULL && !check->options->compact;
        states_say(&r, complete);
        result = complete ? STATES_COMPLETE : result;
    }
    states_pass_forget(&r);
    outcomes_release(&r.outcomes);
    vec_release(&r.paths);
    vec_release(&r.witnesses);
    free(r.refused);
    return result;
}

static bool states_run(struct check *check, struct error *err)
{
    enum states_result result = states_explore(check, check->options->states_max);
    if (result == STATES_REFUSED)
        check->verdict->complete = brute_explore(check, 0, UINT64_C(15000000));
    else
        check->verdict->complete = result == STATES_COMPLETE;
    return causes_look_for(check, err);
}

const struct engine_ops states_engine = {
    .name = "states",
    .summary = "every reachable state, from learned automata",
    .run = states_run,
};
