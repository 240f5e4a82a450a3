/* SPDX-License-Identifier: MIT */
#include "checker/states/witnesses.h"

#include "checker/states/successors.h"

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

void witnesses_note_finding(struct exploration *e, uint64_t from, task_id task,
                            uint32_t alternative, struct product_finding finding, bool note)
{
    if (is_known(e, &finding))
        return;
    vec_push(&e->witnesses,
             (struct witness){.kind = WITNESS_FINDING,
                              .finding = finding,
                              .state = (uint32_t)from,
                              .has_step = from != PARENTS_NONE,
                              .step = {task, (uint16_t)alternative}});
    if (!note && e->options.stop_at_first)
        e->end = EXPLORE_FOUND;
}

void witnesses_note_end(struct exploration *e, uint64_t index)
{
    if (e->edges != NULL)
        return; /* it is known */
    bool over = product_unfinished(e->product, &e->state) == 0 ||
                e->state.v[e->product->exited_field] != 0;
    if (over && ++e->finished > e->options.finished_max)
        return;
    vec_push(&e->witnesses, (struct witness){.kind = over ? WITNESS_FINISHED : WITNESS_STUCK,
                                             .state = (uint32_t)index});
    if (!over && e->options.stop_at_first)
        e->end = EXPLORE_FOUND;
}

void explore_path(const struct exploration *e, const struct witness *w, struct path *path)
{
    vec_clear(&path->steps);
    if (w->state != PARENTS_NONE) {
        uint64_t depth = parents_depth(&e->parents, w->state);
        struct parent *steps = memory_new(depth + 1, sizeof *steps);
        parents_path(&e->parents, w->state, steps);
        for (uint64_t i = 0; i < depth; i++)
            vec_push(&path->steps, step_label_of(steps[i].label));
        free(steps);
    }
    if (w->has_step)
        vec_push(&path->steps, w->step);
    if (w->kind == WITNESS_FINDING && w->finding.then != TASK_NONE)
        vec_push(&path->steps, (struct step_label){w->finding.then, 0});
}
