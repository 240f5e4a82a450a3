/* SPDX-License-Identifier: MIT */
/* Goal: words survive the way to a shell and back.  Method: ask sh. */
#include "cli/words.h"
#include "tests/process.h"
#include "tests/suite.h"

#include "base/check.h"

#include <string.h>

static void quoted_words_come_back_from_a_shell(void)
{
    static const char *const words[] = {"plain", "", "a b", "it's", "\"", "$HOME `id` \\ ;&|<>*?[~#!",
                                        "'", "''", "new\nline", "-x", "S1+2000:f.0.1x12"};
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        struct str command = {0};
        str_append(&command, "printf '%s' ");
        shell_quote(words[i], &command);
        const char *const argv[] = {"sh", "-c", str_text(&command), NULL};
        struct process p = {0};
        process_run(&p, argv);
        CU_ASSERT_EQUAL(p.status, 0);
        CU_ASSERT_STRING_EQUAL(str_text(&p.out), words[i]);
        process_release(&p);
        str_release(&command);
    }
}

static void plain_words_are_not_quoted(void)
{
    struct str out = {0};
    shell_quote("models/bank.c", &out);
    CU_ASSERT_STRING_EQUAL(str_text(&out), "models/bank.c");
    str_release(&out);
}

static void flags_are_cut_as_a_shell_cuts_them(void)
{
    struct word_list list = {0};
    CU_ASSERT(word_list_split(&list, "  -O1 -DNAME='a b' \"-I x\"y \\-z '' "));
    CU_ASSERT_EQUAL_FATAL(list.words.count, 5);
    CU_ASSERT_STRING_EQUAL(list.words.items[0], "-O1");
    CU_ASSERT_STRING_EQUAL(list.words.items[1], "-DNAME=a b");
    CU_ASSERT_STRING_EQUAL(list.words.items[2], "-I xy");
    CU_ASSERT_STRING_EQUAL(list.words.items[3], "-z");
    CU_ASSERT_STRING_EQUAL(list.words.items[4], "");
    word_list_release(&list);
    CU_ASSERT_FALSE(word_list_split(&list, "-O1 'open"));
    word_list_release(&list);
    CU_ASSERT(word_list_split(&list, "   "));
    CU_ASSERT_EQUAL(list.words.count, 0);
}

void suite_words(void)
{
    CU_pSuite suite = CU_add_suite("words", NULL, NULL);
    CU_ADD_TEST(suite, quoted_words_come_back_from_a_shell);
    CU_ADD_TEST(suite, plain_words_are_not_quoted);
    CU_ADD_TEST(suite, flags_are_cut_as_a_shell_cuts_them);
}
