/* SPDX-License-Identifier: MIT */
/*
 * Goal: what a task reads or writes behind heddle's back is found by --audit, and told with its place.
 * Method: assembly, which no compiler instruments; the same programs without it.
 */
#include "tests/suite.h"

#include "tests/process.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <string.h>

/* Line 4 is the task's. */
#define PROGRAM(body)                                                                              \
    "#include <pthread.h>\n#include <stdatomic.h>\natomic_int cell; int hidden;\n"                 \
    "static void *work(void *a) { atomic_store(&cell, 1); " body " return a; }\n"                  \
    "int main(void) { pthread_t t; pthread_create(&t, 0, work, 0); pthread_join(t, 0); }\n"

static void check(const char *source, const char *audit, int status, const char *said)
{
    struct process p = {0};
    process_heddle(&p, "check", "--engine", "states", "--allow-asm", audit,
                   scratch_file("audited.c", source), NULL);
    CU_ASSERT_EQUAL(p.status, status);
    const char *at = strstr(str_text(&p.out), "access not instrumented at ");
    CU_ASSERT_TRUE(said ? at && strstr(at, said) && strstr(at, "audited.c:4") : at == NULL);
    if (p.status != status)
        printf("%s%s", str_text(&p.out), str_text(&p.err));
    process_release(&p);
}

static void accesses_that_nobody_announces_are_told(void)
{
#if defined __x86_64__
    check(PROGRAM("__asm__ volatile(\"incl %0\" : \"+m\"(hidden));"), "--audit", 3,
          "a write that nobody announced");
    check(PROGRAM("int v; __asm__ volatile(\"movl -1024(%%rsp), %0\" : \"=r\"(v));"
                  " atomic_store(&cell, v);"),
          "--audit", 3, "depends on memory");
#endif
}

static void a_program_whose_accesses_are_all_announced_is_verified(void)
{
    check(PROGRAM("int v = atomic_load(&cell); hidden++; atomic_store(&cell, v + hidden);"), "--audit", 0,
          NULL);
    check(PROGRAM("int unused[8]; atomic_store(&cell, (int)sizeof unused);"), "--audit", 0, NULL);
}

void suite_audit(void)
{
    CU_pSuite suite = CU_add_suite("audit", NULL, NULL);
    CU_ADD_TEST(suite, accesses_that_nobody_announces_are_told);
    CU_ADD_TEST(suite, a_program_whose_accesses_are_all_announced_is_verified);
}
