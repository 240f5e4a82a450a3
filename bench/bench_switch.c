/* SPDX-License-Identifier: MIT */
/* How long a switch to a task and back takes, without anything else. */
#include "bench/bench.h"
#include "sim/fiber.h"

#include <stdlib.h>

static void *host, *task;

static void bounce(void *argument)
{
    (void)argument;
    for (;;)
        fiber_switch(&task, host, 0);
}

bool bench_switch(struct measurement *m)
{
    enum { STACK_BYTES = 64 * 1024, ROUND_TRIPS = 50000000 };
    char *stack = aligned_alloc(4096, STACK_BYTES);
    if (stack == NULL)
        return false;
    task = fiber_prepare(stack + STACK_BYTES, bounce, NULL);
    double start = bench_seconds();
    for (uint64_t i = 0; i < ROUND_TRIPS; i++)
        fiber_switch(&host, task, i);
    m->seconds = bench_seconds() - start;
    m->steps = ROUND_TRIPS;
    free(stack);
    return true;
}
