/* SPDX-License-Identifier: MIT */
#include "tests/small_states.h"

#include "base/check.h"
#include "tests/state_set.h"

#include <string.h>

enum { FAILED = 255, NOBODY = 255, NO_STEP = 3, RESULTS_MAX = SMALL_VALUES };

/* Where a task stands: in front of an operation, at its end, or (pc) FAILED. */
struct situation {
    uint8_t pc, reg[SMALL_REGISTERS], counter[SMALL_COUNTERS];
};

/* The automaton of a task: what is known of it when it is fed those values. */
struct automaton {
    const struct small_program *p;
    int task;
    struct state_set situations;
    VEC(uint32_t) class; /* by situation */
    uint32_t classes;
};

struct values {
    bool possible[SMALL_CELLS][SMALL_VALUES];
};

static const struct small_instruction *at(const struct automaton *a, const struct situation *s)
{
    return &a->p->code[a->task].code.items[s->pc];
}

static uint8_t value_of(const struct situation *s, struct small_value v)
{
    unsigned value = v.from_register ? s->reg[v.reg] + (unsigned)v.constant : v.constant;
    return (uint8_t)(value % SMALL_VALUES);
}

/* Tasks. */

/* What nobody else sees is done: up to the next operation. */
static void run_on(const struct automaton *a, struct situation *s)
{
    for (;;) {
        const struct small_instruction *i = at(a, s);
        s->pc++;
        switch (i->kind) {
        case SMALL_SET:
            s->reg[i->reg] = value_of(s, i->value);
            break;
        case SMALL_UNLESS:
            if (s->reg[i->reg] != i->constant)
                s->pc = i->target;
            break;
        case SMALL_JUMP:
            s->pc = i->target;
            break;
        case SMALL_COUNT:
            s->counter[i->counter] = i->constant;
            break;
        case SMALL_AGAIN:
            if (--s->counter[i->counter] > 0)
                s->pc = i->target;
            break;
        case SMALL_ASSERT:
            if (s->reg[i->reg] == i->constant) {
                *s = (struct situation){.pc = FAILED};
                return;
            }
            break;
        default:
            s->pc--;
            return;
        }
    }
}

static struct situation start_of(const struct automaton *a)
{
    struct situation s = {0};
    run_on(a, &s);
    return s;
}

static bool goes_on(const struct automaton *a, const struct situation *s)
{
    return s->pc != FAILED && at(a, s)->kind != SMALL_END;
}

static bool reads_cell(enum small_kind kind)
{
    return kind == SMALL_LOAD || (kind >= SMALL_EXCHANGE && kind <= SMALL_COMPARE) || kind == SMALL_GET;
}

static bool writes_cell(enum small_kind kind)
{
    return (kind >= SMALL_STORE && kind <= SMALL_COMPARE) || kind == SMALL_PUT;
}

/* What the cell holds after an operation that found `old`. */
static uint8_t written(const struct situation *s, const struct small_instruction *i, uint8_t old)
{
    uint8_t value = value_of(s, i->value);
    switch (i->kind) {
    case SMALL_XOR:
        return old ^ value;
    case SMALL_OR:
        return old | value;
    case SMALL_AND:
        return old & value;
    case SMALL_COMPARE:
        return old == i->constant ? value : old;
    default:
        return value;
    }
}

/* The situation after an operation; result: what a cell held, or what a call answered. */
static struct situation after(const struct automaton *a, struct situation s, uint8_t result)
{
    const struct small_instruction *i = at(a, &s);
    bool answers = reads_cell(i->kind) || i->kind == SMALL_TRYLOCK || i->kind == SMALL_TRYWAIT ||
                   i->kind == SMALL_CHOOSE;
    if (answers)
        s.reg[i->reg] = i->kind == SMALL_COMPARE ? result == i->constant : result;
    s.pc++;
    run_on(a, &s);
    return s;
}

/* Can an operation have that result?  Those without have 0. */
static bool can_have(const struct values *values, const struct small_instruction *i, uint8_t result)
{
    if (reads_cell(i->kind))
        return values->possible[i->cell][result];
    if (i->kind == SMALL_TRYLOCK || i->kind == SMALL_TRYWAIT || i->kind == SMALL_CHOOSE)
        return result < 2;
    return result == 0;
}

static struct situation situation_at(const struct automaton *a, uint32_t index)
{
    struct situation s;
    memcpy(&s, state_set_at(&a->situations, index), sizeof s);
    return s;
}

/* All situations with these values.  True: somebody writes a new one. */
static bool feed(struct automaton *a, struct values *values)
{
    bool grew = false;
    struct situation start = start_of(a);
    state_set_add(&a->situations, &start);
    for (uint32_t n = 0; n < a->situations.count; n++) {
        struct situation s = situation_at(a, n);
        if (!goes_on(a, &s))
            continue;
        const struct small_instruction *i = at(a, &s);
        for (uint8_t result = 0; result < RESULTS_MAX; result++) {
            if (!can_have(values, i, result))
                continue;
            struct situation next = after(a, s, result);
            state_set_add(&a->situations, &next);
            if (writes_cell(i->kind)) {
                bool *known = &values->possible[i->cell][written(&s, i, result)];
                grew |= !*known;
                *known = true;
            }
        }
    }
    return grew;
}

/* What a situation does, but for where it leads. */
static void describe(const struct automaton *a, const struct situation *s, uint32_t *words)
{
    if (s->pc == FAILED) {
        words[0] = FAILED;
        return;
    }
    const struct small_instruction *i = at(a, s);
    bool failing = i->kind == SMALL_COMPARE;
    words[0] = i->kind;
    words[1] = reads_cell(i->kind) || writes_cell(i->kind) ? i->cell : 0;
    words[2] = writes_cell(i->kind) ? value_of(s, i->value) : 0;
    words[3] = failing ? i->constant : 0;
}

/* One round: situations that do the same and lead to the same classes stay together. */
static uint32_t refine(struct automaton *a, const struct values *values)
{
    enum { WORDS = 4 + RESULTS_MAX };
    struct state_set keys;
    VEC(uint32_t) fresh = {0};
    state_set_init(&keys, WORDS * sizeof(uint32_t));
    for (uint32_t n = 0; n < a->situations.count; n++) {
        struct situation s = situation_at(a, n);
        uint32_t key[WORDS] = {0};
        describe(a, &s, key);
        for (uint8_t result = 0; goes_on(a, &s) && result < RESULTS_MAX; result++) {
            if (!can_have(values, at(a, &s), result))
                continue;
            struct situation next = after(a, s, result);
            key[4 + result] = 1 + a->class.items[state_set_add(&a->situations, &next)];
        }
        vec_push(&fresh, state_set_add(&keys, key));
    }
    memcpy(a->class.items, fresh.items, fresh.count * sizeof *fresh.items);
    vec_release(&fresh);
    uint32_t count = keys.count;
    state_set_release(&keys);
    return count;
}

static void partition(struct automaton *a, const struct values *values)
{
    uint32_t before;
    for (uint32_t n = 0; n < a->situations.count; n++)
        vec_push(&a->class, 0);
    do {
        before = a->classes;
        a->classes = refine(a, values);
    } while (a->classes != before);
}

/* The product. */

struct shared {
    uint8_t cells[SMALL_CELLS], holder, semaphore;
};

struct whole {
    struct situation tasks[SMALL_TASKS_MAX];
    struct shared shared;
};

struct search {
    const struct small_program *p;
    struct automaton automata[SMALL_TASKS_MAX];
    struct state_set seen; /* of struct key */
    VEC(struct whole) states;
    struct small_count count;
};

struct key {
    uint32_t class[SMALL_TASKS_MAX];
    struct shared shared;
    uint8_t padding[3];
};

static void visit(struct search *search, const struct whole *w)
{
    struct key key = {.shared = w->shared};
    for (int t = 0; t < search->p->tasks; t++) {
        struct automaton *a = &search->automata[t];
        uint32_t known = a->situations.count, index = state_set_add(&a->situations, &w->tasks[t]);
        ASSERT_LT(index, known);
        key.class[t] = a->class.items[index];
    }
    if (state_set_add(&search->seen, &key) == search->states.count)
        vec_push(&search->states, *w);
}

/* How an operation of the task can turn out: results as bits; 0: it must wait. */
static unsigned turns_out(const struct small_instruction *i, const struct shared *s)
{
    if (reads_cell(i->kind))
        return 1u << s->cells[i->cell];
    switch (i->kind) {
    case SMALL_LOCK:
        return s->holder == NOBODY;
    case SMALL_TRYLOCK:
        return s->holder == NOBODY ? 1 : 2;
    case SMALL_WAIT:
        return s->semaphore > 0;
    case SMALL_TRYWAIT:
        return s->semaphore > 0 ? 1 : 2;
    case SMALL_CHOOSE:
        return 1 | 2;
    default:
        return 1;
    }
}

static void perform(const struct automaton *a, struct whole *w, uint8_t result)
{
    struct situation *s = &w->tasks[a->task];
    const struct small_instruction *i = at(a, s);
    struct shared *shared = &w->shared;
    if (writes_cell(i->kind))
        shared->cells[i->cell] = written(s, i, result);
    if (i->kind == SMALL_UNLOCK)
        shared->holder = NOBODY;
    if (i->kind == SMALL_LOCK || (i->kind == SMALL_TRYLOCK && result == 0))
        shared->holder = (uint8_t)a->task;
    if (i->kind == SMALL_POST)
        shared->semaphore++;
    if (i->kind == SMALL_WAIT || (i->kind == SMALL_TRYWAIT && result == 0))
        shared->semaphore--;
    *s = after(a, *s, result);
}

static bool is_plain(const struct automaton *a, const struct situation *s)
{
    return goes_on(a, s) && (at(a, s)->kind == SMALL_GET || at(a, s)->kind == SMALL_PUT);
}

/* Accesses to the plain cell belong to the step before them. */
static void finish_step(const struct automaton *a, struct whole *w)
{
    struct situation *s = &w->tasks[a->task];
    while (is_plain(a, s))
        perform(a, w, at(a, s)->kind == SMALL_GET ? w->shared.cells[SMALL_PLAIN] : 0);
}

static void step(struct search *search, const struct automaton *a, struct whole w, uint8_t result)
{
    perform(a, &w, result);
    finish_step(a, &w);
    search->count.transitions++;
    if (w.tasks[a->task].pc == FAILED)
        search->count.fails = true;
    else
        visit(search, &w);
}

static void expand(struct search *search, const struct whole *w)
{
    bool over = true, moves = false;
    for (int t = 0; t < search->p->tasks; t++) {
        const struct automaton *a = &search->automata[t];
        if (!goes_on(a, &w->tasks[t]))
            continue;
        over = false;
        unsigned results = turns_out(at(a, &w->tasks[t]), &w->shared);
        moves |= results != 0;
        for (uint8_t result = 0; results >> result != 0; result++)
            if (results >> result & 1)
                step(search, a, *w, result);
    }
    search->count.stuck += !over && !moves;
}

static void learn(struct search *search)
{
    struct values values = {0};
    const struct small_program *p = search->p;
    for (int i = 0; i < SMALL_CELLS; i++)
        values.possible[i][p->initial[i]] = true;
    for (int t = 0; t < p->tasks; t++) {
        search->automata[t] = (struct automaton){.p = p, .task = t};
        state_set_init(&search->automata[t].situations, sizeof(struct situation));
    }
    bool grew = true;
    while (grew) {
        grew = false;
        for (int t = 0; t < p->tasks; t++)
            grew |= feed(&search->automata[t], &values);
    }
    for (int t = 0; t < p->tasks; t++) {
        partition(&search->automata[t], &values);
        search->count.situations += search->automata[t].situations.count;
        search->count.classes += search->automata[t].classes;
    }
}

static void explore(struct search *search, uint64_t states_max)
{
    const struct small_program *p = search->p;
    struct whole w = {.shared = {.holder = NOBODY, .semaphore = p->semaphore}};
    memcpy(w.shared.cells, p->initial, sizeof w.shared.cells);
    for (int t = 0; t < p->tasks; t++) {
        w.tasks[t] = start_of(&search->automata[t]);
        search->count.fails |= w.tasks[t].pc == FAILED;
    }
    state_set_init(&search->seen, sizeof(struct key));
    if (!search->count.fails)
        visit(search, &w);
    for (size_t i = 0; i < search->states.count && search->states.count < states_max; i++) {
        w = search->states.items[i];
        expand(search, &w);
    }
    search->count.states = search->states.count;
}

struct small_count small_states_count(const struct small_program *p, uint64_t states_max)
{
    struct search search = {.p = p};
    learn(&search);
    explore(&search, states_max);
    for (int t = 0; t < p->tasks; t++) {
        state_set_release(&search.automata[t].situations);
        vec_release(&search.automata[t].class);
    }
    state_set_release(&search.seen);
    vec_release(&search.states);
    return search.count;
}
