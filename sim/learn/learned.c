/* SPDX-License-Identifier: MIT */
#include "sim/learn/learned.h"

#include "sim/learn/closure.h"
#include "sim/learn/transitions.h"

#include <string.h>

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
    uint32_t history[PRODUCT_TASKS_MAX]; /* looks of each task (rounds.h) */
    uint64_t looking;                    /* tasks whose history is not empty, as bits */
    struct blob_set saved;               /* situations with histories */
    struct choice choice;
    struct enabled offered[PRODUCT_TASKS_MAX];
    uint32_t members[PRODUCT_TASKS_MAX]; /* of offered, in transitions */
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
    blob_set_clear(&l->saved);
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

static void forget_looks(struct learned *l)
{
    memset(l->history, 0, sizeof l->history);
    l->looking = 0;
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
    forget_looks(l);
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

/* Has the task just gone round, and would find nothing else now? */
static bool has_gone_round(struct learned *l, task_id task, uint32_t round)
{
    return round > 0 && l->looking >> task & 1 &&
           transitions_hold(&l->transitions, l->at, l->history[task], round);
}

/* All tasks that can move but those that wait for a change. */
static void offer(struct learned *l, const struct transition_state *s)
{
    const struct transitions *t = &l->transitions;
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        struct enabled e = t->enabled.items[s->enabled + i];
        if (has_gone_round(l, e.task, t->rounds.items[s->enabled + i]))
            continue;
        l->members[count] = i;
        l->offered[count++] = e;
    }
    l->choice.enabled = l->offered;
    l->choice.count = count;
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
    if (UNLIKELY(s->waits && l->looking != 0))
        offer(l, s);
    return true;
}

/* Follows the steps of a loop. */
static void note_look(struct learned *l, task_id task, uint32_t look)
{
    uint64_t bit = UINT64_C(1) << task;
    l->history[task] = look ? rounds_add(&l->transitions.looks, l->history[task], look) : 0;
    l->looking = look ? l->looking | bit : l->looking & ~bit;
}

/* member: of l->choice. */
static inline void go(struct learned *l, uint32_t member, task_id task, uint32_t alternative)
{
    struct machine *m = &l->machine;
    struct transitions *t = &l->transitions;
    const struct transition_state *s = &t->states.items[l->at];
    if (UNLIKELY(l->choice.enabled == l->offered))
        member = l->members[member];
    uint32_t step = t->first_step.items[s->enabled + member] + alternative;
    struct transition next = t->steps.items[s->steps + step];
    vec_push(&l->path, (struct learned_step){task, (uint16_t)alternative});
    if (UNLIKELY(next.target == TRANSITION_UNKNOWN))
        next = transitions_follow(t, l->at, step, task, alternative);
    l->at = next.target;
    l->deed = next.deed;
    if (UNLIKELY(next.look != 0 || l->looking >> task & 1))
        note_look(l, task, next.look);
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

/* A situation is a state, or the number of one with histories in l->saved. */

#define WITH_HISTORIES (UINT64_C(1) << 63)

static uint64_t save(struct learned *l)
{
    uint32_t words[1 + 2 * PRODUCT_TASKS_MAX], count = 0;
    if (LIKELY(l->looking == 0))
        return l->at;
    words[count++] = l->at;
    for (uint64_t set = l->looking; set != 0; set &= set - 1) {
        task_id task = (task_id)__builtin_ctzll(set);
        words[count++] = task;
        words[count++] = l->history[task];
    }
    return WITH_HISTORIES | blob_set_add(&l->saved, words, count * sizeof *words);
}

static uint64_t learned_save(const struct machine *m)
{
    return save(learned_of(m));
}

static void load(struct learned *l, uint64_t saved)
{
    size_t bytes;
    forget_looks(l);
    l->at = (uint32_t)saved;
    if (LIKELY(!(saved & WITH_HISTORIES)))
        return;
    const uint32_t *words = blob_set_get(&l->saved, (uint32_t)saved, &bytes);
    l->at = words[0];
    for (size_t i = 1; i < bytes / sizeof *words; i += 2) {
        l->history[words[i]] = words[i + 1];
        l->looking |= UINT64_C(1) << words[i];
    }
}

static void learned_restore(struct machine *m, uint64_t saved)
{
    struct learned *l = learned_of(m);
    load(l, saved);
    m->end = END_NOT_YET;
    vec_clear(&l->path);
    vec_clear(&m->schedule.picks);
    l->choice.previous = TASK_NONE;
}

static void learned_keep(struct machine *m, uint64_t *saved, size_t count)
{
    struct learned *l = learned_of(m);
    struct blob_set before = l->saved;
    uint64_t *states = memory_new(count + 1, sizeof *states);
    for (size_t i = 0; i < count; i++) {
        load(l, saved[i]);
        states[i] = l->at;
    }
    transitions_keep(&l->transitions, states, count);
    struct blob_set after = {0};
    for (size_t i = 0; i < count; i++) {
        l->saved = before;
        load(l, saved[i]);
        l->at = (uint32_t)states[i];
        l->saved = after;
        saved[i] = save(l);
        after = l->saved;
    }
    l->saved = after;
    blob_set_release(&before);
    free(states);
}

static const void *learned_key(const struct machine *m, size_t *bytes)
{
    const struct learned *l = learned_of(m);
    return blob_set_get(&l->transitions.keys, l->at, bytes);
}

static uint64_t learned_remembered(const struct machine *m)
{
    return learned_of(m)->transitions.states.count;
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
    blob_set_release(&l->saved);
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
    .keep = learned_keep,
    .remembered = learned_remembered,
    .key = learned_key,
};

/* Deeds. */

static uint32_t last_deed(const struct machine *m)
{
    return learned_of(m)->deed;
}

static void get_deed(const struct machine *m, uint32_t number, struct deed *out)
{
    deed_set_get(&learned_of(m)->transitions.deeds, number, out);
}

static void intend(struct machine *m, task_id task, struct deed *out)
{
    struct learned *l = learned_of(m);
    transitions_intend(&l->transitions, l->at, task, out);
}

static uint32_t task_bound(const struct machine *m)
{
    return learned_of(m)->transitions.slots;
}

static bool is_unfinished(struct machine *m, task_id task)
{
    struct learned *l = learned_of(m);
    return transitions_unfinished(&l->transitions, l->at) >> task & 1;
}

static bool goes_round(struct machine *m, task_id task)
{
    struct learned *l = learned_of(m);
    const struct choice *choice = learned_choice(m);
    bool can_move = m->end == END_NOT_YET &&
                    l->transitions.states.items[l->at].tasks >> task & 1;
    return can_move && member_of(choice, task) == choice->count;
}

static const struct machine_deeds learned_deeds = {
    .last = last_deed,
    .get = get_deed,
    .intend = intend,
    .tasks = task_bound,
    .is_unfinished = is_unfinished,
    .goes_round = goes_round,
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
    l->machine.deeds = limits->deeds ? &learned_deeds : NULL;
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

bool learned_is_stale(const struct machine *m)
{
    return transitions_are_stale(&learned_of(m)->transitions);
}

uint64_t learned_computed(const struct machine *m)
{
    return learned_of(m)->transitions.computed;
}
