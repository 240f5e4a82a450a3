/* SPDX-License-Identifier: MIT */
#include "tests/generator.h"

#include "tests/source.h"

#include <stdio.h>

enum { CELLS_MAX = 3, LOCALS = 2, VALUES = 3 };

enum cell_kind {
    CELL_ATOMIC,
    CELL_VOLATILE,
    CELL_PLAIN,   /* mostly under the mutex */
    CELL_ARRAY,   /* two atomic elements */
    CELL_STRUCT,  /* plain, of two members: copied as a whole, mostly under the mutex */
    CELL_KINDS,
};

/* Which objects a program has: it uses few, so that its tasks meet. */
enum feature {
    MUTEX = 1,
    SEMAPHORE = 2,
    CONDITION = 4,
    RWLOCK = 8,
    BARRIER = 16,
    SPINLOCK = 32,
    LOCAL_OF_MAIN = 64, /* the tasks get the address of a local variable of main */
};

struct writer {
    struct source source;
    unsigned features;
    int tasks, cells;
    enum cell_kind kinds[CELLS_MAX];
    const char *types[CELLS_MAX];
    int budget; /* operations that the task may still have, roughly */
    bool held;  /* inside of a critical section of the mutex */
};

#define line(w, ...) source_line(&(w)->source, __VA_ARGS__)

static unsigned below(struct writer *w, unsigned bound)
{
    return source_below(&w->source, bound);
}

static bool one_in(struct writer *w, unsigned bound)
{
    return below(w, bound) == 0;
}

static bool has(const struct writer *w, enum feature feature)
{
    return (w->features & feature) != 0;
}

/* Expressions. */

struct expression {
    char text[48];
};

/* What a statement stores: a constant, a local, or a local plus one. */
static struct expression value(struct writer *w)
{
    struct expression e;
    unsigned local = below(w, LOCALS);
    switch (below(w, 4)) {
    case 0:
        snprintf(e.text, sizeof e.text, "r%u", local);
        break;
    case 1:
        snprintf(e.text, sizeof e.text, "r%u + 1", local);
        break;
    default:
        snprintf(e.text, sizeof e.text, "%u", below(w, VALUES));
        break;
    }
    return e;
}

static struct expression condition(struct writer *w)
{
    static const char *const relations[] = {"==", "!=", "<", ">="};
    struct expression e;
    snprintf(e.text, sizeof e.text, "r%u %s %u", below(w, LOCALS), relations[below(w, 4)],
             below(w, VALUES));
    return e;
}

/* The place of a cell: an element of an array is chosen by a local. */
static struct expression place(struct writer *w, int cell)
{
    struct expression e;
    if (w->kinds[cell] == CELL_ARRAY && one_in(w, 2))
        snprintf(e.text, sizeof e.text, "$x%d[r%u & 1]", cell, below(w, LOCALS));
    else if (w->kinds[cell] == CELL_ARRAY)
        snprintf(e.text, sizeof e.text, "$x%d[%u]", cell, below(w, 2));
    else if (w->kinds[cell] == CELL_STRUCT)
        snprintf(e.text, sizeof e.text, "$x%d.%c", cell, one_in(w, 2) ? 'a' : 'b');
    else
        snprintf(e.text, sizeof e.text, "$x%d", cell);
    return e;
}

static bool is_plain(const struct writer *w, int cell)
{
    return w->kinds[cell] == CELL_PLAIN || w->kinds[cell] == CELL_STRUCT;
}

static bool is_atomic(const struct writer *w, int cell)
{
    return w->kinds[cell] == CELL_ATOMIC || w->kinds[cell] == CELL_ARRAY;
}

/* A cell that the task may access here: plain ones seldom outside of critical sections. */
static int some_cell(struct writer *w)
{
    for (;;) {
        int cell = (int)below(w, (unsigned)w->cells);
        if (!is_plain(w, cell) || w->held || one_in(w, 12))
            return cell;
        if (one_in(w, 8))
            return -1;
    }
}

/* Statements.  Each takes from the budget what it may perform. */

static void statements(struct writer *w, unsigned count);

static void access_cell(struct writer *w, int cell)
{
    struct expression at = place(w, cell);
    w->budget--;
    switch (below(w, 4)) {
    case 0:
    case 1:
        line(w, "r%u = (int)%s;", below(w, LOCALS), at.text);
        break;
    case 2:
        line(w, "%s = %s;", at.text, value(w).text);
        break;
    default:
        line(w, one_in(w, 2) ? "%s += %u;" : "%s -= %u;", at.text, below(w, VALUES));
        w->budget -= !is_atomic(w, cell);
        break;
    }
}

static void atomic_operation(struct writer *w, int cell)
{
    static const char *const names[] = {"fetch_add", "fetch_sub", "fetch_or", "fetch_and",
                                        "fetch_xor", "exchange",  "exchange"};
    unsigned local = below(w, LOCALS);
    struct expression at = place(w, cell);
    w->budget--;
    if (one_in(w, 3)) {
        struct expression expected = value(w), desired = value(w);
        line(w, "{ %s old = %s;", w->types[cell], expected.text);
        line(w, "r%u = atomic_compare_exchange_strong(&%s, &old, %s);", local, at.text,
             desired.text);
        line(w, one_in(w, 2) ? "r%u = (int)old; }" : "}", local);
        return;
    }
    const char *name = names[below(w, sizeof names / sizeof names[0])];
    struct expression operand = value(w);
    line(w, "r%u = (int)atomic_%s(&%s, %s);", local, name, at.text, operand.text);
}

static void copy_struct(struct writer *w, int cell)
{
    w->budget -= 2;
    switch (below(w, 4)) {
    case 0:
        line(w, "$x%d = $pair;", cell);
        break;
    case 1:
        line(w, "{ struct $pair copy = $x%d; copy.b++; $x%d = copy; r0 = (int)copy.a; }", cell, cell);
        break;
    case 2:
        line(w, "memcpy(&$x%d, &$pair, sizeof $pair);", cell);
        break;
    default:
        line(w, "memset(&$x%d, %u, sizeof $x%d.a);", cell, below(w, 2), cell);
        break;
    }
}

static void use_cell(struct writer *w)
{
    int cell = some_cell(w);
    if (cell < 0)
        return;
    if (is_atomic(w, cell) && one_in(w, 2))
        atomic_operation(w, cell);
    else if (w->kinds[cell] == CELL_STRUCT && one_in(w, 3))
        copy_struct(w, cell);
    else
        access_cell(w, cell);
}

/* Waiting in a loop, for one cell or for two. */
static void spin(struct writer *w)
{
    int cell = (int)below(w, (unsigned)w->cells), other = (int)below(w, (unsigned)w->cells);
    if (is_plain(w, cell) || is_plain(w, other) || w->held) {
        use_cell(w);
        return;
    }
    struct expression a = place(w, cell), b = place(w, other);
    unsigned first = below(w, VALUES), second = below(w, VALUES);
    w->budget -= 3;
    switch (below(w, 6)) {
    case 0:
        line(w, "while (%s != %u && %s == %u) { }", a.text, first, b.text, second);
        break;
    case 1:
        line(w, "for (;;) { if (%s == %u) { r0 = 1; break; } if (%s == %u) { r0 = 2; break; } }",
             a.text, first, b.text, second);
        break;
    case 2:
        if (is_atomic(w, cell)) {
            line(w, "while (atomic_exchange(&%s, 1) == 1) { }", a.text);
            break;
        }
        line(w, "while (%s == %u) { sched_yield(); }", a.text, first);
        break;
    default:
        line(w, "while (%s == %u) { }", a.text, first & 1);
        break;
    }
}

static void block(struct writer *w, unsigned count)
{
    w->source.depth++;
    statements(w, count);
    w->source.depth--;
}

static void critical_section(struct writer *w)
{
    bool held = w->held;
    if (held || !has(w, MUTEX)) {
        use_cell(w);
        return;
    }
    w->budget -= 2;
    w->held = true;
    bool tries = one_in(w, 4);
    line(w, tries ? "if (pthread_mutex_trylock(&$m) == 0) {" : "pthread_mutex_lock(&$m); {");
    block(w, 1 + below(w, 2));
    if (!one_in(w, 16))
        line(w, "    pthread_mutex_unlock(&$m);");
    line(w, "}");
    w->held = held;
}

static void use_condition(struct writer *w)
{
    if (!has(w, CONDITION) || w->held) {
        critical_section(w);
        return;
    }
    w->budget -= 3;
    line(w, "pthread_mutex_lock(&$m);");
    if (one_in(w, 2)) {
        line(w, "%s ($ready == 0) pthread_cond_wait(&$c, &$m);", one_in(w, 3) ? "if" : "while");
        if (one_in(w, 3))
            line(w, "$ready = 0;");
    } else {
        if (!one_in(w, 4))
            line(w, "$ready = 1;");
        line(w, "pthread_cond_%s(&$c);", one_in(w, 3) ? "broadcast" : "signal");
    }
    line(w, "pthread_mutex_unlock(&$m);");
}

static void use_semaphore(struct writer *w)
{
    w->budget--;
    if (!has(w, SEMAPHORE)) {
        use_cell(w);
        return;
    }
    switch (below(w, 5)) {
    case 0:
        line(w, "r%u = sem_trywait(&$s);", below(w, LOCALS));
        break;
    case 1:
        line(w, "sem_wait(&$s);");
        break;
    case 2:
        line(w, "r%u = sem_timedwait(&$s, &(struct timespec){0});", below(w, LOCALS));
        break;
    default:
        line(w, "sem_post(&$s);");
        break;
    }
}

static void use_lock(struct writer *w)
{
    if (has(w, RWLOCK)) {
        w->budget -= 2;
        line(w, "pthread_rwlock_%slock(&$rw); {", one_in(w, 2) ? "rd" : "wr");
        block(w, 1);
        line(w, "    pthread_rwlock_unlock(&$rw);");
        line(w, "}");
    } else if (has(w, SPINLOCK)) {
        w->budget -= 2;
        line(w, "pthread_spin_lock(&$spin); {");
        block(w, 1);
        line(w, "    pthread_spin_unlock(&$spin);");
        line(w, "}");
    } else {
        critical_section(w);
    }
}

static void branch(struct writer *w)
{
    line(w, "if (%s) {", condition(w).text);
    block(w, 1);
    if (one_in(w, 2)) {
        line(w, "} else {");
        block(w, 1);
    }
    line(w, "}");
}

static void repeat(struct writer *w)
{
    int before = w->budget;
    char index = (char)('i' + w->source.depth);
    line(w, "for (int %c = 0; %c < 2; %c++) {", index, index, index);
    block(w, 1);
    if (one_in(w, 3))
        line(w, "    if (%s) break;", condition(w).text);
    line(w, "}");
    w->budget -= before - w->budget; /* a second time */
}

static void miscellaneous(struct writer *w)
{
    w->budget--;
    switch (below(w, 8)) {
    case 0:
        line(w, "r%u = (int)heddle_choose(2);", below(w, LOCALS));
        break;
    case 1:
        line(w, "printf(\"%%d\\n\", r%u);", below(w, LOCALS));
        break;
    case 2:
        line(w, "assert(%s);", condition(w).text);
        break;
    case 3:
        line(w, "heddle_critical();");
        use_cell(w);
        line(w, "heddle_exit();");
        w->budget -= 2;
        break;
    case 4:
        line(w, "sched_yield();");
        break;
    case 5:
        if (has(w, BARRIER))
            line(w, "r%u = pthread_barrier_wait(&$b) != 0;", below(w, LOCALS));
        break;
    case 6:
        if (has(w, LOCAL_OF_MAIN))
            line(w, "atomic_fetch_add((atomic_int *)argument, 1);");
        break;
    default:
        line(w, "r0 = $twice(r%u);", below(w, LOCALS));
        break;
    }
}

static void statement(struct writer *w)
{
    unsigned choice = below(w, 24);
    bool nests = w->source.depth < 2;
    if (choice < 2)
        spin(w);
    else if (choice < 6)
        critical_section(w);
    else if (choice < 8)
        use_condition(w);
    else if (choice < 10)
        use_semaphore(w);
    else if (choice < 12 && nests)
        use_lock(w);
    else if (choice < 14 && nests)
        branch(w);
    else if (choice < 15 && nests)
        repeat(w);
    else if (choice < 18)
        miscellaneous(w);
    else
        use_cell(w);
}

static void statements(struct writer *w, unsigned count)
{
    for (unsigned i = 0; i < count && w->budget > 0; i++)
        statement(w);
}

/* Declarations. */

static void declare_cell(struct writer *w, int i)
{
    static const char *const types[] = {"int", "int", "int", "char", "short", "long"};
    enum cell_kind kind = (enum cell_kind)below(w, CELL_KINDS + 2);
    if (kind >= CELL_KINDS)
        kind = CELL_ATOMIC;
    w->kinds[i] = kind;
    w->types[i] = types[below(w, sizeof types / sizeof types[0])];
    unsigned start = below(w, 2);
    switch (kind) {
    case CELL_ATOMIC:
        line(w, "_Atomic %s $x%d = %u;", w->types[i], i, start);
        break;
    case CELL_VOLATILE:
        line(w, "volatile %s $x%d = %u;", w->types[i], i, start);
        break;
    case CELL_ARRAY:
        line(w, "_Atomic %s $x%d[2] = {%u};", w->types[i], i, start);
        break;
    case CELL_STRUCT:
        line(w, "struct $pair $x%d = {%u, 1};", i, start);
        break;
    case CELL_PLAIN:
    case CELL_KINDS:
        line(w, "%s $x%d = %u;", w->types[i], i, start);
        break;
    }
}

static void choose_features(struct writer *w)
{
    static const enum feature extras[] = {SEMAPHORE, SEMAPHORE, CONDITION, CONDITION,
                                          RWLOCK,    BARRIER,   SPINLOCK,  LOCAL_OF_MAIN};
    w->features = MUTEX;
    for (int i = 0; i < 2; i++)
        w->features |= extras[below(w, sizeof extras / sizeof extras[0])];
    w->tasks = one_in(w, 4) ? 3 : 2;
    w->cells = 2 + (int)below(w, CELLS_MAX - 1);
}

static void declare(struct writer *w)
{
    static const char *const members[] = {"char a; int b;", "int a, b;", "char a, b;",
                                          "long a; int b; long c[3];", "short a; int b, c;"};
    w->source.depth = -1;
    line(w, "struct $pair { %s };", members[below(w, sizeof members / sizeof members[0])]);
    line(w, "struct $pair $pair = {1, 2};");
    for (int i = 0; i < w->cells; i++)
        declare_cell(w, i);
    line(w, "pthread_mutex_t $m = PTHREAD_MUTEX_INITIALIZER;");
    line(w, "pthread_cond_t $c = PTHREAD_COND_INITIALIZER;");
    line(w, "pthread_rwlock_t $rw = PTHREAD_RWLOCK_INITIALIZER;");
    line(w, "pthread_spinlock_t $spin;");
    line(w, "pthread_barrier_t $b;");
    line(w, "sem_t $s;");
    line(w, "int $ready;");
    line(w, "const struct { const volatile void *addr; unsigned long bytes; } $cells[] = {");
    for (int i = 0; i < w->cells; i++)
        line(w, "    {&$x%d, sizeof $x%d},", i, i);
    line(w, "    {&$ready, sizeof $ready}, {0, 0}};");
    line(w, "static int $twice(int n) { int kept = n; return kept < 2 ? kept * 2 : kept; }");
}

static void write_task(struct writer *w, int task)
{
    w->source.depth = -1;
    line(w, "static void *$t%d(void *argument)", task);
    line(w, "{");
    w->source.depth = 0;
    line(w, "int r0 = %u, r1 = 0;", below(w, 2));
    line(w, "(void)r0, (void)r1;");
    w->budget = w->tasks == 2 ? 3 + (int)below(w, 5) : 2 + (int)below(w, 3);
    statements(w, 8);
    line(w, "return argument;");
    w->source.depth = -1;
    line(w, "}");
}

static void write_main(struct writer *w)
{
    bool same = one_in(w, 3); /* all tasks run the same function */
    line(w, "static int $main(void)");
    line(w, "{");
    w->source.depth = 0;
    line(w, "pthread_t t[%d];", w->tasks);
    line(w, "atomic_int shared = 0;");
    line(w, "int r0 = 0, r1 = 0;");
    line(w, "void *argument = &shared;");
    line(w, "(void)r0, (void)r1;");
    line(w, "sem_init(&$s, 0, %u);", below(w, 2));
    line(w, "pthread_barrier_init(&$b, NULL, 2);");
    line(w, "pthread_spin_init(&$spin, 0);");
    for (int i = 0; i < w->tasks; i++)
        line(w, "pthread_create(&t[%d], NULL, $t%d, argument);", i, same ? 0 : i);
    w->budget = one_in(w, 3) ? 2 : 0;
    statements(w, 2);
    for (int i = 0; i < w->tasks; i++)
        line(w, "pthread_join(t[%d], NULL);", i);
    int cell = (int)below(w, (unsigned)w->cells);
    struct expression last = place(w, cell);
    if (one_in(w, 2))
        line(w, "assert(%s != %u);", last.text, below(w, VALUES + 2));
    line(w, "printf(\"%%d %%d\\n\", (int)%s, shared);", last.text);
    line(w, "return 0;");
    w->source.depth = -1;
    line(w, "}");
}

static void write_program(struct source source)
{
    struct writer w = {.source = source};
    choose_features(&w);
    declare(&w);
    for (int i = 0; i < w.tasks; i++)
        write_task(&w, i);
    write_main(&w);
}

void generator_write(uint32_t first, uint32_t last, struct str *out)
{
    source_write(first, last, write_program, out);
}
