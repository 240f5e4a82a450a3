/* SPDX-License-Identifier: MIT */
#include "cli/live.h"

#include "base/check.h"
#include "base/progress.h"
#include "cli/interrupt.h"

/* With three digits: "999", "12.3 k", "3.47e+12". */
static void append_count(struct str *out, double count)
{
    static const char *const units[] = {"", " k", " M", " G"};
    size_t unit = 0;
    double shown = count;
    for (; shown >= 1000 && unit + 1 < ARRAY_LENGTH(units); unit++)
        shown /= 1000;
    if (shown >= 1000)
        str_printf(out, "%.2e", count);
    else
        str_printf(out, "%.*f%s", unit == 0 || shown >= 100 ? 0 : shown >= 10 ? 1 : 2, shown, units[unit]);
}

static void append_time(struct str *out, double seconds)
{
    if (seconds < 100)
        str_printf(out, "%.0f s", seconds);
    else if (seconds < 100 * 60)
        str_printf(out, "%.0f min", seconds / 60);
    else if (seconds < 100 * 3600)
        str_printf(out, "%.0f h", seconds / 3600);
    else
        str_append(out, "days");
}

/* "120 k of about 3.43 M (+-2%) executions" */
static void append_done(const struct check_progress *p, struct str *out)
{
    bool states = p->states > 0;
    append_count(out, (double)(states ? p->states : p->executions));
    if (!states && p->estimated > 0) {
        str_append(out, " of about ");
        append_count(out, p->estimated);
        if (p->error > 0)
            str_printf(out, " (+-%.0f%%)", 100 * p->error / p->estimated);
    }
    str_append(out, states ? " states, " : " executions, ");
    append_count(out, p->rate);
    str_append(out, "/s");
}

void live_describe(const struct check_progress *p, struct str *out)
{
    str_printf(out, "%s: ", p->phase);
    append_done(p, out);
    if (p->covered > 0)
        str_printf(out, ", %.*f%% done", p->covered < 0.1 ? 1 : 0, 100 * p->covered);
    if (p->seconds_left >= 0) {
        str_append(out, ", ");
        append_time(out, p->seconds_left);
        str_append(out, " left");
    }
    str_append(out, p->violations ? ", found something" : "");
}

bool live_show(void *line, const struct check_progress *progress)
{
    struct str text = {0};
    live_describe(progress, &text);
    progress_line_show_text(line, str_text(&text));
    str_release(&text);
    return !interrupt_seen();
}
