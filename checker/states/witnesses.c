/* SPDX-License-Identifier: MIT */
#include "checker/states/witnesses.h"

#include "checker/states/straighten.h"
#include "checker/states/successors.h"

#include <string.h>

static bool is_known(const struct exploration *e, const struct product_finding *f)
{
    for (size_t i = 0; i < e->witnesses.count; i++) {
        const struct witness *w = &e->witnesses.items[i];
        if (w->kind == WITNESS_FINDING && w->finding.kind == f->kind &&
            w->finding.where == f->where)
            return true;
    }
    return false;
}

static void push(struct exploration *e, struct witness witness, bool error)
{
    vec_push(&e->witnesses, witness);
    if ((error && e->options.stop_at_first) || e->witnesses.count == e->options.witnesses_max)
        e->end = EXPLORE_FOUND;
}

void witnesses_note_finding(struct exploration *e, uint64_t from, task_id task,
                            uint32_t alternative, struct product_finding finding, bool note)
{
    if (is_known(e, &finding))
        return;
    push(e,
         (struct witness){.kind = WITNESS_FINDING,
                          .finding = finding,
                          .state = (uint32_t)from,
                          .has_step = from != PARENTS_NONE,
                          .step = {task, (uint16_t)alternative}},
         !note);
}

void witnesses_note_end(struct exploration *e, uint64_t index)
{
    if (e->edges != NULL)
        return; /* it is known */
    if (product_is_excluded(e->product, &e->state)) {
        e->excluded = true;
        return;
    }
    bool over = product_unfinished(e->product, &e->state) == 0 ||
                e->state.v[e->product->exited_field] != 0;
    if (!over && e->options.stuck_is_fine)
        return;
    if (over && ++e->finished > e->options.finished_max)
        return;
    push(e, (struct witness){.kind = over ? WITNESS_FINISHED : WITNESS_STUCK, .state = (uint32_t)index}, !over);
}

/* The states of a path, and the steps between them. */
struct trail {
    struct parent *steps;
    uint64_t count;
    uint32_t last;
};

static uint32_t state_after(const struct trail *t, uint64_t step)
{
    return step + 1 < t->count ? t->steps[step + 1].state : t->last;
}

static void rename(struct exploration *e, task_id *image)
{
    bool known = symmetry_canonical(e->options.symmetry, &e->canonical, image);
    ASSERT(known); /* it was, when the state was stored */
}

static bool is_state(struct exploration *e, const struct state *s, uint32_t index)
{
    bool same = true;
    explore_state(e, index, &e->state);
    for (uint32_t i = 0; i < s->count && same; i++)
        same = s->v[i] == e->state.v[i];
    return same;
}

/* Makes a step from a stored state to the next one again: who becomes whom in it? */
static bool leads_there(struct exploration *e, const struct trail *t, uint64_t step, bool late,
                        task_id *image)
{
    struct product *p = e->product;
    struct step_label label = step_label_of(t->steps[step].label);
    explore_state(e, t->steps[step].state, &e->state);
    if (product_alternatives(p, &e->state, label.task, late) <= label.alternative)
        return false;
    product_step(p, &e->state, label.task, label.alternative, late);
    state_copy(p, &e->state, &e->canonical);
    vec_clear(&p->log);
    rename(e, image);
    return is_state(e, &e->canonical, state_after(t, step));
}

/* real[t]: whom task t of a stored state stands for.  Goes on to the next one. */
static void compose(task_id *real, const task_id *image)
{
    task_id next[PRODUCT_TASKS_MAX];
    for (task_id t = 0; t < PRODUCT_TASKS_MAX; t++)
        next[image[t]] = real[t];
    memcpy(real, next, sizeof next);
}

/* Canonical states follow one another under other names: each step's task as it is called in the execution. */
static void find_real_tasks(struct exploration *e, const struct trail *t, struct path *path,
                            task_id *real)
{
    task_id image[PRODUCT_TASKS_MAX];
    symmetry_initial(e->options.symmetry, &e->canonical);
    rename(e, image);
    compose(real, image);
    for (uint64_t i = 0; i < t->count; i++) {
        path->steps.items[i].task = real[path->steps.items[i].task];
        bool found = leads_there(e, t, i, false, image) || leads_there(e, t, i, true, image);
        ASSERT(found);
        compose(real, image);
    }
}

void explore_path(struct exploration *e, const struct witness *w, struct path *path)
{
    task_id real[PRODUCT_TASKS_MAX];
    for (task_id t = 0; t < PRODUCT_TASKS_MAX; t++)
        real[t] = t;
    vec_clear(&path->steps);
    if (w->state != PARENTS_NONE) {
        struct trail t = {.count = parents_depth(&e->parents, w->state), .last = w->state};
        t.steps = memory_new(t.count + 1, sizeof *t.steps);
        parents_path(&e->parents, w->state, t.steps);
        for (uint64_t i = 0; i < t.count; i++)
            vec_push(&path->steps, step_label_of(t.steps[i].label));
        if (e->options.symmetry)
            find_real_tasks(e, &t, path, real);
        free(t.steps);
    }
    if (w->has_step)
        vec_push(&path->steps, (struct step_label){real[w->step.task], w->step.alternative});
    if (w->kind == WITNESS_FINDING && w->finding.then != TASK_NONE)
        vec_push(&path->steps, (struct step_label){real[w->finding.then], 0});
    if (e->options.persistent)
        path_straighten(e->product, path);
}
