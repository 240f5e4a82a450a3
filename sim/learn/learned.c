/* SPDX-License-Identifier: MIT */
#include "sim/learn/learned.h"

#include "sim/learn/closure.h"
#include "sim/learn/transitions.h"

enum { PASSES_MAX = 20 };

struct learned {
    struct machine machine;
    struct learned_limits limits;
    struct learner *learner;
    struct product *product;
    struct transitions transitions;
    int passes; /* so many times classes were made */
    bool over;
    uint64_t base_steps; /* of the direct machine before its first task is created */
    uint32_t at;         /* state */
    struct choice choice;
    VEC(struct learned_step) path;
    uint32_t deed; /* of the last step */
};

static struct learned *learned_of(const struct machine *m)
{
    return (struct learned *)m;
}

/* Makes classes and begins with no states. */
static void classify(struct learned *l)
{
    struct product *p = l->product;
    if (l->passes++ > 0)
        transitions_release(&l->transitions);
    product_classify(p, true);
    races_reset(p);
    transitions_init(&l->transitions, p, &l->limits);
}

/* What stands in the way of going on is there for good. */
static bool is_hopeless(const struct learned *l)
{
    const struct product *p = l->product;
    return p->refused || p->promoted_grew || l->learner->shared_grew ||
           l->transitions.order.uncovered || l->transitions.states.count > l->limits.states_max ||
           l->passes > PASSES_MAX;
}

static void learned_reset(struct machine *m)
{
    struct learned *l = learned_of(m);
    l->over |= is_hopeless(l);
    if (!l->over && (m->end == END_STOPPED || transitions_are_stale(&l->transitions)))
        classify(l);
    m->end = l->over ? END_STOPPED : END_NOT_YET;
    m->steps = l->base_steps + l->transitions.performed;
    vec_clear(&m->schedule.picks);
    vec_clear(&l->path);
    l->at = 0;
    l->choice = (struct choice){.previous = TASK_NONE, .step = m->steps};
}

static enum machine_end end_of(enum situation situation)
{
    switch (situation) {
    case SITUATION_FINISHED:
        return END_FINISHED;
    case SITUATION_EXITED:
        return END_EXITED;
    case SITUATION_STUCK:
        return END_STUCK;
    case SITUATION_EXCLUDED:
        return END_EXCLUDED;
    case SITUATION_WRONG:
        return END_VIOLATION;
    default:
        return END_STOPPED;
    }
}

/* What can happen now; false: nothing, m->end says why. */
static inline bool look(struct learned *l)
{
    struct machine *m = &l->machine;
    struct transitions *t = &l->transitions;
    if (UNLIKELY(t->states.items[l->at].situation == SITUATION_NEW))
        transitions_look(t, l->at);
    const struct transition_state *s = &t->states.items[l->at];
    if (UNLIKELY(s->situation != SITUATION_CHOICE || m->steps >= m->options.steps_max))
        m->end = s->situation == SITUATION_CHOICE ? END_CUT : end_of(s->situation);
    if (m->end != END_NOT_YET)
        return false;
    struct choice *c = &l->choice;
    c->enabled = &t->enabled.items[s->enabled];
    c->count = s->count;
    c->previous_enabled = c->previous != TASK_NONE && (s->tasks >> c->previous & 1);
    return true;
}

static inline void go(struct learned *l, uint32_t member, task_id task, uint32_t alternative)
{
    struct machine *m = &l->machine;
    struct transitions *t = &l->transitions;
    const struct transition_state *s = &t->states.items[l->at];
    uint32_t step = t->first_step.items[s->enabled + member] + alternative;
    struct transition next = t->steps.items[s->steps + step];
    vec_push(&l->path, (struct learned_step){task, (uint16_t)alternative});
    if (UNLIKELY(next.target == TRANSITION_UNKNOWN))
        next = transitions_follow(t, l->at, step, task, alternative);
    l->at = next.target;
    l->deed = next.deed;
    m->steps += next.performed;
    l->choice.previous = task;
    l->choice.step = m->steps;
}

static const struct choice *learned_choice(struct machine *m)
{
    struct learned *l = learned_of(m);
    if (m->end != END_NOT_YET || !look(l))
        l->choice.count = 0;
    return &l->choice;
}

static uint32_t member_of(const struct choice *choice, task_id task)
{
    uint32_t i = 0;
    while (i < choice->count && choice->enabled[i].task != task)
        i++;
    return i;
}

static void learned_step(struct machine *m, task_id task, uint32_t alternative)
{
    struct learned *l = learned_of(m);
    const struct choice *choice = learned_choice(m);
    uint32_t member = member_of(choice, task);
    ASSERT_LT(member, choice->count);
    ASSERT_LT(alternative, choice->enabled[member].alternatives);
    go(l, member, task, alternative);
}

static void learned_run(struct machine *m, const struct picker *picker)
{
    struct learned *l = learned_of(m);
    while (m->end == END_NOT_YET && look(l)) {
        uint32_t member = 0;
        uint64_t alternative = 0;
        if (l->choice.count > 1) {
            task_id task = picker->next_task(picker->self, &l->choice);
            member = member_of(&l->choice, task);
            if (UNLIKELY(member == l->choice.count)) {
                m->end = END_ABANDONED;
                return;
            }
            vec_push(&m->schedule.picks, task);
        }
        const struct enabled *picked = &l->choice.enabled[member];
        if (UNLIKELY(picked->alternatives > 1)) {
            alternative = picker->next_u64(picker->self, picked->alternatives);
            if (alternative >= picked->alternatives) {
                m->end = END_ABANDONED;
                return;
            }
            vec_push(&m->schedule.picks, (uint32_t)alternative);
        }
        go(l, member, picked->task, (uint32_t)alternative);
    }
}

static uint64_t learned_save(const struct machine *m)
{
    return learned_of(m)->at;
}

static void learned_restore(struct machine *m, uint64_t saved)
{
    struct learned *l = learned_of(m);
    l->at = (uint32_t)saved;
    m->end = END_NOT_YET;
    vec_clear(&l->path);
    vec_clear(&m->schedule.picks);
    l->choice.previous = TASK_NONE;
}

static const void *learned_key(const struct machine *m, size_t *bytes)
{
    const struct learned *l = learned_of(m);
    return blob_set_get(&l->transitions.keys, l->at, bytes);
}

static void forget(struct learned *l)
{
    product_hand_over(l->product);
    product_free(l->product);
    learner_free(l->learner);
}

static void learned_free(struct machine *m)
{
    struct learned *l = learned_of(m);
    transitions_release(&l->transitions);
    forget(l);
    vec_release(&l->path);
    vec_release(&m->schedule.picks);
    free(l);
}

static const struct machine_ops learned_ops = {
    .name = "learned",
    .reset = learned_reset,
    .run = learned_run,
    .step = learned_step,
    .choice = learned_choice,
    .free = learned_free,
    .save = learned_save,
    .restore = learned_restore,
    .key = learned_key,
};

/* Facts of the machine that came up while learning: what was learned without them is void. */
static bool has_new_facts(const struct learned *l)
{
    return l->product->promoted_grew || l->learner->shared_grew;
}

static bool learn(struct learned *l, struct machine *direct, const char **why)
{
    l->learner = learner_new(direct, why);
    if (l->learner == NULL)
        return false;
    l->base_steps = direct->steps;
    l->product = product_new(l->learner);
    l->product->races = false; /* order.h looks for them */
    l->product->runs_max = l->limits.runs_max;
    struct closure_limits closure = closure_limits_default();
    if (closure.runs_max > l->limits.runs_max)
        closure.runs_max = l->limits.runs_max;
    closure_learn(l->product, &closure);
    if (!product_is_exhausted(l->product))
        return true;
    *why = "its automata keep growing";
    product_free(l->product);
    learner_free(l->learner);
    return false;
}

struct machine *machine_new_learned(struct machine *direct, const struct learned_limits *limits,
                                    const char **why)
{
    struct learned *l = memory_new(1, sizeof *l);
    l->machine = (struct machine){
        .ops = &learned_ops, .program = direct->program, .options = direct->options};
    l->limits = *limits;
    bool learned = learn(l, direct, why);
    for (int pass = 1; pass < PASSES_MAX && learned && has_new_facts(l); pass++) {
        forget(l);
        learned = learn(l, direct, why);
    }
    if (!learned) {
        free(l);
        return NULL;
    }
    classify(l);
    return &l->machine;
}

bool learned_is_over(const struct machine *m)
{
    return learned_of(m)->over;
}

const char *learned_why(const struct machine *m)
{
    const struct learned *l = learned_of(m);
    if (l->product->refused)
        return l->product->refused;
    if (l->transitions.order.uncovered)
        return "data races of volatile accesses, of tasks that free memory, and where there are "
               "fences are not looked for";
    if (l->passes > PASSES_MAX)
        return "its automata keep growing";
    return "it has too many states";
}

const struct learned_step *learned_path(const struct machine *m, size_t *count)
{
    *count = learned_of(m)->path.count;
    return learned_of(m)->path.items;
}

uint32_t learned_deed(const struct machine *m)
{
    return learned_of(m)->deed;
}

void learned_deed_get(const struct machine *m, uint32_t deed, struct deed *out)
{
    transitions_deed(&learned_of(m)->transitions, deed, out);
}

void learned_intend(struct machine *m, task_id task, struct deed *out)
{
    struct learned *l = learned_of(m);
    transitions_intend(&l->transitions, l->at, task, out);
}

bool learned_is_stale(const struct machine *m)
{
    return transitions_are_stale(&learned_of(m)->transitions);
}

uint32_t learned_tasks(const struct machine *m)
{
    return learned_of(m)->transitions.slots;
}

uint64_t learned_unfinished(struct machine *m)
{
    struct learned *l = learned_of(m);
    return transitions_unfinished(&l->transitions, l->at);
}

void learned_keep(struct machine *m, uint64_t *saved, size_t count)
{
    transitions_keep(&learned_of(m)->transitions, saved, count);
}

uint64_t learned_states(const struct machine *m)
{
    return learned_of(m)->transitions.states.count;
}

uint64_t learned_computed(const struct machine *m)
{
    return learned_of(m)->transitions.computed;
}
