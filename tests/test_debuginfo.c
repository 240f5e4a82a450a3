/* SPDX-License-Identifier: MIT */
/*
 * Goal: names are what the author of the program would say.  Method: small programs are compiled by
 * each installed compiler, with DWARF 4 and 5; addresses come from the programs themselves.
 */
#include "tests/suite.h"

#include "base/check.h"
#include "base/memory.h"
#include "tests/debuginfo_program.h"
#include "tests/process.h"
#include "tests/scratch.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void expect_global(const struct fixture *f, const void *base, size_t offset, uint64_t bytes,
                          const char *wanted)
{
    struct str out = {0};
    if (!debuginfo_global(f->d, (uint64_t)(uintptr_t)base + offset, bytes, &out))
        str_append(&out, "(none)");
    expect(&out, wanted);
    str_release(&out);
}

static void check_globals(struct fixture *f)
{
    const void *queue = symbol(f, "queue"), *flag = symbol(f, "flag"), *grid = symbol(f, "grid");
    expect_global(f, flag, 0, 4, "flag[0]");
    expect_global(f, flag, 4, 4, "flag[1]");
    expect_global(f, flag, 6, 1, "flag[1]+2");
    expect_global(f, grid, 0, 48, "grid");
    expect_global(f, grid, 4 * (4 * 2 + 3), 4, "grid[2][3]");
    expect_global(f, queue, 0, 8, "queue.head");
    expect_global(f, queue, 8, 4, "queue.length");
    size_t after_lock = 16 + sizeof(pthread_mutex_t);
    expect_global(f, queue, 16, 0, "queue.lock");
    expect_global(f, queue, 16, sizeof(pthread_mutex_t), "queue.lock");
    expect_global(f, queue, 16 + 8, 4, "queue.lock.__data.__owner");
    expect_global(f, queue, after_lock, 4, "queue.inner");
    expect_global(f, queue, after_lock + 4, 4, "queue.number");
    expect_global(f, queue, after_lock + 6, 1, "queue.text[2]");
    expect_global(f, queue, after_lock + 8, 1, "queue.{ready, done}");
    expect_global(f, queue, after_lock + 12 + 8 * (3 + 2) + 4, 4, "queue.corners[1][2].y");
    expect_global(f, symbol(f, "locks"), sizeof(pthread_mutex_t), 0, "locks[1]");
    expect_global(f, symbol(f, "pairs"), 12, 4, "pairs[1].right");
    expect_global(f, symbol(f, "here"), 0, 1, "(none)");
}

static void parts_of_globals_are_named(void)
{
    for_each_build(check_globals);
}

static void check_ranges(struct fixture *f)
{
    const void *grid = symbol(f, "grid"), *pairs = symbol(f, "pairs");
    expect_global(f, grid, 16, 32, "grid[1..2]");
    expect_global(f, pairs, 0, 8, "pairs[0]");
    expect_global(f, pairs, 0, 16, "pairs");
    expect_global(f, pairs, 2, 8, "pairs+2");
}

static void ranges_are_named_by_what_they_cover(void)
{
    for_each_build(check_ranges);
}

static void check_statics(struct fixture *f)
{
    expect_global(f, returned(f, "count_a"), 0, 4, "src/a.c::count");
    expect_global(f, returned(f, "count_b"), 0, 8, "src/b.c::count");
    expect_global(f, returned(f, "next_id"), 0, 4, "next_id::last");
    expect_global(f, returned(f, "other_id"), 0, 4, "other_id::last");
}

static void statics_of_one_name_are_told_apart(void)
{
    for_each_build(check_statics);
}

static void expect_value(const struct fixture *f, const char *name, uint64_t bytes, uint64_t raw,
                         const char *wanted)
{
    struct str out = {0};
    if (!debuginfo_value(f->d, (uint64_t)(uintptr_t)symbol(f, name), bytes, raw, &out))
        str_append(&out, "(unknown)");
    expect(&out, wanted);
    str_release(&out);
}

static void check_values(struct fixture *f)
{
    uint64_t flag = (uint64_t)(uintptr_t)symbol(f, "flag");
    expect_value(f, "color", 4, 5, "GREEN");
    expect_value(f, "color", 4, 6, "BLUE");
    expect_value(f, "color", 4, 7, "7");
    expect_value(f, "ready", 1, 1, "true");
    expect_value(f, "ready", 1, 0, "false");
    expect_value(f, "letter", 1, 'x', "'x'");
    expect_value(f, "letter", 1, '\n', "'\\n'");
    expect_value(f, "letter", 1, 0xff, "-1");
    expect_value(f, "small", 1, 0xfe, "-2");
    expect_value(f, "flag", 4, 0xffffffff, "-1");
    expect_value(f, "hits", 4, 0xffffffff, "4294967295");
    expect_value(f, "big", 8, UINT64_MAX, "18446744073709551615");
    expect_value(f, "ratio", 8, UINT64_C(0x3fe0000000000000), "0.5");
    expect_value(f, "cell", 8, 0, "NULL");
    expect_value(f, "cell", 8, flag + 4, "&flag[1]");
    expect_value(f, "hook", 8, (uint64_t)(uintptr_t)symbol(f, "here"), "here");
    expect_value(f, "queue_pointer", 8, (uint64_t)(uintptr_t)symbol(f, "queue"), "&queue");
    expect_value(f, "cell", 8, UINT64_C(0x1234), "(unknown)");
    expect_value(f, "grid", 48, 0, "(unknown)");
}

static void values_are_written_as_their_types(void)
{
    for_each_build(check_values);
}

/* Offset in the thread-local block of what is called so. */
static uint64_t tls_offset(struct fixture *f, const char *name)
{
    struct str out = {0};
    uint64_t offset = 0;
    while (offset < 64 && strcmp(str_text(&out), name) != 0) {
        str_clear(&out);
        offset += 4;
        debuginfo_tls(f->d, offset - 4, 4, &out, NULL);
    }
    CU_ASSERT_STRING_EQUAL(str_text(&out), name);
    str_release(&out);
    return offset - 4;
}

static void check_tls(struct fixture *f)
{
    struct str out = {0};
    const struct type *type;
    int64_t apart = (char *)symbol(f, "mine") - (char *)symbol(f, "before");
    uint64_t mine = tls_offset(f, "mine[0]");
    CU_ASSERT_EQUAL((int64_t)(mine - tls_offset(f, "before")), apart);
    CU_ASSERT_TRUE(debuginfo_tls(f->d, mine + 8, 4, &out, &type));
    expect(&out, "mine[2]");
    CU_ASSERT_TRUE(debuginfo_value_as(f->d, type, 4, UINT64_C(0xfffffffd), &out));
    expect(&out, "-3");
    CU_ASSERT_FALSE(debuginfo_tls(f->d, 1000, 4, &out, &type));
    str_release(&out);
}

static void thread_local_variables_are_named(void)
{
    for_each_build(check_tls);
}

static uint64_t probe_pc;

static __attribute__((noinline)) void note_pc(void *ignored)
{
    (void)ignored;
    probe_pc = (uint64_t)(uintptr_t)__builtin_return_address(0);
}

static void check_site(struct fixture *f)
{
    void *found = symbol(f, "here");
    symbol_prober(f, "here")(note_pc);
    struct source_site site = debuginfo_site(f->d, probe_pc);
    CU_ASSERT_STRING_EQUAL(site.file, "src/a.c");
    CU_ASSERT_STRING_EQUAL(site.function, "here");
    CU_ASSERT_EQUAL(site.line, 34);
    struct source_site again = debuginfo_site(f->d, probe_pc);
    CU_ASSERT_PTR_EQUAL(site.file, again.file);
    CU_ASSERT_STRING_EQUAL(debuginfo_function(f->d, (uint64_t)(uintptr_t)found), "here");
    site = debuginfo_site(f->d, 16);
    CU_ASSERT_STRING_EQUAL(site.file, "?");
    CU_ASSERT_STRING_EQUAL(site.function, "?");
    CU_ASSERT_EQUAL(site.line, 0);
    CU_ASSERT_PTR_NULL(debuginfo_function(f->d, 16));
}

static void a_return_address_gives_the_line_of_the_call(void)
{
    for_each_build(check_site);
}

static void symbols_serve_where_there_is_no_dwarf(void)
{
    struct fixture f;
    fixture_open(&f, "cc", "-g0");
    expect_global(&f, symbol(&f, "flag"), 4, 4, "flag+4");
    expect_global(&f, symbol(&f, "color"), 0, 4, "color");
    symbol_prober(&f, "here")(note_pc);
    struct source_site site = debuginfo_site(f.d, probe_pc);
    CU_ASSERT_STRING_EQUAL(site.file, "?");
    CU_ASSERT_STRING_EQUAL(site.function, "here");
    struct str out = {0};
    CU_ASSERT_FALSE(debuginfo_value(f.d, (uint64_t)(uintptr_t)symbol(&f, "flag"), 4, 1, &out));
    fixture_close(&f);
}

/* Asks everything there is to ask, of every address. */
static void ask_everything(const struct program *p)
{
    struct debuginfo *d = debuginfo_open(p);
    struct str out = {0};
    const struct type *type;
    for (uint64_t addr = 0; addr < 0x6000; addr += 4) {
        debuginfo_site(d, addr);
        debuginfo_function(d, addr);
        if (debuginfo_global(d, addr, addr % 3 ? 4 : 0, &out))
            debuginfo_value(d, addr, 4, addr, &out);
        if (addr < 64)
            debuginfo_tls(d, addr, 4, &out, &type);
        str_clear(&out);
    }
    str_release(&out);
    debuginfo_close(d);
}

struct damage {
    char *bytes;
    size_t count;
    const char *path;
};

static void write_file(const char *path, const char *bytes, size_t count)
{
    FILE *file = fopen(path, "wb");
    ASSERT(file && fwrite(bytes, 1, count, file) == count && fclose(file) == 0);
}

/* In a child: a crash of libdw would otherwise end the suite. */
static void ask_damaged(void *context)
{
    const struct damage *damage = context;
    struct program p = {.shared_object = (char *)(uintptr_t)damage->path};
    uint64_t state = 1;
    for (int round = 0; round < 150; round++) {
        char *copy = memory_new(damage->count, 1);
        memcpy(copy, damage->bytes, damage->count);
        for (int i = 0; i < 1 + round % 16; i++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
            /* Keep the ELF header most of the time: the interesting part is behind it. */
            size_t at = 64 + (size_t)(state >> 33) % (damage->count - 64);
            copy[at] = (char)(state >> 25);
        }
        write_file(damage->path, copy, round % 10 == 9 ? damage->count / 2 : damage->count);
        free(copy);
        ask_everything(&p);
    }
}

static void damaged_files_cost_names_and_nothing_else(void)
{
    struct damage damage = {.path = scratch_path("damaged.so")};
    CU_ASSERT_FATAL(fixture_compile("cc", "-gdwarf-5", damage.path));
    FILE *file = fopen(damage.path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    damage.bytes = memory_new(1 << 20, 1);
    damage.count = fread(damage.bytes, 1, 1 << 20, file);
    fclose(file);
    struct process p = {0};
    process_child(&p, ask_damaged, &damage);
    CU_ASSERT_EQUAL(p.status, 0);
    if (p.status != 0)
        printf("%s%s\n", str_text(&p.out), str_text(&p.err));
    process_release(&p);
    free(damage.bytes);
    ask_everything(&(struct program){.shared_object = (char *)(uintptr_t) "/nonexistent"});
    ask_everything(&(struct program){.shared_object = (char *)(uintptr_t) "/"});
}

void suite_debuginfo(void)
{
    CU_pSuite suite = CU_add_suite("debuginfo", NULL, NULL);
    CU_ADD_TEST(suite, parts_of_globals_are_named);
    CU_ADD_TEST(suite, ranges_are_named_by_what_they_cover);
    CU_ADD_TEST(suite, statics_of_one_name_are_told_apart);
    CU_ADD_TEST(suite, values_are_written_as_their_types);
    CU_ADD_TEST(suite, thread_local_variables_are_named);
    CU_ADD_TEST(suite, a_return_address_gives_the_line_of_the_call);
    CU_ADD_TEST(suite, symbols_serve_where_there_is_no_dwarf);
    CU_ADD_TEST(suite, damaged_files_cost_names_and_nothing_else);
}
