/* SPDX-License-Identifier: MIT */
#include "tests/generator.h"

#include "tests/source.h"

/*
 * Tasks that hand blocks to each other: through atomic pointers, and through a list under a mutex.  Most
 * look before they leap; some do not.
 */
enum { POINTERS = 2, LOCALS = 2, VALUES = 3 };

struct writer {
    struct source source;
    bool locks; /* nodes have a mutex */
    int budget; /* operations that the task may still have, roughly */
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

static void allocate(struct writer *w, unsigned q)
{
    switch (below(w, 6)) {
    case 0:
        line(w, "q%u = calloc(1, sizeof *q%u);", q, q);
        break;
    case 1:
        line(w, "q%u = malloc(%u * sizeof *q%u);", q, 2 + below(w, 2), q);
        break;
    case 2:
        line(w, "q%u = realloc(q%u, %u * sizeof *q%u);", q, q, 1 + below(w, 2), q);
        break;
    default:
        line(w, "q%u = malloc(sizeof *q%u);", q, q);
        break;
    }
    if (w->locks && !one_in(w, 6))
        line(w, "pthread_mutex_init(&q%u->lock, NULL);", q);
    if (one_in(w, 2))
        line(w, "q%u->value = %u;", q, 1 + below(w, VALUES));
}

static void give_back(struct writer *w, unsigned q)
{
    if (w->locks && one_in(w, 3))
        line(w, "if (q%u) pthread_mutex_destroy(&q%u->lock);", q, q);
    line(w, "free(q%u);", q);
    if (!one_in(w, 8))
        line(w, "q%u = NULL;", q);
}

static void use(struct writer *w, unsigned q)
{
    bool locks = w->locks && one_in(w, 2);
    line(w, one_in(w, 12) ? "{" : "if (q%u) {", q);
    if (locks)
        line(w, "    pthread_mutex_lock(&q%u->lock);", q);
    switch (below(w, 4)) {
    case 0:
        line(w, "    r0 = q%u->value;", q);
        break;
    case 1:
        line(w, "    q%u->value++;", q);
        break;
    case 2:
        line(w, "    r0 = atomic_fetch_add(&q%u->count, 1);", q);
        break;
    default:
        line(w, "    q%u[%u].value = r0;", q, one_in(w, 8));
        break;
    }
    if (locks)
        line(w, "    pthread_mutex_unlock(&q%u->lock);", q);
    line(w, "}");
    w->budget -= 1 + 2 * locks;
}

static void hand_over(struct writer *w, unsigned q)
{
    unsigned x = below(w, POINTERS), other = below(w, LOCALS);
    w->budget--;
    switch (below(w, 9)) {
    case 0:
        line(w, "atomic_store(&$x%u, q%u);", x, q);
        break;
    case 1:
        line(w, "q%u = atomic_load(&$x%u);", q, x);
        break;
    case 2:
    case 3:
        line(w, "q%u = atomic_exchange(&$x%u, NULL);", q, x);
        break;
    case 4:
        line(w, "r0 = atomic_compare_exchange_strong(&$x%u, &q%u, q%u);", x, q, other);
        break;
    case 5:
        line(w, "if (q%u) r0 = atomic_compare_exchange_strong(&$x%u, &q%u->next, q%u);", q, x, q,
             other);
        break;
    default:
        line(w, "q%u = atomic_exchange(&$x%u, q%u);", q, x, q);
        break;
    }
}

static void use_list(struct writer *w, unsigned q)
{
    w->budget -= 2;
    if (one_in(w, 2)) {
        line(w, "if (q%u) { pthread_mutex_lock(&$m); q%u->next = $list; $list = q%u;", q, q, q);
        line(w, "pthread_mutex_unlock(&$m); %s}", one_in(w, 8) ? "" : "q0 = q1 = NULL; ");
    } else {
        line(w, "pthread_mutex_lock(&$m); q%u = $list; if (q%u) $list = q%u->next;", q, q, q);
        line(w, "pthread_mutex_unlock(&$m);");
    }
}

static void statement(struct writer *w)
{
    unsigned q = below(w, LOCALS), choice = below(w, 16);
    if (choice < 4)
        allocate(w, q);
    else if (choice < 7)
        give_back(w, q);
    else if (choice < 10)
        use(w, q);
    else if (choice < 13)
        hand_over(w, q);
    else if (choice < 15)
        use_list(w, q);
    else
        line(w, "atomic_store(&$sum, $sum + r0);"), w->budget -= 2;
}

static void statements(struct writer *w, int count)
{
    for (int i = 0; i < count && w->budget > 0; i++)
        statement(w);
}

static void locals(struct writer *w)
{
    line(w, "struct $node *q0 = NULL, *q1 = NULL;");
    line(w, "int r0 = %u;", below(w, 2));
    line(w, "(void)q0, (void)q1, (void)r0;");
}

static void write_task(struct writer *w, int task)
{
    w->source.depth = -1;
    line(w, "static void *$t%d(void *argument)", task);
    line(w, "{");
    w->source.depth = 0;
    locals(w);
    if (one_in(w, 2))
        line(w, "q0 = argument;");
    w->budget = 3 + (int)below(w, 4);
    statements(w, 10);
    line(w, "return q%u;", below(w, LOCALS));
    w->source.depth = -1;
    line(w, "}");
}

static void write_main(struct writer *w)
{
    line(w, "static int $main(void)");
    line(w, "{");
    w->source.depth = 0;
    line(w, "pthread_t t[2];");
    line(w, "void *end[2];");
    locals(w);
    w->budget = 100;
    statements(w, (int)below(w, 6)); /* without choices: nobody else is there */
    for (int i = 0; i < 2; i++) {
        if (one_in(w, 2))
            allocate(w, 0);
        line(w, "pthread_create(&t[%d], NULL, $t%d, q0);", i, i);
    }
    w->budget = one_in(w, 3) ? 2 : 0;
    statements(w, 3);
    for (int i = 0; i < 2; i++)
        line(w, "pthread_join(t[%d], &end[%d]);", i, i);
    if (one_in(w, 2))
        line(w, "q1 = end[0], q0 = end[1];");
    w->budget = 4;
    statements(w, 3);
    line(w, "return 0;");
    w->source.depth = -1;
    line(w, "}");
}

static void declare(struct writer *w)
{
    line(w, "struct $node { int value; atomic_int count; struct $node *next; %s};",
         w->locks ? "pthread_mutex_t lock; " : one_in(w, 3) ? "char more[20]; " : "");
    for (int i = 0; i < POINTERS; i++)
        line(w, "_Atomic(struct $node *) $x%d;", i);
    line(w, "struct $node *$list;");
    line(w, "atomic_int $sum;");
    line(w, "pthread_mutex_t $m = PTHREAD_MUTEX_INITIALIZER;");
    line(w, "const struct { const volatile void *addr; unsigned long bytes; } $cells[] = {");
    line(w, "    {&$x0, sizeof $x0}, {&$x1, sizeof $x1}, {&$list, sizeof $list},");
    line(w, "    {&$sum, sizeof $sum}, {0, 0}};");
}

static void write_program(struct source source)
{
    struct writer w = {.source = source};
    w.locks = one_in(&w, 3);
    declare(&w);
    for (int i = 0; i < 2; i++)
        write_task(&w, i);
    write_main(&w);
}

void generator_write_heap(uint32_t first, uint32_t last, struct str *out)
{
    source_write(first, last, write_program, out);
}
