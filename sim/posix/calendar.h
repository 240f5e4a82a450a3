/* SPDX-License-Identifier: MIT */
/* The calendar: seconds since 1970 and broken-down time, in UTC, which is also the local time. */
#ifndef SIM_POSIX_CALENDAR_H
#define SIM_POSIX_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/** False: the year does not fit an int. */
bool calendar_from_seconds(int64_t seconds, struct tm *out);
/** Fields may be out of range. */
int64_t calendar_to_seconds(const struct tm *tm);

#endif
