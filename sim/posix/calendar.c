/* SPDX-License-Identifier: MIT */
/*
 * Days are counted in eras of 400 years that start on the first of March, so that the leap day is
 * the last of its year (Hinnant, "chrono-compatible low-level date algorithms").
 */
#include "sim/posix/calendar.h"

#include "sim/call.h"
#include "sim/posix/library.h"
#include "sim/posix/posix.h"
#include "sim/posix/sink.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { SECONDS_PER_DAY = 86400, DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 };

/* Rounds towards minus infinity. */
static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* month 1 .. 12 */
static int64_t days_from_civil(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = floor_divide(year, 400), year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

static void civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
    days += DAYS_TO_1970;
    int64_t era = floor_divide(days, DAYS_PER_ERA), day_of_era = days - era * DAYS_PER_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = year_of_era + era * 400 + (*month <= 2);
}

bool calendar_from_seconds(int64_t seconds, struct tm *out)
{
    static const char zone[] = "GMT";
    int64_t days = floor_divide(seconds, SECONDS_PER_DAY), year;
    int rest = (int)(seconds - days * SECONDS_PER_DAY), month, day;
    if (days > INT64_C(800000000000) || days < -INT64_C(800000000000))
        return false;
    civil_from_days(days, &year, &month, &day);
    if (year - 1900 > INT_MAX || year - 1900 < INT_MIN)
        return false;
    *out = (struct tm){
        .tm_year = (int)(year - 1900),
        .tm_mon = month - 1,
        .tm_mday = day,
        .tm_hour = rest / 3600,
        .tm_min = rest / 60 % 60,
        .tm_sec = rest % 60,
        .tm_yday = (int)(days - days_from_civil(year, 1, 1)),
        .tm_wday = (int)(days + 4 - floor_divide(days + 4, 7) * 7), /* 1970 began on a Thursday */
        .tm_zone = zone,
    };
    return true;
}

int64_t calendar_to_seconds(const struct tm *tm)
{
    int64_t years = floor_divide(tm->tm_mon, 12);
    int64_t year = (int64_t)tm->tm_year + 1900 + years, month = tm->tm_mon - years * 12;
    int64_t days = days_from_civil(year, month + 1, 1) + tm->tm_mday - 1;
    return days * SECONDS_PER_DAY + (int64_t)tm->tm_hour * 3600 + (int64_t)tm->tm_min * 60 +
           tm->tm_sec;
}

/* The wrappers. */

static struct tm *broken_down(const time_t *from, struct tm *to, bool announce, uint64_t pc)
{
    struct tm result;
    cells_read(from, sizeof *from, pc);
    if (!calendar_from_seconds(*from, &result)) {
        *call_errno() = EOVERFLOW;
        return NULL;
    }
    if (announce)
        cells_write(to, sizeof *to, pc);
    *to = result;
    return to;
}

static struct tm *hd_gmtime_r(const time_t *from, struct tm *to)
{
    return broken_down(from, to, true, CALL_PC());
}

static struct tm *hd_gmtime(const time_t *from)
{
    return broken_down(from, &LIBRARY->tm, false, CALL_PC());
}

/* Fields that are out of range are put right in the program's struct, too. */
static time_t hd_mktime(struct tm *tm)
{
    uint64_t pc = CALL_PC();
    cells_read(tm, sizeof *tm, pc);
    struct tm result;
    int64_t seconds = calendar_to_seconds(tm);
    if (!calendar_from_seconds(seconds, &result)) {
        *call_errno() = EOVERFLOW;
        return -1;
    }
    cells_write(tm, sizeof *tm, pc);
    *tm = result;
    return (time_t)seconds;
}

/* Work for the host, on copies in heddle's memory. */
struct text_of_time {
    struct tm tm;
    const char *format;
    char *to;
    size_t room, count;
};

static void format_on_host(void *argument)
{
    struct text_of_time *t = argument;
    t->count = strftime(t->to, t->room, t->format, &t->tm);
}

static struct tm tm_read(const struct tm *from, uint64_t pc)
{
    cells_read(from, sizeof *from, pc);
    struct tm tm = *from;
    tm.tm_zone = "GMT"; /* the program's may point anywhere */
    return tm;
}

static size_t hd_strftime(char *to, size_t room, const char *format, const struct tm *from)
{
    uint64_t pc = CALL_PC();
    struct text_of_time t = {.tm = tm_read(from, pc)};
    size_t bytes = cells_read_text(format, pc) + 1;
    struct sink out;
    sink_init(&out);
    if (room > SINK_BYTES_MAX)
        room = SINK_BYTES_MAX;
    sink_append(&out, format, bytes);
    if (sink_reserve(&out, room)) {
        t.format = out.bytes;
        t.to = out.bytes + out.count;
        t.room = room;
        call_on_host(format_on_host, &t);
        if (t.count > 0) {
            cells_write(to, t.count + 1, pc);
            memcpy(to, t.to, t.count + 1);
        }
    }
    sink_release(&out);
    return t.count;
}

static char *date_write(const struct tm *from, char *to, bool announce, uint64_t pc)
{
    struct text_of_time t = {.tm = tm_read(from, pc), .format = "%a %b %e %H:%M:%S %Y\n"};
    char text[64];
    t.to = text;
    t.room = sizeof text;
    call_on_host(format_on_host, &t);
    if (t.count == 0) {
        *call_errno() = EOVERFLOW;
        return NULL;
    }
    if (announce)
        cells_write(to, t.count + 1, pc);
    memcpy(to, text, t.count + 1);
    return to;
}

static char *hd_asctime(const struct tm *from)
{
    return date_write(from, LIBRARY->date, false, CALL_PC());
}

static char *hd_asctime_r(const struct tm *from, char *to)
{
    return date_write(from, to, true, CALL_PC());
}

static char *hd_ctime(const time_t *from)
{
    uint64_t pc = CALL_PC();
    struct tm *tm = broken_down(from, &LIBRARY->tm, false, pc);
    return tm != NULL ? date_write(tm, LIBRARY->date, false, pc) : NULL;
}

static char *hd_ctime_r(const time_t *from, char *to)
{
    uint64_t pc = CALL_PC();
    struct tm tm;
    return broken_down(from, &tm, false, pc) != NULL ? date_write(&tm, to, true, pc) : NULL;
}

static void hd_tzset(void)
{
}

#define UTC_ONLY "local time is UTC"

const struct surface_entry surface_calendar[] = {
    SURFACE(gmtime, "time.h", NULL),
    SURFACE(gmtime_r, "time.h", NULL),
    SURFACE_AS("localtime", hd_gmtime, "time.h", UTC_ONLY),
    SURFACE_AS("localtime_r", hd_gmtime_r, "time.h", UTC_ONLY),
    SURFACE(mktime, "time.h", UTC_ONLY),
    SURFACE_AS("timegm", hd_mktime, "time.h", NULL),
    SURFACE_AS("timelocal", hd_mktime, "time.h", UTC_ONLY),
    SURFACE(strftime, "time.h", NULL),
    SURFACE(asctime, "time.h", NULL),
    SURFACE(asctime_r, "time.h", NULL),
    SURFACE(ctime, "time.h", UTC_ONLY),
    SURFACE(ctime_r, "time.h", UTC_ONLY),
    SURFACE(tzset, "time.h", UTC_ONLY),
    SURFACE_NOT_YET("strptime", "time.h", "use sscanf and mktime"),
    SURFACE_NOT_YET("getdate", "time.h", "use sscanf and mktime"),
};
SURFACE_PART_COUNT(calendar);
