/* SPDX-License-Identifier: MIT */
/*
 * Goal: sources become a loaded program with the same addresses and the same identity everywhere,
 * and whatever is wrong with them is said in one clear line. Method: build small programs with the
 * system's compiler (and clang, where there is one), each in a child process, since only one
 * program can be loaded at a time.
 */
#include "tests/suite.h"

#include "sim/program.h"
#include "sim/world.h"
#include "tests/process.h"
#include "tests/scratch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct request {
    const char *files[4];
    const char *flags[4];
    const char *compiler;
    bool allow_asm;
    void (*inspect)(const struct program *p);
};

/* In a child: builds, and prints the identity, or the status and the text of the error. */
static void build(void *context)
{
    const struct request *r = context;
    struct build_options options = {
        .files = r->files, .flags = r->flags, .compiler = r->compiler, .allow_asm = r->allow_asm};
    while (options.file_count < 4 && r->files[options.file_count] != NULL)
        options.file_count++;
    while (options.flag_count < 4 && r->flags[options.flag_count] != NULL)
        options.flag_count++;
    struct error err;
    struct program *p = program_build(&options, &err);
    if (p == NULL) {
        printf("%d %s\n", (int)err.status, err.text);
        return;
    }
    printf("%016" PRIx64 "\n", p->identity);
    for (size_t i = 0; i < p->assumptions.count; i++)
        printf("assume %s\n", p->assumptions.items[i]);
    if (r->inspect)
        r->inspect(p);
    program_free(p);
}

/* What a build prints. */
static const char *outcome(struct request *r)
{
    static char text[8192];
    struct process p = {0};
    process_child(&p, build, r);
    snprintf(text, sizeof text, "%s", str_text(&p.out));
    CU_ASSERT_EQUAL(p.status, 0);
    process_release(&p);
    return text;
}

static const char *outcome_of(const char *name, const char *text)
{
    struct request r = {.files = {scratch_file(name, text)}};
    return outcome(&r);
}

static bool has_clang(void)
{
    struct process p = {0};
    const char *const argv[] = {"sh", "-c", "command -v clang", NULL};
    process_run(&p, argv);
    bool found = p.status == 0;
    process_release(&p);
    return found;
}

static bool contains(const char *text, const char *part)
{
    bool found = strstr(text, part) != NULL;
    if (!found)
        printf("    expected \"%s\" in: %s\n", part, text);
    return found;
}

static const char *const two_a =
    "extern int b(int);\n"
    "__thread int local = 7; int data = 5; int zeros[100000];\n"
    "int *pointer = &data;\n"
    "__attribute__((constructor)) static void start(void) { data++; }\n"
    "int main(void) { zeros[1] = b(local); return data; }\n";
static const char *const two_b = "int b(int x) { return x + (int)sizeof __FILE__; }\n";

static void inspect_two_files(const struct program *p)
{
    bool inside = p->image_start > WORLD_BASE && p->image_end < WORLD_BASE + IMAGE_BYTES &&
                  p->text_start >= p->image_start && p->data_end <= p->image_end;
    bool tls = p->tls_image_bytes == 4 && p->tls_bytes >= 4 && *(const int *)p->tls_image == 7;
    bool data = p->data_end - p->data_start > 100000 * sizeof(int) &&
                memcmp(p->pristine, (const void *)p->data_start, p->data_end - p->data_start) == 0;
    bool code = program_has_code(p, p->main_entry) && p->constructors.count >= 1 &&
                p->destructors.count == 0;
    printf("%s %d%d%d%d %s\n", p->name, inside, tls, data, code,
           access(p->shared_object, R_OK) == 0 ? "built" : "missing");
}

static void builds_a_program_of_two_files(void)
{
    struct request r = {.files = {scratch_file("two/two.c", two_a), scratch_file("two/b.c", two_b)},
                        .inspect = inspect_two_files};
    CU_ASSERT_TRUE(contains(outcome(&r), "\ntwo 1111 built\n"));
    if (has_clang()) {
        r.compiler = "clang";
        CU_ASSERT_TRUE(contains(outcome(&r), "\ntwo 1111 built\n"));
    }
}

static void inspect_assumptions(const struct program *p)
{
    printf("assumptions %zu\n", p->assumptions.count);
    for (size_t i = 0; i < p->assumptions.count; i++)
        printf("%s\n", p->assumptions.items[i]);
}

static void what_clang_does_not_instrument_is_an_assumption(void)
{
    struct request r = {.files = {scratch_file("plain.c", "int main(void) { return 0; }\n")},
                        .inspect = inspect_assumptions};
    if (!has_clang())
        return;
    r.compiler = "gcc";
    CU_ASSERT_TRUE(contains(outcome(&r), "assumptions 0\n"));
    r.compiler = "clang";
    CU_ASSERT_TRUE(contains(outcome(&r), "clang does not instrument some accesses"));
}

static void inspect_call(const struct program *p)
{
    for (size_t i = 0; i < p->constructors.count; i++)
        printf("constructor inside: %d\n", program_has_code(p, p->constructors.items[i]));
    printf("data protects code: %d\n", p->text_end <= p->data_start);
}

static void constructors_are_functions_of_the_program(void)
{
    struct request r = {.files = {scratch_file("two/two.c", two_a), scratch_file("two/b.c", two_b)},
                        .inspect = inspect_call};
    const char *text = outcome(&r);
    CU_ASSERT_TRUE(contains(text, "constructor inside: 1"));
    CU_ASSERT_PTR_NULL(strstr(text, "constructor inside: 0"));
    CU_ASSERT_TRUE(contains(text, "data protects code: 1"));
}

/* The child changes its directory first. */
static void build_elsewhere(void *context)
{
    if (chdir("/") != 0)
        _exit(9);
    build(context);
}

static void build_beside(void *context)
{
    if (chdir(scratch_path("two")) != 0)
        _exit(9);
    setenv("TMPDIR", scratch_folder(), 1);
    build(context);
}

static void identity_is_the_same_in_every_process_and_directory(void)
{
    struct request absolute = {
        .files = {scratch_file("two/two.c", two_a), scratch_file("two/b.c", two_b)}};
    struct request relative = {.files = {"two.c", "./b.c"}};
    struct process here = {0}, elsewhere = {0}, beside = {0};
    process_child(&here, build, &absolute);
    process_child(&elsewhere, build_elsewhere, &absolute);
    process_child(&beside, build_beside, &relative);
    CU_ASSERT_EQUAL(strlen(str_text(&here.out)), 17);
    CU_ASSERT_STRING_EQUAL(str_text(&here.out), str_text(&elsewhere.out));
    CU_ASSERT_STRING_EQUAL(str_text(&here.out), str_text(&beside.out));
    process_release(&here);
    process_release(&elsewhere);
    process_release(&beside);
}

static void identity_changes_with_the_code(void)
{
    char before[64];
    snprintf(before, sizeof before, "%s", outcome_of("same.c", "int main(void) { return 1; }\n"));
    CU_ASSERT_STRING_EQUAL(outcome_of("same.c", "int main(void) { return 1; } /* text */\n"),
                           before);
    CU_ASSERT_STRING_NOT_EQUAL(outcome_of("same.c", "int main(void) { return 2; }\n"), before);
}

static void host_functions_have_fixed_addresses_as_values(void)
{
    const char *source = "#include <stdlib.h>\n#include <pthread.h>\n"
                         "int (*numbers)(const char *) = atoi;\n"
                         "int main(void) { return numbers != 0; }\n";
    struct request r = {.files = {scratch_file("values.c", source)}};
    const char *text = outcome(&r);
    CU_ASSERT_EQUAL(strlen(text), 17);
}

static void a_compiler_error_is_shown_and_named(void)
{
    struct request r = {.files = {scratch_file("wrong.c", "int x = ;\n")}};
    struct process p = {0};
    process_child(&p, build, &r);
    CU_ASSERT_TRUE(contains(str_text(&p.err), "wrong.c:1:"));
    CU_ASSERT_TRUE(
        contains(str_text(&p.out), "wrong.c does not compile; the compiler's message is above"));
    CU_ASSERT_EQUAL(str_text(&p.out)[0], '2');
    process_release(&p);
}

static void warnings_of_a_program_that_compiles_are_not_shown(void)
{
    struct request r = {.files = {scratch_file("warn.c", "int main(void) { return \"a\"; }\n")}};
    struct process p = {0};
    process_child(&p, build, &r);
    CU_ASSERT_EQUAL(strlen(str_text(&p.out)), 17);
    CU_ASSERT_STRING_EQUAL(str_text(&p.err), "");
    process_release(&p);
}

static void what_is_no_program_is_refused_in_one_line(void)
{
    struct request none = {.files = {NULL}};
    struct request folder = {.files = {scratch_folder()}};
    struct request absent = {.files = {scratch_path("absent.c")}};
    struct request no_compiler = {
        .files = {scratch_file("one.c", "int main(void) { return 0; }\n")},
        .compiler = "no-such-compiler"};
    CU_ASSERT_TRUE(contains(outcome(&none), "2 no program"));
    CU_ASSERT_TRUE(contains(outcome(&folder), "is a directory"));
    CU_ASSERT_TRUE(contains(outcome(&absent), "absent.c: No such file or directory"));
    CU_ASSERT_TRUE(contains(outcome(&no_compiler), "cannot run the compiler no-such-compiler"));
    CU_ASSERT_TRUE(contains(outcome_of("empty.c", ""), "2 no function main in "));
    CU_ASSERT_TRUE(contains(outcome_of("text.txt", "x"), "is of an unknown kind"));
    CU_ASSERT_TRUE(contains(outcome_of("fake.so", "not ELF"), "is not a shared object"));
}

static void unsupported_symbols_are_named_with_their_lines(void)
{
    const char *text = outcome_of("unknown.c", "int one(void); int two(void);\n"
                                               "int main(void)\n{\n"
                                               "    return two()\n"
                                               "         + one();\n}\n");
    CU_ASSERT_EQUAL(text[0], '4');
    CU_ASSERT_TRUE(contains(text, "the program needs 2 symbols that heddle does not have:\n"));
    CU_ASSERT_TRUE(contains(text, "unknown.c:4: two is not known"));
    CU_ASSERT_TRUE(contains(text, "unknown.c:5: one is not known"));
    CU_ASSERT(strstr(text, "two is") < strstr(text, "one is"));
}

static void a_weak_symbol_may_be_missing(void)
{
    CU_ASSERT_EQUAL(
        strlen(outcome_of("weak.c", "__attribute__((weak)) int maybe(void);\n"
                                    "int main(void) { return maybe ? maybe() : 0; }\n")),
        17);
}

static void the_programs_own_definitions_come_first(void)
{
    CU_ASSERT_EQUAL(strlen(outcome_of("own.c", "int fork(void) { return 1; }\n"
                                               "int sem_wait(int *s) { return --*s; }\n"
                                               "int main(void) { int s = 1;\n"
                                               "return fork() + sem_wait(&s); }\n")),
                    17);
}

static void inline_assembly_is_refused_unless_allowed(void)
{
#ifdef __x86_64__
    const char *code = "lock; incl %0";
#else
    const char *code = "str wzr, %0";
#endif
    struct str source = {0};
    str_printf(&source,
               "int n;\nint main(void)\n{\n"
               "    __asm__ volatile(\"%s\" : \"+m\"(n));\n    return 0;\n}\n",
               code);
    struct request r = {.files = {scratch_file("assembly.c", str_text(&source))}};
    const char *compilers[] = {"cc", has_clang() ? "clang" : "cc"};
    for (int i = 0; i < 2; i++) {
        r.compiler = compilers[i];
        r.allow_asm = false;
        const char *text = outcome(&r);
        CU_ASSERT_EQUAL(text[0], '4');
        CU_ASSERT_TRUE(contains(text, "assembly.c:4 ("));
        CU_ASSERT_TRUE(contains(text, "--allow-asm"));
        r.allow_asm = true;
        CU_ASSERT_TRUE(contains(outcome(&r), "assume inline assembly at "));
    }
    str_release(&source);
}

static void nested_functions_that_need_the_stack_are_refused(void)
{
    const char *text = outcome_of("nested.c", "int call(int (*f)(void)) { return f(); }\n"
                                              "int main(void) { int x = 3;\n"
                                              "int g(void) { return x; } return call(g); }\n");
    /* clang has no nested functions at all. */
    CU_ASSERT_TRUE(text[0] == '4' || text[0] == '2');
}

static void heddle_h_is_found_without_a_flag(void)
{
    CU_ASSERT_EQUAL(
        strlen(outcome_of("region.c", "#include \"heddle.h\"\n#ifndef __HEDDLE__\n#error\n"
                                      "#endif\nint main(void) { heddle_critical();\n"
                                      "heddle_exit(); return 0; }\n")),
        17);
}

static void flags_of_the_user_reach_the_compiler_in_order(void)
{
    struct request r = {.files = {scratch_file("flag.c", "#if N != 2\n#error\n#endif\n"
                                                         "int main(void) { return 0; }\n")},
                        .flags = {"-D", "N=1", "-UN", "-DN=2"}};
    CU_ASSERT_EQUAL(strlen(outcome(&r)), 17);
}

static void temporary_files_are_removed(void)
{
    const char *folder = scratch_path("temporary");
    struct str command = {0};
    struct process p = {0};
    scratch_file("temporary/a.c", "int main(void) { return 0; }\n");
    scratch_file("temporary/b.c", "int main(void) { return x; }\n");
    setenv("TMPDIR", folder, 1);
    struct request good = {.files = {scratch_path("temporary/a.c")}};
    struct request bad = {.files = {scratch_path("temporary/b.c")}};
    CU_ASSERT_EQUAL(strlen(outcome(&good)), 17);
    CU_ASSERT_EQUAL(outcome(&bad)[0], '2');
    unsetenv("TMPDIR");
    str_printf(&command, "ls %s", folder);
    const char *const argv[] = {"sh", "-c", str_text(&command), NULL};
    process_run(&p, argv);
    CU_ASSERT_STRING_EQUAL(str_text(&p.out), "a.c\nb.c\n");
    process_release(&p);
    str_release(&command);
}

void suite_program(void)
{
    CU_pSuite suite = CU_add_suite("program", NULL, NULL);
    CU_ADD_TEST(suite, builds_a_program_of_two_files);
    CU_ADD_TEST(suite, what_clang_does_not_instrument_is_an_assumption);
    CU_ADD_TEST(suite, constructors_are_functions_of_the_program);
    CU_ADD_TEST(suite, identity_is_the_same_in_every_process_and_directory);
    CU_ADD_TEST(suite, identity_changes_with_the_code);
    CU_ADD_TEST(suite, host_functions_have_fixed_addresses_as_values);
    CU_ADD_TEST(suite, a_compiler_error_is_shown_and_named);
    CU_ADD_TEST(suite, warnings_of_a_program_that_compiles_are_not_shown);
    CU_ADD_TEST(suite, what_is_no_program_is_refused_in_one_line);
    CU_ADD_TEST(suite, unsupported_symbols_are_named_with_their_lines);
    CU_ADD_TEST(suite, a_weak_symbol_may_be_missing);
    CU_ADD_TEST(suite, the_programs_own_definitions_come_first);
    CU_ADD_TEST(suite, inline_assembly_is_refused_unless_allowed);
    CU_ADD_TEST(suite, nested_functions_that_need_the_stack_are_refused);
    CU_ADD_TEST(suite, heddle_h_is_found_without_a_flag);
    CU_ADD_TEST(suite, flags_of_the_user_reach_the_compiler_in_order);
    CU_ADD_TEST(suite, temporary_files_are_removed);
}
