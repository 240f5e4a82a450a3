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
#include "checker/endless.h"
#include "checker/engines/brute.h"
#include "checker/engines/registry.h"
#include "checker/engines/sample.h"
#include "checker/states/automata.h"
#include "checker/states/follow.h"
#include "checker/states/live.h"
#include "checker/states/outcomes.h"
#include "sim/learn/buffers.h"
#include "sim/learn/closure.h"

#include <inttypes.h>

enum {
    SAMPLES = 5000,        /* of each strategy, for races behind another error */
    SAMPLE_STEPS = 2500000,
    SLICE = 4096,          /* states between looks at the clock */
    SYMMETRY_AFTER = SLICE, /* so many states are sooner looked at than renamings found */
    FINISHED_MAX = 1000,   /* finished executions that are repeated, to judge their ends */
    GROWTH_PERCENT = 50,
    PASSES_MAX = 200,
    RUNS_MAX = 300000, /* native ones: a second or two */
    EDGES_MAX = 8000000, /* looked at when classes are made, in all passes */
};

struct states_run {
    struct check *check;
    uint64_t states_max;
    struct exploration e;
    struct product *product;
    struct symmetry *symmetry;
    uint64_t renamings;          /* of tasks, that were used; 0 or 1: none */
    enum explore_end end;
    VEC(struct path) paths;      /* of the witnesses */
    VEC(struct witness) witnesses;
    struct endless_list endless;
    struct outcomes outcomes;
    bool live_refused;
    char *refused;
    uint64_t unconfirmed;
    uint64_t runs, nodes, classes, transitions, states, bytes;
    uint64_t finished;
    bool weak;
};

static void report(struct states_run *r)
{
    struct check *check = r->check;
    struct search *s = &check->search;
    search_look(s);
    if (check->progress == NULL || !search_report_due(s))
        return;
    const struct check_progress progress = {
        .engine = check->verdict->engine,
        .phase = s->phase,
        .executions = search_executions(s),
        .steps = search_steps(s),
        .states = explore_states(&r->e),
        .seconds = search_seconds(s),
        .violations = check->verdict->violations.count,
    };
    if (!check->progress(check->progress_context, &progress) && s->stop == STOP_NONE)
        s->stop = STOP_INTERRUPTED;
}

static void keep_witnesses(struct states_run *r)
{
    for (size_t i = 0; i < r->e.witnesses.count; i++) {
        struct path path = {0};
        explore_path(&r->e, &r->e.witnesses.items[i], &path);
        vec_push(&r->paths, path);
        vec_push(&r->witnesses, r->e.witnesses.items[i]);
    }
}

static bool wants_liveness(const struct check *check)
{
    return check->options->fairness != LIVENESS_OFF || check->options->conditions;
}

static bool found_errors(const struct states_run *r)
{
    bool races = r->check->options->race == RACE_ERROR;
    for (size_t i = 0; i < r->e.witnesses.count; i++) {
        const struct witness *w = &r->e.witnesses.items[i];
        bool race = w->kind == WITNESS_FINDING && w->finding.kind == FINDING_DATA_RACE;
        if (w->kind == WITNESS_STUCK || (w->kind == WITNESS_FINDING && (races || !race)))
            return true;
    }
    return false;
}

/* What two tasks inside say is said by the finding: the graph ends there. */
static void note_exclusion(struct verdict *v)
{
    for (size_t i = 0; i < v->violations.count; i++)
        if (v->violations.items[i].kind == FINDING_MUTUAL_EXCLUSION)
            v->card.mutual_exclusion = ANSWER_NO;
}

/* Means something only if every state was seen and nothing is wrong in any of them. */
static void judge_liveness(struct states_run *r)
{
    const struct check_options *options = r->check->options;
    struct state_graph g;
    if (r->end != EXPLORE_COMPLETE || !wants_liveness(r->check) || found_errors(r))
        return;
    if (!state_graph_make(&r->e, options->memory_limit, &g)) {
        r->live_refused = true;
        return;
    }
    if (options->fairness != LIVENESS_OFF)
        live_judge(&g, (enum fairness)(options->fairness - LIVENESS_NONE), &r->endless);
    if (options->conditions)
        live_card(&g, &r->check->verdict->card);
    state_graph_release(&g);
}

/* Endless runs, final values and pictures are about tasks as they are called; store buffers are not renamed. */
static bool wants_symmetry(const struct states_run *r)
{
    const struct check_options *options = r->check->options;
    return (options->reduce & REDUCE_SYMMETRY) && !wants_liveness(r->check) &&
           r->outcomes.wanted == NULL && options->automata == NULL &&
           r->check->machine->options.memory == MEMORY_SC;
}

static void begin_exploring(struct states_run *r, struct symmetry *symmetry)
{
    const struct check_options *options = r->check->options;
    const struct explore_options explore_options = {
        .stop_at_first = !options->keep_going && r->outcomes.wanted == NULL,
        .symmetry = symmetry,
        .bytes_max = options->memory_limit,
        .states_max = r->states_max,
        .persistent = (options->reduce & REDUCE_PERSISTENT) && !wants_liveness(r->check) &&
                      !options->shortest &&
                      !r->product->weak_memory, /* footprints know nothing of buffers */
        .finished_max = FINISHED_MAX,
        .growth_max_percent = GROWTH_PERCENT,
    };
    explore_init(&r->e, r->product, &explore_options);
    r->renamings = symmetry ? symmetry_order(symmetry) : 0;
}

static bool explore_slice(struct states_run *r)
{
    bool more = r->check->search.stop == STOP_NONE && explore_some(&r->e, SLICE);
    if (more)
        report(r);
    return more;
}

/* Looks at all states, or, once they become many, at canonical ones, from the start. */
static void look_at_states(struct states_run *r)
{
    begin_exploring(r, NULL);
    bool more = true;
    while (more && (!wants_symmetry(r) || explore_states(&r->e) < SYMMETRY_AFTER))
        more = explore_slice(r);
    if (more && symmetry_find(r->symmetry)) {
        explore_release(&r->e);
        begin_exploring(r, r->symmetry);
    }
    while (more)
        more = explore_slice(r);
}

/* Explores once with the classes there are. */
static void explore(struct states_run *r)
{
    const struct check_options *options = r->check->options;
    look_at_states(r);
    r->end = r->e.end;
    r->states = explore_states(&r->e);
    r->bytes = explore_bytes(&r->e);
    r->transitions += r->e.transitions;
    r->finished = r->e.finished;
    if (r->end != EXPLORE_STALE)
        keep_witnesses(r);
    judge_liveness(r);
    if (r->end == EXPLORE_COMPLETE && r->outcomes.wanted)
        outcomes_collect(&r->outcomes, &r->e);
    if (options->automata && r->end != EXPLORE_STALE)
        automata_collect(options->automata, &r->e);
    explore_release(&r->e);
}

static void forget_witnesses(struct states_run *r)
{
    for (size_t i = 0; i < r->paths.count; i++)
        vec_release(&r->paths.items[i].steps);
    vec_clear(&r->paths);
    vec_clear(&r->witnesses);
    endless_list_release(&r->endless);
}

/* Learns and explores until the classes held.  False: the program cannot be learned. */
static bool learn_and_explore(struct states_run *r)
{
    const char *why = NULL;
    struct machine *m = r->check->machine;
    struct learner *l = learner_new(m, &why);
    if (l == NULL) {
        r->refused = memory_copy_text(why);
        return false;
    }
    l->audit = r->check->options->audit;
    const struct closure_limits limits = closure_limits_default();
    r->product = product_new(l);
    r->product->awaits = r->check->options->reduce & REDUCE_AWAITS;
    r->product->races = r->check->options->race != RACE_OFF;
    r->product->runs_max = RUNS_MAX;
    r->symmetry = symmetry_new(r->product);
    closure_learn(r->product, &limits);
    r->end = product_is_exhausted(r->product) ? EXPLORE_REFUSED : EXPLORE_STALE;
    uint64_t edges = 0;
    for (int pass = 0; r->end == EXPLORE_STALE && pass < PASSES_MAX; pass++) {
        if (r->product->promoted_grew || l->shared_grew)
            break;
        edges += l->edges.count;
        if (edges > EDGES_MAX) {
            product_refuse(r->product, "its automata keep growing (%zu edges)", l->edges.count);
            r->end = EXPLORE_REFUSED;
            break;
        }
        product_classify(r->product, r->check->options->reduce & REDUCE_BISIMULATION);
        races_reset(r->product);
        buffers_promote(r->product);
        if (!r->product->promoted_grew)
            explore(r);
    }
    r->runs += l->runs;
    r->nodes = l->nodes.count;
    r->classes = r->product->classes.count;
    r->weak = r->product->weak;
    if (l->audit_failure) {
        m->program->uninstrumented = true; /* by any other engine, too */
        r->refused = memory_copy_text(l->audit_failure);
    } else if (r->product->refused && r->end == EXPLORE_REFUSED) {
        r->refused = memory_copy_text(r->product->refused);
    }
    return r->refused == NULL;
}

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
    return check->search.stop >= STOP_BUDGET || (check->fatal_found && !check->options->keep_going);
}

/* What was found, or an error that comes before it. */
static bool is_shown(const struct machine *m, const struct witness *w)
{
    for (size_t i = 0; i < m->findings.count; i++) {
        const struct finding *f = &m->findings.items[i];
        if (f->severity == SEVERITY_ERROR ||
            (w->kind == WITNESS_FINDING && (uint32_t)f->kind == w->finding.kind))
            return true;
    }
    return false;
}

/*
 * Shows on the direct machine what was found.  Once that tells something new about cells, the paths are
 * those of another machine: the next pass has better ones.
 */
static void confirm(struct states_run *r)
{
    struct check *check = r->check;
    struct machine *m = check->machine;
    size_t facts = m->promoted.count;
    r->unconfirmed = 0;
    for (size_t i = 0; i < r->witnesses.count; i++) {
        const struct witness *w = &r->witnesses.items[i];
        size_t before = check->verdict->violations.count;
        bool followed = follow_path(m, &r->paths.items[i]);
        enum machine_end end = m->end;
        bool shown = is_shown(m, w);
        check_after_execution(check, end);
        bool error = w->kind == WITNESS_STUCK ||
                     (w->kind == WITNESS_FINDING && w->finding.kind != FINDING_DATA_RACE);
        if (!followed || (error && !shown && check->verdict->violations.count == before))
            r->unconfirmed++;
        if (is_over(check) || m->promoted.count != facts)
            break;
    }
}

/* Found by looking things up; now it is executed, its cycle twice. */
static bool repeat_endless(struct machine *m, const struct endless *run)
{
    struct error ignored;
    struct schedule schedule = {0};
    struct str name = {0};
    struct endless_claim claim = {.kind = run->kind};
    if (!follow_endless(m, &run->prefix, &run->cycle))
        return false;
    if (run->task != TASK_NONE) {
        machine_name_task(m, (task_id)run->task, &name);
        claim.task = str_text(&name);
    }
    schedule_copy(&schedule, &m->schedule);
    bool shown = endless_repeat(m, &schedule, &claim, &ignored);
    schedule_release(&schedule);
    str_release(&name);
    return shown;
}

static void confirm_endless(struct states_run *r)
{
    for (size_t i = 0; i < r->endless.count; i++) {
        if (repeat_endless(r->check->machine, &r->endless.items[i]))
            check_after_execution(r->check, r->check->machine->end);
        else
            r->unconfirmed++;
    }
}

static void say_liveness(struct states_run *r)
{
    static const char *const words[] = {"", "no", "weak", "strong"};
    struct verdict *v = r->check->verdict;
    const struct check_options *options = r->check->options;
    if (r->live_refused)
        verdict_scope(v, "endless runs were not looked at: their graph exceeds --memory-limit");
    else if (options->fairness != LIVENESS_OFF && r->end == EXPLORE_COMPLETE)
        verdict_scope(v, "endless runs were judged under %s fairness%s", words[options->fairness],
                      r->endless.count > 0 ? "" : ": nobody starves, and all of them get somewhere");
}

static int compare_rows(const void *a, const void *b)
{
    const struct outcome_row *x = a, *y = b;
    return strverscmp(x->values, y->values);
}

/* Each outcome is executed: the schedule is that of the direct machine. */
static void list_outcomes(struct states_run *r)
{
    struct check *check = r->check;
    struct verdict *v = check->verdict;
    for (size_t i = 0; i < r->outcomes.texts.count; i++) {
        struct str schedule = {0};
        if (!follow_path(check->machine, &r->outcomes.paths.items[i]))
            r->unconfirmed++;
        check_after_execution(check, check->machine->end);
        schedule_format(&check->machine->schedule, &schedule);
        struct outcome_row row = {memory_copy_text(r->outcomes.texts.items[i]),
                                  memory_copy_text(str_text(&schedule))};
        vec_push(&v->outcomes, row);
        str_release(&schedule);
    }
    if (v->outcomes.count > 1)
        qsort(v->outcomes.items, v->outcomes.count, sizeof *v->outcomes.items, compare_rows);
    if (r->outcomes.unknown)
        verdict_scope(v, "no task accesses a variable called %s: its outcomes are not listed",
                      r->outcomes.unknown);
    else if (r->end == EXPLORE_COMPLETE)
        verdict_scope(v, "outcomes: all %zu combinations of final values are listed",
                      v->outcomes.count);
}

static void say_coverage(struct states_run *r, bool complete)
{
    struct verdict *v = r->check->verdict;
    v->states = r->states;
    if (complete)
        verdict_scope(v,
                      "states: all %" PRIu64 " reachable states were looked at; %" PRIu64
                      " transitions, %" PRIu64 " native runs, %.1f bytes per state",
                      r->states, r->transitions, r->runs,
                      (double)r->bytes / (double)(r->states ? r->states : 1));
    else
        verdict_scope(v, "states: %" PRIu64 " states were looked at; there may be more", r->states);
    if (r->renamings > 1)
        verdict_scope(v, "states: of those that differ in which task is which, one was looked at (%" PRIu64
                      " ways to rename the tasks)", r->renamings);
    if (r->end == EXPLORE_STALE)
        verdict_scope(v, "states: what was learned did not hold, %d times", PASSES_MAX);
    if (r->check->options->shortest && r->check->fatal_found)
        verdict_scope(v, "states: the search is breadth first: no execution shows an error in fewer steps "
                         "than the first one here");
    if (r->end == EXPLORE_FULL)
        verdict_scope(v, "states: the search stopped at its limit (--states, --memory-limit)");
    if (r->finished > FINISHED_MAX)
        verdict_scope(v, "leaks were looked for in %d of %" PRIu64 " final states", FINISHED_MAX,
                      r->finished);
    if (r->weak)
        verdict_scope(v, "states: data races that only weaker orders than seq_cst make possible were "
                         "not looked for");
    if (r->unconfirmed > 0)
        verdict_scope(v,
                      "states: %" PRIu64 " finding%s could not be repeated on the direct machine",
                      r->unconfirmed, r->unconfirmed == 1 ? "" : "s");
}

enum states_result states_explore(struct check *check, uint64_t states_max)
{
    struct states_run r = {.check = check, .states_max = states_max};
    r.outcomes.wanted = check->options->outcomes;
    check->verdict->card.asked = check->options->conditions;
    search_phase(&check->search, "states", 0, 0);
    bool again = true;
    enum states_result result = STATES_STOPPED;
    for (int pass = 0; again && pass < PASSES_MAX; pass++) {
        forget_witnesses(&r);
        bool learned = learn_and_explore(&r);
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
    bool complete = result != STATES_REFUSED && r.end == EXPLORE_COMPLETE && r.unconfirmed == 0 &&
                    !again;
    if (result != STATES_REFUSED && r.outcomes.wanted)
        list_outcomes(&r);
    complete &= !r.live_refused;
    note_exclusion(check->verdict);
    if (result != STATES_REFUSED)
        say_coverage(&r, complete);
    if (result != STATES_REFUSED && wants_liveness(check))
        say_liveness(&r);
    if (complete)
        result = STATES_COMPLETE;
    forget_witnesses(&r);
    outcomes_release(&r.outcomes);
    vec_release(&r.paths);
    vec_release(&r.witnesses);
    free(r.refused);
    return result;
}

static bool has_found(const struct check *check, enum finding_kind kind)
{
    const struct verdict *v = check->verdict;
    for (size_t i = 0; i < v->violations.count; i++)
        if (v->violations.items[i].kind == kind)
            return true;
    return false;
}

/*
 * Two tasks inside end every execution in which they would race there.  Those that race in other executions, without
 * being inside at the same time, are many; a few samples show them.
 */
static bool look_for_races(struct check *check, struct error *err)
{
    const struct check_options *options = check->options;
    struct check_options going_on = *options;
    static const char *const strategies[] = {"random", "pct"};
    bool ignored, good = true;
    if (check->search.stop > STOP_VIOLATION || options->race == RACE_OFF ||
        !has_found(check, FINDING_MUTUAL_EXCLUSION) || has_found(check, FINDING_DATA_RACE))
        return true;
    going_on.keep_going = true;
    check->options = &going_on;
    for (size_t i = 0; i < ARRAY_LENGTH(strategies) && good; i++) {
        const struct sample sample = {
            .strategy = strategies[i], .executions = SAMPLES, .steps_max = SAMPLE_STEPS};
        good = sample_explore(check, &sample, &ignored, err);
    }
    check->options = options;
    return good;
}

static bool states_run(struct check *check, struct error *err)
{
    enum states_result result = states_explore(check, check->options->states_max);
    if (result == STATES_REFUSED)
        check->verdict->complete = brute_explore(check, 0, UINT64_C(15000000));
    else
        check->verdict->complete = result == STATES_COMPLETE;
    return look_for_races(check, err);
}

const struct engine_ops states_engine = {
    .name = "states",
    .summary = "every reachable state, from learned automata",
    .run = states_run,
};
