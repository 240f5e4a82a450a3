/* SPDX-License-Identifier: MIT */
/* The printable form of schedules: run-length encoded, canonical, strictly checked. */
#include "sim/schedule.h"

#include "base/check.h"
#include "sim/world.h"

#include <string.h>

static const char PREFIX[] = "S1";

void schedule_format(const struct schedule *schedule, struct str *out)
{
    const uint32_t *picks = schedule->picks.items;
    size_t count = schedule->picks.count;
    str_append(out, PREFIX);
    for (size_t i = 0; i < schedule->promoted.count; i++)
        str_printf(out, "+%" PRIx64 ":%x", schedule->promoted.items[i].addr,
                   schedule->promoted.items[i].mask);
    for (size_t i = 0; i < count;) {
        size_t run = 1;
        while (i + run < count && picks[i + run] == picks[i])
            run++;
        str_printf(out, ".%" PRIu32, picks[i]);
        if (run > 1)
            str_printf(out, "x%zu", run);
        i += run;
    }
    if (schedule->endless_steps > 0)
        str_printf(out, "@%" PRIu64 ":%" PRIu64, schedule->endless_steps, schedule->cycle_steps);
}

/* A run of equal picks. */
struct run {
    uint32_t pick, count;
};

struct parser {
    const char *text, *at;
    struct error *err;
};

static bool fail(const struct parser *p, const char *at, const char *what)
{
    size_t position = (size_t)(at - p->text) + 1;
    unsigned char found = (unsigned char)*at;
    if (found == '\0')
        return error_set(p->err, "schedule, character %zu: %s, but the text ends", position, what);
    if (found < 0x20 || found > 0x7e)
        return error_set(p->err, "schedule, character %zu: %s, found byte 0x%02x", position, what,
                         found);
    return error_set(p->err, "schedule, character %zu: %s, found '%c'", position, what, found);
}

static bool parse_number(struct parser *p, uint32_t *out)
{
    const char *start = p->at;
    uint64_t value = 0;
    while (*p->at >= '0' && *p->at <= '9') {
        value = value * 10 + (uint64_t)(*p->at++ - '0');
        if (value > UINT32_MAX)
            return fail(p, start, "expected a number of at most 4294967295");
    }
    if (p->at == start)
        return fail(p, start, "expected a number");
    if (*start == '0' && p->at - start > 1)
        return fail(p, start, "expected a number without leading zeros");
    *out = (uint32_t)value;
    return true;
}

/* Parses "@STEPS:CYCLE" or the end. */
static bool parse_lasso(struct parser *p, struct schedule *out)
{
    uint32_t steps, cycle;
    if (*p->at == '\0')
        return true;
    const char *steps_at = ++p->at;
    if (!parse_number(p, &steps))
        return false;
    if (steps == 0)
        return fail(p, steps_at, "expected a number of steps of at least 1");
    if (*p->at != ':')
        return fail(p, p->at, "expected ':' and how many steps are repeated");
    const char *cycle_at = ++p->at;
    if (!parse_number(p, &cycle))
        return false;
    if (cycle > steps)
        return fail(p, cycle_at, "expected at most the number of steps before the ':'");
    if (*p->at != '\0')
        return fail(p, p->at, "expected the end");
    out->endless_steps = steps;
    out->cycle_steps = cycle;
    return true;
}

/* Parses ".PICK" or ".PICKxCOUNT". */
static bool parse_run(struct parser *p, struct run *out)
{
    if (*p->at != '.')
        return fail(p, p->at, "expected '.', '@' or the end");
    p->at++;
    if (!parse_number(p, &out->pick))
        return false;
    out->count = 1;
    if (*p->at != 'x')
        return true;
    const char *count_at = ++p->at;
    if (!parse_number(p, &out->count))
        return false;
    if (out->count < 2)
        return fail(p, count_at, "expected a run length of at least 2");
    return true;
}

static bool parse_hex(struct parser *p, uint64_t *out)
{
    const char *start = p->at;
    uint64_t value = 0;
    for (;; p->at++) {
        char c = *p->at;
        bool digit = c >= '0' && c <= '9';
        if (!digit && !(c >= 'a' && c <= 'f'))
            break;
        if (value >> 60 != 0)
            return fail(p, start, "expected a number of at most 64 bits");
        value = value << 4 | (uint64_t)(digit ? c - '0' : c - 'a' + 10);
    }
    if (p->at == start)
        return fail(p, start, "expected a hexadecimal number");
    if (*start == '0')
        return fail(p, start, "expected a number without leading zeros");
    *out = value;
    return true;
}

/* Parses "+ADDRESS:MASK". */
static bool parse_promotion(struct parser *p, struct promotion *out)
{
    const char *addr_at = ++p->at;
    uint64_t mask;
    if (!parse_hex(p, &out->addr))
        return false;
    if (!world_has(out->addr) || out->addr % GRANULE_BYTES != 0)
        return fail(p, addr_at, "expected an address of the program that is a multiple of 4");
    if (*p->at != ':')
        return fail(p, p->at, "expected ':' and the mask of a promoted cell");
    const char *mask_at = ++p->at;
    if (!parse_hex(p, &mask))
        return false;
    if (mask >= 64)
        return fail(p, mask_at, "expected a mask of at most 3f");
    out->mask = (uint8_t)mask;
    return true;
}

/* Checks all runs and counts the picks before anything is expanded. */
static bool parse_total(struct parser *p, uint64_t *total)
{
    struct run run, previous = {0, 0};
    *total = 0;
    while (*p->at != '\0' && *p->at != '@') {
        const char *start = p->at;
        if (!parse_run(p, &run))
            return false;
        if (previous.count > 0 && previous.pick == run.pick)
            return fail(p, start + 1, "expected another pick than the one before (join the runs)");
        *total += run.count;
        if (*total > SCHEDULE_PICKS_MAX)
            return error_set(p->err, "schedule, character %zu: more than %d choices up to here",
                             (size_t)(start - p->text) + 2, SCHEDULE_PICKS_MAX);
        previous = run;
    }
    return true;
}

/* Expands runs that parse_total has found good. */
static void parse_picks(struct parser *p, uint64_t total, struct schedule *out)
{
    vec_reserve(&out->picks, total);
    while (*p->at != '\0' && *p->at != '@') {
        struct run run;
        bool good = parse_run(p, &run);
        ASSERT(good);
        for (uint32_t i = 0; i < run.count; i++)
            out->picks.items[out->picks.count++] = run.pick;
    }
    ASSERT_EQ(out->picks.count, total);
}

bool schedule_parse(const char *text, struct schedule *out, struct error *err)
{
    struct parser p = {text, text, err};
    struct schedule new = {0};
    uint64_t total;
    if (strncmp(text, PREFIX, strlen(PREFIX)) != 0)
        return fail(&p, text[0] == PREFIX[0] ? text + 1 : text,
                    "expected a schedule such as S1.0.1x12");
    p.at += strlen(PREFIX);
    while (*p.at == '+') {
        struct promotion promotion;
        if (!parse_promotion(&p, &promotion))
            goto failed;
        vec_push(&new.promoted, promotion);
    }
    struct parser runs = p;
    if (!parse_total(&p, &total) || !parse_lasso(&p, &new))
        goto failed;
    parse_picks(&runs, total, &new);
    schedule_release(out);
    *out = new;
    return true;

failed:
    schedule_release(&new);
    return false;
}

#define COPY_ITEMS(to, from)                                                                       \
    do {                                                                                           \
        vec_clear(to);                                                                             \
        vec_reserve(to, (from)->count);                                                            \
        if ((from)->count > 0)                                                                     \
            memcpy((to)->items, (from)->items, (from)->count * sizeof *(from)->items);             \
        (to)->count = (from)->count;                                                               \
    } while (0)

void schedule_copy(struct schedule *to, const struct schedule *from)
{
    COPY_ITEMS(&to->picks, &from->picks);
    COPY_ITEMS(&to->promoted, &from->promoted);
    to->endless_steps = from->endless_steps;
    to->cycle_steps = from->cycle_steps;
}

void schedule_release(struct schedule *schedule)
{
    vec_release(&schedule->picks);
    vec_release(&schedule->promoted);
}
