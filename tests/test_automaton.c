/* SPDX-License-Identifier: MIT */
/*
 * Goal: heddle automaton draws what the tasks do, the same each time, and readable for a stranger.
 * Method: automata that were written down by hand from the source (Peterson's algorithm, a counter under
 * a mutex), counted node by node in the DOT text; pictures are made by a stand-in for Graphviz.
 */
#include "tests/suite.h"

#include "base/check.h"
#include "tests/process.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static unsigned count(const struct process *p, const char *part)
{
    unsigned found = 0;
    for (const char *at = str_text(&p->out); (at = strstr(at, part)) != NULL; at += strlen(part))
        found++;
    return found;
}

static bool contains(const struct process *p, const char *part)
{
    return count(p, part) > 0;
}

/* Lines that heddle wrote: with a sanitizer on, there are others. */
static unsigned count_messages(const struct process *p)
{
    unsigned found = 0;
    for (const char *at = str_text(&p->err); (at = strstr(at, "heddle: ")) != NULL; at++)
        found++;
    return found;
}

/* Nodes and arrows of a task, without where it starts. */
static unsigned count_nodes(const struct process *p, const char *task)
{
    struct str node = {0};
    unsigned found = 0;
    for (unsigned i = 1; i <= 100; i++) {
        str_clear(&node);
        str_printf(&node, "    %s_%u [label=", task, i);
        found += contains(p, str_text(&node));
    }
    str_release(&node);
    return found;
}

static unsigned count_arrows(const struct process *p, const char *task)
{
    struct str arrow = {0};
    unsigned found = 0;
    for (unsigned i = 1; i <= 100; i++) {
        str_clear(&arrow);
        str_printf(&arrow, "    %s_%u -> ", task, i);
        found += count(p, str_text(&arrow));
    }
    str_release(&arrow);
    return found;
}

/*
 * Six marks and stores in a row, except that the loads of flag and turn have two results each, and the
 * owner is written and read inside: 12 situations, 14 arrows.
 */
static void peterson_is_drawn_as_it_is_written(void)
{
    struct process p = {0};
    process_heddle(&p, "automaton", "-DENTRIES=0", "--product", "0", "peterson", NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_EQUAL(count_messages(&p), 0);
    CU_ASSERT_EQUAL(count_nodes(&p, "T1"), 12);
    CU_ASSERT_EQUAL(count_arrows(&p, "T1"), 14);
    CU_ASSERT_EQUAL(count_nodes(&p, "T2"), 12);
    CU_ASSERT_EQUAL(count_arrows(&p, "T2"), 14);
    CU_ASSERT(contains(&p, "\"T1: run\"") && contains(&p, "\"T2: run\""));
    CU_ASSERT(contains(&p, "load flag[1] = 1  \\n  peterson.c:"));
    CU_ASSERT(contains(&p, "load flag[0] = 0  \\n  peterson.c:"));
    CU_ASSERT(contains(&p, "store turn := 1  \\n"));
    CU_ASSERT_EQUAL(count(&p, "style=filled"), 6); /* write, read and exit mark, of two tasks */
    CU_ASSERT_EQUAL(count(&p, "doublecircle"), 0); /* they never end */
    CU_ASSERT(contains(&p, "never: join T1"));
    process_release(&p);
}

/*
 * Lock, read one of two values, write one of two, unlock, end.  States: nobody yet; for each order of the
 * two, the first inside, the first done, the second inside; both done: 8.
 */
static void a_mutex_is_drawn_with_its_product(void)
{
    struct process p = {0};
    process_heddle(&p, "automaton", "-DTASKS=2", "-DROUNDS=1", "mutex", NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT(contains(&p, "\"T1, T2: run\""));
    CU_ASSERT_EQUAL(count_nodes(&p, "T1"), 6);
    CU_ASSERT_EQUAL(count_arrows(&p, "T1"), 6);
    CU_ASSERT_EQUAL(count_nodes(&p, "T2"), 0);
    CU_ASSERT_EQUAL(count(&p, "doublecircle"), 2); /* of main and of run */
    CU_ASSERT(contains(&p, "\"all 8 states\""));
    CU_ASSERT_EQUAL(count(&p, "shape=box"), 8);
    CU_ASSERT_EQUAL(count(&p, "peripheries=2"), 1);
    CU_ASSERT_EQUAL(count(&p, "held by"), 4);
    CU_ASSERT_EQUAL(count(&p, "style=filled"), 4 + 4); /* nodes; states */
    process_release(&p);
}

static void a_deadlock_is_a_red_state(void)
{
    struct process p = {0};
    process_heddle(&p, "automaton", "mutex_order_abba", NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_EQUAL(count(&p, "nobody can go on"), 1);
    process_release(&p);
    process_heddle(&p, "automaton", "mutex_order", NULL);
    CU_ASSERT_EQUAL(count(&p, "nobody can go on"), 0);
    process_release(&p);
}

/* Either task may be inside when the other comes. */
static void errors_are_drawn(void)
{
    struct process p = {0};
    process_heddle(&p, "automaton", "counter_two_steps", NULL);
    CU_ASSERT(contains(&p, "label=\"assertion\", shape=octagon"));
    process_release(&p);
    process_heddle(&p, "automaton", "turn_early", NULL);
    CU_ASSERT(count(&p, "label=\"mutual-exclusion\"") >= 2);
    process_release(&p);
}

static void what_was_cut_says_so(void)
{
    struct process p = {0};
    process_heddle(&p, "automaton", "--states", "10", "peterson", NULL);
    CU_ASSERT_EQUAL(p.status, 3);
    CU_ASSERT(contains(&p, "there are more"));
    CU_ASSERT(!contains(&p, "cluster_product"));
    CU_ASSERT(strstr(str_text(&p.err), "heddle: not all states") != NULL);
    process_release(&p);
}

static void the_same_program_gives_the_same_text_without_addresses(void)
{
    static const char *const models[] = {"peterson", "mcs", "bounded_buffer", "stack", "refcount"};
    for (size_t i = 0; i < ARRAY_LENGTH(models); i++) {
        struct process first = {0}, second = {0};
        process_heddle(&first, "automaton", models[i], NULL);
        process_heddle(&second, "automaton", models[i], NULL);
        CU_ASSERT(first.out.bytes > 0);
        CU_ASSERT_STRING_EQUAL(str_text(&first.out), str_text(&second.out));
        CU_ASSERT(!contains(&first, "0x"));
        process_release(&first);
        process_release(&second);
    }
}

/* A dot that answers with the number of lines that it read; and none at all. */
static void run_script(struct process *p, const char *script)
{
    const char *const argv[] = {"sh", "-c", script, "sh", scratch_path("dots"), scratch_heddle(),
                                NULL};
    process_run(p, argv);
}

static void graphviz_draws_the_svg(void)
{
    static const char *const prepare =
        "mkdir -p \"$1\"; printf '#!/bin/sh\\necho \"<svg $1 $(wc -l)/>\"\\n' >\"$1/dot\"; "
        "chmod +x \"$1/dot\"; PATH=\"$1:$PATH\"; ";
    struct str script = {0};
    struct process p = {0};
    str_printf(&script, "%s\"$2\" automaton --svg peterson", prepare);
    run_script(&p, str_text(&script));
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT(strncmp(str_text(&p.out), "<svg -Tsvg ", 11) == 0);
    process_release(&p);
    str_clear(&script);
    str_printf(&script, "%s\"$2\" automaton peterson -o \"$1/p.svg\"; cat \"$1/p.svg\"", prepare);
    run_script(&p, str_text(&script));
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT(strncmp(str_text(&p.out), "<svg -Tsvg ", 11) == 0);
    process_release(&p);
    str_release(&script);
}

static void a_missing_graphviz_is_one_clear_error(void)
{
    struct process p = {0};
    run_script(&p, "mkdir -p \"$1/none\"; ln -sf /usr/bin/* /usr/local/bin/* \"$1/none\"; "
                   "rm -f \"$1/none/dot\"; PATH=\"$1/none\" \"$2\" automaton --svg peterson");
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT_EQUAL(p.out.bytes, 0);
    CU_ASSERT(strstr(str_text(&p.err), "Graphviz") != NULL);
    CU_ASSERT_EQUAL(count_messages(&p), 1);
    process_release(&p);
}

static void a_file_that_cannot_be_written_is_told(void)
{
    struct process p = {0};
    process_heddle(&p, "automaton", "peterson", "-o", "/no/such/folder/p.dot", NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT_EQUAL(p.out.bytes, 0);
    CU_ASSERT(strstr(str_text(&p.err), "/no/such/folder/p.dot") != NULL);
    process_release(&p);
}

void suite_automaton(void)
{
    CU_pSuite suite = CU_add_suite("automaton", NULL, NULL);
    CU_ADD_TEST(suite, peterson_is_drawn_as_it_is_written);
    CU_ADD_TEST(suite, a_mutex_is_drawn_with_its_product);
    CU_ADD_TEST(suite, a_deadlock_is_a_red_state);
    CU_ADD_TEST(suite, errors_are_drawn);
    CU_ADD_TEST(suite, what_was_cut_says_so);
    CU_ADD_TEST(suite, the_same_program_gives_the_same_text_without_addresses);
    CU_ADD_TEST(suite, graphviz_draws_the_svg);
    CU_ADD_TEST(suite, a_missing_graphviz_is_one_clear_error);
    CU_ADD_TEST(suite, a_file_that_cannot_be_written_is_told);
}
