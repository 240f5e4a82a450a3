/* SPDX-License-Identifier: MIT */
#include "sim/posix/deadline.h"

#include "sim/posix/attach.h"
#include "sim/posix/virtual_time.h"

bool deadline_clock_is_valid(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC;
}

bool deadline_is_valid(const struct timespec *deadline, const char *function, uint64_t pc)
{
    attach_check_pointer(deadline, function, pc);
    cells_read(deadline, sizeof *deadline, pc);
    return deadline->tv_nsec >= 0 && deadline->tv_nsec < (long)NANOSECONDS_PER_SECOND;
}

void deadline_pass(clockid_t clock, const struct timespec *deadline)
{
    struct task *task = call_task();
    uint64_t start = clock == CLOCK_MONOTONIC ? VIRTUAL_BOOT_SECONDS * NANOSECONDS_PER_SECOND
                                              : virtual_epoch_ns(call_machine());
    const time_t seconds_max = INT64_MAX / (time_t)NANOSECONDS_PER_SECOND - 1;
    if (deadline->tv_sec < 0 || deadline->tv_sec > seconds_max)
        return;
    uint64_t end =
        (uint64_t)deadline->tv_sec * NANOSECONDS_PER_SECOND + (uint64_t)deadline->tv_nsec;
    if (end > start && end - start > task->clock_ns)
        task->clock_ns = end - start;
}
