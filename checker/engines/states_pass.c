/* SPDX-License-Identifier: MIT */
/* A pass: learn, minimise, explore, until what was relied on held. */
#include "checker/engines/states_run.h"

#include "checker/states/automata.h"
#include "sim/learn/buffers.h"
#include "sim/learn/closure.h"

enum {
    SLICE = 4096,          /* states between looks at the clock */
    SYMMETRY_AFTER = SLICE, /* so many states are sooner looked at than renamings found */
    GROWTH_PERCENT = 50,
    RUNS_MAX = 300000, /* native ones: a second or two */
    EDGES_MAX = 8000000, /* looked at when classes are made, in all passes */
};

static void report(struct states_run *r)
{
    r->check->search.transitions = r->transitions + r->e.transitions;
    search_look(&r->check->search);
    check_report(r->check, explore_states(&r->e));
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

/* Means something only if every state was seen and nothing is wrong in any of them. */
static void judge_liveness(struct states_run *r)
{
    const struct check_options *options = r->check->options;
    struct state_graph g;
    r->check->search.excluded |= r->e.excluded;
    if (r->end != EXPLORE_COMPLETE || !states_want_liveness(r->check) || found_errors(r))
        return;
    if (product_has_exclusions(r->product)) {
        r->live_refused = "some of them do not count, because something that is assumed is false";
        return;
    }
    if (!state_graph_make(&r->e, options->memory_limit, &g)) {
        r->live_refused = "their graph exceeds --memory-limit";
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
    return (options->reduce & REDUCE_SYMMETRY) && !states_want_liveness(r->check) &&
           r->outcomes.wanted == NULL && options->automata == NULL &&
           r->check->machine->options.memory == MEMORY_SC;
}

/* Endless runs and pictures are made of transitions; footprints know nothing of buffers. */
static bool may_sleep(const struct states_run *r)
{
    const struct check_options *options = r->check->options;
    return (options->reduce & REDUCE_SLEEP) && !(options->reduce & REDUCE_PERSISTENT) && !options->shortest &&
           !options->compact && !states_want_liveness(r->check) && options->automata == NULL &&
           !r->product->weak_memory;
}

static void begin_exploring(struct states_run *r, struct symmetry *symmetry)
{
    const struct check_options *options = r->check->options;
    const struct explore_options explore_options = {
        .stop_at_first = !options->all_bugs && r->outcomes.wanted == NULL,
        .symmetry = symmetry,
        .stuck_is_fine = !options->stuck,
        .bytes_max = options->memory_limit,
        .states_max = r->states_max,
        .persistent = (options->reduce & REDUCE_PERSISTENT) && !states_want_liveness(r->check) &&
                      !options->shortest &&
                      !r->product->weak_memory, /* footprints know nothing of buffers */
        .compact = r->compact,
        .sleep = symmetry == NULL && !r->product->sections && may_sleep(r),
        .witnesses_max = r->witnesses_max,
        .finished_max = options->compact ? 0 : STATES_FINISHED_MAX,
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

/* Signatures tell that there is something wrong; what leads to it, a search that keeps states, as far as that. */
static void look_again(struct states_run *r)
{
    size_t found = r->e.witnesses.count;
    explore_release(&r->e);
    r->compact = false;
    r->witnesses_max = found;
    look_at_states(r);
    r->witnesses_max = 0;
    r->lost = r->e.witnesses.count < found;
    if (r->e.end == EXPLORE_STALE || r->e.end == EXPLORE_REFUSED)
        r->end = r->e.end;
}

/* Explores once with the classes there are. */
static void explore(struct states_run *r)
{
    const struct check_options *options = r->check->options;
    r->compact = options->compact;
    look_at_states(r);
    r->end = r->e.end;
    r->states = explore_states(&r->e);
    r->bytes = explore_bytes(&r->e);
    r->transitions += r->e.transitions;
    r->finished = r->e.finished;
    r->omission = explore_omission(&r->e);
    if (r->compact && r->end != EXPLORE_STALE && r->e.witnesses.count > 0)
        look_again(r);
    if (r->end != EXPLORE_STALE)
        keep_witnesses(r);
    judge_liveness(r);
    if (r->end == EXPLORE_COMPLETE && r->outcomes.wanted)
        outcomes_collect(&r->outcomes, &r->e);
    if (options->automata && r->end != EXPLORE_STALE)
        automata_collect(options->automata, &r->e);
    explore_release(&r->e);
}

void states_pass_forget(struct states_run *r)
{
    for (size_t i = 0; i < r->paths.count; i++)
        vec_release(&r->paths.items[i].steps);
    vec_clear(&r->paths);
    vec_clear(&r->witnesses);
    endless_list_release(&r->endless);
}

bool states_pass(struct states_run *r)
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
    r->product->races = true; /* where they are no errors, their consequences are explored */
    r->product->runs_max = RUNS_MAX;
    r->symmetry = symmetry_new(r->product);
    closure_learn(r->product, &limits);
    r->end = product_is_exhausted(r->product) ? EXPLORE_REFUSED : EXPLORE_STALE;
    uint64_t edges = 0;
    for (int pass = 0; r->end == EXPLORE_STALE && pass < STATES_PASSES_MAX; pass++) {
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
