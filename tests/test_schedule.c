/* SPDX-License-Identifier: MIT */
/*
 * Goal: a schedule survives the way to text and back, there is one text for each schedule, and
 * nothing that somebody types or forges does harm. Method: texts written by hand with the position
 * of the first mistake; random schedules; thousands of mutations of a valid text, each of which
 * must be rejected with one line or be canonical.
 */
#include "tests/suite.h"

#include "base/prng.h"
#include "sim/schedule.h"
#include "sim/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool formats_as(const struct schedule *schedule, const char *expected)
{
    struct str text = {0};
    schedule_format(schedule, &text);
    bool same = strcmp(str_text(&text), expected) == 0;
    str_release(&text);
    return same;
}

/* Parses text; if that works, it must be what format writes. */
static bool parses(const char *text, struct error *err)
{
    struct schedule schedule = {0};
    bool good = schedule_parse(text, &schedule, err);
    CU_ASSERT(!good || formats_as(&schedule, text));
    schedule_release(&schedule);
    return good;
}

static void format_writes_the_documented_example(void)
{
    struct schedule schedule = {0};
    struct promotion promotion = {WORLD_BASE + 0x14010, 0xf};
    vec_push(&schedule.promoted, promotion);
    vec_push(&schedule.picks, 0);
    for (int i = 0; i < 12; i++)
        vec_push(&schedule.picks, 1);
    for (int i = 0; i < 3; i++)
        vec_push(&schedule.picks, 0);
    CU_ASSERT(formats_as(&schedule, "S1+200000014010:f.0.1x12.0x3"));
    schedule_release(&schedule);
}

static void a_schedule_without_choices_is_s1(void)
{
    struct schedule schedule = {0};
    struct error err;
    CU_ASSERT(formats_as(&schedule, "S1"));
    CU_ASSERT(schedule_parse("S1", &schedule, &err));
    CU_ASSERT_EQUAL(schedule.picks.count, 0);
    schedule_release(&schedule);
}

static void parse_expands_the_runs(void)
{
    struct schedule schedule = {0};
    struct error err;
    CU_ASSERT(schedule_parse("S1+200000014010:f.7.4294967295x2.7", &schedule, &err));
    CU_ASSERT_EQUAL_FATAL(schedule.picks.count, 4);
    CU_ASSERT_EQUAL(schedule.picks.items[0], 7);
    CU_ASSERT_EQUAL(schedule.picks.items[1], UINT32_MAX);
    CU_ASSERT_EQUAL(schedule.picks.items[2], UINT32_MAX);
    CU_ASSERT_EQUAL(schedule.picks.items[3], 7);
    CU_ASSERT_EQUAL_FATAL(schedule.promoted.count, 1);
    CU_ASSERT_EQUAL(schedule.promoted.items[0].addr, WORLD_BASE + 0x14010);
    CU_ASSERT_EQUAL(schedule.promoted.items[0].mask, 0xf);
    schedule_release(&schedule);
}

static void parse_names_the_character_that_is_wrong(void)
{
    static const struct {
        const char *text;
        unsigned position; /* from 1 */
    } wrong[] = {
        {"", 1},
        {"x", 1},
        {"S", 2},
        {"S2.0", 2},
        {"S10", 3},
        {"S1 ", 3},
        {"S1.", 4},
        {"S1.0.", 6},
        {"S1..0", 4},
        {"S1.00", 4},
        {"S1.01", 4},
        {"S1.-1", 4},
        {"S1.0x", 6},
        {"S1.0x0", 6},
        {"S1.0x1", 6},
        {"S1.0x02", 6},
        {"S1.0x2x2", 7},
        {"S1.0.0", 6},
        {"S1.0x2.0", 8},
        {"S1.0 ", 5},
        {"S1.0\n", 5},
        {"S1.4294967296", 4},
        {"S1.0x4294967296", 6},
        {"S1.99999999999999999999", 4},
        {"S1.1a", 5},
        {"s1.0", 1},
        {"S1+", 4},
        {"S1+0:f", 4},
        {"S1+10:f", 4},
        {"S1+200000014011:f", 4},
        {"S1+200000014010", 16},
        {"S1+200000014010:", 17},
        {"S1+200000014010:0", 17},
        {"S1+200000014010:100", 17},
        {"S1+200000014010:F", 17},
        {"S1+200000014010:f.", 19},
        {"S1+fffffffffffffffff:1", 4},
        {"S1.0+200000014010:f", 5},
        {"S1@", 4},
        {"S1@0:0", 4},
        {"S1.0@4", 7},
        {"S1.0@4:", 8},
        {"S1.0@4:5", 8},
        {"S1.0@04:4", 6},
        {"S1.0@4:4.0", 9},
        {"S1.\x01", 4},
        {"S1.\xff", 4},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct error err = {.text = ""};
        char expected[64];
        snprintf(expected, sizeof expected, "character %u:", wrong[i].position);
        CU_ASSERT_FALSE(parses(wrong[i].text, &err));
        if (strstr(err.text, expected) == NULL) {
            printf("'%s': %s\n", wrong[i].text, err.text);
            CU_FAIL("another character is named");
        }
        CU_ASSERT_EQUAL(strchr(err.text, '\n'), NULL);
        CU_ASSERT_EQUAL(err.status, EXIT_BAD_INPUT);
    }
}

/* Four thousand million picks would be 16 GB: they must be refused before they are expanded. */
static void parse_refuses_more_picks_than_the_bound(void)
{
    struct error err;
    CU_ASSERT_FALSE(parses("S1.0x4000000000", &err));
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "more than 100000000 choices"));
    CU_ASSERT_FALSE(parses("S1.0x60000000.1x60000000", &err));
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "character 15:"));
}

static void a_failed_parse_leaves_the_schedule_alone(void)
{
    struct schedule schedule = {0};
    struct error err;
    CU_ASSERT(schedule_parse("S1.3x2", &schedule, &err));
    CU_ASSERT_FALSE(schedule_parse("S1.1.2.x", &schedule, &err));
    CU_ASSERT(formats_as(&schedule, "S1.3x2"));
    CU_ASSERT(schedule_parse("S1.4", &schedule, &err));
    CU_ASSERT(formats_as(&schedule, "S1.4"));
    schedule_release(&schedule);
}

static void a_copy_is_equal_and_independent(void)
{
    struct schedule from = {0}, to = {0};
    struct error err;
    CU_ASSERT(schedule_parse("S1+200000000008:f.1.2", &from, &err));
    CU_ASSERT(schedule_parse("S1.9x5", &to, &err));
    schedule_copy(&to, &from);
    vec_push(&from.picks, 3);
    CU_ASSERT(formats_as(&to, "S1+200000000008:f.1.2"));
    schedule_release(&from);
    schedule_release(&to);
}

/* Runs of all lengths, of picks small and large. */
static void random_schedules_survive_the_round_trip(void)
{
    struct prng prng = prng_seeded(1);
    struct error err;
    for (int round = 0; round < 2000; round++) {
        struct schedule schedule = {0}, again = {0};
        struct str text = {0};
        uint64_t runs = prng_below(&prng, 20), promoted = prng_below(&prng, 3);
        for (uint64_t i = 0; i < promoted; i++) {
            struct promotion p = {WORLD_BASE + 8 * prng_below(&prng, WORLD_BYTES / 8),
                                  (uint8_t)(1 + prng_below(&prng, 15))};
            vec_push(&schedule.promoted, p);
        }
        for (uint64_t i = 0; i < runs; i++) {
            uint32_t pick = (uint32_t)prng_below(&prng, round % 2 ? 3 : UINT32_MAX);
            for (uint64_t n = prng_below(&prng, 30); n > 0; n--)
                vec_push(&schedule.picks, pick);
        }
        schedule.endless_steps = prng_below(&prng, 3);
        schedule.cycle_steps = prng_below(&prng, schedule.endless_steps + 1);
        schedule_format(&schedule, &text);
        CU_ASSERT_FATAL(schedule_parse(str_text(&text), &again, &err));
        CU_ASSERT_EQUAL_FATAL(again.picks.count, schedule.picks.count);
        CU_ASSERT(schedule.picks.count == 0 ||
                  memcmp(again.picks.items, schedule.picks.items,
                         schedule.picks.count * sizeof(uint32_t)) == 0);
        CU_ASSERT_EQUAL(again.endless_steps, schedule.endless_steps);
        CU_ASSERT_EQUAL(again.cycle_steps, schedule.cycle_steps);
        CU_ASSERT(formats_as(&again, str_text(&text)));
        schedule_release(&schedule);
        schedule_release(&again);
        str_release(&text);
    }
}

static void mutated_texts_are_canonical_or_rejected_in_one_line(void)
{
    static const char valid[] = "S1+200000014010:f+200000014018:ff.0.1x12.0x3.17.2x9.1@90:12";
    static const char letters[] = "S1+:@.x0123456789abcdef \n\xff-";
    struct prng prng = prng_seeded(2);
    unsigned accepted = 0, rejected = 0;
    for (int round = 0; round < 20000; round++) {
        char text[128];
        size_t bytes = sizeof valid - 1;
        memcpy(text, valid, sizeof valid);
        for (uint64_t n = 1 + prng_below(&prng, 3); n > 0; n--) {
            size_t at = prng_below(&prng, bytes);
            char letter = letters[prng_below(&prng, sizeof letters - 1)];
            switch (prng_below(&prng, 4)) {
            case 0: /* replace */
                text[at] = letter;
                break;
            case 1: /* insert */
                memmove(text + at + 1, text + at, bytes - at + 1);
                text[at] = letter;
                bytes++;
                break;
            case 2: /* remove */
                memmove(text + at, text + at + 1, bytes - at);
                bytes--;
                break;
            default: /* cut off */
                bytes = at + 1;
                text[bytes] = '\0';
            }
        }
        struct error err = {.text = ""};
        if (parses(text, &err)) {
            accepted++;
            continue;
        }
        rejected++;
        CU_ASSERT(err.text[0] != '\0' && strchr(err.text, '\n') == NULL);
        CU_ASSERT_EQUAL(strncmp(err.text, "schedule, character ", 20), 0);
    }
    CU_ASSERT(accepted > 100 && rejected > 1000); /* the mutations reach both */
}

void suite_schedule(void)
{
    CU_pSuite suite = CU_add_suite("schedule", NULL, NULL);
    CU_ADD_TEST(suite, format_writes_the_documented_example);
    CU_ADD_TEST(suite, a_schedule_without_choices_is_s1);
    CU_ADD_TEST(suite, parse_expands_the_runs);
    CU_ADD_TEST(suite, parse_names_the_character_that_is_wrong);
    CU_ADD_TEST(suite, parse_refuses_more_picks_than_the_bound);
    CU_ADD_TEST(suite, a_failed_parse_leaves_the_schedule_alone);
    CU_ADD_TEST(suite, a_copy_is_equal_and_independent);
    CU_ADD_TEST(suite, random_schedules_survive_the_round_trip);
    CU_ADD_TEST(suite, mutated_texts_are_canonical_or_rejected_in_one_line);
}
