/* SPDX-License-Identifier: MIT */
/*
 * getopt and getopt_long, with the permutation of GNU: options may come behind other arguments,
 * which are moved to the end of argv.
 *
 * argv[first .. last) are arguments that have been passed over; optind is what comes next.
 */
#include <getopt.h>

#include "sim/call.h"
#include "sim/posix/library.h"
#include "sim/posix/posix.h"
#include "sim/posix/sink.h"
#include "sim/posix/stream.h"

#include <string.h>

struct getopt_state {
    bool started;
    int first, last;
    char *rest; /* of the argument whose short options are being read; NULL or "" at its end */
};

/* One call. */
struct getopt_call {
    struct getopt_state *state;
    int argc;
    char **argv;
    const char *options; /* without the leading + - */
    const struct option *longs;
    int *long_index;
    bool dash_is_long; /* getopt_long_only */
    bool in_order, stop; /* a leading - or + */
    bool colon;          /* a missing argument gives ':' and no message */
    uint64_t pc;
};

static struct getopt_state *state_here(void)
{
    struct getopt_state **slot = (struct getopt_state **)call_slot(CALL_SLOT_GETOPT);
    if (*slot == NULL)
        *slot = call_alloc(sizeof **slot);
    return *slot;
}

/* "PROGRAM: text" pieces to standard error, unless the program does not want to see them. */
static void complain(const struct getopt_call *c, const char *before, const char *option,
                     size_t option_bytes, const char *after)
{
    if (!LIBRARY->opterr || c->colon)
        return;
    const char *name = c->argc > 0 && c->argv[0] != NULL ? c->argv[0] : "program";
    struct sink out;
    sink_init(&out);
    sink_append(&out, name, cells_read_text(name, c->pc));
    sink_append(&out, ": ", 2);
    sink_append(&out, before, strlen(before));
    sink_append(&out, option, option_bytes);
    sink_append(&out, after, strlen(after));
    sink_put(&out, '\n');
    stream_write(LIBRARY->err, out.bytes, out.count, "getopt", c->pc);
    sink_release(&out);
}

static char *argument_at(const struct getopt_call *c, int index)
{
    cells_read(&c->argv[index], sizeof *c->argv, c->pc);
    if (c->argv[index] != NULL)
        cells_read_text(c->argv[index], c->pc);
    return c->argv[index];
}

static bool is_option(const char *argument)
{
    return argument != NULL && argument[0] == '-' && argument[1] != '\0';
}

/* Moves the options argv[last .. optind) in front of the arguments argv[first .. last). */
static void exchange(struct getopt_call *c)
{
    struct getopt_state *s = c->state;
    int end = LIBRARY->optind, moved = end - s->last;
    cells_write(&c->argv[s->first], (size_t)(end - s->first) * sizeof *c->argv, c->pc);
    for (int i = 0; i < moved; i++) {
        char *option = c->argv[s->last + i];
        memmove(&c->argv[s->first + i + 1], &c->argv[s->first + i],
                (size_t)(s->last - s->first) * sizeof *c->argv);
        c->argv[s->first + i] = option;
    }
    s->first += moved;
    s->last = end;
}

static void settle(struct getopt_call *c)
{
    struct getopt_state *s = c->state;
    if (s->first != s->last && s->last != LIBRARY->optind)
        exchange(c);
    else if (s->last != LIBRARY->optind)
        s->first = LIBRARY->optind;
}

/* Finds the next argument that is an option.  False: *result is what getopt returns. */
static bool argument_next(struct getopt_call *c, int *result)
{
    struct getopt_state *s = c->state;
    if (s->last > LIBRARY->optind)
        s->last = LIBRARY->optind;
    if (s->first > LIBRARY->optind)
        s->first = LIBRARY->optind;
    if (!c->stop && !c->in_order) {
        settle(c);
        while (LIBRARY->optind < c->argc && !is_option(argument_at(c, LIBRARY->optind)))
            LIBRARY->optind++;
        s->last = LIBRARY->optind;
    }
    *result = -1;
    if (LIBRARY->optind < c->argc && argument_at(c, LIBRARY->optind) != NULL &&
        strcmp(c->argv[LIBRARY->optind], "--") == 0) {
        LIBRARY->optind++;
        if (s->first != s->last)
            settle(c);
        else
            s->first = LIBRARY->optind;
        s->last = LIBRARY->optind = c->argc;
    }
    if (LIBRARY->optind >= c->argc) {
        if (s->first != s->last)
            LIBRARY->optind = s->first;
        return false;
    }
    if (!is_option(argument_at(c, LIBRARY->optind))) {
        if (c->in_order) {
            LIBRARY->optarg = c->argv[LIBRARY->optind++];
            *result = 1;
        }
        return false;
    }
    return true;
}

/*
 * The option that name (a prefix is enough if it is unique) means; NULL: none, *ambiguous says why.
 */
static const struct option *long_find(struct getopt_call *c, const char *name, size_t bytes,
                                      int *index, bool *ambiguous)
{
    const struct option *found = NULL;
    *ambiguous = false;
    for (int i = 0;; i++) {
        const struct option *o = &c->longs[i];
        cells_read(o, sizeof *o, c->pc);
        if (o->name == NULL)
            break;
        size_t n = cells_read_text(o->name, c->pc);
        if (n < bytes || strncmp(o->name, name, bytes) != 0)
            continue;
        if (found != NULL && n != bytes) {
            *ambiguous |= found->has_arg != o->has_arg || found->flag != o->flag ||
                          found->val != o->val;
            continue;
        }
        found = o;
        *index = i;
        if (n == bytes) {
            *ambiguous = false;
            break;
        }
    }
    return *ambiguous ? NULL : found;
}

static int long_found(struct getopt_call *c, const struct option *o, int index)
{
    if (c->long_index != NULL) {
        cells_write(c->long_index, sizeof *c->long_index, c->pc);
        *c->long_index = index;
    }
    if (o->flag == NULL)
        return o->val;
    cells_write(o->flag, sizeof *o->flag, c->pc);
    *o->flag = o->val;
    return 0;
}

/* name points behind the dashes of argv[optind].  -1: not a long option, try short ones. */
static int long_take(struct getopt_call *c, char *name, bool one_dash)
{
    size_t bytes = strcspn(name, "="), dashes = (size_t)(name - c->argv[LIBRARY->optind]);
    char *value = name[bytes] == '=' ? name + bytes + 1 : NULL;
    const char *whole = name - dashes;
    int index = 0;
    bool ambiguous;
    const struct option *o = long_find(c, name, bytes, &index, &ambiguous);
    if (o == NULL && !ambiguous && one_dash && strchr(c->options, *name) != NULL)
        return -1;
    LIBRARY->optind++;
    c->state->rest = NULL;
    if (o == NULL) {
        LIBRARY->optopt = 0;
        if (ambiguous)
            complain(c, "option '", whole, strlen(whole), "' is ambiguous");
        else
            complain(c, "unrecognized option '", whole, dashes + bytes, "'");
        return '?';
    }
    if (value != NULL && o->has_arg == no_argument) {
        complain(c, "option '", whole, dashes + bytes, "' doesn't allow an argument");
        LIBRARY->optopt = o->val;
        return '?';
    }
    if (value == NULL && o->has_arg == required_argument) {
        if (LIBRARY->optind >= c->argc) {
            complain(c, "option '", whole, dashes + bytes, "' requires an argument");
            LIBRARY->optopt = o->val;
            return c->colon ? ':' : '?';
        }
        value = argument_at(c, LIBRARY->optind++);
    }
    LIBRARY->optarg = value;
    return long_found(c, o, index);
}

static int short_take(struct getopt_call *c)
{
    struct getopt_state *s = c->state;
    char option = *s->rest++;
    const char *found = strchr(c->options, option);
    if (*s->rest == '\0')
        LIBRARY->optind++;
    if (found == NULL || option == ':' || option == ';') {
        complain(c, "invalid option -- '", &option, 1, "'");
        LIBRARY->optopt = (unsigned char)option;
        return '?';
    }
    if (found[1] != ':')
        return (unsigned char)option;
    bool optional = found[2] == ':';
    if (*s->rest != '\0') {
        LIBRARY->optarg = s->rest;
        LIBRARY->optind++;
    } else if (!optional) {
        if (LIBRARY->optind >= c->argc) {
            complain(c, "option requires an argument -- '", &option, 1, "'");
            LIBRARY->optopt = (unsigned char)option;
            s->rest = NULL;
            return c->colon ? ':' : '?';
        }
        LIBRARY->optarg = argument_at(c, LIBRARY->optind++);
    }
    s->rest = NULL;
    return (unsigned char)option;
}

static int option_next(struct getopt_call *c, const char *options)
{
    struct getopt_state *s = c->state = state_here();
    call_note_effect();
    if (c->argc < 1)
        return -1;
    cells_read_text(options, c->pc);
    LIBRARY->optarg = NULL;
    if (LIBRARY->optind == 0 || !s->started) {
        if (LIBRARY->optind == 0)
            LIBRARY->optind = 1;
        *s = (struct getopt_state){true, LIBRARY->optind, LIBRARY->optind, NULL};
    }
    c->in_order = *options == '-';
    c->stop = *options == '+';
    if (c->in_order || c->stop)
        options++;
    c->colon = *options == ':';
    c->options = options;
    int result;
    if (s->rest == NULL || *s->rest == '\0') {
        if (!argument_next(c, &result))
            return result;
        char *argument = c->argv[LIBRARY->optind];
        if (c->longs != NULL && argument[1] == '-')
            return long_take(c, argument + 2, false);
        if (c->longs != NULL && c->dash_is_long &&
            (argument[2] != '\0' || strchr(options, argument[1]) == NULL)) {
            result = long_take(c, argument + 1, true);
            if (result != -1)
                return result;
        }
        s->rest = argument + 1;
    }
    return short_take(c);
}

static int hd_getopt(int argc, char *const argv[], const char *options)
{
    struct getopt_call c = {.argc = argc, .argv = (char **)(uintptr_t)argv, .pc = CALL_PC()};
    return option_next(&c, options);
}

static int hd_getopt_long(int argc, char *const argv[], const char *options,
                          const struct option *longs, int *index)
{
    struct getopt_call c = {.argc = argc,
                            .argv = (char **)(uintptr_t)argv,
                            .longs = longs,
                            .long_index = index,
                            .pc = CALL_PC()};
    return option_next(&c, options);
}

static int hd_getopt_long_only(int argc, char *const argv[], const char *options,
                               const struct option *longs, int *index)
{
    struct getopt_call c = {.argc = argc,
                            .argv = (char **)(uintptr_t)argv,
                            .longs = longs,
                            .long_index = index,
                            .dash_is_long = true,
                            .pc = CALL_PC()};
    return option_next(&c, options);
}

const struct surface_entry surface_getopt[] = {
    SURFACE(getopt, "unistd.h", "arguments are what follows -- on heddle's command line"),
    SURFACE_AS("__posix_getopt", hd_getopt, "unistd.h", NULL),
    SURFACE(getopt_long, "getopt.h", NULL),
    SURFACE(getopt_long_only, "getopt.h", NULL),
    SURFACE_NOT_YET("argp_parse", "argp.h", "use getopt_long"),
};
SURFACE_PART_COUNT(getopt);
