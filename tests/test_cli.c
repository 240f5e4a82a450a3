/* SPDX-License-Identifier: MIT */
/*
 * Goal: the heddle command keeps its contract: exit statuses, one clear line per error, JSON that is one
 * object, and documentation that names every option.
 * Method: run the built command on small files and look at what it prints.
 */
#include "base/check.h"
#include "cli/commands.h"
#include "cli/explanations.h"
#include "sim/finding.h"
#include "tests/process.h"
#include "tests/scratch.h"
#include "tests/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned count_lines(const struct str *text)
{
    unsigned lines = 0;
    for (const char *at = str_text(text); (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    return lines;
}

static bool contains(const struct str *text, const char *part)
{
    return strstr(str_text(text), part) != NULL;
}

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return memory_copy_text("");
    struct str content = {0};
    char buffer[4096];
    size_t bytes;
    while ((bytes = fread(buffer, 1, sizeof buffer, file)) > 0)
        str_append_bytes(&content, buffer, bytes);
    fclose(file);
    return str_take(&content);
}

static void wrong_arguments_give_one_line_and_a_hint(void)
{
    static const char *const cases[][5] = {
        {NULL},
        {"no-such-command"},
        {"check"},
        {"check", "--no-such-option", "x"},
        {"check", "--race", "perhaps", "x"},
        {"check", "--seed", "7x", "x"},
        {"check", "--seed", "-1", "x"},
        {"check", "--seed", "99999999999999999999999", "x"},
        {"check", "--budget", "soon", "x"},
        {"check", "--budget", "10steppes", "x"},
        {"check", "--budget", "0steps", "x"},
        {"check", "--engine", "diesel", "x"},
        {"check", "--strategy", "none", "x"},
        {"check", "--cflags", "-O1 'open", "x"},
        {"check", "-Z", "x"},
        {"check", "x", "-I"},
        {"check", "--json=yes", "x"},
        {"run"},
        {"run", "--json", "x"},
        {"replay"},
        {"replay", "a.json", "b.json"},
        {"list", "something"},
        {"version", "something"},
        {"check", "--executions", "0", "x"},
        {"check", "--steps", "0", "x"},
        {"check", "--depth", "0", "x"},
        {"check", "--watchdog", "0s", "x"},
        {"explain", "deadlock", "leak"},
        {"help", "nothing"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct process p = {0};
        const char *const *c = cases[i];
        process_heddle(&p, c[0], c[0] ? c[1] : NULL, c[0] && c[1] ? c[2] : NULL,
                       c[0] && c[1] && c[2] ? c[3] : NULL, NULL);
        CU_ASSERT_EQUAL(p.status, 2);
        CU_ASSERT_EQUAL(p.out.bytes, 0);
        CU_ASSERT_EQUAL(count_lines(&p.err), 2);
        CU_ASSERT(contains(&p.err, "Try 'heddle"));
        if (p.status != 2 || count_lines(&p.err) != 2)
            printf("    case %zu: status %d, %s", i, p.status, str_text(&p.err));
        process_release(&p);
    }
}

static void an_unknown_memory_model_and_a_large_buffer_are_refused(void)
{
    struct process p = {0};
    process_heddle(&p, "check", "--memory", "rc11", "peterson", NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT(contains(&p.err, "--memory: 'rc11' is not one of sc|tso|pso"));
    process_release(&p);
    process_heddle(&p, "check", "--memory", "tso", "--buffer", "33", "peterson", NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT(contains(&p.err, "--buffer: at most 32"));
    process_release(&p);
}

static void each_command_has_help_with_examples(void)
{
    for (const struct command *c = command_table; c->name; c++) {
        struct process first = {0}, second = {0};
        process_heddle(&first, c->name, "--help", NULL);
        process_heddle(&second, "help", c->name, NULL);
        CU_ASSERT_EQUAL(first.status, 0);
        CU_ASSERT_EQUAL(first.err.bytes, 0);
        CU_ASSERT_STRING_EQUAL(str_text(&first.out), str_text(&second.out));
        CU_ASSERT(strncmp(str_text(&first.out), "Usage: heddle ", 14) == 0);
        CU_ASSERT(contains(&first.out, "\nExamples:\n"));
        process_release(&first);
        process_release(&second);
    }
}

static void help_lines_fit_in_eighty_columns(void)
{
    for (const struct command *c = command_table; c->name; c++) {
        struct str help = {0};
        help_write_command(c, &help);
        for (const char *line = str_text(&help); *line;) {
            size_t bytes = strcspn(line, "\n");
            CU_ASSERT(bytes <= 80);
            line += bytes + (line[bytes] == '\n');
        }
        str_release(&help);
    }
}

/* Is --name a whole word in the text?  prefix: how that file spells the dashes. */
static bool names_option(const char *text, const char *prefix, const char *name)
{
    struct str word = {0};
    str_printf(&word, "%s%s", prefix, name);
    bool found = false;
    for (const char *at = text; !found && (at = strstr(at, word.text)) != NULL; at += word.bytes) {
        char after = at[word.bytes];
        found = !(after == '-' || (after >= 'a' && after <= 'z'));
    }
    str_release(&word);
    return found;
}

static void man_page_and_completions_name_every_option(void)
{
    static const char *const files[][2] = {
        {"docs/man/heddle.1", "Fl -"},      {"completion/heddle.bash", "--"},
        {"completion/_heddle", "--"},       {"completion/heddle.fish", "-l "},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        char *text = read_whole(files[i][0]);
        for (const struct option_spec *spec = option_table; spec->name; spec++) {
            bool named = names_option(text, files[i][1], spec->name);
            CU_ASSERT(named);
            if (!named)
                printf("    %s does not name --%s\n", files[i][0], spec->name);
        }
        free(text);
    }
}

static void man_page_is_clean(void)
{
    const char *const argv[] = {"mandoc", "-T", "lint", "-W", "warning", "docs/man/heddle.1", NULL};
    struct process p = {0};
    process_run(&p, argv);
    if (p.status != 127) { /* mandoc is there */
        CU_ASSERT_EQUAL(p.status, 0);
        CU_ASSERT_STRING_EQUAL(str_text(&p.out), "");
    }
    process_release(&p);
}

static void check_is_up_to_date(const char *path, const char *option)
{
    struct process p = {0};
    process_heddle(&p, "list", option, NULL);
    char *text = read_whole(path);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_STRING_EQUAL(str_text(&p.out), text);
    if (strcmp(str_text(&p.out), text) != 0)
        printf("    %s is old: build/release/heddle list %s > %s\n", path, option, path);
    free(text);
    process_release(&p);
}

static void generated_documentation_is_up_to_date(void)
{
    check_is_up_to_date("docs/options.md", "--options");
    check_is_up_to_date("docs/supported.md", "--functions");
}

static bool is_explained(const char *word)
{
    for (const struct explanation *e = explanation_table; e->word; e++)
        if (strcmp(e->word, word) == 0)
            return true;
    return false;
}

static void every_finding_and_verdict_is_explained(void)
{
    for (int kind = 0; kind < FINDING_KINDS; kind++)
        CU_ASSERT(is_explained(finding_kind_name((enum finding_kind)kind)));
    for (int kind = VERDICT_VERIFIED; kind <= VERDICT_ERROR; kind++)
        CU_ASSERT(is_explained(verdict_kind_name((enum verdict_kind)kind)));
    struct process p = {0};
    process_heddle(&p, "explain", "data-race", NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT(contains(&p.out, "For example"));
    process_release(&p);
}

static const char hello[] = "#include <stdio.h>\n"
                            "int main(int argc, char **argv)\n"
                            "{\n"
                            "    for (int i = 1; i < argc; i++)\n"
                            "        printf(\"[%s]\", argv[i]);\n"
                            "    int c;\n"
                            "    while ((c = getchar()) != EOF)\n"
                            "        putchar(c);\n"
                            "    fprintf(stderr, \"aside\\n\");\n"
                            "    return 0;\n"
                            "}\n";

static void run_passes_arguments_input_and_output(void)
{
    const char *program = scratch_file("hello.c", hello), *input = scratch_file("in.txt", "a\nb\n");
    struct process p = {0};
    process_heddle(&p, "run", "--stdin", input, program, "--", "x y", "--json", NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_STRING_EQUAL(str_text(&p.out), "[x y][--json]a\nb\n");
    CU_ASSERT_STRING_EQUAL(str_text(&p.err), "aside\n");
    process_release(&p);
    p.input = "typed";
    process_heddle(&p, "run", "--stdin", "-", program, NULL);
    CU_ASSERT_STRING_EQUAL(str_text(&p.out), "typed");
    process_release(&p);
}

static void check_rejects(const char *path, const char *reason)
{
    struct process p = {0};
    process_heddle(&p, "check", path, NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT_EQUAL(p.out.bytes, 0);
    CU_ASSERT(contains(&p.err, reason));
    if (p.status != 2 || !contains(&p.err, reason))
        printf("    %s: status %d, %s", path, p.status, str_text(&p.err));
    process_release(&p);
    process_heddle(&p, "check", "--json", path, NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT(str_text(&p.out)[0] == '{');
    CU_ASSERT(contains(&p.out, "\"error\""));
    process_release(&p);
}

static void bad_programs_are_one_clear_error(void)
{
    check_rejects(scratch_path("missing.c"), "No such file");
    check_rejects("no_such_model", "heddle list");
    check_rejects(scratch_folder(), "is a directory");
    check_rejects(scratch_file("empty.c", ""), "is empty");
    check_rejects(scratch_file("notes.txt", "int main;"), "expected .c or .i files");
    check_rejects(scratch_file("nomain.c", "int f(void) { return 1; }\n"), "main");
    check_rejects(scratch_file("broken.c", "int main(void) { return }\n"), "broken.c:1");
    check_rejects(scratch_file("fake.so", "not an object\n"), "fake.so");
}

static void hostile_traces_are_one_clear_error(void)
{
    struct str deep = {0}, many = {0};
    for (int i = 0; i < 5000; i++)
        str_append(&deep, "[");
    for (int i = 0; i < 7000000; i++)
        str_append(&many, i == 0 ? "[1" : ",1");
    str_append(&many, "]");
    const char *const cases[] = {
        scratch_path("missing.json"),
        scratch_folder(),
        scratch_file("1.json", ""),
        scratch_file("2.json", "{"),
        scratch_file("3.json", "{}"),
        scratch_file("4.json", "[1, 2]"),
        scratch_file("5.json", "\xff\xfe\x01"),
        scratch_file("6.json", str_text(&deep)),
        scratch_file("7.json", "{\"format\": 1e999}"),
        scratch_file("8.json", "{\"format\": 999}"),
        scratch_file("9.json", str_text(&many)),
    };
    str_release(&deep);
    str_release(&many);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct process p = {0};
        process_heddle(&p, "replay", cases[i], NULL);
        CU_ASSERT_EQUAL(p.status, 2);
        CU_ASSERT_EQUAL(p.out.bytes, 0);
        CU_ASSERT_EQUAL(count_lines(&p.err), 1);
        process_release(&p);
    }
}

/* The last line of the output, without its newline; owned by the caller. */
static char *last_line(const struct str *text)
{
    CU_ASSERT_FATAL(text->bytes > 0 && text->text[text->bytes - 1] == '\n');
    char *copy = memory_copy_text(text->text);
    copy[text->bytes - 1] = '\0';
    char *newline = strrchr(copy, '\n');
    char *line = memory_copy_text(newline ? newline + 1 : copy);
    free(copy);
    return line;
}

static void last_line_of_a_failure_replays_it(void)
{
    struct process p = {0}, again = {0};
    process_heddle(&p, "check", "mutex_order_abba", NULL);
    CU_ASSERT_EQUAL_FATAL(p.status, 1);
    CU_ASSERT(contains(&p.out, "deadlock"));
    CU_ASSERT(!contains(&p.out, "\033"));
    char *command = last_line(&p.out);
    CU_ASSERT(strstr(command, "heddle replay --schedule 'S1") != NULL);
    const char *const argv[] = {"sh", "-c", command, NULL};
    process_run(&again, argv);
    CU_ASSERT_EQUAL(again.status, 1);
    CU_ASSERT(contains(&again.out, "deadlock"));
    free(command);
    process_release(&p);
    process_release(&again);
}

static void a_trace_replays_until_its_program_changes(void)
{
    const char *trace = scratch_path("abba.json"), *copy = scratch_path("abba.c");
    char *text = read_whole("models/mutex_order_abba.c");
    scratch_file("abba.c", text);
    struct process p = {0};
    process_heddle(&p, "check", "--trace", trace, copy, NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    char *line = last_line(&p.out);
    CU_ASSERT(strstr(line, "heddle replay ") != NULL);
    CU_ASSERT(strstr(line, "abba.json") != NULL);
    free(line);
    process_release(&p);
    process_heddle(&p, "replay", trace, NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    CU_ASSERT(contains(&p.out, "deadlock"));
    process_release(&p);
    process_heddle(&p, "explain", trace, NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT(contains(&p.out, "deadlock"));
    process_release(&p);
    struct str changed = {0};
    str_printf(&changed, "%s\nint another;\nint another_function(void) { return another; }\n", text);
    scratch_file("abba.c", str_text(&changed));
    process_heddle(&p, "replay", trace, NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT_EQUAL(count_lines(&p.err), 1);
    CU_ASSERT(contains(&p.err, "changed"));
    process_release(&p);
    str_release(&changed);
    free(text);
}

static void a_trace_replays_from_another_folder(void)
{
    char *text = read_whole("models/mutex_order_abba.c");
    scratch_file("it is/a b.c", text);
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/it is", scratch_folder());
    struct process p = {.folder = folder};
    process_heddle(&p, "check", "--trace", "-t 1.json", "a b.c", NULL);
    CU_ASSERT_EQUAL_FATAL(p.status, 1);
    char *command = last_line(&p.out);
    process_release(&p);
    const char *const argv[] = {"sh", "-c", command, NULL};
    p.folder = folder;
    process_run(&p, argv);
    CU_ASSERT_EQUAL(p.status, 1);
    process_release(&p);
    p.folder = "/";
    process_heddle(&p, "replay", scratch_path("it is/-t 1.json"), NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    CU_ASSERT(contains(&p.out, "deadlock"));
    process_release(&p);
    free(command);
    free(text);
}

static void a_trace_that_cannot_be_written_is_told_at_once(void)
{
    static const char *const paths[] = {"", "/", "/no/such/folder/t.json"};
    for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
        struct process p = {0};
        process_heddle(&p, "check", "--trace", paths[i], "mutex_order_abba", NULL);
        CU_ASSERT_EQUAL(p.status, 2);
        CU_ASSERT_EQUAL(p.out.bytes, 0);
        CU_ASSERT_EQUAL(count_lines(&p.err), 1);
        process_release(&p);
    }
}

static void a_full_disk_loses_the_trace_but_not_the_verdict(void)
{
    struct process p = {0};
    process_heddle(&p, "check", "--trace", "/dev/full", "mutex_order_abba", NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    CU_ASSERT(contains(&p.out, "deadlock"));
    CU_ASSERT(contains(&p.out, "heddle replay --schedule 'S1"));
    CU_ASSERT(contains(&p.err, "No space left"));
    process_release(&p);
    const char *const argv[] = {"sh", "-c", "\"$1\" run tests/programs/hello.c >/dev/full", "sh",
                                scratch_heddle(), NULL};
    process_run(&p, argv);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT(contains(&p.err, "No space left"));
    process_release(&p);
}

static void a_trace_has_its_own_options(void)
{
    const char *trace = scratch_path("own.json");
    struct process p = {0};
    process_heddle(&p, "check", "-q", "--trace", trace, "mutex_order_abba", NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    process_release(&p);
    process_heddle(&p, "replay", trace, "--steps", "4", NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT(contains(&p.err, "--steps goes with --schedule only"));
    process_release(&p);
    process_heddle(&p, "replay", trace, "--", "4", NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    process_release(&p);
}

static void the_linker_is_heard(void)
{
    struct process p = {0};
    process_heddle(&p, "check", "-l", "nowhere", "tests/programs/hello.c", NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT(contains(&p.err, "cannot find -lnowhere"));
    CU_ASSERT(contains(&p.err, "does not link"));
    CU_ASSERT(!contains(&p.err, "libgcc.a"));
    process_release(&p);
}

static void an_empty_input_is_told(void)
{
    struct process p = {0};
    process_heddle(&p, "check", "--engine", "brute", "tests/programs/scanf_input.c", NULL);
    CU_ASSERT(contains(&p.out, "standard input was empty"));
    process_release(&p);
    process_heddle(&p, "run", "tests/programs/scanf_input.c", NULL);
    CU_ASSERT(contains(&p.err, "--stdin FILE"));
    process_release(&p);
    process_heddle(&p, "run", "tests/programs/hello.c", NULL);
    CU_ASSERT(!contains(&p.err, "--stdin FILE"));
    process_release(&p);
}

static void the_status_of_the_program_is_told(void)
{
    const char *file = scratch_file("status.c", "int main(void) { return 3; }\n");
    struct process p = {0};
    process_heddle(&p, "run", file, NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT(contains(&p.err, "status 3"));
    process_release(&p);
    process_heddle(&p, "check", file, NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT(contains(&p.out, "exit status 3"));
    process_release(&p);
}

static void exit_in_a_task_is_told(void)
{
    struct process p = {0};
    process_heddle(&p, "check", "tests/programs/exit_in_task.c", NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT(contains(&p.out, "exit ended tasks that were still running"));
    process_release(&p);
}

/* Its one interleaving was seen, but not what happens in it. */
static void a_program_without_instrumentation_is_not_verified(void)
{
    const char *object = scratch_path("plain.so");
    const char *source = scratch_file("plain.c", "int main(void) { return 0; }\n");
    const char *const argv[] = {"sh", "-c", "${CC:-cc} -shared -fPIC -o \"$1\" \"$2\"",
                                "sh", object, source, NULL};
    struct process p = {0};
    process_run(&p, argv);
    CU_ASSERT_EQUAL_FATAL(p.status, 0);
    process_release(&p);
    process_heddle(&p, "check", object, NULL);
    CU_ASSERT_EQUAL(p.status, 3);
    CU_ASSERT(contains(&p.out, "not instrumented"));
    process_release(&p);
}

static void a_kill_leaves_no_files(void)
{
    static const char script[] = "mkdir \"$1\" && export TMPDIR=\"$1\" && "
                                 "timeout -s KILL 2 \"$2\" check --watchdog 60s \"$3\"; ls \"$1\"";
    const char *const argv[] = {"sh", "-c", script, "sh", scratch_path("empty"), scratch_heddle(),
                                scratch_file("spin.c", "int g; int main(void) { for (;;) g++; }\n"),
                                NULL};
    struct process p = {.seconds = 20};
    process_run(&p, argv);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_EQUAL(p.out.bytes, 0);
    process_release(&p);
}

static void json_is_one_object_with_the_promised_fields(void)
{
    static const char *const fields[] = {"verdict", "complete", "engine", "memory", "executions",
                                         "steps", "states", "seconds", "scope", "violations",
                                         "kind", "severity", "message", "tasks", "sites", "trace"};
    struct process p = {0};
    process_heddle(&p, "check", "--json", "mutex_order_abba", NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    CU_ASSERT(str_text(&p.out)[0] == '{');
    CU_ASSERT(strcmp(str_text(&p.out) + p.out.bytes - 2, "}\n") == 0);
    for (size_t i = 0; i < ARRAY_LENGTH(fields); i++) {
        struct str quoted = {0};
        str_printf(&quoted, "\"%s\":", fields[i]);
        CU_ASSERT(contains(&p.out, str_text(&quoted)));
        str_release(&quoted);
    }
    process_release(&p);
}

static void the_same_check_prints_the_same_text(void)
{
    struct process first = {0}, second = {0};
    process_heddle(&first, "check", "--quiet", "peterson_no_turn", NULL);
    process_heddle(&second, "check", "--quiet", "peterson_no_turn", NULL);
    CU_ASSERT_EQUAL(first.status, 1);
    /* The first line has the seconds. */
    const char *a = strchr(str_text(&first.out), '\n'), *b = strchr(str_text(&second.out), '\n');
    CU_ASSERT_FATAL(a != NULL && b != NULL);
    CU_ASSERT_STRING_EQUAL(a, b);
    process_release(&first);
    process_release(&second);
}

void suite_cli(void)
{
    CU_pSuite suite = CU_add_suite("cli", NULL, NULL);
    CU_ADD_TEST(suite, wrong_arguments_give_one_line_and_a_hint);
    CU_ADD_TEST(suite, an_unknown_memory_model_and_a_large_buffer_are_refused);
    CU_ADD_TEST(suite, each_command_has_help_with_examples);
    CU_ADD_TEST(suite, help_lines_fit_in_eighty_columns);
    CU_ADD_TEST(suite, man_page_and_completions_name_every_option);
    CU_ADD_TEST(suite, man_page_is_clean);
    CU_ADD_TEST(suite, generated_documentation_is_up_to_date);
    CU_ADD_TEST(suite, every_finding_and_verdict_is_explained);
    CU_ADD_TEST(suite, run_passes_arguments_input_and_output);
    CU_ADD_TEST(suite, bad_programs_are_one_clear_error);
    CU_ADD_TEST(suite, hostile_traces_are_one_clear_error);
    CU_ADD_TEST(suite, last_line_of_a_failure_replays_it);
    CU_ADD_TEST(suite, a_trace_replays_until_its_program_changes);
    CU_ADD_TEST(suite, a_trace_replays_from_another_folder);
    CU_ADD_TEST(suite, a_trace_that_cannot_be_written_is_told_at_once);
    CU_ADD_TEST(suite, a_full_disk_loses_the_trace_but_not_the_verdict);
    CU_ADD_TEST(suite, a_trace_has_its_own_options);
    CU_ADD_TEST(suite, the_linker_is_heard);
    CU_ADD_TEST(suite, an_empty_input_is_told);
    CU_ADD_TEST(suite, a_kill_leaves_no_files);
    CU_ADD_TEST(suite, the_status_of_the_program_is_told);
    CU_ADD_TEST(suite, exit_in_a_task_is_told);
    CU_ADD_TEST(suite, a_program_without_instrumentation_is_not_verified);
    CU_ADD_TEST(suite, json_is_one_object_with_the_promised_fields);
    CU_ADD_TEST(suite, the_same_check_prints_the_same_text);
}
