/* SPDX-License-Identifier: MIT */
/*
 * Goal: fields of a packed state keep their values, do not overlap and survive a change of layout.
 * Method: random widths and values against an array of plain numbers; sums of bits by hand.
 */
#include "checker/states/packing.h"
#include "tests/suite.h"

#include "base/prng.h"

#include <string.h>

enum { FIELDS = 40, WORDS_MAX = FIELDS };

static uint64_t random_value(struct prng *prng, uint32_t bits)
{
    return bits ? prng_next(prng) >> (64 - bits) : 0;
}

static void check_values(const struct packing *p, const uint64_t *words, const uint64_t *values)
{
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < p->count; i++)
        wrong += packing_get(p, words, i) != values[i];
    CU_ASSERT_EQUAL(wrong, 0);
}

static void fields_keep_their_values_whatever_is_written_to_others(void)
{
    struct prng prng = prng_seeded(7);
    for (uint64_t round = 0; round < 200; round++) {
        struct packing p;
        uint64_t words[WORDS_MAX] = {0}, values[FIELDS] = {0};
        packing_init(&p, FIELDS);
        for (uint32_t i = 0; i < FIELDS; i++)
            packing_need(&p, i, (uint32_t)prng_below(&prng, round % 65 + 1));
        packing_lay_out(&p);
        CU_ASSERT_FATAL(p.words <= WORDS_MAX);
        for (int step = 0; step < 500; step++) {
            uint32_t i = (uint32_t)prng_below(&prng, FIELDS);
            values[i] = random_value(&prng, p.fields[i].bits);
            CU_ASSERT(packing_fits(&p, i, values[i]));
            packing_set(&p, words, i, values[i]);
            if (step % 50 == 0)
                check_values(&p, words, values);
        }
        check_values(&p, words, values);
        packing_release(&p);
    }
}

static void all_bits_of_all_fields_are_within_the_words(void)
{
    struct packing p;
    packing_init(&p, FIELDS);
    for (uint32_t i = 0; i < FIELDS; i++)
        packing_need(&p, i, 7);
    packing_lay_out(&p);
    CU_ASSERT_EQUAL(p.words, 5); /* nine fields of 7 bits in a word */
    uint64_t words[8];
    memset(words, 0xff, sizeof words);
    for (uint32_t i = 0; i < FIELDS; i++)
        packing_set(&p, words, i, 0);
    for (uint32_t i = 0; i < 8; i++)
        CU_ASSERT_EQUAL(words[i] == UINT64_MAX, i >= p.words);
    packing_release(&p);
}

static void what_is_left_in_the_words_becomes_slack(void)
{
    struct packing p;
    packing_init(&p, 10);
    for (uint32_t i = 0; i < 10; i++)
        packing_need(&p, i, 4);
    packing_lay_out(&p);
    CU_ASSERT_EQUAL(p.words, 1);
    for (uint32_t i = 0; i < 10; i++)
        CU_ASSERT_EQUAL(p.fields[i].bits, i < 4 ? 7 : 6); /* 64 = 10 * 6 + 4 */
    CU_ASSERT(packing_fits(&p, 3, 127));
    CU_ASSERT_FALSE(packing_fits(&p, 3, 128));
    CU_ASSERT(packing_fits(&p, 4, 63));
    CU_ASSERT_FALSE(packing_fits(&p, 4, 64));
    packing_release(&p);
}

static void a_layout_without_fields_has_one_word(void)
{
    struct packing p;
    packing_init(&p, 0);
    packing_lay_out(&p);
    CU_ASSERT_EQUAL(p.words, 1);
    packing_release(&p);
}

static void a_field_of_no_bits_holds_only_zero(void)
{
    struct packing p;
    uint64_t words[1] = {0};
    packing_init(&p, 2);
    packing_need(&p, 1, 64);
    packing_lay_out(&p);
    packing_set(&p, words, 1, UINT64_MAX);
    packing_set(&p, words, 0, 0);
    CU_ASSERT_EQUAL(packing_get(&p, words, 0), 0);
    CU_ASSERT_EQUAL(packing_get(&p, words, 1), UINT64_MAX);
    CU_ASSERT(packing_fits(&p, 0, 0));
    CU_ASSERT_FALSE(packing_fits(&p, 0, 1));
    packing_release(&p);
}

static void converting_keeps_values_when_fields_grow_and_are_added(void)
{
    struct prng prng = prng_seeded(11);
    struct packing p;
    uint64_t words[WORDS_MAX] = {0}, new_words[WORDS_MAX], values[FIELDS] = {0};
    packing_init(&p, FIELDS / 2);
    packing_lay_out(&p);
    for (int step = 0; step < 3000; step++) {
        uint32_t i = (uint32_t)prng_below(&prng, p.count);
        uint64_t value = random_value(&prng, (uint32_t)prng_below(&prng, (uint64_t)step / 50 + 2));
        if (!packing_fits(&p, i, value)) {
            struct packing wider;
            packing_copy(&wider, &p);
            packing_need(&wider, i, packing_bits_of(value));
            if (wider.count < FIELDS)
                CU_ASSERT_EQUAL(packing_append(&wider, 3), p.count);
            packing_lay_out(&wider);
            packing_convert(&p, &wider, words, new_words);
            memcpy(words, new_words, sizeof words);
            packing_release(&p);
            p = wider;
        }
        packing_set(&p, words, i, values[i] = value);
        check_values(&p, words, values);
    }
    CU_ASSERT_EQUAL(p.count, FIELDS);
    packing_release(&p);
}

static void bits_of_a_value_are_its_binary_digits(void)
{
    CU_ASSERT_EQUAL(packing_bits_of(0), 0);
    CU_ASSERT_EQUAL(packing_bits_of(1), 1);
    CU_ASSERT_EQUAL(packing_bits_of(255), 8);
    CU_ASSERT_EQUAL(packing_bits_of(256), 9);
    CU_ASSERT_EQUAL(packing_bits_of(UINT64_MAX), 64);
}

void suite_packing(void)
{
    CU_pSuite suite = CU_add_suite("packing", NULL, NULL);
    CU_ADD_TEST(suite, fields_keep_their_values_whatever_is_written_to_others);
    CU_ADD_TEST(suite, all_bits_of_all_fields_are_within_the_words);
    CU_ADD_TEST(suite, what_is_left_in_the_words_becomes_slack);
    CU_ADD_TEST(suite, a_layout_without_fields_has_one_word);
    CU_ADD_TEST(suite, a_field_of_no_bits_holds_only_zero);
    CU_ADD_TEST(suite, converting_keeps_values_when_fields_grow_and_are_added);
    CU_ADD_TEST(suite, bits_of_a_value_are_its_binary_digits);
}
