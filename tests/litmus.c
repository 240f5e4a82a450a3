/* SPDX-License-Identifier: MIT */
#include "tests/litmus.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

static struct litmus_event *add(struct litmus *l, int task)
{
    ASSERT_LT(l->count, LITMUS_EVENTS_MAX);
    l->events[l->count] = (struct litmus_event){.task = task};
    return &l->events[l->count++];
}

static void parse_one(const char *at, struct litmus_event *e)
{
    if (at[0] == 'F' || at[0] == 'f') {
        e->full = at[0] == 'F';
        e->release = true;
        return;
    }
    e->variable = at[0] - 'x';
    e->stores = at[1] == '=' || at[1] == '~';
    e->loads = at[1] != '=';
    if (!e->stores)
        return;
    e->value = at[2] - '0';
    e->full = at[1] == '~' || at[3] == 's';
    e->release = e->full || at[3] == 'r';
}

void litmus_parse(const char *text, struct litmus *out)
{
    *out = (struct litmus){.tasks = 1};
    for (const char *at = text; *at; at += strcspn(at, " |")) {
        at += *at == ' ';
        if (*at == '|') {
            out->tasks++;
            at++;
        }
        parse_one(at, add(out, out->tasks - 1));
    }
}

/* Stores are frequent: what loads can tell apart depends on them. */
static void draw(struct prng *prng, struct litmus_event *e, int values[LITMUS_VARIABLES])
{
    uint64_t kind = prng_below(prng, 20);
    e->variable = (int)prng_below(prng, LITMUS_VARIABLES);
    if (kind < 2) {
        e->release = true;
        e->full = kind == 0;
        return;
    }
    e->loads = kind < 10;
    e->stores = kind >= 9;
    if (!e->stores)
        return;
    e->value = ++values[e->variable];
    e->full = e->loads || kind == 19;
    e->release = e->full || kind >= 17;
}

void litmus_random(struct prng *prng, struct litmus *out)
{
    int values[LITMUS_VARIABLES] = {0};
    *out = (struct litmus){.tasks = 2 + (int)prng_below(prng, 2)};
    for (int task = 0; task < out->tasks; task++) {
        uint64_t most = out->tasks == 2 ? 3 : 2;
        for (uint64_t n = 2 + prng_below(prng, most); n > 0; n--)
            draw(prng, add(out, task), values);
    }
}

void litmus_print(const struct litmus *l, struct str *out)
{
    for (int i = 0; i < l->count; i++) {
        const struct litmus_event *e = &l->events[i];
        str_append(out, i == 0 ? "" : l->events[i - 1].task == e->task ? " " : "|");
        if (!e->stores && !e->loads)
            str_append(out, e->full ? "F" : "f");
        else
            str_printf(out, "%c", 'x' + e->variable);
        if (e->stores)
            str_printf(out, "%c%d%s", e->loads ? '~' : '=', e->value,
                       e->loads ? "" : e->full ? "s" : e->release ? "r" : "");
    }
}

/* C. */

static void write_event(const struct litmus_event *e, uint32_t number, int index, struct str *out)
{
    const char *order = e->full ? "seq_cst" : e->release ? "release" : "relaxed";
    str_append(out, "    ");
    if (e->loads)
        str_printf(out, "p%u_loaded[%d] = ", number, index);
    if (!e->stores && !e->loads)
        str_printf(out, "atomic_thread_fence(memory_order_%s);\n", order);
    else if (!e->stores)
        str_printf(out, "atomic_load_explicit(&p%u_%c, memory_order_relaxed);\n", number,
                   'x' + e->variable);
    else
        str_printf(out, "atomic_%s_explicit(&p%u_%c, %d, memory_order_%s);\n",
                   e->loads ? "exchange" : "store", number, 'x' + e->variable, e->value,
                   e->loads ? "relaxed" : order);
}

void litmus_write_head(struct str *out)
{
    str_append(out, "#include <pthread.h>\n#include <stdatomic.h>\n#include <stdlib.h>\n"
                    "struct cell { const volatile void *addr; unsigned long bytes; };\n");
}

void litmus_write(const struct litmus *l, uint32_t number, struct str *out)
{
    str_printf(out, "static atomic_int p%u_x, p%u_y, p%u_z;\nstatic int p%u_loaded[%d];\n", number,
               number, number, number, LITMUS_EVENTS_MAX);
    str_printf(out, "const struct cell p%u_cells[] = {\n", number);
    for (int v = 0; v < LITMUS_VARIABLES; v++)
        str_printf(out, "    {&p%u_%c, 4},\n", number, 'x' + v);
    for (int i = 0; i < l->count; i++)
        if (l->events[i].loads)
            str_printf(out, "    {&p%u_loaded[%d], 4},\n", number, i);
    str_append(out, "    {0, 0}};\n");
    for (int task = 0; task < l->tasks; task++) {
        str_printf(out, "static void *p%u_task%d(void *unused)\n{\n", number, task);
        for (int i = 0; i < l->count; i++)
            if (l->events[i].task == task)
                write_event(&l->events[i], number, i, out);
        str_append(out, "    return unused;\n}\n");
    }
    str_printf(out, "static void p%u(void)\n{\n    pthread_t t[%d];\n", number, l->tasks);
    for (int task = 0; task < l->tasks; task++)
        str_printf(out, "    pthread_create(&t[%d], NULL, p%u_task%d, NULL);\n", task, number, task);
    for (int task = 0; task < l->tasks; task++)
        str_printf(out, "    pthread_join(t[%d], NULL);\n", task);
    str_append(out, "}\n");
}

void litmus_write_main(uint32_t first, uint32_t last, struct str *out)
{
    str_append(out, "int main(int argc, char **argv)\n{\n    (void)argc;\n"
                    "    switch (atoi(argv[1])) {\n");
    for (uint32_t i = first; i <= last; i++)
        str_printf(out, "    case %u: p%u(); break;\n", i, i);
    str_append(out, "    }\n    return 0;\n}\n");
}

/* Sets. */

void litmus_set_add(struct litmus_set *set, const char *outcome)
{
    if (!litmus_set_has(set, outcome))
        vec_push(&set->outcomes, memory_copy_text(outcome));
}

bool litmus_set_has(const struct litmus_set *set, const char *outcome)
{
    for (size_t i = 0; i < set->outcomes.count; i++)
        if (strcmp(set->outcomes.items[i], outcome) == 0)
            return true;
    return false;
}

void litmus_set_release(struct litmus_set *set)
{
    for (size_t i = 0; i < set->outcomes.count; i++)
        free(set->outcomes.items[i]);
    vec_release(&set->outcomes);
}
