/* SPDX-License-Identifier: MIT */
/*
 * Goal: programs whose tasks allocate, free and hand over blocks are learned, and `states` judges them right.
 * Method: small structures of the textbooks, right ones and ones with a known mistake; that they were learned
 * shows in the scope, that the mistake is real in a replay of the trace on the direct machine.  (That all
 * executions are covered is compared program by program in test_generated.c.)
 */
#include "tests/suite.h"

#include "sim/finding.h"
#include "tests/answer.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <string.h>

enum { SECONDS = 60 };

#define HEADERS                                                                                    \
    "#include <assert.h>\n#include <pthread.h>\n#include <stdatomic.h>\n#include <stdlib.h>\n"       \
    "struct node { int value; struct node *next; };\n"

#define TWO_TASKS(after)                                                                           \
    "int main(void) {\n"                                                                           \
    "    pthread_t a, b;\n"                                                                        \
    "    pthread_create(&a, 0, run, (void *)1); pthread_create(&b, 0, run, (void *)2);\n"          \
    "    pthread_join(a, 0); pthread_join(b, 0);\n"                                                \
    "    " after "\n"                                                                              \
    "}\n"

static void ask(struct answer *answer, const char *path)
{
    const char *const arguments[] = {"--engine", "states", "--leak", "error", path, NULL};
    answer_ask(answer, arguments, NULL, SECONDS);
}

static bool was_learned(const struct answer *answer)
{
    return strstr(str_text(&answer->text), "reachable states were looked at") != NULL ||
           strstr(str_text(&answer->text), "states were looked at; there may be more") != NULL;
}

static void expect_verified(const char *source)
{
    struct answer answer = {0};
    ask(&answer, scratch_file("heap.c", source));
    CU_ASSERT_STRING_EQUAL(answer.verdict, "verified");
    CU_ASSERT_TRUE(answer.complete && was_learned(&answer));
    CU_ASSERT_PTR_NULL(strstr(str_text(&answer.text), "all 0 reachable states"));
    if (strcmp(answer.verdict, "verified") != 0 || !was_learned(&answer))
        printf("%s\n", str_text(&answer.text));
    answer_release(&answer);
}

static void expect_error(const char *path, uint32_t kinds)
{
    struct answer answer = {0};
    struct str text = {0};
    ask(&answer, path);
    CU_ASSERT_STRING_EQUAL(answer.verdict, "violation");
    CU_ASSERT_EQUAL(answer.kinds, kinds);
    CU_ASSERT_TRUE(was_learned(&answer));
    CU_ASSERT_TRUE(answer_replays(&answer, &text));
    if (answer.kinds != kinds || !was_learned(&answer))
        printf("%s\n", str_text(&answer.text));
    str_release(&text);
    answer_release(&answer);
}

static void a_list_under_a_mutex_is_verified(void)
{
    expect_verified(HEADERS
                    "static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;\n"
                    "static struct node *list;\n"
                    "static int sum;\n"
                    "static void push(int value) {\n"
                    "    struct node *n = malloc(sizeof *n);\n"
                    "    n->value = value;\n"
                    "    pthread_mutex_lock(&lock);\n"
                    "    n->next = list; list = n;\n"
                    "    pthread_mutex_unlock(&lock);\n"
                    "}\n"
                    "static void pop(void) {\n"
                    "    pthread_mutex_lock(&lock);\n"
                    "    struct node *n = list;\n"
                    "    list = n->next; sum += n->value;\n"
                    "    pthread_mutex_unlock(&lock);\n"
                    "    free(n);\n"
                    "}\n"
                    "static void *run(void *a) {\n"
                    "    push((int)(long)a); push(10 * (int)(long)a); pop(); pop();\n"
                    "    return 0;\n"
                    "}\n" TWO_TASKS("assert(sum == 33 && list == 0);"));
}

#define STACK                                                                                      \
    HEADERS                                                                                        \
    "static _Atomic(struct node *) top;\n"                                                         \
    "static void push(int value) {\n"                                                              \
    "    struct node *n = malloc(sizeof *n);\n"                                                    \
    "    n->value = value;\n"                                                                      \
    "    n->next = atomic_load(&top);\n"                                                           \
    "    while (!atomic_compare_exchange_strong(&top, &n->next, n)) {}\n"                          \
    "}\n"

/* Who takes the whole stack owns it. */
static void a_lock_free_stack_that_is_taken_whole_is_verified(void)
{
    expect_verified(STACK "static atomic_int sum;\n"
                          "static void *run(void *a) {\n"
                          "    push((int)(long)a);\n"
                          "    struct node *n = atomic_exchange(&top, 0);\n"
                          "    while (n) {\n"
                          "        struct node *next = n->next;\n"
                          "        atomic_fetch_add(&sum, n->value);\n"
                          "        free(n);\n"
                          "        n = next;\n"
                          "    }\n"
                          "    return 0;\n"
                          "}\n" TWO_TASKS("assert(sum == 3 && top == 0);"));
}

/* Treiber, IBM RJ 5118, 1986: who pops must not free at once, others may still look at the node. */
static void freeing_what_was_popped_is_found(void)
{
    expect_error(scratch_file("heap.c", STACK "static void *run(void *a) {\n"
                       "    push((int)(long)a);\n"
                       "    struct node *n = atomic_load(&top);\n"
                       "    while (n && !atomic_compare_exchange_strong(&top, &n, n->next)) {}\n"
                       "    free(n);\n"
                       "    return 0;\n"
                       "}\n" TWO_TASKS("return 0;")),
                 1u << FINDING_DATA_RACE | 1u << FINDING_USE_AFTER_FREE);
}

static void freeing_twice_is_found(void)
{
    expect_error(scratch_file("heap.c", HEADERS "static _Atomic(struct node *) shared;\n"
                         "static void *run(void *a) {\n"
                         "    struct node *n = atomic_load(&shared);\n"
                         "    atomic_store(&shared, 0);\n"
                         "    free(n);\n"
                         "    return a;\n"
                         "}\n"
                         "int main(void) {\n"
                         "    pthread_t a, b;\n"
                         "    shared = malloc(sizeof(struct node));\n"
                         "    pthread_create(&a, 0, run, 0); pthread_create(&b, 0, run, 0);\n"
                         "    pthread_join(a, 0); pthread_join(b, 0);\n"
                         "}\n"),
                 1u << FINDING_DOUBLE_FREE);
}

/* Only atomic accesses: no race goes before it. */
static void using_what_was_freed_is_found(void)
{
    expect_error("models/refcount_late.c", 1u << FINDING_USE_AFTER_FREE);
}

#define OFFER(decision)                                                                            \
    HEADERS                                                                                        \
    "static _Atomic(struct node *) shared;\n"                                                      \
    "static atomic_int closed;\n"                                                                  \
    "static void *run(void *a) {\n"                                                                \
    "    struct node *n = 0;\n"                                                                    \
    "    if (a == (void *)2) {\n"                                                                  \
    "        atomic_store(&closed, 1);\n"                                                          \
    "        free(atomic_exchange(&shared, 0));\n"                                                 \
    "    } else if ((n = malloc(sizeof *n)) && !atomic_load(&closed)) {\n"                         \
    "        atomic_store(&shared, n);\n"                                                          \
    "    } else {\n"                                                                               \
    "        free(n);\n"                                                                           \
    "    }\n"                                                                                      \
    "    return 0;\n"                                                                              \
    "}\n" TWO_TASKS(decision)

/* Only if the other one closes between look and offer. */
static void a_leak_in_some_executions_is_found(void)
{
    expect_error(scratch_file("heap.c", OFFER("shared = 0;")), 1u << FINDING_LEAK);
    expect_verified(OFFER("free(shared);"));
}

/* The new task runs after main has freed its block, and found another one at its place. */
static void a_new_task_has_not_begun(void)
{
    expect_verified(HEADERS "static void *run(void *a) {\n"
                            "    atomic_fetch_add((atomic_int *)a, 1);\n"
                            "    return 0;\n"
                            "}\n"
                            "int main(void) {\n"
                            "    pthread_t a;\n"
                            "    struct node *n = malloc(sizeof *n);\n"
                            "    pthread_create(&a, 0, run, n);\n"
                            "    free(n);\n"
                            "    n = calloc(1, sizeof *n);\n"
                            "    pthread_join(a, 0);\n"
                            "    assert(n->value == 1);\n"
                            "    free(n);\n"
                            "}\n");
}

/* Copying a mutex is undefined, yet heddle can do it; the product has no state for that. */
static void what_cannot_be_followed_is_left_to_brute(void)
{
    struct answer answer = {0};
    const char *source =
        HEADERS "struct guarded { pthread_mutex_t lock; int value; };\n"
                "static void *run(void *a) {\n"
                "    struct guarded *one = calloc(1, sizeof *one), *two = malloc(sizeof *two);\n"
                "    pthread_mutex_init(&one->lock, 0);\n"
                "    pthread_mutex_lock(&one->lock); pthread_mutex_unlock(&one->lock);\n"
                "    *two = *one;\n"
                "    free(one); free(two);\n"
                "    return a;\n"
                "}\n" TWO_TASKS("return 0;");
    ask(&answer, scratch_file("heap.c", source));
    CU_ASSERT_STRING_EQUAL(answer.verdict, "verified");
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&answer.text), "cannot be learned: memory of a "
                                                          "synchronisation object is read"));
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&answer.text), "brute: all"));
    answer_release(&answer);
}

void suite_heap(void)
{
    CU_pSuite suite = CU_add_suite("heap", NULL, NULL);
    CU_ADD_TEST(suite, a_list_under_a_mutex_is_verified);
    CU_ADD_TEST(suite, a_lock_free_stack_that_is_taken_whole_is_verified);
    CU_ADD_TEST(suite, freeing_what_was_popped_is_found);
    CU_ADD_TEST(suite, freeing_twice_is_found);
    CU_ADD_TEST(suite, using_what_was_freed_is_found);
    CU_ADD_TEST(suite, a_leak_in_some_executions_is_found);
    CU_ADD_TEST(suite, a_new_task_has_not_begun);
    CU_ADD_TEST(suite, what_cannot_be_followed_is_left_to_brute);
}
