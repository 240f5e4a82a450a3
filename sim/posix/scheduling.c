/* SPDX-License-Identifier: MIT */
/* sched.h, without sched_yield (thread.c): one processor, no priorities. */
#include "sim/call.h"
#include "sim/posix/posix.h"
#include "sim/posix/unistd.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

static int failed(int error)
{
    *call_errno() = error;
    return -1;
}

static int hd_sched_getcpu(void)
{
    return 0;
}

static int hd_sched_getaffinity(pid_t task __attribute__((unused)), size_t bytes, cpu_set_t *to)
{
    uint64_t pc = CALL_PC();
    if (bytes < sizeof(unsigned long))
        return failed(EINVAL);
    cells_write(to, bytes, pc);
    memset(to, 0, bytes);
    unsigned long processors = (1UL << UNISTD_PROCESSORS) - 1;
    memcpy(to, &processors, sizeof processors);
    return 0;
}

static int hd_sched_setaffinity(pid_t task __attribute__((unused)), size_t bytes,
                                const cpu_set_t *from)
{
    if (bytes > 0)
        cells_read(from, bytes, CALL_PC());
    return 0;
}

static int hd_sched_get_priority_max(int policy)
{
    return policy == SCHED_FIFO || policy == SCHED_RR ? 99 : 0;
}

static int hd_sched_get_priority_min(int policy)
{
    return policy == SCHED_FIFO || policy == SCHED_RR ? 1 : 0;
}

static int hd_sched_getscheduler(pid_t task __attribute__((unused)))
{
    return SCHED_OTHER;
}

static int hd_sched_setscheduler(pid_t task __attribute__((unused)),
                                 int policy __attribute__((unused)),
                                 const struct sched_param *from)
{
    cells_read(from, sizeof *from, CALL_PC());
    return 0;
}

static int hd_sched_setparam(pid_t task __attribute__((unused)), const struct sched_param *from)
{
    cells_read(from, sizeof *from, CALL_PC());
    return 0;
}

static int hd_sched_getparam(pid_t task __attribute__((unused)), struct sched_param *to)
{
    cells_write(to, sizeof *to, CALL_PC());
    *to = (struct sched_param){0};
    return 0;
}

static int hd___sched_cpucount(size_t bytes, const cpu_set_t *from)
{
    if (bytes == 0)
        return 0;
    cells_read(from, bytes, CALL_PC());
    int count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += __builtin_popcount(((const unsigned char *)from)[i]);
    return count;
}

#define ACCEPTED "accepted; every interleaving is possible all the same"

const struct surface_entry surface_scheduling[] = {
    SURFACE(sched_getcpu, "sched.h", "always 0"),
    SURFACE(sched_getaffinity, "sched.h", "always four processors"),
    SURFACE(sched_setaffinity, "sched.h", ACCEPTED),
    SURFACE(sched_get_priority_max, "sched.h", NULL),
    SURFACE(sched_get_priority_min, "sched.h", NULL),
    SURFACE(sched_getscheduler, "sched.h", "always SCHED_OTHER"),
    SURFACE(sched_setscheduler, "sched.h", ACCEPTED),
    SURFACE(sched_setparam, "sched.h", ACCEPTED),
    SURFACE(sched_getparam, "sched.h", NULL),
    SURFACE(__sched_cpucount, "sched.h", NULL),
    SURFACE_NOT_YET("__sched_cpualloc", "sched.h", "use a cpu_set_t variable"),
    SURFACE_NOT_YET("__sched_cpufree", "sched.h", "use a cpu_set_t variable"),
};
SURFACE_PART_COUNT(scheduling);
