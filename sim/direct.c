/* SPDX-License-Identifier: MIT */
/* The direct machine: its table of operations, its birth and death. */
#include "sim/direct.h"
#include "sim/buffer.h"
#include "sim/crash.h"
#include "sim/fixed_memory.h"
#include "sim/foreign.h"
#include "sim/heap_state.h"
#include "sim/prelude.h"
#include "sim/process.h"
#include "sim/race_report.h"
#include "sim/step_deed.h"

static void direct_free(struct machine *m)
{
    struct direct *d = direct_of(m);
    crash_uninstall();
    direct_restore(d);
    for (uint32_t i = 0; i < TASKS_MAX; i++) {
        if (m->tasks[i] == NULL)
            continue;
        await_free(direct_task(d, (task_id)i));
        buffer_free(direct_task(d, (task_id)i));
        stack_release(&direct_task(d, (task_id)i)->stack);
    }
    heap_free_state(d);
    race_cache_free(d);
    step_deed_free(d);
    prelude_free(d->prelude);
    vec_release(&d->extras);
    vec_release(&d->inside_writes);
    vec_release(&d->dirty);
    vec_release(&d->newborns);
    vec_release(&d->promoted_marked);
    vec_release(&d->learned);
    vec_release(&m->promoted);
    vec_release(&m->findings);
    vec_release(&m->objects);
    schedule_release(&m->schedule);
    str_release(&m->output);
    arena_release(&m->arena);
    direct_running = NULL;
    fixed_memory_reset();
}

static const struct machine_ops direct_ops = {
    .name = "direct",
    .reset = direct_reset,
    .run = direct_run,
    .step = direct_step,
    .choice = direct_choice,
    .free = direct_free,
    .keep_deeds = step_deed_keep,
};

struct machine *machine_new_direct(struct program *program, const struct machine_options *options,
                                   struct error *err)
{
    ASSERT(direct_running == NULL);
    if (!world_reserve(err) || !shadow_reserve(err) || !fixed_memory_reserve(err))
        return NULL;
    struct direct *d = fixed_memory_new(sizeof *d);
    struct machine *m = &d->machine;
    m->arena.source = fixed_memory_new;
    m->ops = &direct_ops;
    m->program = program;
    d->data = program->data_start;
    d->data_bytes = program->data_end - d->data;
    d->data_bytes -= d->data_bytes < ORDINARY_BYTES_MAX ? d->data_bytes : ORDINARY_BYTES_MAX;
    m->options = *options;
    d->weak = options->memory != MEMORY_SC;
    d->fast_bytes = d->weak ? 0 : WORLD_BYTES;
    m->options.keep_prelude &= !d->weak;
    d->heap = heap_new();
    d->races = race_cache_new();
    d->prelude = prelude_new();
    vec_push(&m->objects, NULL);
    vec_push(&d->extras, (struct extra){0});
    direct_running = d;
    if (!process_place_arguments(d, err)) {
        direct_free(m);
        return NULL;
    }
    foreign_look();
    crash_install(d);
    return m;
}
