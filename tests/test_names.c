/* SPDX-License-Identifier: MIT */
/*
 * Goal: operations, objects and findings are named as a reader of the source would.  Method: one
 * program runs to its end on a direct machine, and all that is pending at each choice is named.
 */
#include "tests/suite.h"

#include "base/check.h"
#include "sim/machine.h"
#include "sim/program.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <string.h>

static const char source[] =
    "#include <pthread.h>\n"
    "#include <stdatomic.h>\n"
    "#include <stdlib.h>\n"
    "struct node { int value; struct node *next; };\n"
    "struct shared { pthread_mutex_t lock; atomic_int hits; volatile _Bool done; };\n"
    "static struct node *list;\n"
    "static atomic_int flag[2];\n"
    "static _Thread_local volatile int mine;\n"
    "static pthread_barrier_t gate;\n"
    "static void *worker(void *argument)\n"
    "{\n"
    "    struct shared *s = argument;\n"
    "    mine++;\n"
    "    pthread_mutex_lock(&s->lock);\n"
    "    pthread_mutex_unlock(&s->lock);\n"
    "    s->hits++;\n"
    "    s->done = 1;\n"
    "    *(volatile int *)&list->next->value = 1;\n"
    "    atomic_store_explicit(&flag[1], 1, memory_order_release);\n"
    "    pthread_barrier_wait(&gate);\n"
    "    return NULL;\n"
    "}\n"
    "static void *reader(void *argument)\n"
    "{\n"
    "    ++*(int *)argument;\n"
    "    return NULL;\n"
    "}\n"
    "static void run(void)\n"
    "{\n"
    "    volatile int local = 0;\n"
    "    pthread_t threads[3];\n"
    "    struct shared *s = calloc(1, sizeof *s);\n"
    "    pthread_mutex_init(&s->lock, NULL);\n"
    "    pthread_barrier_init(&gate, NULL, 2);\n"
    "    for (int i = 0; i < 2; i++)\n"
    "        pthread_create(&threads[i], NULL, worker, s);\n"
    "    pthread_create(&threads[2], NULL, reader, (void *)&local);\n"
    "    local++;\n"
    "    for (int i = 0; i < 3; i++)\n"
    "        pthread_join(threads[i], NULL);\n"
    "}\n"
    "int main(void)\n"
    "{\n"
    "    list = calloc(1, sizeof *list);\n"
    "    list->next = calloc(1, sizeof *list);\n"
    "    run();\n"
    "    return 0;\n"
    "}\n";

struct world {
    struct program *program;
    struct machine *machine;
    struct str names;    /* of all operations that were pending, a line each */
    struct str messages; /* of all findings */
};

static void note_findings(void *self, const struct finding *finding)
{
    struct world *w = self;
    str_printf(&w->messages, "%s\n", finding->message);
}

static void name_pending(struct world *w, const struct choice *choice)
{
    for (uint32_t i = 0; i < choice->count; i++) {
        machine_name_task(w->machine, choice->enabled[i].task, &w->names);
        str_append(&w->names, ": ");
        machine_name_op(w->machine, choice->enabled[i].op, &w->names);
        str_append(&w->names, "\n");
    }
}

/* One execution in which the tasks take turns. */
static void run_once(struct world *w)
{
    const struct choice *choice;
    str_clear(&w->names);
    machine_reset(w->machine);
    for (uint32_t i = 0; (choice = machine_choice(w->machine))->count > 0; i++) {
        name_pending(w, choice);
        machine_step(w->machine, choice->enabled[i % choice->count].task, 0);
    }
}

static struct world world; /* one for the suite: building takes longest */

static int world_open(void)
{
    struct world *w = &world;
    static const struct observer_ops observer = {.on_finding = note_findings};
    static char *arguments[] = {(char *)(uintptr_t) "names", NULL};
    struct error err = {0};
    const char *files[] = {scratch_file("names.c", source)};
    struct build_options build = {.files = files, .file_count = 1};
    *w = (struct world){.program = program_build(&build, &err)};
    if (w->program == NULL) {
        printf("    %s\n", err.text);
        return 1;
    }
    struct machine_options options = machine_options_default();
    options.argc = 1;
    options.argv = arguments;
    w->machine = machine_new_direct(w->program, &options, &err);
    if (w->machine == NULL)
        return 1;
    machine_observe(w->machine, &observer, w);
    return 0;
}

static int world_close(void)
{
    machine_free(world.machine);
    program_free(world.program);
    str_release(&world.names);
    str_release(&world.messages);
    return 0;
}

static void expect_line(const struct world *w, const char *line)
{
    struct str wanted = {0};
    str_printf(&wanted, "%s\n", line);
    bool found = strstr(str_text(&w->names), str_text(&wanted)) != NULL;
    if (!found)
        printf("    nobody would \"%s\" in\n%s", line, str_text(&w->names));
    CU_ASSERT_TRUE(found);
    str_release(&wanted);
}

static void operations_name_what_they_touch(void)
{
    struct world *w = &world;
    run_once(w);
    run_once(w); /* again: what the first execution promoted is named now */
    expect_line(w, "write main's local");
    expect_line(w, "T1: write T1's mine");
    expect_line(w, "T2: write T2's mine");
    expect_line(w, "T3: write main's local");
    expect_line(w, "T1: lock mutex main's s->lock");
    expect_line(w, "T1: unlock mutex main's s->lock");
    expect_line(w, "T1: fetch-add main's s->hits");
    expect_line(w, "T1: write main's s->done");
    expect_line(w, "T1: write list->next->value");
    expect_line(w, "T1: store flag[1] (release)");
    expect_line(w, "T1: arrive at barrier gate");
}

/* The finding is named while its task runs, in the middle of an access. */
static void a_race_on_a_local_names_it(void)
{
    run_once(&world);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&world.messages), "data race on main's local"));
    CU_ASSERT_PTR_NULL(strstr(str_text(&world.messages), "0x"));
}

static void values_follow_types_everywhere(void)
{
    struct machine *m = world.machine;
    machine_reset(m);
    struct str out = {0};
    bool seen = false;
    const struct choice *choice;
    for (uint32_t i = 0; (choice = machine_choice(m))->count > 0; i++) {
        const struct enabled *pick = &choice->enabled[i % choice->count];
        str_clear(&out);
        machine_name_op(m, pick->op, &out);
        if (strcmp(str_text(&out), "write main's s->done") == 0) {
            str_clear(&out);
            machine_name_value(m, pick->op->addr, 1, 1, &out);
            CU_ASSERT_STRING_EQUAL(str_text(&out), "true");
            seen = true;
        }
        machine_step(m, pick->task, 0);
    }
    CU_ASSERT_TRUE(seen);
    str_clear(&out);
    machine_name_value(m, 0, 4, UINT64_C(0xffffffff), &out);
    CU_ASSERT_STRING_EQUAL(str_text(&out), "-1");
    str_release(&out);
}

void suite_names(void)
{
    CU_pSuite suite = CU_add_suite("names", world_open, world_close);
    CU_ADD_TEST(suite, operations_name_what_they_touch);
    CU_ADD_TEST(suite, a_race_on_a_local_names_it);
    CU_ADD_TEST(suite, values_follow_types_everywhere);
}
