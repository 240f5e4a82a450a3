/* SPDX-License-Identifier: MIT */
/* Clocks and sleep. */
#include "sim/posix/cancel.h"
#include "sim/posix/posix.h"
#include "sim/posix/virtual_time.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

static int failed(int error)
{
    *call_errno() = error;
    return -1;
}

static uint64_t real_time_ns(void)
{
    return virtual_epoch_ns(call_machine()) + virtual_time_look();
}

/* False: not a clock. */
static bool clock_read(clockid_t clock, uint64_t *ns)
{
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_TAI: *ns = real_time_ns(); return true;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
        *ns = VIRTUAL_BOOT_SECONDS * NANOSECONDS_PER_SECOND + virtual_time_look();
        return true;
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID: *ns = virtual_time_look(); return true;
    default: return false;
    }
}

static void timespec_store(struct timespec *to, uint64_t ns, uint64_t pc)
{
    cells_write(to, sizeof *to, pc);
    to->tv_sec = (time_t)(ns / NANOSECONDS_PER_SECOND);
    to->tv_nsec = (long)(ns % NANOSECONDS_PER_SECOND);
}

static time_t hd_time(time_t *to)
{
    time_t now = (time_t)(real_time_ns() / NANOSECONDS_PER_SECOND);
    if (to != NULL) {
        cells_write(to, sizeof *to, CALL_PC());
        *to = now;
    }
    return now;
}

static int hd_gettimeofday(struct timeval *to, void *zone __attribute__((unused)))
{
    uint64_t now = real_time_ns();
    if (to == NULL)
        return 0;
    cells_write(to, sizeof *to, CALL_PC());
    to->tv_sec = (time_t)(now / NANOSECONDS_PER_SECOND);
    to->tv_usec = (suseconds_t)(now % NANOSECONDS_PER_SECOND / 1000);
    return 0;
}

static int hd_clock_gettime(clockid_t clock, struct timespec *to)
{
    uint64_t ns;
    if (!clock_read(clock, &ns))
        return failed(EINVAL);
    timespec_store(to, ns, CALL_PC());
    return 0;
}

static int hd_clock_getres(clockid_t clock, struct timespec *to)
{
    uint64_t ns;
    if (!clock_read(clock, &ns))
        return failed(EINVAL);
    if (to != NULL)
        timespec_store(to, 1, CALL_PC());
    return 0;
}

static int hd_timespec_get(struct timespec *to, int base)
{
    if (base != TIME_UTC)
        return 0;
    timespec_store(to, real_time_ns(), CALL_PC());
    return base;
}

static clock_t hd_clock(void)
{
    return (clock_t)(virtual_time_look() / 1000);
}

static clock_t hd_times(struct tms *to)
{
    clock_t ticks = (clock_t)(virtual_time_look() / (NANOSECONDS_PER_SECOND / 100));
    if (to != NULL) {
        cells_write(to, sizeof *to, CALL_PC());
        *to = (struct tms){.tms_utime = ticks};
    }
    return ticks;
}

static int hd_getrusage(int who __attribute__((unused)), struct rusage *to)
{
    uint64_t ns = virtual_time_look();
    cells_write(to, sizeof *to, CALL_PC());
    memset(to, 0, sizeof *to);
    to->ru_utime.tv_sec = (time_t)(ns / NANOSECONDS_PER_SECOND);
    to->ru_utime.tv_usec = (suseconds_t)(ns % NANOSECONDS_PER_SECOND / 1000);
    return 0;
}

/* Others may run for as long as they like, whatever the number says. */
static void sleep_for(uint64_t ns, uint64_t pc)
{
    thread_test_cancel();
    struct op op = {.kind = OP_YIELD, .pc = pc};
    call_perform(&op);
    call_task()->clock_ns += ns;
    thread_test_cancel();
}

static unsigned hd_sleep(unsigned seconds)
{
    sleep_for(seconds * NANOSECONDS_PER_SECOND, CALL_PC());
    return 0;
}

static int hd_usleep(unsigned microseconds)
{
    sleep_for(microseconds * UINT64_C(1000), CALL_PC());
    return 0;
}

/* Returns an error number. */
static int duration_read(const struct timespec *from, uint64_t *ns, uint64_t pc)
{
    cells_read(from, sizeof *from, pc);
    struct timespec t = *from;
    if (t.tv_sec < 0 || t.tv_nsec < 0 || t.tv_nsec >= (long)NANOSECONDS_PER_SECOND)
        return EINVAL;
    const time_t century = 3153600000;
    *ns = (uint64_t)(t.tv_sec < century ? t.tv_sec : century) * NANOSECONDS_PER_SECOND +
          (uint64_t)t.tv_nsec;
    return 0;
}

static int hd_nanosleep(const struct timespec *from, struct timespec *rest)
{
    uint64_t pc = CALL_PC(), ns;
    int error = duration_read(from, &ns, pc);
    if (error != 0)
        return failed(error);
    sleep_for(ns, pc);
    (void)rest; /* written only when a signal interrupts */
    return 0;
}

static int hd_clock_nanosleep(clockid_t clock, int flags, const struct timespec *from,
                              struct timespec *rest __attribute__((unused)))
{
    uint64_t pc = CALL_PC(), ns, now;
    int error = duration_read(from, &ns, pc);
    if (error != 0 || !clock_read(clock, &now))
        return error != 0 ? error : EINVAL;
    if (flags & TIMER_ABSTIME)
        ns = ns > now ? ns - now : 0;
    sleep_for(ns, pc);
    return 0;
}

static int hd_thrd_sleep(const struct timespec *from, struct timespec *rest)
{
    uint64_t pc = CALL_PC(), ns;
    if (duration_read(from, &ns, pc) != 0)
        return -2;
    sleep_for(ns, pc);
    (void)rest;
    return 0;
}

/* select and poll without descriptors are a way to sleep; with them they are not modelled. */

static int hd_select(int count, fd_set *readable, fd_set *writable, fd_set *exceptional,
                     struct timeval *timeout)
{
    uint64_t pc = CALL_PC();
    if (count > 0 && (readable != NULL || writable != NULL || exceptional != NULL))
        call_unsupported(pc, "select: waiting for descriptors is not modelled; use a condition "
                             "variable or semaphore");
    if (timeout == NULL)
        thread_pause(pc);
    cells_read(timeout, sizeof *timeout, pc);
    struct timeval t = *timeout;
    if (t.tv_sec < 0 || t.tv_usec < 0)
        return failed(EINVAL);
    sleep_for((uint64_t)t.tv_sec * NANOSECONDS_PER_SECOND + (uint64_t)t.tv_usec * 1000, pc);
    return 0;
}

static int hd_poll(struct pollfd *descriptors, nfds_t count, int milliseconds)
{
    uint64_t pc = CALL_PC();
    if (descriptors != NULL && count > 0)
        call_unsupported(pc, "poll: waiting for descriptors is not modelled; use a condition "
                             "variable or semaphore");
    sleep_for(milliseconds < 0 ? 0 : (uint64_t)milliseconds * 1000000, pc);
    return 0;
}

#define VIRTUAL "virtual: starts at 2024-01-01T00:00:00Z and advances by the task's own sleeps"
#define DELAY   "an arbitrary delay: any other task may run during it, for any time"

const struct surface_entry surface_times[] = {
    SURFACE(time, "time.h", VIRTUAL),
    SURFACE(gettimeofday, "sys/time.h", VIRTUAL),
    SURFACE(clock_gettime, "time.h", VIRTUAL),
    SURFACE(clock_getres, "time.h", NULL),
    SURFACE(timespec_get, "time.h", NULL),
    SURFACE(clock, "time.h", "virtual"),
    SURFACE(times, "sys/times.h", "virtual"),
    SURFACE(getrusage, "sys/resource.h", "user time is virtual, the rest is 0"),
    SURFACE(sleep, "unistd.h", DELAY),
    SURFACE(usleep, "unistd.h", DELAY),
    SURFACE(nanosleep, "time.h", DELAY),
    SURFACE(clock_nanosleep, "time.h", DELAY),
    SURFACE(thrd_sleep, "threads.h", DELAY),
    SURFACE(select, "sys/select.h", "as a way to sleep, without descriptors"),
    SURFACE(poll, "poll.h", "as a way to sleep, without descriptors"),
    SURFACE_HOST(difftime, "time.h"),
    SURFACE_NOT_YET("clock_settime", "time.h", "virtual time cannot be set"),
    SURFACE_NOT_YET("settimeofday", "sys/time.h", "virtual time cannot be set"),
    SURFACE_NOT_YET("clock_getcpuclockid", "time.h", "use CLOCK_PROCESS_CPUTIME_ID"),
};
SURFACE_PART_COUNT(times);
