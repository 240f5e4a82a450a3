/* SPDX-License-Identifier: MIT */
/*
 * Goal: the pure parts of the C library's surface do what the standard and the manual pages say.
 * Method: published sequences, the host's own functions on random inputs, and tables.  What needs a
 * running program is compared with a native run in test_libc_programs.c.
 */
#include "tests/suite.h"

#include "base/check.h"
#include "base/prng.h"
#include "sim/posix/calendar.h"
#include "sim/posix/format.h"
#include "sim/posix/numbers.h"
#include "sim/posix/random.h"
#include "sim/posix/sort.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIALS = 2000, ELEMENTS_MAX = 70 };

static struct directive parsed(const char *text)
{
    struct directive d;
    const char *end = text + strlen(text);
    CU_ASSERT_PTR_EQUAL(directive_parse(text + 1, end, &d), end);
    return d;
}

static void a_directive_has_all_its_parts(void)
{
    struct directive d = parsed("%-+ #012.34ld");
    CU_ASSERT_EQUAL(d.flags,
                    FORMAT_LEFT | FORMAT_PLUS | FORMAT_SPACE | FORMAT_ALTERNATE | FORMAT_ZERO);
    CU_ASSERT_EQUAL(d.width, 12);
    CU_ASSERT_TRUE(d.has_precision);
    CU_ASSERT_EQUAL(d.precision, 34);
    CU_ASSERT_EQUAL(d.length, LENGTH_LONG);
    CU_ASSERT_EQUAL(d.conversion, 'd');
    CU_ASSERT_EQUAL(directive_value(&d), VALUE_LONG);
}

static void stars_and_positions_are_read(void)
{
    struct directive d = parsed("%3$*1$.*2$s");
    CU_ASSERT_EQUAL(d.position, 3);
    CU_ASSERT_TRUE(d.width_is_argument);
    CU_ASSERT_EQUAL(d.width_position, 1);
    CU_ASSERT_TRUE(d.precision_is_argument);
    CU_ASSERT_EQUAL(d.precision_position, 2);
    CU_ASSERT_EQUAL(directive_value(&d), VALUE_POINTER);
}

static void a_width_beyond_int_is_marked(void)
{
    CU_ASSERT_EQUAL(parsed("%99999999999d").width, -1);
    CU_ASSERT_EQUAL(parsed("%2147483648d").width, -1);
    CU_ASSERT_EQUAL(parsed("%2147483647d").width, 2147483647);
}

static void a_format_that_ends_early_has_no_conversion(void)
{
    static const char *const formats[] = {"%", "%-", "%12", "%1.", "%.*", "%l", "%3$"};
    for (size_t i = 0; i < ARRAY_LENGTH(formats); i++)
        CU_ASSERT_EQUAL(parsed(formats[i]).conversion, '\0');
}

/* A random integer conversion, such as "%-08.3hx". */
static void random_format(struct prng *prng, char *to)
{
    static const char flags[] = "-+ #0", conversions[] = "diouxX";
    static const char *const lengths[] = {"", "hh", "h", "l", "ll", "j", "z", "t"};
    *to++ = '%';
    for (int i = 0; i < 5; i++)
        if (prng_below(prng, 4) == 0)
            *to++ = flags[i];
    if (prng_below(prng, 2))
        to += sprintf(to, "%d", (int)prng_below(prng, 20) + 1);
    if (prng_below(prng, 3) == 0)
        to += sprintf(to, ".%d", (int)prng_below(prng, 15));
    to += sprintf(to, "%s%c", lengths[prng_below(prng, 8)], conversions[prng_below(prng, 6)]);
}

static void integers_look_as_the_host_prints_them(void)
{
    struct prng prng = prng_seeded(1);
    for (int trial = 0; trial < TRIALS; trial++) {
        char format[32], expected[64];
        random_format(&prng, format);
        int64_t value = (int64_t)(prng_next(&prng) >> prng_below(&prng, 64));
        if (prng_below(&prng, 2))
            value = -value;
        snprintf(expected, sizeof expected, format, value);
        struct directive d = parsed(format);
        struct sink out;
        sink_init(&out);
        format_integer(&out, &d, value);
        sink_put(&out, '\0');
        if (strcmp(out.bytes, expected) != 0)
            printf("    %s of %lld: '%s', expected '%s'\n", format, (long long)value, out.bytes,
                   expected);
        CU_ASSERT_STRING_EQUAL(out.bytes, expected);
    }
}

/* The numbers that every C programmer on Linux has seen. */
static void random_numbers_are_the_known_ones(void)
{
    static const int32_t of_1[] = {1804289383, 846930886,  1681692777, 1714636915, 1957747793,
                                   424238335,  719885386,  1649760492, 596516649,  1189641421};
    static const int32_t of_42[] = {71876166,  708592740,  1483128881, 907283241, 442951012,
                                    537146758, 1366999021, 1854614940, 647800535, 53523743};
    struct random_stream stream;
    random_seed(&stream, 1);
    for (size_t i = 0; i < ARRAY_LENGTH(of_1); i++)
        CU_ASSERT_EQUAL(random_next(&stream), of_1[i]);
    random_seed(&stream, 42);
    for (size_t i = 0; i < ARRAY_LENGTH(of_42); i++)
        CU_ASSERT_EQUAL(random_next(&stream), of_42[i]);
}

static void random_numbers_agree_with_the_host_for_any_seed(void)
{
    struct prng prng = prng_seeded(2);
    for (int trial = 0; trial < 50; trial++) {
        uint32_t seed = (uint32_t)prng_next(&prng);
        unsigned own = seed, host = seed;
        struct random_stream stream;
        random_seed(&stream, seed);
        srand(seed);
        for (int i = 0; i < 100; i++) {
            CU_ASSERT_EQUAL(random_next(&stream), rand());
            CU_ASSERT_EQUAL(random_reentrant(&own), rand_r(&host));
        }
    }
}

struct element {
    int key, order;
};

static int compare_elements(const void *a, const void *b, void *count)
{
    ++*(size_t *)count;
    return ((const struct element *)a)->key - ((const struct element *)b)->key;
}

static void sorting_is_stable_and_needs_few_comparisons(void)
{
    struct prng prng = prng_seeded(3);
    for (int trial = 0; trial < TRIALS; trial++) {
        struct element elements[ELEMENTS_MAX], room[ELEMENTS_MAX];
        size_t count = prng_below(&prng, ELEMENTS_MAX + 1), comparisons = 0, sum = 0;
        for (size_t i = 0; i < count; i++) {
            elements[i] = (struct element){(int)prng_below(&prng, 10), (int)i};
            sum += i;
        }
        struct sort sort = {sizeof *elements, compare_elements, &comparisons, (char *)room};
        sort_merge(&sort, (char *)elements, count);
        for (size_t i = 0; i < count; i++)
            sum -= (size_t)elements[i].order;
        CU_ASSERT_EQUAL(sum, 0);
        for (size_t i = 1; i < count; i++)
            CU_ASSERT(elements[i - 1].key < elements[i].key ||
                      (elements[i - 1].key == elements[i].key &&
                       elements[i - 1].order < elements[i].order));
        CU_ASSERT(comparisons <= count * 7); /* n log2 n, 70 < 2^7 */
    }
}

static void integers_are_read_as_the_host_reads_them(void)
{
    static const char alphabet[] = " -+0123456789abxfzX\t";
    struct prng prng = prng_seeded(4);
    for (int trial = 0; trial < 20 * TRIALS; trial++) {
        char text[32];
        size_t length = prng_below(&prng, 24), used;
        for (size_t i = 0; i < length; i++)
            text[i] = alphabet[prng_below(&prng, sizeof alphabet - 1)];
        text[length] = '\0';
        int base = (int)prng_below(&prng, 36);
        base += base > 0;
        char *end;
        CU_ASSERT_EQUAL((long)number_integer(text, base, true, &used), strtol(text, &end, base));
        CU_ASSERT_EQUAL(used, (size_t)(end - text));
        CU_ASSERT_EQUAL(number_integer(text, base, false, &used), strtoul(text, &end, base));
        CU_ASSERT_EQUAL(used, (size_t)(end - text));
    }
}

static void days_agree_with_the_host_for_any_time(void)
{
    struct prng prng = prng_seeded(5);
    for (int trial = 0; trial < TRIALS; trial++) {
        time_t seconds = (time_t)(prng_next(&prng) >> (10 + prng_below(&prng, 40)));
        if (prng_below(&prng, 2))
            seconds = -seconds;
        struct tm own, host;
        bool fits = calendar_from_seconds(seconds, &own);
        CU_ASSERT_EQUAL(fits, gmtime_r(&seconds, &host) != NULL);
        if (!fits)
            continue;
        CU_ASSERT_EQUAL(own.tm_year, host.tm_year);
        CU_ASSERT_EQUAL(own.tm_mon, host.tm_mon);
        CU_ASSERT_EQUAL(own.tm_mday, host.tm_mday);
        CU_ASSERT_EQUAL(own.tm_wday, host.tm_wday);
        CU_ASSERT_EQUAL(own.tm_yday, host.tm_yday);
        CU_ASSERT_EQUAL(own.tm_hour * 3600 + own.tm_min * 60 + own.tm_sec,
                        host.tm_hour * 3600 + host.tm_min * 60 + host.tm_sec);
        CU_ASSERT_EQUAL(calendar_to_seconds(&own), seconds);
    }
}

void suite_libc(void)
{
    CU_pSuite suite = CU_add_suite("libc", NULL, NULL);
    CU_ADD_TEST(suite, a_directive_has_all_its_parts);
    CU_ADD_TEST(suite, stars_and_positions_are_read);
    CU_ADD_TEST(suite, a_width_beyond_int_is_marked);
    CU_ADD_TEST(suite, a_format_that_ends_early_has_no_conversion);
    CU_ADD_TEST(suite, integers_look_as_the_host_prints_them);
    CU_ADD_TEST(suite, random_numbers_are_the_known_ones);
    CU_ADD_TEST(suite, random_numbers_agree_with_the_host_for_any_seed);
    CU_ADD_TEST(suite, sorting_is_stable_and_needs_few_comparisons);
    CU_ADD_TEST(suite, integers_are_read_as_the_host_reads_them);
    CU_ADD_TEST(suite, days_agree_with_the_host_for_any_time);
}
