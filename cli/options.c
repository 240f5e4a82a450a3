/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "base/check.h"
#include "cli/words.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_TABLE_MAX = 64,
    OPTION_CODE_FIRST = 256,
    PRODUCT_STATES = 200,
    STATES_MAX = 1000000, /* some models have infinitely many */
};

struct options options_default(unsigned command)
{
    struct options o = {
        .check = check_options_default(), .memories = 1u << MEMORY_SC, .product_states = PRODUCT_STATES};
    if (command == FOR_RUN)
        o.check.strategy = "round-robin";
    if (command == FOR_MATRIX || command == FOR_AUTOMATON) {
        o.check.budget.seconds = 60;
        o.check.states_max = STATES_MAX;
    }
    return o;
}

void options_release(struct options *options)
{
    word_list_release(&options->flags);
    word_list_release(&options->libs);
    vec_release(&options->operands);
    vec_release(&options->given);
}

/* Fields are integers of different sizes; little endian on all that heddle runs on. */
static void field_store(struct options *options, const struct option_spec *spec, uint64_t value)
{
    ASSERT_LE(spec->bytes, sizeof value);
    memcpy((char *)options + spec->offset, &value, spec->bytes);
}

static uint64_t field_load(const struct options *options, const struct option_spec *spec)
{
    uint64_t value = 0;
    ASSERT_LE(spec->bytes, sizeof value);
    memcpy(&value, (const char *)options + spec->offset, spec->bytes);
    return value;
}

static bool set_count(struct options *options, const struct option_spec *spec, const char *text,
                      struct error *err)
{
    uint64_t max = spec->bytes == 8 ? UINT64_MAX : (UINT64_C(1) << (8 * spec->bytes - 1)) - 1;
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0' || errno != 0)
        return error_set(err, "--%s: '%s' is not a number", spec->name, text);
    if (value > (spec->max ? spec->max : max))
        return error_set(err, "--%s: %s is too large", spec->name, text);
    if (spec->positive && value == 0)
        return error_set(err, "--%s: must be at least 1", spec->name);
    field_store(options, spec, value);
    return true;
}

static bool read_seconds(const char *text, double *seconds)
{
    static const struct {
        const char *unit;
        double seconds;
    } units[] = {{"", 1}, {"s", 1}, {"ms", 0.001}, {"m", 60}, {"min", 60}, {"h", 3600}};
    char *end;
    double value = strtod(text, &end);
    bool number = isdigit((unsigned char)text[0]) && value <= 1e9;
    for (size_t i = 0; number && i < ARRAY_LENGTH(units); i++) {
        *seconds = value * units[i].seconds;
        if (strcmp(end, units[i].unit) == 0)
            return true;
    }
    return false;
}

static bool set_time(struct options *options, const struct option_spec *spec, const char *text,
                     struct error *err)
{
    double seconds;
    if (!read_seconds(text, &seconds))
        return error_set(err, "--%s: '%s' is not a time; write 10s, 500ms or 2m", spec->name, text);
    if (spec->positive && seconds <= 0)
        return error_set(err, "--%s: must be more than 0", spec->name);
    memcpy((char *)options + spec->offset, &seconds, sizeof seconds);
    return true;
}

static bool set_budget(struct options *options, const struct option_spec *spec, const char *text,
                       struct error *err)
{
    struct search_budget budget = {0};
    char *end;
    errno = 0;
    unsigned long long steps = strtoull(text, &end, 10);
    if (isdigit((unsigned char)text[0]) && strcmp(end, "steps") == 0 && errno == 0 && steps > 0)
        budget.steps = steps;
    else if (!read_seconds(text, &budget.seconds))
        return error_set(err, "--%s: '%s' is neither a time nor a number of steps; write 10s, 500ms, "
                              "2m or 5000000steps",
                         spec->name, text);
    memcpy((char *)options + spec->offset, &budget, sizeof budget);
    return true;
}

static bool set_choice(struct options *options, const struct option_spec *spec, const char *text,
                       struct error *err)
{
    uint64_t index = 0;
    for (const char *at = spec->choices; *at; index++) {
        size_t bytes = strcspn(at, "|");
        if (strlen(text) == bytes && strncmp(at, text, bytes) == 0) {
            field_store(options, spec, index);
            return true;
        }
        at += bytes + (at[bytes] == '|');
    }
    return error_set(err, "--%s: '%s' is not one of %s", spec->name, text, spec->choices);
}

static bool set_size(struct options *options, const struct option_spec *spec, const char *text,
                     struct error *err)
{
    static const char units[] = "KMGT";
    char *end;
    double value = strtod(text, &end);
    const char *unit = *end ? strchr(units, *end) : NULL;
    bool good = isdigit((unsigned char)text[0]) && value < 1e15 &&
                (*end == '\0' || (unit && end[1] == '\0'));
    if (!good)
        return error_set(err, "--%s: '%s' is not a size; write 500M or 2G", spec->name, text);
    for (ptrdiff_t i = unit ? unit - units : -1; i >= 0; i--)
        value *= 1024;
    field_store(options, spec, (uint64_t)value);
    return true;
}

/* The bit of a word of choices; false: it is none of them. */
static bool find_bit(const char *choices, const char *word, size_t bytes, uint64_t *bits)
{
    uint64_t bit = 1;
    for (const char *at = choices; *at; bit *= 2) {
        size_t count = strcspn(at, "|");
        if (count == bytes && strncmp(at, word, bytes) == 0) {
            *bits |= bit;
            return true;
        }
        at += count + (at[count] == '|');
    }
    return false;
}

static bool set_set(struct options *options, const struct option_spec *spec, const char *text,
                    struct error *err)
{
    uint64_t bits = 0;
    bool all = strcmp(text, "all") == 0;
    for (const char *at = text; *at && !all && strcmp(text, "none") != 0;) {
        size_t bytes = strcspn(at, ",");
        if (!find_bit(spec->choices, at, bytes, &bits))
            return error_set(err, "--%s: '%.*s' is not one of all, none, %s", spec->name,
                             (int)bytes, at, spec->choices);
        at += bytes + (at[bytes] == ',');
    }
    field_store(options, spec, all ? UINT32_MAX : bits);
    return true;
}

static bool option_set(struct options *options, const struct option_spec *spec, const char *value,
                       struct error *err)
{
    void *field = (char *)options + spec->offset;
    switch (spec->kind) {
    case VALUE_NONE:
    case VALUE_OFF:
        *(bool *)field = spec->kind == VALUE_NONE;
        return true;
    case VALUE_TEXT:
        *(const char **)field = value;
        return true;
    case VALUE_COUNT:
        return set_count(options, spec, value, err);
    case VALUE_BUDGET:
        return set_budget(options, spec, value, err);
    case VALUE_TIME:
        return set_time(options, spec, value, err);
    case VALUE_SIZE:
        return set_size(options, spec, value, err);
    case VALUE_CHOICE:
        return set_choice(options, spec, value, err);
    case VALUE_SET:
        return set_set(options, spec, value, err);
    case VALUE_PREFIX:
        word_list_add(field, spec->prefix, value);
        return true;
    case VALUE_RANGE:
        return nondet_parse(value, field) ||
               error_set(err, "--%s: '%s' is not a range of at most %d numbers; write 0..1", spec->name,
                         value, NONDET_VALUES_MAX);
    case VALUE_WORDS:
        if (!word_list_split(field, value))
            return error_set(err, "--%s: a quote is not closed in: %s", spec->name, value);
        return true;
    }
    UNREACHABLE();
}

void option_write_default(const struct option_spec *spec, const struct options *defaults,
                          struct str *out)
{
    const void *field = (const char *)defaults + spec->offset;
    if (!spec->show_default)
        return;
    if (spec->kind == VALUE_TEXT && *(const char *const *)field)
        str_append(out, *(const char *const *)field);
    if (spec->kind == VALUE_COUNT)
        str_printf(out, "%" PRIu64, field_load(defaults, spec));
    if (spec->kind == VALUE_TIME)
        str_printf(out, "%gs", *(const double *)field);
    if (spec->kind == VALUE_BUDGET)
        str_printf(out, "%gs", ((const struct search_budget *)field)->seconds);
    if (spec->kind == VALUE_RANGE)
        nondet_write(field, out);
    if (spec->kind == VALUE_CHOICE) {
        const char *at = spec->choices;
        for (uint64_t i = field_load(defaults, spec); i > 0; i--)
            at += strcspn(at, "|") + 1;
        str_append_bytes(out, at, strcspn(at, "|"));
    }
}

/* getopt's view of the options of a command; the code of a long option is its index. */
struct getopt_tables {
    struct option longs[OPTION_TABLE_MAX];
    char shorts[2 * OPTION_TABLE_MAX + 2];
};

static void getopt_tables_fill(struct getopt_tables *tables, unsigned command)
{
    struct option *next = tables->longs;
    char *letter = tables->shorts;
    *letter++ = ':'; /* tells a missing value from an unknown option */
    for (int i = 0; option_table[i].name; i++) {
        const struct option_spec *spec = &option_table[i];
        ASSERT_LT(i, OPTION_TABLE_MAX - 1);
        if (!(spec->commands & command))
            continue;
        int has_value = spec->argument ? required_argument : no_argument;
        *next++ = (struct option){spec->name, has_value, NULL, OPTION_CODE_FIRST + i};
        if (spec->letter) {
            *letter++ = spec->letter;
            if (has_value)
                *letter++ = ':';
        }
    }
    *next = (struct option){0};
    *letter = '\0';
}

static const struct option_spec *spec_of_code(int code)
{
    if (code >= OPTION_CODE_FIRST)
        return &option_table[code - OPTION_CODE_FIRST];
    for (const struct option_spec *spec = option_table; spec->name; spec++)
        if (spec->letter == code)
            return spec;
    return NULL;
}

static bool parse_before_dashes(struct options *options, unsigned command, int argc, char **argv,
                                struct error *err)
{
    struct getopt_tables tables;
    getopt_tables_fill(&tables, command);
    optind = 0; /* glibc: start anew */
    opterr = 0;
    int code;
    while ((code = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1) {
        const char *word = argv[optind - 1];
        if (code == ':')
            return error_set(err, "option '%s' needs a value", word);
        if (code == '?' && optopt > 0 && optopt < OPTION_CODE_FIRST)
            return error_set(err, "unknown option '-%c'", optopt);
        if (code == '?' && optopt >= OPTION_CODE_FIRST)
            return error_set(err, "option '%s' takes no value", word);
        if (code == '?')
            return error_set(err, "unknown or ambiguous option '%s'", word);
        const struct option_spec *spec = spec_of_code(code);
        ASSERT(spec != NULL);
        if (!option_set(options, spec, optarg, err))
            return false;
        vec_push(&options->given, (struct given_option){spec, optarg});
    }
    for (int i = optind; i < argc; i++)
        vec_push(&options->operands, argv[i]);
    return true;
}

static void apply_property(struct options *options)
{
    if (options->property == PROPERTY_ALL)
        return;
    options->check.race = RACE_OFF;
    options->check.leak = LEAK_OFF;
    options->check.stuck = false;
    options->check.machine.main_exit_process = true;
}

bool options_parse(struct options *options, unsigned command, int argc, char **argv,
                   struct error *err)
{
    int dashes = 1;
    while (dashes < argc && strcmp(argv[dashes], "--") != 0)
        dashes++;
    if (dashes < argc) {
        options->arguments = argv + dashes + 1;
        options->argument_count = argc - dashes - 1;
    }
    bool parsed = parse_before_dashes(options, command, dashes, argv, err);
    apply_property(options);
    return parsed;
}
