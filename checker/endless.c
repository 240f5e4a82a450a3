/* SPDX-License-Identifier: MIT */
#include "checker/endless.h"

#include "base/check.h"
#include "checker/rounds.h"
#include "scheduler/scheduler.h"

#include <inttypes.h>
#include <string.h>

enum { STOP_STEPS_MAX = 10000 };

/* What the states of the cycle have in common; of a run that stops, its last state. */
struct endless_run {
    struct machine *m;
    const struct schedule *schedule;
    struct rounds *rounds;
    bool never_tries[TASKS_MAX]; /* it was somewhere else than in its entry section */
    bool somebody_tries, somebody_inside, is_marked;
};

static bool is_there(const struct machine *m, uint32_t id)
{
    return m->tasks[id] != NULL && m->tasks[id]->state != TASK_FREE;
}

static bool is_trying(const struct task *t)
{
    return t->region >= REGION_TRYING && t->region <= REGION_WAITING;
}

static void look(struct endless_run *run)
{
    const struct machine *m = run->m;
    for (uint32_t i = 0; i < TASKS_MAX; i++) {
        bool tries = i < m->task_limit && is_there(m, i) && is_trying(m->tasks[i]);
        run->never_tries[i] |= !tries;
        run->somebody_tries |= tries;
        if (i >= m->task_limit || !is_there(m, i))
            continue;
        run->somebody_inside |= m->tasks[i]->region == REGION_CRITICAL;
        run->is_marked |= m->tasks[i]->region_pc != 0;
    }
}

static const struct enabled *find(const struct choice *choice, task_id task)
{
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->enabled[i].task == task)
            return &choice->enabled[i];
    return NULL;
}

/* Asks as machine_run does, and records the picks. */
static bool pick_and_step(struct machine *m, const struct choice *choice, struct scheduler replay)
{
    const struct enabled *picked = &choice->enabled[0];
    uint64_t alternative = 0;
    if (choice->count > 1) {
        picked = find(choice, replay.ops->next_task(replay.self, choice));
        if (picked == NULL)
            return false;
        vec_push(&m->schedule.picks, picked->task);
    }
    if (picked->alternatives > 1) {
        alternative = replay.ops->next_u64(replay.self, picked->alternatives);
        if (alternative >= picked->alternatives)
            return false;
        vec_push(&m->schedule.picks, (uint32_t)alternative);
    }
    machine_step(m, picked->task, (uint32_t)alternative);
    return true;
}

/* Prefix and first round.  False: the machine is not where the schedule says. */
static bool make_steps(struct endless_run *run, struct scheduler replay, struct error *err)
{
    struct machine *m = run->m;
    const struct schedule *s = run->schedule;
    const uint64_t begin = s->endless_steps - s->cycle_steps;
    const struct choice *choice = machine_choice(m);
    bool picked = true, at_begin = m->steps == begin;
    while (picked && m->steps < s->endless_steps && choice->count > 0) {
        if (m->steps >= begin)
            look(run);
        picked = pick_and_step(m, choice, replay);
        at_begin |= m->steps == begin;
        choice = machine_choice(m);
    }
    if (!picked)
        machine_end(m, END_ABANDONED);
    replay.ops->end_execution(replay.self, m);
    if (replay_divergence(replay))
        return error_set(err, "the program does not follow the schedule: %s",
                         replay_divergence(replay));
    if (m->end != END_NOT_YET || m->steps != s->endless_steps || !at_begin)
        return error_set(err,
                         "the program does not follow the schedule: it does not go on for ever after "
                         "%" PRIu64 " steps",
                         s->endless_steps);
    look(run);
    return true;
}

static void make_second_round(struct endless_run *run)
{
    task_id task;
    uint32_t alternative;
    rounds_again(run->rounds);
    while (rounds_difference(run->rounds) == NULL &&
           (task = rounds_next_task(run->rounds, &alternative)) != TASK_NONE) {
        const struct enabled *next = find(machine_choice(run->m), task);
        if (next && alternative < next->alternatives)
            machine_step(run->m, task, alternative);
        else
            rounds_cannot(run->rounds, task);
    }
}

/* The next task after the last one that could move and is not in its remainder section, or TASK_NONE. */
static task_id who_must_move(struct machine *m, task_id last)
{
    const struct choice *choice = machine_choice(m);
    task_id first = TASK_NONE;
    for (uint32_t i = 0; i < choice->count; i++) {
        task_id task = choice->enabled[i].task;
        if (m->tasks[task]->region == REGION_REMAINDER)
            continue;
        if (task > last)
            return task;
        first = first == TASK_NONE ? task : first;
    }
    return first;
}

/*
 * Where a run stops, whoever could move is in its remainder section, or goes round a loop that waits: a few more
 * rounds of it, which change nothing, and the machine knows that as well.
 */
static bool stops(struct endless_run *run)
{
    task_id task = 0;
    rounds_again(run->rounds);
    for (int step = 0; step < STOP_STEPS_MAX; step++) {
        task = who_must_move(run->m, task);
        if (task == TASK_NONE)
            break;
        machine_step(run->m, task, 0);
        look(run);
        if (rounds_changed(run->rounds) || run->m->end != END_NOT_YET)
            return false;
    }
    return task == TASK_NONE;
}

static bool close_cycle(struct endless_run *run, struct error *err)
{
    struct machine *m = run->m;
    size_t output_bytes = m->output.bytes;
    const char *difference = NULL;
    if (run->schedule->cycle_steps == 0)
        difference = stops(run) ? NULL : "somebody who is not in its remainder section goes on";
    else
        make_second_round(run);
    m->output.bytes = output_bytes;
    if (difference == NULL && run->schedule->cycle_steps > 0)
        difference = rounds_difference(run->rounds);
    if (difference == NULL && m->end != END_NOT_YET)
        difference = "the execution ends in its second round";
    return difference == NULL || error_set(err, "the cycle does not close: %s", difference);
}

static task_id find_task(const struct machine *m, const char *name)
{
    task_id found = TASK_NONE;
    struct str text = {0};
    for (uint32_t i = 0; i < m->task_limit && found == TASK_NONE; i++) {
        str_clear(&text);
        if (!is_there(m, i))
            continue;
        machine_name_task(m, (task_id)i, &text);
        if (strcmp(str_text(&text), name) == 0)
            found = (task_id)i;
    }
    str_release(&text);
    return found;
}

static bool is_waiting(const struct task *t)
{
    return t->state == TASK_PENDING || t->state == TASK_AWAITING;
}

/*
 * In a program without marks: it makes no step while others go on, and they use the object for which it waits;
 * or it waits in a loop.
 */
static bool is_neglected(const struct endless_run *run, const struct task *t)
{
    if (run->is_marked || !is_waiting(t) || (t->pending.flags & OP_EAGER) ||
        run->schedule->cycle_steps == 0 || rounds_moves(run->rounds, t->id))
        return false;
    return t->pending.kind == OP_OBJECT ? rounds_uses(run->rounds, t->pending.object)
                                        : op_is_cell(&t->pending);
}

/* Does the task wait for ever to get in? */
static bool starves(const struct endless_run *run, task_id task)
{
    return !run->never_tries[task] || is_neglected(run, run->m->tasks[task]);
}

/* Somebody who waits for ever, while others get in. */
static task_id who_starves(const struct endless_run *run)
{
    for (uint32_t i = 0; i < run->m->task_limit; i++)
        if (is_there(run->m, i) && starves(run, (task_id)i) &&
            (!run->is_marked || rounds_enters(run->rounds, TASK_NONE)))
            return (task_id)i;
    return TASK_NONE;
}

/* Is there a task that stays in its remainder section? */
static bool somebody_stays(const struct endless_run *run)
{
    const struct machine *m = run->m;
    for (uint32_t i = 0; i < m->task_limit; i++)
        if (is_there(m, i) && m->tasks[i]->state != TASK_FINISHED && m->tasks[i]->region_pc != 0 &&
            m->tasks[i]->region == REGION_REMAINDER && !rounds_moves(run->rounds, (task_id)i))
            return true;
    return false;
}

/* What it shows by itself. */
static enum finding_kind kind_of(const struct endless_run *run)
{
    if (who_starves(run) != TASK_NONE)
        return FINDING_STARVATION;
    bool stuck = run->somebody_tries && !run->somebody_inside;
    if (stuck && (run->schedule->cycle_steps == 0 || somebody_stays(run)))
        return FINDING_PROGRESS;
    return FINDING_LIVELOCK;
}

static bool shows(const struct endless_run *run, enum finding_kind kind, task_id task)
{
    switch (kind) {
    case FINDING_STARVATION:
        return task != TASK_NONE && starves(run, task);
    case FINDING_PROGRESS:
        return run->somebody_tries && !run->somebody_inside;
    case FINDING_LIVELOCK:
        return run->schedule->cycle_steps > 0 &&
               (!run->is_marked || (run->somebody_tries && !rounds_enters(run->rounds, TASK_NONE)));
    default:
        return false;
    }
}

static const char *what_is_wrong(enum finding_kind kind)
{
    switch (kind) {
    case FINDING_PROGRESS:
        return "somebody tries to get in for ever, nobody is inside, and nobody gets in as long as "
               "others stay in their remainder sections";
    default:
        return "the tasks can go on for ever without getting anywhere";
    }
}

static void add_site(struct finding *finding, const struct task *t, const char *what)
{
    if (is_waiting(t) && finding->site_count < FINDING_SITES_MAX)
        finding->sites[finding->site_count++] = (struct finding_site){t->id, t->pending.pc, what};
}

/* What can be held is owed to whoever asks for it; work that others get may be meant for them. */
static enum severity append_starvation(const struct endless_run *run, task_id task, struct str *out)
{
    struct machine *m = run->m;
    const struct op *op = &m->tasks[task]->pending;
    machine_name_task(m, task, out);
    if (run->is_marked) {
        str_append(out, " is in its entry section for ever, and never gets in");
        return SEVERITY_ERROR;
    }
    if (op->kind != OP_OBJECT) {
        str_append(out, " waits in a loop for ever, although others change again and again what it "
                        "looks at: ");
        machine_name_op(m, op, out);
        return SEVERITY_WARNING;
    }
    const struct object *object = m->objects.items[op->object];
    bool held = object->ops->holders != NULL;
    str_append(out, " waits for ");
    machine_name_object(m, object, out);
    str_append(out, held ? " for ever, while others get it again and again"
                         : " for ever, while others are served there again and again");
    return held ? SEVERITY_ERROR : SEVERITY_WARNING;
}

static void report(const struct endless_run *run, enum finding_kind kind, task_id task)
{
    struct machine *m = run->m;
    struct str text = {0};
    struct finding finding = {.kind = kind, .severity = SEVERITY_ERROR};
    finding.step = run->schedule->endless_steps;
    if (kind == FINDING_STARVATION) {
        finding.severity = append_starvation(run, task, &text);
        add_site(&finding, m->tasks[task], "is kept waiting");
    } else {
        str_append(&text, what_is_wrong(kind));
    }
    if (run->schedule->cycle_steps > 0)
        str_printf(&text, " (the last %" PRIu64 " steps can be repeated for ever)",
                   run->schedule->cycle_steps);
    for (uint32_t i = 0; i < m->task_limit; i++)
        if (is_there(m, i) && (kind != FINDING_STARVATION || i != task))
            add_site(&finding, m->tasks[i], "is here");
    finding.message = str_text(&text);
    machine_report(m, &finding);
    m->end = END_ENDLESS;
    str_release(&text);
}

static bool judge(const struct endless_run *run, const struct endless_claim *claim,
                  struct error *err)
{
    enum finding_kind kind = claim ? claim->kind : kind_of(run);
    task_id task = who_starves(run);
    if (claim && claim->task && kind == FINDING_STARVATION)
        task = find_task(run->m, claim->task);
    if (!shows(run, kind, task))
        return error_set(err, "the cycle closes, but it shows no %s", finding_kind_name(kind));
    report(run, kind, task);
    return true;
}

bool endless_repeat(struct machine *m, const struct schedule *schedule,
                    const struct endless_claim *claim, struct error *err)
{
    ASSERT(schedule->endless_steps >= schedule->cycle_steps && schedule->endless_steps > 0);
    struct endless_run run = {.m = m, .schedule = schedule};
    struct scheduler replay = scheduler_replay(schedule);
    bool started = replay.ops->new_execution(replay.self);
    ASSERT(started);
    run.rounds = rounds_new(m, schedule->endless_steps - schedule->cycle_steps);
    machine_reset(m);
    bool good = make_steps(&run, replay, err) && close_cycle(&run, err);
    m->schedule.endless_steps = schedule->endless_steps;
    m->schedule.cycle_steps = schedule->cycle_steps;
    good = good && judge(&run, claim, err);
    rounds_free(run.rounds);
    scheduler_release(replay);
    return good;
}
