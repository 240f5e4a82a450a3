/* SPDX-License-Identifier: MIT */
/*
 * Replay: makes the choices of a schedule again, once, and says precisely where the program no
 * longer offers them.
 */
#include "base/check.h"
#include "scheduler/scheduler.h"

struct replay {
    const struct schedule *schedule; /* borrowed */
    size_t next;                     /* index of the next pick */
    uint64_t step;                   /* of the last choice of a task, from 0 */
    bool started;
    struct str divergence; /* empty: none so far */
};

enum { LISTED_MAX = 16 }; /* tasks in a message */

/* Lists the enabled tasks' ids: "0, 2 and 5". */
static void append_tasks(struct str *out, const struct choice *choice)
{
    uint32_t listed = choice->count < LISTED_MAX ? choice->count : LISTED_MAX;
    for (uint32_t i = 0; i < listed; i++) {
        const char *before = i == 0 ? "" : i + 1 == choice->count ? " and " : ", ";
        str_printf(out, "%s%u", before, choice->enabled[i].task);
    }
    if (listed < choice->count)
        str_printf(out, " and %u more", choice->count - listed);
}

static bool replay_new_execution(void *self)
{
    struct replay *replay = self;
    bool first = !replay->started;
    replay->started = true;
    return first;
}

static task_id replay_next_task(void *self, const struct choice *choice)
{
    struct replay *replay = self;
    const struct schedule *schedule = replay->schedule;
    replay->step = choice->step;
    if (replay->divergence.bytes > 0)
        return TASK_NONE;
    if (replay->next == schedule->picks.count) {
        str_printf(&replay->divergence,
                   "step %" PRIu64 ": the schedule ends after %zu choices, but the program goes on "
                   "with a choice between tasks ",
                   choice->step + 1, schedule->picks.count);
        append_tasks(&replay->divergence, choice);
        return TASK_NONE;
    }
    uint32_t pick = schedule->picks.items[replay->next++];
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->enabled[i].task == pick)
            return (task_id)pick;
    str_printf(&replay->divergence,
               "step %" PRIu64 ": choice %zu of the schedule is task %" PRIu32
               ", but the program offers tasks ",
               choice->step + 1, replay->next, pick);
    append_tasks(&replay->divergence, choice);
    return TASK_NONE;
}

static uint64_t replay_next_u64(void *self, uint64_t bound)
{
    struct replay *replay = self;
    const struct schedule *schedule = replay->schedule;
    if (replay->divergence.bytes > 0)
        return bound;
    if (replay->next == schedule->picks.count) {
        str_printf(&replay->divergence,
                   "after step %" PRIu64 ": the schedule ends after %zu choices, but the program "
                   "goes on with a choice between %" PRIu64 " alternatives",
                   replay->step, schedule->picks.count, bound);
        return bound;
    }
    uint32_t pick = schedule->picks.items[replay->next++];
    if (pick < bound)
        return pick;
    str_printf(&replay->divergence,
               "after step %" PRIu64 ": choice %zu of the schedule is alternative %" PRIu32
               ", but the program offers alternatives 0 to %" PRIu64,
               replay->step, replay->next, pick, bound - 1);
    return bound;
}

/* Adds what the tasks are about to do, while the machine stands where the schedule left it. */
static void append_pending(struct replay *replay, const struct machine *m)
{
    struct str *out = &replay->divergence;
    uint32_t listed = 0;
    for (uint32_t i = 0; i < m->task_limit && listed < LISTED_MAX; i++) {
        const struct task *task = m->tasks[i];
        if (task == NULL || task->state != TASK_PENDING)
            continue;
        str_printf(out, "%s%u is ", listed++ == 0 ? " (" : "; ", i);
        machine_name_task(m, task->id, out);
        str_append(out, ", about to ");
        machine_name_op(m, &task->pending, out);
    }
    str_append(out, listed > 0 ? ")" : "");
}

static void replay_end_execution(void *self, const struct machine *m)
{
    struct replay *replay = self;
    if (replay->divergence.bytes > 0) {
        if (m->end == END_ABANDONED)
            append_pending(replay, m);
        return;
    }
    if (replay->next < replay->schedule->picks.count)
        str_printf(&replay->divergence,
                   "the program ends after %" PRIu64 " steps and %zu choices, but the schedule has "
                   "%zu choices",
                   m->steps, replay->next, replay->schedule->picks.count);
}

static void replay_fini(void *self)
{
    struct replay *replay = self;
    str_release(&replay->divergence);
    free(replay);
}

static const struct scheduler_ops replay_ops = {
    .name = "replay",
    .new_execution = replay_new_execution,
    .next_task = replay_next_task,
    .next_u64 = replay_next_u64,
    .end_execution = replay_end_execution,
    .fini = replay_fini,
};

struct scheduler scheduler_replay(const struct schedule *schedule)
{
    struct replay *replay = memory_new(1, sizeof *replay);
    replay->schedule = schedule;
    return (struct scheduler){&replay_ops, replay};
}

const char *replay_divergence(struct scheduler scheduler)
{
    ASSERT(scheduler.ops == &replay_ops);
    const struct replay *replay = scheduler.self;
    return replay->divergence.bytes > 0 ? str_text(&replay->divergence) : NULL;
}
