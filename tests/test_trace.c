/* SPDX-License-Identifier: MIT */
/*
 * Goal: a trace survives the way to JSON and back byte for byte, nothing forged does harm or gets
 * through, the text is readable and stays within its width, and comparing names the first
 * difference. Method: one trace made by hand; its JSON with single parts replaced, each with the
 * place that the error must name; thousands of random mutations; an independent JSON-schema
 * validator if there is one.
 */
#include "tests/suite.h"

#include "base/prng.h"
#include "tests/process.h"
#include "tests/scratch.h"
#include "traces/intern.h"
#include "traces/json.h"
#include "traces/trace.h"
#include "traces/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A trace under construction. */
struct maker {
    struct trace trace;
    struct intern intern;
};

static void add_task(struct maker *maker, const char *name, const char *function)
{
    struct trace_task task = {memory_copy_text(name), memory_copy_text(function), UINT32_MAX};
    vec_push(&maker->trace.tasks, task);
}

static struct trace_step *add_step(struct maker *maker, uint32_t task, const char *verb,
                                   const char *target, const char *value, uint32_t line)
{
    struct trace *t = &maker->trace;
    struct trace_step step = {.task = task, .region = TRACE_NO_REGION, .chosen = true};
    step.verb = intern_text(&maker->intern, t, verb);
    step.target = target ? intern_text(&maker->intern, t, target) : UINT32_MAX;
    step.value = value ? intern_text(&maker->intern, t, value) : UINT32_MAX;
    step.site = line ? intern_site(&maker->intern, t, "lock.c", "worker", line) : UINT32_MAX;
    vec_push(&t->steps, step);
    return vec_last(&t->steps);
}

static void add_finding(struct maker *maker, uint64_t step, const char *message)
{
    struct trace_finding finding = {
        .kind = FINDING_MUTUAL_EXCLUSION,
        .severity = SEVERITY_ERROR,
        .message = memory_copy_text(message),
        .step = step,
    };
    struct trace_finding_site a = {1, 0, memory_copy_text("is inside")};
    struct trace_finding_site b = {2, UINT32_MAX, memory_copy_text("enters")};
    vec_push(&finding.sites, a);
    vec_push(&finding.sites, b);
    vec_push(&maker->trace.findings, finding);
}

static void fill_program(struct trace *t)
{
    t->program.name = memory_copy_text("lock");
    t->program.identity = 0x00c0ffee12345678u;
    vec_push(&t->program.files, memory_copy_text("lock.c"));
    vec_push(&t->program.files, memory_copy_text("na\xc3\xafve \"file\".c"));
    vec_push(&t->program.flags, memory_copy_text("-DN=2"));
    vec_push(&t->program.arguments, memory_copy_text("\xff"));
    t->program.stdin_count = 3;
    t->program.stdin_bytes = memory_new(4, 1);
    memcpy(t->program.stdin_bytes, "1\0\n", 3);
    t->options = (struct machine_options){
        .steps_max = UINT64_MAX,
        .timeouts_max = 3,
        .rwlock_preference = RWLOCK_PREFER_WRITERS,
        .choose_waiter = true,
        .stack_bytes = 65536,
        .seed = 1,
        .operation_seconds_max = 2.5,
    };
    t->engine = memory_copy_text("sample");
    t->strategy = memory_copy_text("random");
    t->seed = 18446744073709551615u;
    t->end = memory_copy_text("violation");
    t->output_count = 9;
    t->output = memory_copy_text("hello \xe2\x82\xac");
}

/* Two tasks that are both in their critical sections after eight operations. */
static void make(struct maker *maker)
{
    struct trace *t = &maker->trace;
    memset(maker, 0, sizeof *maker);
    fill_program(t);
    for (uint32_t i = 0; i < 8; i++)
        vec_push(&t->schedule.picks, 1 + i % 2);
    add_task(maker, "main", "main");
    add_task(maker, "T1", "worker");
    add_task(maker, "T2", "worker");
    add_step(maker, 0, "create", "T1", NULL, 30)->eager = true;
    add_step(maker, 0, "create", "T1", "worker", 30)->kind = TRACE_CREATED;
    add_step(maker, 0, "create", "T2", NULL, 31)->eager = true;
    add_step(maker, 0, "create", "T2", "worker", 31)->kind = TRACE_CREATED;
    add_step(maker, 1, "read", "flag", "0", 12);
    add_step(maker, 2, "read", "flag", "0", 12);
    add_step(maker, 1, "write", "flag", "0 -> 1", 13);
    add_step(maker, 1, "enter", "critical section", NULL, 15)->region = REGION_CRITICAL;
    add_step(maker, 1, "print", NULL, "in\n", 16)->kind = TRACE_OUTPUT;
    add_step(maker, 2, "write", "flag", "1 -> 1", 13)->alternative = 2;
    add_step(maker, 2, "enter", "critical section", NULL, 15)->region = REGION_CRITICAL;
    add_step(maker, 2, "end", NULL, NULL, 0)->kind = TRACE_FINISHED;
    add_finding(maker, 7, "T1 and T2 are both inside\nsecond line");
}

static void unmake(struct maker *maker)
{
    trace_release(&maker->trace);
    intern_release(&maker->intern);
}

static char *json_of(const struct trace *trace)
{
    struct str text = {0};
    trace_write_json(trace, &text);
    return str_take(&text);
}

static char *text_of(const struct trace *trace, struct trace_text_options options)
{
    struct str text = {0};
    trace_write_text(trace, &options, &text);
    return str_take(&text);
}

static bool parses(const char *json, struct error *err)
{
    struct trace trace = {0};
    bool good = trace_parse_json(json, strlen(json), &trace, err);
    trace_release(&trace);
    return good;
}

/* text with the first occurrence of `old` replaced, owned by the caller. */
static char *replaced(const char *text, const char *old, const char *new)
{
    struct str result = {0};
    const char *at = strstr(text, old);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    str_append_bytes(&result, text, (size_t)(at - text));
    str_append(&result, new);
    str_append(&result, at + strlen(old));
    return str_take(&result);
}

/* --- JSON --- */

static void json_survives_the_round_trip_byte_for_byte(void)
{
    struct maker maker;
    struct trace again = {0};
    struct error err;
    make(&maker);
    char *first = json_of(&maker.trace);
    CU_ASSERT_FATAL(trace_parse_json(first, strlen(first), &again, &err));
    char *second = json_of(&again);
    CU_ASSERT_STRING_EQUAL(first, second);
    CU_ASSERT_EQUAL(again.program.stdin_count, 3);
    CU_ASSERT_EQUAL(memcmp(again.program.stdin_bytes, "1\0\n", 3), 0);
    CU_ASSERT_EQUAL(again.seed, UINT64_MAX);
    CU_ASSERT_EQUAL(again.options.steps_max, UINT64_MAX);
    CU_ASSERT_EQUAL(again.program.identity, 0x00c0ffee12345678u);
    struct str what = {0};
    CU_ASSERT_EQUAL(trace_compare(&maker.trace, &again, &what), -1);
    str_release(&what);
    free(first);
    free(second);
    trace_release(&again);
    unmake(&maker);
}

static void an_empty_trace_survives_too(void)
{
    struct trace trace = {0}, again = {0};
    struct error err;
    trace.program.name = memory_copy_text("");
    trace.end = memory_copy_text("unfinished");
    char *first = json_of(&trace);
    CU_ASSERT_FATAL(trace_parse_json(first, strlen(first), &again, &err));
    char *second = json_of(&again), *text = text_of(&again, (struct trace_text_options){0});
    CU_ASSERT_STRING_EQUAL(first, second);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "0 steps of 0 tasks"));
    free(first);
    free(second);
    free(text);
    trace_release(&trace);
    trace_release(&again);
}

static void each_step_is_a_line_of_its_own(void)
{
    struct maker maker;
    make(&maker);
    char *json = json_of(&maker.trace);
    CU_ASSERT_PTR_NOT_NULL(strstr(json,
                                  "\n    {\"task\": 1, \"do\": \"write\", \"on\": \"flag\", "
                                  "\"value\": \"0 -> 1\", \"site\": 3, \"chosen\": true},\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"output\": \"hello \xe2\x82\xac\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"stdin\": {\"hex\": \"31000a\"}"));
    free(json);
    unmake(&maker);
}

/* Each change of a valid text, and what the error must begin with. */
static const struct {
    const char *old, *new, *error;
} forgeries[] = {
    {"\"format\": 1", "\"format\": 3", "this trace has format 3; this heddle reads 1"},
    {"\"format\": 1", "\"format\": \"1\"", "format: expected a number, found a string"},
    {"\"format\": 1,", "", "not a trace of heddle: it has no \"format\""},
    {"\"engine\":", "\"Engine\":", "Engine: this member is not known"},
    {"\"engine\":", "\"colour\": 1, \"engine\":", "colour: this member is not known"},
    {"\"engine\":", "\"end\": \"cut\", \"engine\":", "end: this member is there twice"},
    {"  \"engine\": \"sample\",\n", "", "engine: is missing"},
    {"\"name\": \"lock\",", "\"name\": 7,", "program.name: expected a string, found a number"},
    {"\"name\": \"lock\",", "\"name\": null,", "program.name: expected a string, found null"},
    {"00c0ffee12345678", "0c0ffee12345678", "program.identity: expected 16"},
    {"00c0ffee12345678", "00C0FFEE12345678", "program.identity: expected 16"},
    {"00c0ffee12345678", "00c0ffee123456789", "program.identity: expected 16"},
    {"[\"lock.c\",", "{\"lock.c\": 1}, [", "line "},
    {"[\"-DN=2\"]", "\"-DN=2\"", "program.flags: expected an array, found a string"},
    {"[\"-DN=2\"]", "[\"-DN=2\", 2]", "program.flags[1]: expected a string, found a number"},
    {"\"allow_asm\": false", "\"allow_asm\": 0", "program.allow_asm: expected true or false"},
    {"{\"hex\": \"ff\"}", "{\"hex\": \"f\"}", "program.arguments[0].hex: expected pairs"},
    {"{\"hex\": \"ff\"}", "{\"hex\": \"fg\"}", "program.arguments[0].hex: expected pairs"},
    {"{\"hex\": \"ff\"}", "{\"hex\": \"00\"}", "program.arguments[0]: holds a NUL byte"},
    {"{\"hex\": \"ff\"}", "{\"Hex\": \"ff\"}", "program.arguments[0].Hex: this member is not"},
    {"\"timeouts_max\": 3", "\"timeouts_max\": -1", "options.timeouts_max: expected a whole"},
    {"\"timeouts_max\": 3", "\"timeouts_max\": 1.5", "options.timeouts_max: expected a whole"},
    {"\"timeouts_max\": 3", "\"timeouts_max\": 4294967296", "options.timeouts_max: expected a"},
    {"\"timeouts_max\": 3", "\"timeouts_max\": 1e999", "options.timeouts_max: expected a whole"},
    {"\"timeouts_max\": 3", "\"timeouts_max\": 03", "line "},
    {"\"timeouts_max\": 3", "\"timeouts_max\": .5", "line "},
    {"\"timeouts_max\": 3", "\"timeouts_max\": 3.", "line "},
    {"\"timeouts_max\": 3", "\"timeouts_max\": NaN", "line "},
    {"\"writers\"", "\"nobody\"",
     "options.rwlock_preference: expected one of any, readers, writers"},
    {"\"steps_max\": \"18446744073709551615\"", "\"steps_max\": \"18446744073709551616\"",
     "options.steps_max: expected a decimal number of at most 64 bits"},
    {"\"stack_bytes\": \"65536\"", "\"stack_bytes\": \"065536\"", "options.stack_bytes: expected"},
    {"\"stack_bytes\": \"65536\"", "\"stack_bytes\": 65536",
     "options.stack_bytes: expected a string"},
    {"\"stack_bytes\": \"65536\"", "\"stack_bytes\": \"\"", "options.stack_bytes: expected"},
    {"_max\": 2.5", "_max\": -2.5", "options.operation_seconds_max: expected seconds"},
    {"\"S1.1.2", "\"S1.1.1", "schedule, character 6: "},
    {"\"end\": \"violation\"", "\"end\": \"over\"", "end: expected one of unfinished, finished,"},
    {"{\"task\": 1, \"do\": \"read\"", "{\"task\": 3, \"do\": \"read\"",
     "steps[4].task: expected a whole number from 0 to 2"},
    {"{\"task\": 1, \"do\": \"read\"", "{\"task\": -1, \"do\": \"read\"",
     "steps[4].task: expected"},
    {"{\"task\": 1, \"do\": \"read\"", "{\"do\": \"read\"", "steps[4].task: is missing"},
    {"\"on\": \"flag\"", "\"on\": \"flag\", \"on\": \"flag\"", "steps[4].on: this member is there"},
    {"\"site\": 2", "\"site\": 6", "steps[4].site: expected a whole number from 0 to 5"},
    {"\"kind\": \"output\"", "\"kind\": \"input\"", "steps[8].kind: expected one of operation"},
    {"\"region\": \"critical\"", "\"region\": \"crit\"", "steps[7].region: expected one of"},
    {"\"chosen\": true", "\"chosen\": 1", "steps[0].chosen: expected true or false"},
    {"\"kind\": \"mutual-exclusion\"", "\"kind\": \"mutex\"", "findings[0].kind: expected one of"},
    {"\"severity\": \"error\"", "\"severity\": \"fatal\"", "findings[0].severity: expected one of"},
    {"\"what\": \"enters\", \"task\": 2", "\"what\": \"enters\", \"task\": 4",
     "findings[0].sites[1].task: expected a whole number from 0 to 2"},
    {"\"name\": \"main\"", "\"name\": \"ma\\u0000in\"", "line "},
    {"\"name\": \"main\"", "\"name\": \"ma\nin\"", "line "},
    {"\"name\": \"main\"", "\"name\": \"ma\xffin\"", "line "},
    {"\"name\": \"main\"", "\"name\": \"\\ud800\"", "line "},
    {"\"name\": \"main\"", "\"na\\nme\": \"main\"", "tasks[0].na\\nme: this member is not known"},
    {"\n}\n", "\n} x\n", "line "},
    {"\n}\n", "\n}{}\n", "line "},
};

static void forged_json_is_refused_with_the_place(void)
{
    struct maker maker;
    make(&maker);
    char *json = json_of(&maker.trace);
    for (size_t i = 0; i < sizeof forgeries / sizeof forgeries[0]; i++) {
        struct error err = {.text = ""};
        char *forged = replaced(json, forgeries[i].old, forgeries[i].new);
        CU_ASSERT_FALSE(parses(forged, &err));
        if (strncmp(err.text, forgeries[i].error, strlen(forgeries[i].error)) != 0) {
            printf("%s: %s\n", forgeries[i].new, err.text);
            CU_FAIL("another error than the expected one");
        }
        CU_ASSERT_EQUAL(strchr(err.text, '\n'), NULL);
        free(forged);
    }
    free(json);
    unmake(&maker);
}

static void what_is_no_trace_at_all_is_refused(void)
{
    static const char *const texts[] = {"",
                                        " ",
                                        "null",
                                        "[]",
                                        "7",
                                        "\"x\"",
                                        "{}",
                                        "{",
                                        "}",
                                        "[1,",
                                        "\xef\xbb\xbf",
                                        "tru",
                                        "{\"a\"}",
                                        "\x01{}",
                                        "{\"format\": 1}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct error err = {.text = ""};
        CU_ASSERT_FALSE(parses(texts[i], &err));
        CU_ASSERT(err.text[0] != '\0');
    }
    struct trace trace = {0};
    struct error err;
    CU_ASSERT_FALSE(trace_parse_json("{\0}", 3, &trace, &err));
    CU_ASSERT_STRING_EQUAL(err.text, "line 1, column 2: a NUL byte is not allowed");
}

static void nesting_without_end_is_refused(void)
{
    struct str text = {0};
    struct error err = {.text = ""};
    for (int i = 0; i < 100000; i++)
        str_append(&text, "[");
    CU_ASSERT_FALSE(parses(str_text(&text), &err));
    CU_ASSERT_STRING_EQUAL(err.text, "line 1, column 65: this is nested too deeply");
    str_release(&text);
}

static void every_truncation_is_refused(void)
{
    struct maker maker;
    make(&maker);
    char *json = json_of(&maker.trace);
    size_t bytes = strlen(json) - 1; /* the last newline may be missing */
    for (size_t i = 0; i < bytes; i++) {
        struct trace trace = {0};
        struct error err = {.text = ""};
        CU_ASSERT_FALSE(trace_parse_json(json, i, &trace, &err));
        CU_ASSERT(err.text[0] != '\0' && strchr(err.text, '\n') == NULL);
        CU_ASSERT_EQUAL(trace.steps.items, NULL); /* nothing is left behind */
    }
    free(json);
    unmake(&maker);
}

/* Changes one to four places of text: bytes, tokens of the format, removed and doubled stretches.
 */
static void mutate(struct str *text, struct prng *prng)
{
    static const char *const tokens[] = {
        "null",    "true",     "{}",          "[]",
        "-1",      "1e400",    "4294967295",  "\"\"",
        "\"hex\"", ",",        ":",           "\\u0000",
        "\\ud800", "\xf0\x9f", "\"task\": 9", "\"site\": 4294967295",
    };
    for (uint64_t n = 1 + prng_below(prng, 4); n > 0 && text->bytes > 1; n--) {
        struct str new = {0};
        size_t at = prng_below(prng, text->bytes), length = prng_below(prng, 40);
        if (length > text->bytes - at)
            length = text->bytes - at;
        str_append_bytes(&new, text->text, at);
        switch (prng_below(prng, 4)) {
        case 0:
            str_append(&new, tokens[prng_below(prng, sizeof tokens / sizeof tokens[0])]);
            str_append(&new, text->text + at);
            break;
        case 1:
            str_append_bytes(&new, text->text + at, length);
            str_append(&new, text->text + at);
            break;
        case 2:
            str_append(&new, text->text + at + length);
            break;
        default:
            str_append(&new, text->text + at);
            new.text[at] = (char)(1 + prng_below(prng, 255));
        }
        str_release(text);
        *text = new;
    }
}

static void mutated_traces_are_refused_in_one_line_or_usable(void)
{
    struct maker maker;
    struct prng prng = prng_seeded(11);
    unsigned accepted = 0;
    make(&maker);
    char *json = json_of(&maker.trace);
    for (int round = 0; round < 12000; round++) {
        struct trace trace = {0};
        struct error err = {.text = ""};
        struct str text = {0};
        str_append(&text, json);
        mutate(&text, &prng);
        if (!trace_parse_json(str_text(&text), text.bytes, &trace, &err)) {
            CU_ASSERT(err.text[0] != '\0' && strchr(err.text, '\n') == NULL);
            CU_ASSERT_EQUAL(utf8_valid(err.text, strlen(err.text)), strlen(err.text));
        } else {
            struct trace_text_options options = {.columns = 40, .steps_max = 5};
            char *again = json_of(&trace), *printed = text_of(&trace, options);
            CU_ASSERT(parses(again, &err));
            accepted++;
            free(again);
            free(printed);
        }
        str_release(&text);
        trace_release(&trace);
    }
    CU_ASSERT(accepted > 100); /* changes of texts and numbers get through: both ways are tried */
    free(json);
    unmake(&maker);
}

static void the_schema_describes_what_is_written(void)
{
    struct process p = {0};
    process_run(&p, (const char *const[]){"python3", "-c", "import jsonschema", NULL});
    bool available = p.status == 0;
    process_release(&p);
    if (!available)
        return;
    struct maker maker;
    struct error err;
    make(&maker);
    const char *path = scratch_path("trace.json");
    CU_ASSERT(trace_write_file(&maker.trace, path, &err));
    static const char script[] =
        "import json, sys, jsonschema\n"
        "schema = json.load(open('docs/trace.schema.json'))\n"
        "jsonschema.Draft7Validator.check_schema(schema)\n"
        "validator = jsonschema.Draft7Validator(schema)\n"
        "trace = json.load(open(sys.argv[1]))\n"
        "validator.validate(trace)\n"
        "for change in (lambda t: t.pop('end'), lambda t: t.update(colour=1),\n"
        "               lambda t: t['steps'][0].update(task='x'),\n"
        "               lambda t: t.update(format=2)):\n"
        "    forged = json.loads(json.dumps(trace))\n"
        "    change(forged)\n"
        "    assert not validator.is_valid(forged)\n";
    process_run(&p, (const char *const[]){"python3", "-c", script, path, NULL});
    CU_ASSERT_EQUAL(p.status, 0);
    if (p.status != 0)
        printf("%s", str_text(&p.err));
    process_release(&p);
    unmake(&maker);
}

static void files_that_cannot_be_read_or_written_are_named(void)
{
    struct trace trace = {0};
    struct error err;
    CU_ASSERT_FALSE(trace_read_file("no/such/trace.json", &trace, &err));
    CU_ASSERT_STRING_EQUAL(err.text,
                           "no/such/trace.json: cannot be opened: No such file or directory");
    CU_ASSERT_FALSE(trace_read_file("docs", &trace, &err));
    CU_ASSERT_STRING_EQUAL(err.text, "docs: cannot be read: Is a directory");
    const char *path = scratch_file("broken.json", "{\n  \"format\": 1,\n  oops\n}\n");
    CU_ASSERT_FALSE(trace_read_file(path, &trace, &err));
    CU_ASSERT_EQUAL(strncmp(err.text, path, strlen(path)), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, ": line 3, column "));
    CU_ASSERT_FALSE(trace_write_file(&trace, "no/such/trace.json", &err));
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "no/such/trace.json: cannot be written"));
}

/* --- comparing --- */

static void compare_names_the_first_step_that_differs(void)
{
    struct maker a, b;
    struct str what = {0};
    make(&a);
    make(&b);
    CU_ASSERT_EQUAL(trace_compare(&a.trace, &b.trace, &what), -1);
    CU_ASSERT_EQUAL(what.bytes, 0);

    b.trace.steps.items[6].target = intern_text(&b.intern, &b.trace, "turn");
    b.trace.steps.items[6].task = 2;
    b.trace.steps.items[6].site = 0;
    CU_ASSERT_EQUAL(trace_compare(&a.trace, &b.trace, &what), 6);
    CU_ASSERT_STRING_EQUAL(str_text(&what),
                           "step 5: the trace has T1 write flag: 0 -> 1 at lock.c:13, "
                           "now T2 write turn: 0 -> 1 at lock.c:30");
    str_clear(&what);

    b.trace.steps.count = 6;
    CU_ASSERT_EQUAL(trace_compare(&a.trace, &b.trace, &what), 6);
    CU_ASSERT_STRING_EQUAL(str_text(&what),
                           "step 5: the trace has T1 write flag: 0 -> 1 at lock.c:13, now the end");
    str_release(&what);
    unmake(&a);
    unmake(&b);
}

static void compare_looks_at_what_steps_say_not_at_their_numbers(void)
{
    struct maker a, b;
    struct str what = {0};
    make(&a);
    memset(&b, 0, sizeof b);
    intern_text(&b.intern, &b.trace, "something else first");
    intern_site(&b.intern, &b.trace, "other.c", "other", 1);
    for (size_t i = 0; i < 3; i++)
        add_task(&b, a.trace.tasks.items[i].name, "worker");
    for (size_t i = 0; i < a.trace.steps.count; i++) {
        const struct trace_step *from = &a.trace.steps.items[i];
        const char *texts[3];
        uint32_t indices[] = {from->verb, from->target, from->value};
        for (int k = 0; k < 3; k++)
            texts[k] = indices[k] == UINT32_MAX ? NULL : trace_text(&a.trace, indices[k]);
        uint32_t line = from->site == UINT32_MAX ? 0 : a.trace.sites.items[from->site].line;
        struct trace_step *to = add_step(&b, from->task, texts[0], texts[1], texts[2], line);
        to->kind = from->kind;
        to->eager = from->eager;
        to->region = from->region;
        to->alternative = from->alternative;
    }
    CU_ASSERT_EQUAL(trace_compare(&a.trace, &b.trace, &what), -1);
    str_release(&what);
    unmake(&a);
    unmake(&b);
}

/* --- text --- */

static void text_has_a_column_per_task_and_marks_the_finding(void)
{
    struct maker maker;
    make(&maker);
    char *text = text_of(&maker.trace, (struct trace_text_options){0});
    static const char expected[] =
        "lock: 8 steps of 3 tasks, ended by an error\n"
        "  program    lock.c na\xc3\xafve \"file\".c  -DN=2  -- \\xff\n"
        "  found by   sample, random, seed 18446744073709551615\n"
        "  schedule   S1.1.2.1.2.1.2.1.2\n"
        "\n"
        " step  main               T1 worker               T2 worker               source\n"
        " ----  -----------------  ----------------------  ----------------------  ---------\n"
        "       create T1: worker  |                                               lock.c:30\n"
        "       create T2: worker  |                       |                       lock.c:31\n"
        "    3  |                  read flag: 0            |                       lock.c:12\n"
        "    4  |                  |                       read flag: 0            lock.c:12\n"
        "    5  |                  write flag: 0 -> 1      |                       lock.c:13\n"
        "    6  |                  enter critical section  |                       lock.c:15\n"
        "  out  T1: in\\n\n"
        "    7  |                  #                       write flag: 1 -> 1      lock.c:13\n"
        "    8  |                  #                       enter critical section  lock.c:15\n"
        ">>>>>  error: mutual-exclusion: T1 and T2 are both inside\n"
        "       |                  #                       end\n"
        "\n"
        "       # in its critical section   : trying to enter   | elsewhere\n"
        "\n"
        "error: mutual-exclusion at step 8\n"
        "  T1 and T2 are both inside\n"
        "  second line\n"
        "    T1  is inside  lock.c:30 in worker\n"
        "    T2  enters\n";
    CU_ASSERT_STRING_EQUAL(text, expected);
    if (strcmp(text, expected) != 0)
        printf("%s", text);
    free(text);
    unmake(&maker);
}

static void eager_operations_are_shown_on_request(void)
{
    struct maker maker;
    make(&maker);
    char *text = text_of(&maker.trace, (struct trace_text_options){.show_eager = true});
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n    1  create T1 "));
    free(text);
    unmake(&maker);
}

/* The longest line, in code points. */
static size_t longest_line(const char *text)
{
    size_t longest = 0;
    while (*text != '\0') {
        size_t bytes = strcspn(text, "\n"), width = utf8_width(text, bytes);
        longest = width > longest ? width : longest;
        text += bytes + (text[bytes] == '\n');
    }
    return longest;
}

static void text_keeps_to_its_width_and_becomes_a_list_for_many_tasks(void)
{
    for (uint32_t columns = 60; columns <= 140; columns += 20)
        for (uint32_t tasks = 1; tasks <= 33; tasks += 4) {
            struct maker maker;
            make(&maker);
            for (uint32_t i = 3; i < 3 + tasks; i++) {
                add_task(&maker, "T7", "a_function_with_a_rather_long_name");
                add_step(&maker, i, "compare-exchange", "queue.head->next->some_long_member[12]",
                         "&list.nodes[3].next -> &list.nodes[4].next", 1000000 + i);
            }
            struct trace_text_options options = {.columns = columns};
            char *text = text_of(&maker.trace, options);
            CU_ASSERT(longest_line(text) <= columns);
            /* 14 columns and a gap for each task do not fit any more. */
            bool list = strstr(text, "  task  operation ") != NULL;
            CU_ASSERT(list || (tasks + 3) * 16 < columns);
            free(text);
            unmake(&maker);
        }
}

/* A trace of `count` operations of two tasks. */
static void make_long(struct maker *maker, uint32_t count)
{
    make(maker);
    for (uint32_t i = 0; i < count; i++) {
        char value[24];
        snprintf(value, sizeof value, "%u", i % 1000);
        add_step(maker, 1 + i % 2, "read", "flag", value, 12);
    }
}

static void long_executions_leave_out_the_middle_but_not_the_finding(void)
{
    struct maker maker;
    make_long(&maker, 1000);
    maker.trace.findings.items[0].step = 499;
    char *text = text_of(&maker.trace, (struct trace_text_options){.steps_max = 40});
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n    3  |")); /* the first */
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n 1008  |")); /* the last */
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n  500  |")); /* the finding's */
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n  497  |"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, " rows left out\n"));
    CU_ASSERT_EQUAL(strstr(text, "\n  600  |"), NULL);
    unsigned lines = 0;
    for (const char *at = text; *at != '\0'; at++)
        lines += *at == '\n';
    CU_ASSERT(lines < 40 + 25);
    free(text);
    unmake(&maker);
}

static void a_hundred_thousand_steps_survive_the_round_trip(void)
{
    struct maker maker;
    struct trace again = {0};
    struct error err;
    struct str what = {0};
    make_long(&maker, 100000);
    char *json = json_of(&maker.trace);
    CU_ASSERT_FATAL(trace_parse_json(json, strlen(json), &again, &err));
    CU_ASSERT_EQUAL(trace_compare(&maker.trace, &again, &what), -1);
    char *text = text_of(&again, (struct trace_text_options){0});
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n 100008  "));
    free(json);
    free(text);
    trace_release(&again);
    str_release(&what);
    unmake(&maker);
}

/* A thread's name, a file's name, the output: all under control of the program. */
static void hostile_names_cannot_control_the_terminal(void)
{
    static const char evil[] = "\x1b[2J\r\b\x7f\xc2\x9b"
                               "31m\xff\n\t";
    struct maker maker;
    make(&maker);
    add_task(&maker, evil, evil);
    add_step(&maker, 3, evil, evil, evil, 12)->site =
        intern_site(&maker.intern, &maker.trace, evil, evil, 1);
    add_finding(&maker, 8, evil);
    vec_push(&maker.trace.program.flags, memory_copy_text(evil));
    char *text = text_of(&maker.trace, (struct trace_text_options){0});
    for (const char *at = text; *at != '\0'; at++)
        CU_ASSERT((unsigned char)*at >= 0x20 || *at == '\n');
    CU_ASSERT_EQUAL(strchr(text, '\x7f'), NULL);
    CU_ASSERT_EQUAL(strstr(text, "\xc2\x9b"), NULL);
    CU_ASSERT_EQUAL(utf8_valid(text, strlen(text)), strlen(text));
    free(text);
    unmake(&maker);
}

static void colours_change_nothing_but_colours(void)
{
    struct maker maker;
    make(&maker);
    char *plain = text_of(&maker.trace, (struct trace_text_options){0});
    char *coloured = text_of(&maker.trace, (struct trace_text_options){.colour = true});
    char *to = coloured;
    CU_ASSERT_PTR_NOT_NULL(strchr(coloured, '\x1b'));
    for (const char *from = coloured; *from != '\0'; from++) {
        if (*from == '\x1b')
            from += strcspn(from, "m");
        else
            *to++ = *from;
    }
    *to = '\0';
    CU_ASSERT_STRING_EQUAL(plain, coloured);
    free(plain);
    free(coloured);
    unmake(&maker);
}

/* --- JSON values and UTF-8 --- */

static void json_values_print_as_built(void)
{
    struct str out = {0};
    struct json *object = json_object_new(), *array = json_array_new();
    json_set_text(object, "text", "a\"\\\n\xff");
    json_set_text(object, "none", NULL);
    json_set_number(object, "number", 9007199254740993u);
    json_set_u64(object, "large", UINT64_MAX);
    json_set_double(object, "seconds", 0.5);
    json_set_bool(object, "complete", true);
    json_append_text(array, "x");
    json_append_number(array, 7);
    json_append_child(array, json_object_new());
    json_set_child(object, "array", array);
    json_print(object, &out);
    CU_ASSERT_STRING_EQUAL(str_text(&out), "{\n"
                                           "\t\"text\":\t\"a\\\"\\\\\\n\xef\xbf\xbd\",\n"
                                           "\t\"none\":\tnull,\n"
                                           "\t\"number\":\t9007199254740993,\n"
                                           "\t\"large\":\t\"18446744073709551615\",\n"
                                           "\t\"seconds\":\t0.5,\n"
                                           "\t\"complete\":\ttrue,\n"
                                           "\t\"array\":\t[\"x\", 7, {\n"
                                           "\t\t}]\n"
                                           "}\n");
    json_free(object);
    str_release(&out);
}

/* From the table of RFC 3629 and the classical malformed sequences. */
static void utf8_is_checked_as_the_standard_says(void)
{
    static const struct {
        const char *bytes;
        size_t valid;
    } cases[] = {
        {"a", 1},
        {"\xc2\x80", 2},
        {"\xdf\xbf", 2},
        {"\xe0\xa0\x80", 3},
        {"\xef\xbf\xbf", 3},
        {"\xf0\x90\x80\x80", 4},
        {"\xf4\x8f\xbf\xbf", 4},
        {"\x80", 0},
        {"\xc0\x80", 0},
        {"\xc1\xbf", 0},
        {"\xe0\x9f\xbf", 0},
        {"\xed\xa0\x80", 0},
        {"\xed\x9f\xbf", 3},
        {"\xf0\x8f\xbf\xbf", 0},
        {"\xf4\x90\x80\x80", 0},
        {"\xf5\x80\x80\x80", 0},
        {"\xe2\x82", 0},
        {"ab\xe2\x82", 2},
        {"\xc2", 0},
        {"\xff", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CU_ASSERT_EQUAL(utf8_valid(cases[i].bytes, strlen(cases[i].bytes)), cases[i].valid);
    CU_ASSERT_EQUAL(utf8_valid("a\0b", 3), 1);
}

void suite_trace(void)
{
    CU_pSuite suite = CU_add_suite("trace", NULL, NULL);
    CU_ADD_TEST(suite, json_survives_the_round_trip_byte_for_byte);
    CU_ADD_TEST(suite, an_empty_trace_survives_too);
    CU_ADD_TEST(suite, each_step_is_a_line_of_its_own);
    CU_ADD_TEST(suite, forged_json_is_refused_with_the_place);
    CU_ADD_TEST(suite, what_is_no_trace_at_all_is_refused);
    CU_ADD_TEST(suite, nesting_without_end_is_refused);
    CU_ADD_TEST(suite, every_truncation_is_refused);
    CU_ADD_TEST(suite, mutated_traces_are_refused_in_one_line_or_usable);
    CU_ADD_TEST(suite, the_schema_describes_what_is_written);
    CU_ADD_TEST(suite, files_that_cannot_be_read_or_written_are_named);
    CU_ADD_TEST(suite, compare_names_the_first_step_that_differs);
    CU_ADD_TEST(suite, compare_looks_at_what_steps_say_not_at_their_numbers);
    CU_ADD_TEST(suite, text_has_a_column_per_task_and_marks_the_finding);
    CU_ADD_TEST(suite, eager_operations_are_shown_on_request);
    CU_ADD_TEST(suite, text_keeps_to_its_width_and_becomes_a_list_for_many_tasks);
    CU_ADD_TEST(suite, long_executions_leave_out_the_middle_but_not_the_finding);
    CU_ADD_TEST(suite, a_hundred_thousand_steps_survive_the_round_trip);
    CU_ADD_TEST(suite, hostile_names_cannot_control_the_terminal);
    CU_ADD_TEST(suite, colours_change_nothing_but_colours);
    CU_ADD_TEST(suite, json_values_print_as_built);
    CU_ADD_TEST(suite, utf8_is_checked_as_the_standard_says);
}
