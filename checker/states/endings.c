/* SPDX-License-Identifier: MIT */
#include "checker/states/endings.h"

#include "checker/states/follow.h"

static void forget(struct endings *e)
{
    for (size_t i = 0; i < e->paths.count; i++)
        vec_release(&e->paths.items[i].steps);
    vec_clear(&e->paths);
}

void endings_release(struct endings *e)
{
    forget(e);
    vec_release(&e->paths);
    blob_set_release(&e->seen);
}

static bool is_new(struct endings *e, const struct machine *learned)
{
    size_t bytes;
    const void *key = learned->ops->key(learned, &bytes);
    uint32_t count = e->seen.count;
    return e->paths.count < ENDINGS_MAX && blob_set_add(&e->seen, key, bytes) == count;
}

bool endings_note(struct endings *e, const struct machine *learned,
                  const struct learned_step *steps, size_t count, bool stuck)
{
    bool wrong = learned->end == END_VIOLATION || (stuck && learned->end == END_STUCK);
    bool ended = learned->end == END_FINISHED || learned->end == END_EXITED;
    if (!wrong && !(ended && is_new(e, learned)))
        return false;
    if (e->paths.count < ENDINGS_MAX) {
        struct path path = {0};
        for (size_t i = 0; i < count; i++)
            vec_push(&path.steps, (struct step_label){steps[i].task, steps[i].alternative});
        vec_push(&e->paths, path);
    }
    return wrong;
}

void endings_begin_anew(struct endings *e)
{
    blob_set_clear(&e->seen);
}

void endings_show(struct endings *e, struct check *check)
{
    struct machine *m = check->machine;
    size_t facts = m->promoted.count;
    for (size_t i = 0; i < e->paths.count && m->promoted.count == facts; i++) {
        e->unconfirmed += !follow_path(m, &e->paths.items[i]);
        check_judge_execution(check, m->end);
        if (check->search.stop != STOP_NONE)
            break;
    }
    forget(e);
}
