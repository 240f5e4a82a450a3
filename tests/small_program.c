/* SPDX-License-Identifier: MIT */
/* Each statement is written twice at once: as a line and as instructions. */
#include "tests/small_program.h"

#include "tests/source.h"

#include <stdio.h>

struct writer {
    struct source source;
    struct small_program *p;
    int task, counters; /* the task that is written; its counters in use */
    int budget;         /* steps that it may still have, roughly */
    bool held, endless; /* inside of a critical section; of a loop without end */
    bool is_volatile[SMALL_CELLS];
};

#define line(w, ...) source_line(&(w)->source, __VA_ARGS__)

static unsigned below(struct writer *w, unsigned bound)
{
    return source_below(&w->source, bound);
}

static uint8_t some_register(struct writer *w)
{
    return (uint8_t)below(w, SMALL_REGISTERS);
}

/* Instructions. */

static size_t code_count(const struct writer *w)
{
    return w->p->code[w->task].code.count;
}

static void add(struct writer *w, struct small_instruction instruction)
{
    vec_push(&w->p->code[w->task].code, instruction);
}

/* The jump at `index` leads to what follows. */
static void aim(struct writer *w, size_t index)
{
    w->p->code[w->task].code.items[index].target = (uint8_t)code_count(w);
}

struct words {
    char text[24];
};

static struct words words_of(struct small_value v)
{
    struct words words;
    if (!v.from_register)
        snprintf(words.text, sizeof words.text, "%u", v.constant);
    else
        snprintf(words.text, sizeof words.text, "(r%u + %u) & 3", v.reg, v.constant);
    return words;
}

static struct small_value some_value(struct writer *w)
{
    return (struct small_value){.from_register = below(w, 2),
                                .reg = some_register(w),
                                .constant = (uint8_t)below(w, SMALL_VALUES)};
}

/* Statements. */

static void statements(struct writer *w, unsigned count);

static void block(struct writer *w, unsigned count)
{
    w->source.depth++;
    statements(w, count);
    w->source.depth--;
}

static void change(struct writer *w, uint8_t cell)
{
    static const struct {
        enum small_kind kind;
        const char *name;
    } changes[] = {{SMALL_EXCHANGE, "exchange"},
                   {SMALL_XOR, "fetch_xor"},
                   {SMALL_OR, "fetch_or"},
                   {SMALL_AND, "fetch_and"}};
    struct small_instruction i = {.cell = cell, .reg = some_register(w), .value = some_value(w)};
    unsigned which = below(w, 5);
    if (which == 4) {
        i.kind = SMALL_COMPARE;
        i.constant = (uint8_t)below(w, SMALL_VALUES);
        line(w, "{ unsigned char old = %u;", i.constant);
        line(w, "  r%u = atomic_compare_exchange_strong(&$x%u, &old, %s); }", i.reg, cell,
             words_of(i.value).text);
    } else {
        i.kind = changes[which].kind;
        line(w, "r%u = atomic_%s(&$x%u, %s);", i.reg, changes[which].name, cell,
             words_of(i.value).text);
    }
    add(w, i);
}

static void access_cell(struct writer *w)
{
    uint8_t cell = (uint8_t)below(w, SMALL_CELLS - 1 + w->held);
    bool plain = cell == SMALL_PLAIN;
    w->budget -= !plain;
    if (!plain && !w->is_volatile[cell] && below(w, 2) == 0) {
        change(w, cell);
        return;
    }
    struct small_instruction i = {.cell = cell, .reg = some_register(w), .value = some_value(w)};
    bool loads = below(w, 2) == 0;
    i.kind = loads ? plain ? SMALL_GET : SMALL_LOAD : plain ? SMALL_PUT : SMALL_STORE;
    if (loads)
        line(w, "r%u = $x%u;", i.reg, cell);
    else
        line(w, "$x%u = %s;", cell, words_of(i.value).text);
    add(w, i);
}

static void spin(struct writer *w)
{
    struct small_instruction i = {.kind = SMALL_LOAD,
                                  .cell = (uint8_t)below(w, SMALL_CELLS - 1),
                                  .reg = some_register(w)};
    uint8_t start = (uint8_t)code_count(w), constant = (uint8_t)below(w, SMALL_VALUES);
    w->budget -= 2;
    line(w, "while ((r%u = $x%u) == %u) { }", i.reg, i.cell, constant);
    add(w, i);
    add(w, (struct small_instruction){.kind = SMALL_UNLESS, .reg = i.reg, .constant = constant,
                                      .target = (uint8_t)(start + 3)});
    add(w, (struct small_instruction){.kind = SMALL_JUMP, .target = start});
}

static void unlock(struct writer *w)
{
    line(w, "    pthread_mutex_unlock(&$m);");
    add(w, (struct small_instruction){.kind = SMALL_UNLOCK});
}

static void critical_section(struct writer *w)
{
    uint8_t reg = some_register(w);
    if (w->held) {
        access_cell(w);
        return;
    }
    w->budget -= 2;
    w->held = true;
    if (below(w, 3) > 0) {
        line(w, "pthread_mutex_lock(&$m); {");
        add(w, (struct small_instruction){.kind = SMALL_LOCK});
        block(w, 1 + below(w, 3));
        unlock(w);
    } else {
        line(w, "if ((r%u = pthread_mutex_trylock(&$m) != 0) == 0) {", reg);
        add(w, (struct small_instruction){.kind = SMALL_TRYLOCK, .reg = reg});
        size_t jump = code_count(w);
        add(w, (struct small_instruction){.kind = SMALL_UNLESS, .reg = reg});
        block(w, 1 + below(w, 2));
        unlock(w);
        aim(w, jump);
    }
    line(w, "}");
    w->held = false;
}

/* In a loop without end each post follows a wait, so that the semaphore does not grow without end. */
static void use_semaphore(struct writer *w)
{
    uint8_t reg = some_register(w);
    unsigned which = below(w, 3);
    w->budget--;
    if (which == 0) {
        line(w, "r%u = sem_trywait(&$s) != 0;", reg);
        add(w, (struct small_instruction){.kind = SMALL_TRYWAIT, .reg = reg});
        return;
    }
    if (which == 1 || w->endless) {
        line(w, "sem_wait(&$s);");
        add(w, (struct small_instruction){.kind = SMALL_WAIT});
    }
    if (which == 2) {
        line(w, "sem_post(&$s);");
        add(w, (struct small_instruction){.kind = SMALL_POST});
    }
}

static void branch(struct writer *w)
{
    struct small_instruction i = {.kind = SMALL_UNLESS,
                                  .reg = some_register(w),
                                  .constant = (uint8_t)below(w, SMALL_VALUES)};
    size_t jump = code_count(w);
    line(w, "if (r%u == %u) {", i.reg, i.constant);
    add(w, i);
    block(w, 1 + below(w, 2));
    size_t over = code_count(w);
    add(w, (struct small_instruction){.kind = SMALL_JUMP});
    aim(w, jump);
    line(w, "} else {");
    block(w, below(w, 2));
    aim(w, over);
    line(w, "}");
}

static void repeat(struct writer *w)
{
    struct small_instruction i = {.kind = SMALL_COUNT,
                                  .counter = (uint8_t)w->counters,
                                  .constant = (uint8_t)(1 + below(w, 3))};
    if (w->counters == SMALL_COUNTERS)
        return;
    line(w, "for (int i%u = 0; i%u < %u; i%u++) {", i.counter, i.counter, i.constant, i.counter);
    add(w, i);
    uint8_t start = (uint8_t)code_count(w);
    w->counters++;
    block(w, 1 + below(w, 2));
    w->counters--;
    line(w, "}");
    add(w, (struct small_instruction){.kind = SMALL_AGAIN, .counter = i.counter, .target = start});
}

static void miscellaneous(struct writer *w)
{
    struct small_instruction i = {.reg = some_register(w), .value = some_value(w)};
    switch (below(w, 6)) {
    case 0:
        i.kind = SMALL_CHOOSE;
        w->budget--;
        line(w, "r%u = (int)heddle_choose(2);", i.reg);
        break;
    case 1:
        i.kind = SMALL_ASSERT;
        i.constant = (uint8_t)(1 + below(w, SMALL_VALUES - 1));
        line(w, "assert(r%u != %u);", i.reg, i.constant);
        break;
    default:
        i.kind = SMALL_SET;
        line(w, "r%u = %s;", i.reg, words_of(i.value).text);
        break;
    }
    add(w, i);
}

static void statement(struct writer *w)
{
    unsigned choice = below(w, 20);
    if (choice < 1)
        spin(w);
    else if (choice < 5)
        critical_section(w);
    else if (choice < 8)
        use_semaphore(w);
    else if (choice < 10 && w->source.depth < 2)
        branch(w);
    else if (choice < 11 && w->source.depth < 2)
        repeat(w);
    else if (choice < 14)
        miscellaneous(w);
    else
        access_cell(w);
}

static void statements(struct writer *w, unsigned count)
{
    for (unsigned i = 0; i < count && w->budget > 0; i++)
        statement(w);
}

static void endless(struct writer *w)
{
    uint8_t start = (uint8_t)code_count(w);
    w->endless = true;
    line(w, "for (;;) {");
    w->source.depth++;
    access_cell(w);
    statements(w, 4);
    w->source.depth--;
    line(w, "}");
    add(w, (struct small_instruction){.kind = SMALL_JUMP, .target = start});
    w->endless = false;
}

static void write_task(struct writer *w, int task)
{
    w->task = task;
    w->budget = w->p->tasks == 2 ? 5 + (int)below(w, 6) : 3 + (int)below(w, 4);
    w->source.depth = -1;
    line(w, "static void *$t%d(void *argument)", task);
    line(w, "{");
    w->source.depth = 0;
    line(w, "int r0 = 0, r1 = 0;");
    statements(w, below(w, 5));
    if (below(w, 4) == 0)
        endless(w);
    else
        statements(w, 8);
    add(w, (struct small_instruction){.kind = SMALL_END});
    line(w, "(void)r0, (void)r1;");
    line(w, "return argument;");
    w->source.depth = -1;
    line(w, "}");
}

static void declare(struct writer *w)
{
    static const char *const types[] = {"volatile", "_Atomic"};
    struct small_program *p = w->p;
    p->tasks = below(w, 4) == 0 ? 3 : 2;
    p->semaphore = (uint8_t)below(w, 2);
    for (int i = 0; i < SMALL_CELLS; i++) {
        w->is_volatile[i] = below(w, 4) == 0;
        p->initial[i] = (uint8_t)below(w, 2);
        line(w, "%s unsigned char $x%d = %u;", i == SMALL_PLAIN ? "" : types[!w->is_volatile[i]], i,
             p->initial[i]);
    }
    line(w, "pthread_mutex_t $m = PTHREAD_MUTEX_INITIALIZER;");
    line(w, "sem_t $s;");
}

static void write_main(struct writer *w)
{
    line(w, "static int $main(void)");
    line(w, "{");
    w->source.depth = 0;
    line(w, "pthread_t t[%d];", w->p->tasks);
    line(w, "sem_init(&$s, 0, %u);", w->p->semaphore);
    for (int i = 0; i < w->p->tasks; i++)
        line(w, "pthread_create(&t[%d], NULL, $t%d, NULL);", i, i);
    for (int i = 0; i < w->p->tasks; i++)
        line(w, "pthread_join(t[%d], NULL);", i);
    line(w, "return 0;");
    w->source.depth = -1;
    line(w, "}");
}

static struct small_program *make(struct source source)
{
    struct writer w = {.source = source, .p = memory_new(1, sizeof *w.p)};
    declare(&w);
    for (int i = 0; i < w.p->tasks; i++)
        write_task(&w, i);
    write_main(&w);
    return w.p;
}

struct small_program *small_program_make(uint32_t number)
{
    struct str text = {0};
    struct small_program *p = make((struct source){
        .out = &text, .prng = prng_seeded(number), .number = number, .depth = -1});
    str_release(&text);
    return p;
}

void small_program_free(struct small_program *p)
{
    for (int i = 0; i < p->tasks; i++)
        vec_release(&p->code[i].code);
    free(p);
}

static void write_program(struct source source)
{
    small_program_free(make(source));
}

void small_program_write(uint32_t first, uint32_t last, struct str *out)
{
    source_write(first, last, write_program, out);
}
