/* SPDX-License-Identifier: MIT */
/*
 * Goal: a damaged or hostile shared object gives an error, never a crash, and what is loaded lies
 * where it should. Method: take a real shared object with every kind of content (thread-local
 * storage, constructors, pointers in data, undefined symbols); load every sampled prefix of it, and
 * thousands of copies with bytes changed.  In a child process, so that a crash is a failing test.
 */
#include "tests/suite.h"

#include "base/prng.h"
#include "base/str.h"
#include "sim/elf_file.h"
#include "sim/program.h"
#include "sim/text_file.h"
#include "tests/process.h"
#include "tests/scratch.h"

#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const source =
    "__thread int local = 7; __thread int zero; int data = 5; static int hidden; int zeros[5000];\n"
    "int *pointers[] = {&data, &hidden, &zeros[9]}; const char *const text = \"text\";\n"
    "__attribute__((weak)) int maybe(void);\n"
    "__attribute__((constructor)) static void start(void) { data++; }\n"
    "__attribute__((destructor)) static void stop(void) { data--; }\n"
    "int (*function)(void) = maybe;\n"
    "int main(void) { return (local += data) + zero++ + hidden + *pointers[2] + text[0]; }\n";

/* Reads the shared object that the source becomes. */
static void make_object(struct str *object)
{
    const char *files[] = {scratch_path("hostile.c")};
    struct build_options options = {.files = files, .file_count = 1};
    struct error err;
    struct program *p = program_build(&options, &err);
    if (p == NULL || !text_file_read(p->shared_object, object, &err)) {
        printf("%s\n", err.text);
        _exit(8);
    }
    program_free(p);
}

/* Loads these bytes as a program; true if that works. */
static bool loads(const char *bytes, size_t count)
{
    const char *files[] = {scratch_path("hostile.so")};
    struct build_options options = {.files = files, .file_count = 1};
    struct error err;
    if (!text_file_write(files[0], bytes, count, &err))
        _exit(9);
    struct program *p = program_build(&options, &err);
    if (p == NULL && (err.text[0] == '\0' || err.status < EXIT_BAD_INPUT))
        _exit(10);
    if (p != NULL && !program_has_code(p, p->main_entry))
        _exit(11);
    program_free(p);
    return p != NULL;
}

/* Where the part of the file ends that is needed at run time. */
static size_t needed_bytes(const struct str *object)
{
    struct elf_file elf;
    struct error err;
    if (!text_file_write(scratch_path("whole.so"), object->text, object->bytes, &err) ||
        !elf_file_open(&elf, scratch_path("whole.so"), &err))
        _exit(12);
    size_t end = 0;
    for (size_t i = 0; i < elf.loads.count; i++) {
        size_t to = elf.loads.items[i].p_offset + elf.loads.items[i].p_filesz;
        end = to > end ? to : end;
    }
    elf_file_close(&elf);
    return end;
}

static void load_prefixes(void *context)
{
    struct str object = {0};
    (void)context;
    make_object(&object);
    size_t needed = needed_bytes(&object);
    unsigned refused = 0, wrong = 0;
    for (size_t count = 0; count < object.bytes; count += count < 1024 ? 3 : 101) {
        bool loaded = loads(object.text, count);
        refused += !loaded;
        wrong += loaded != (count >= needed);
    }
    printf("%u wrong, %d refused some, %d whole\n", wrong, refused > 300,
           loads(object.text, object.bytes));
    str_release(&object);
}

static void every_prefix_of_a_program_is_refused(void)
{
    struct process p = {0};
    scratch_file("hostile.c", source);
    process_child(&p, load_prefixes, NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_STRING_EQUAL(str_text(&p.out), "0 wrong, 1 refused some, 1 whole\n");
    process_release(&p);
}

/* A value that is likely to be at an edge of something. */
static uint64_t edge(struct prng *prng)
{
    static const uint64_t edges[] = {0,          1,          7,          8,
                                     24,         0xfff,      0x1000,     0x7fffffff,
                                     1u << 31,   0xffffffff, 1ull << 32, UINT64_MAX - 7,
                                     UINT64_MAX, 1ull << 63, 0x200000,   0x3000};
    return edges[prng_below(prng, sizeof edges / sizeof edges[0])];
}

/* Changes a few bytes or words, mostly among the headers and tables. */
static void damage(struct prng *prng, char *bytes, size_t needed)
{
    uint64_t changes = 1 + prng_below(prng, 3);
    for (uint64_t i = 0; i < changes; i++) {
        size_t limit = prng_below(prng, 2) ? 0x800 : needed;
        size_t at = prng_below(prng, (limit < needed ? limit : needed) - 8);
        if (prng_below(prng, 2)) {
            bytes[at] = (char)prng_next(prng);
        } else {
            uint64_t word = edge(prng);
            memcpy(bytes + (at & ~(size_t)7), &word, sizeof word);
        }
    }
}

enum { DAMAGED_OBJECTS = 3000 };

static void load_damaged(void *context)
{
    struct str object = {0};
    struct prng prng = prng_seeded(20);
    unsigned refused = 0;
    (void)context;
    make_object(&object);
    size_t needed = needed_bytes(&object);
    char *copy = malloc(object.bytes);
    for (int i = 0; copy != NULL && i < DAMAGED_OBJECTS; i++) {
        memcpy(copy, object.text, object.bytes);
        damage(&prng, copy, needed);
        refused += !loads(copy, object.bytes);
    }
    /* Both happen: else the damage is too mild, or hits the first check only. */
    printf("%d %d\n", refused > DAMAGED_OBJECTS / 20, refused < DAMAGED_OBJECTS * 19 / 20);
    free(copy);
    str_release(&object);
}

static void damaged_programs_never_crash_the_loader(void)
{
    struct process p = {.seconds = 120};
    scratch_file("hostile.c", source);
    process_child(&p, load_damaged, NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_STRING_EQUAL(str_text(&p.out), "1 1\n");
    process_release(&p);
}

/* Loads the program three times, writing to its memory in between. */
static void load_again(void *context)
{
    uint64_t identity = 0;
    (void)context;
    for (int i = 0; i < 3; i++) {
        const char *files[] = {scratch_path("hostile.c")};
        struct build_options options = {.files = files, .file_count = 1};
        struct error err;
        struct program *p = program_build(&options, &err);
        if (p == NULL)
            _exit(8);
        bool clean = memcmp(p->pristine, (void *)p->data_start, p->data_end - p->data_start) == 0;
        memset((void *)p->data_start, 0x55, p->data_end - p->data_start);
        printf("%d%d", clean, i == 0 || identity == p->identity);
        identity = p->identity;
        program_free(p);
    }
}

static void a_program_can_be_loaded_again(void)
{
    struct process p = {0};
    scratch_file("hostile.c", source);
    process_child(&p, load_again, NULL);
    CU_ASSERT_STRING_EQUAL(str_text(&p.out), "111111");
    process_release(&p);
}

void suite_image(void)
{
    CU_pSuite suite = CU_add_suite("image", NULL, NULL);
    CU_ADD_TEST(suite, every_prefix_of_a_program_is_refused);
    CU_ADD_TEST(suite, damaged_programs_never_crash_the_loader);
    CU_ADD_TEST(suite, a_program_can_be_loaded_again);
}
