/* SPDX-License-Identifier: MIT */
#include "checker/states/straighten.h"

#include "base/check.h"

/* The last steps of a task that changed nothing but its class. */
struct rounds_of_task {
    VEC(struct visit {
        uint32_t class; /* before the step */
        size_t step;
    }) visits;
};

struct straightening {
    struct product *p;
    struct path *path;
    struct state state;
    bool *dropped; /* by step */
    struct rounds_of_task tasks[PRODUCT_TASKS_MAX];
};

/* The task comes to a class: what it did since it was there last is a detour. */
static void drop_round(struct straightening *s, struct rounds_of_task *t, uint32_t class)
{
    for (size_t i = 0; i < t->visits.count; i++) {
        if (t->visits.items[i].class != class)
            continue;
        for (size_t k = i; k < t->visits.count; k++)
            s->dropped[t->visits.items[k].step] = true;
        t->visits.count = i;
    }
}

static bool changed_only_its_class(const struct product *p, task_id task)
{
    for (size_t i = 0; i < p->log.count; i++)
        if (p->log.items[i].field != p->slots[task].task_field)
            return false;
    return true;
}

/* False: here the path ends, or leaves what is known. */
static bool make_step(struct straightening *s, size_t step)
{
    struct product *p = s->p;
    struct step_label label = s->path->steps.items[step];
    struct rounds_of_task *t = &s->tasks[label.task];
    const struct class *now = product_class(p, &s->state, label.task);
    if (now == NULL)
        return false;
    uint32_t class = (uint32_t)(now - p->classes.items);
    drop_round(s, t, class);
    bool late = product_alternatives(p, &s->state, label.task, false) <= label.alternative;
    if (product_step(p, &s->state, label.task, label.alternative, late) != STEP_OK)
        return false;
    if (changed_only_its_class(p, label.task))
        vec_push(&t->visits, (struct visit){class, step});
    else
        vec_clear(&t->visits);
    vec_clear(&p->log);
    return true;
}

static void take_out(struct straightening *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->path->steps.count; i++)
        if (!s->dropped[i])
            s->path->steps.items[kept++] = s->path->steps.items[i];
    s->path->steps.count = kept;
}

void path_straighten(struct product *p, struct path *path)
{
    struct straightening s = {.p = p, .path = path};
    s.dropped = memory_new(path->steps.count + 1, sizeof *s.dropped);
    enum step_status status = product_initial(p, &s.state);
    for (size_t i = 0; status == STEP_OK && i < path->steps.count; i++)
        if (!make_step(&s, i))
            break;
    vec_clear(&p->log);
    take_out(&s);
    for (size_t t = 0; t < PRODUCT_TASKS_MAX; t++)
        vec_release(&s.tasks[t].visits);
    state_release(&s.state);
    free(s.dropped);
}
