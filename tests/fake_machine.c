/* SPDX-License-Identifier: MIT */
#include "tests/fake_machine.h"

#include "base/check.h"

#include <string.h>

struct fake {
    struct machine machine; /* first */
    const struct fake_program *program;
    uint32_t task_count;
    struct task tasks[FAKE_TASKS_MAX];
    uint32_t at[FAKE_TASKS_MAX]; /* index of the next instruction */
    uint64_t registers[FAKE_TASKS_MAX];
    uint64_t cells[FAKE_CELLS_MAX];
    uint64_t executions;
    size_t promoted_in_force;
    task_id previous;
    struct choice choice;
    struct enabled enabled[FAKE_TASKS_MAX];
};

static struct fake *fake_of(struct machine *m)
{
    return (struct fake *)m;
}

const uint64_t *fake_cells(const struct machine *m)
{
    return ((const struct fake *)m)->cells;
}

static struct object_view view_of(const struct fake *f, task_id task, const struct op *op)
{
    return (struct object_view){
        .object = f->machine.objects.items[op->object],
        .second = op->object2 ? f->machine.objects.items[op->object2] : NULL,
        .task = task,
        .choose_waiter = f->machine.options.choose_waiter,
    };
}

static void perform_object(struct fake *f, task_id task, const struct op *op, uint32_t alternative)
{
    struct object_view view = view_of(f, task, op);
    struct object_outcome outcome = {.misuse_other = TASK_NONE};
    view.object->ops->apply(&view, op, alternative, &outcome);
    f->registers[task] = outcome.result;
    if (outcome.unchanged)
        return;
    view.object->changed_pc = op->pc;
    if (view.second)
        view.second->changed_pc = op->pc;
}

static void report(struct fake *f, task_id task, enum finding_kind kind, const char *message)
{
    const struct finding finding = {
        .kind = kind,
        .severity = SEVERITY_ERROR,
        .goes_on = kind == FINDING_DATA_RACE,
        .message = message,
        .site_count = 1,
        .sites = {{.task = task, .pc = FAKE_PC(task, f->at[task]), .what = "here"}},
        .step = f->machine.steps,
    };
    machine_report(&f->machine, &finding);
}

/* Is this cell promoted in this execution?  If not, it will be in the next. */
static bool is_promoted(struct fake *f, uint64_t cell)
{
    for (size_t i = 0; i < f->machine.promoted.count; i++)
        if (f->machine.promoted.items[i].addr == 8 * cell)
            return i < f->promoted_in_force;
    vec_push(&f->machine.promoted, (struct promotion){.addr = 8 * cell, .mask = 0xff});
    return false;
}

/* Instructions that are no operations.  False: this one is. */
static bool run_silent(struct fake *f, task_id task, const struct fake_instruction *i)
{
    switch (i->kind) {
    case FAKE_ASSERT:
        if (f->cells[i->cell] != i->value)
            report(f, task, FINDING_ASSERTION, "assertion failed");
        return true;
    case FAKE_RACE:
        report(f, task, FINDING_DATA_RACE, "data race");
        return true;
    case FAKE_SHARED:
        return !is_promoted(f, i->cell);
    case FAKE_GIVE_UP:
        f->machine.unsupported = "the fake machine gives up";
        machine_end(&f->machine, END_UNSUPPORTED);
        return true;
    case FAKE_UNSTABLE:
        return f->executions % 2 == 0;
    default:
        return false;
    }
}

static enum op_kind op_kind_of(enum fake_kind kind)
{
    switch (kind) {
    case FAKE_LOAD:
    case FAKE_AWAIT:
        return OP_LOAD;
    case FAKE_CHOOSE:
        return OP_CHOOSE;
    case FAKE_OBJECT:
        return OP_OBJECT;
    case FAKE_FOREVER:
        return OP_FOREVER;
    default:
        return OP_STORE;
    }
}

static void post(struct fake *f, task_id task, const struct fake_instruction *i)
{
    f->tasks[task].state = TASK_PENDING;
    f->tasks[task].pending = (struct op){
        .kind = (uint8_t)op_kind_of(i->kind),
        .access = ACCESS_ATOMIC,
        .verb = i->verb,
        .object = i->object,
        .object2 = i->object2,
        .addr = 8 * i->cell,
        .bytes = 8,
        .arg = i->value,
        .pc = FAKE_PC(task, f->at[task]),
    };
}

/* Runs the task up to its next operation. */
static void run_task(struct fake *f, task_id task)
{
    const struct fake_instruction *code = f->program->tasks[task];
    while (f->machine.end == END_NOT_YET && run_silent(f, task, &code[f->at[task]]))
        f->at[task]++;
    if (code[f->at[task]].kind == FAKE_END) {
        f->tasks[task].state = TASK_FINISHED;
        f->tasks[task].pending = (struct op){.kind = OP_NONE};
    } else {
        post(f, task, &code[f->at[task]]);
    }
}

static void reset_objects(struct fake *f)
{
    vec_clear(&f->machine.objects);
    vec_push(&f->machine.objects, NULL);
    for (uint32_t i = 0; i < FAKE_OBJECTS_MAX && f->program->objects[i].ops; i++) {
        const struct fake_object *from = &f->program->objects[i];
        size_t bytes = sizeof(struct object) + OBJECT_STATE_BYTES_MAX;
        struct object *object = arena_alloc(&f->machine.arena, bytes);
        memset(object, 0, bytes);
        object->ops = from->ops;
        object->id = i + 1;
        object->addr = 0x100 + 0x100 * i;
        from->ops->init(object_state(object), from->arguments);
        vec_push(&f->machine.objects, object);
        const struct op op = {
            .kind = OP_OBJECT,
            .verb = from->init_verb,
            .object = object->id,
            .arg = from->init_value,
        };
        if (from->init)
            perform_object(f, 0, &op, 0);
    }
}

static void reset(struct machine *m)
{
    struct fake *f = fake_of(m);
    arena_reset(&m->arena);
    vec_clear(&m->findings);
    str_clear(&m->output);
    m->end = END_NOT_YET;
    m->unsupported = NULL;
    m->steps = 0;
    f->executions++;
    f->previous = TASK_NONE;
    f->promoted_in_force = m->promoted.count;
    vec_clear(&m->schedule.picks);
    vec_clear(&m->schedule.promoted);
    for (size_t i = 0; i < m->promoted.count; i++)
        vec_push(&m->schedule.promoted, m->promoted.items[i]);
    memset(f->cells, 0, sizeof f->cells);
    memset(f->at, 0, sizeof f->at);
    memset(f->registers, 0, sizeof f->registers);
    reset_objects(f);
    for (task_id task = 0; task < f->task_count; task++) {
        f->tasks[task] = (struct task){.id = task, .serial = task, .parent = TASK_NONE};
        run_task(f, task);
    }
}

static uint32_t alternatives(struct fake *f, task_id task)
{
    const struct fake_instruction *i = &f->program->tasks[task][f->at[task]];
    struct object_view view;
    switch (i->kind) {
    case FAKE_CHOOSE:
        return (uint32_t)i->value;
    case FAKE_FOREVER:
        return 0;
    case FAKE_AWAIT:
        f->tasks[task].state = f->cells[i->cell] == i->value ? TASK_PENDING : TASK_AWAITING;
        return f->cells[i->cell] == i->value;
    case FAKE_OBJECT:
        view = view_of(f, task, &f->tasks[task].pending);
        return view.object->ops->alternatives(&view, &f->tasks[task].pending);
    default:
        return 1;
    }
}

static void find_enabled(struct fake *f)
{
    struct choice *c = &f->choice;
    *c = (struct choice){
        .enabled = f->enabled,
        .previous = f->previous,
        .step = f->machine.steps,
    };
    bool unfinished = false;
    for (task_id task = 0; task < f->task_count; task++) {
        if (f->tasks[task].state == TASK_FINISHED)
            continue;
        unfinished = true;
        uint32_t count = alternatives(f, task);
        if (count == 0)
            continue;
        f->enabled[c->count++] = (struct enabled){task, count, &f->tasks[task].pending};
        c->previous_enabled = c->previous_enabled || task == f->previous;
    }
    if (c->count == 0)
        f->machine.end = unfinished ? END_STUCK : END_FINISHED;
}

static const struct choice *choice(struct machine *m)
{
    struct fake *f = fake_of(m);
    f->choice.count = 0;
    if (m->end == END_NOT_YET && m->steps >= m->options.steps_max)
        m->end = END_CUT;
    if (m->end == END_NOT_YET)
        find_enabled(f);
    return &f->choice;
}

static void step(struct machine *m, task_id task, uint32_t alternative)
{
    struct fake *f = fake_of(m);
    const struct fake_instruction *i = &f->program->tasks[task][f->at[task]];
    switch (i->kind) {
    case FAKE_LOAD:
        f->registers[task] = f->cells[i->cell];
        break;
    case FAKE_STORE:
        f->cells[i->cell] = f->registers[task] + i->value;
        break;
    case FAKE_CHOOSE:
        f->registers[task] = alternative;
        break;
    case FAKE_OBJECT:
        perform_object(f, task, &f->tasks[task].pending, alternative);
        break;
    default:
        break;
    }
    m->steps++;
    f->tasks[task].ops++;
    f->at[task]++;
    f->previous = task;
    run_task(f, task);
}

/* Asks the picker where there is a choice, and records its answers.  False: it gave up. */
static bool pick(struct machine *m, const struct picker *picker, const struct choice *c,
                 task_id *task, uint32_t *alternative)
{
    const struct enabled *picked = &c->enabled[0];
    if (c->count > 1) {
        *task = picker->next_task(picker->self, c);
        if (*task == TASK_NONE)
            return false;
        for (picked = c->enabled; picked->task != *task; picked++)
            ASSERT(picked + 1 < c->enabled + c->count);
        vec_push(&m->schedule.picks, *task);
    }
    *task = picked->task;
    *alternative = 0;
    if (picked->alternatives > 1) {
        uint64_t drawn = picker->next_u64(picker->self, picked->alternatives);
        if (drawn >= picked->alternatives)
            return false;
        *alternative = (uint32_t)drawn;
        vec_push(&m->schedule.picks, *alternative);
    }
    return true;
}

static void run(struct machine *m, const struct picker *picker)
{
    const struct choice *c;
    while ((c = choice(m))->count > 0) {
        task_id task;
        uint32_t alternative;
        if (!pick(m, picker, c, &task, &alternative)) {
            machine_end(m, END_ABANDONED);
            return;
        }
        step(m, task, alternative);
    }
}

static void fake_free(struct machine *m)
{
    arena_release(&m->arena);
    vec_release(&m->findings);
    vec_release(&m->objects);
    vec_release(&m->promoted);
    schedule_release(&m->schedule);
    str_release(&m->output);
    free(fake_of(m));
}

static const struct machine_ops fake_ops = {
    .name = "fake",
    .reset = reset,
    .run = run,
    .step = step,
    .choice = choice,
    .free = fake_free,
};

struct machine *fake_machine_new(const struct fake_program *program)
{
    struct fake *f = memory_new(1, sizeof *f);
    f->program = program;
    f->machine.ops = &fake_ops;
    f->machine.options = machine_options_default();
    while (f->task_count < FAKE_TASKS_MAX && program->tasks[f->task_count]) {
        f->machine.tasks[f->task_count] = &f->tasks[f->task_count];
        f->task_count++;
    }
    f->machine.task_limit = f->task_count;
    ASSERT(f->task_count > 0);
    return &f->machine;
}
