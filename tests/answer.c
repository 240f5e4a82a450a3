/* SPDX-License-Identifier: MIT */
#include "tests/answer.h"

#include "base/vec.h"
#include "sim/finding.h"
#include "tests/process.h"
#include "tests/scratch.h"
#include "traces/json.h"

#include <stdio.h>
#include <string.h>

/* The member of an object, NULL if it has none of that name. */
static const struct json *member(const struct json *object, const char *key)
{
    if (object == NULL || json_kind(object) != JSON_OBJECT)
        return NULL;
    for (const struct json *child = json_first(object); child; child = json_next(child))
        if (strcmp(json_key(child), key) == 0)
            return child;
    return NULL;
}

static const char *text_member(const struct json *object, const char *key)
{
    const struct json *child = member(object, key);
    return child && json_kind(child) == JSON_TEXT ? json_text(child) : "";
}

static void read_conditions(struct answer *answer, const struct json *card)
{
    static const char *const keys[ANSWER_CONDITIONS] = {
        [ANSWER_MUTUAL_EXCLUSION] = "mutual_exclusion",
        [ANSWER_PROGRESS] = "progress",
        [ANSWER_BYPASS] = "bypass",
        [ANSWER_BYPASS_DOORWAY] = "bypass_doorway",
        [ANSWER_FCFS] = "fcfs",
        [ANSWER_STARVATION_FREE_WEAK] = "starvation_free_weak",
        [ANSWER_STARVATION_FREE_STRONG] = "starvation_free_strong",
    };
    for (int i = 0; i < ANSWER_CONDITIONS; i++) {
        const struct json *value = member(card, keys[i]);
        char *to = answer->conditions[i];
        size_t bytes = sizeof answer->conditions[i];
        if (value && json_kind(value) == JSON_NUMBER)
            snprintf(to, bytes, "%.0f", json_number(value));
        else
            snprintf(to, bytes, "%s", text_member(card, keys[i]));
    }
}

static void read_answer(struct answer *answer, const struct json *json)
{
    const struct json *complete = member(json, "complete");
    const struct json *executions = member(json, "executions");
    const struct json *violations = member(json, "violations");
    snprintf(answer->verdict, sizeof answer->verdict, "%s", text_member(json, "verdict"));
    answer->complete = complete && json_kind(complete) == JSON_BOOL && json_bool(complete);
    const struct json *states = member(json, "states");
    if (executions && json_kind(executions) == JSON_NUMBER)
        answer->executions = (uint64_t)json_number(executions);
    if (states && json_kind(states) == JSON_NUMBER)
        answer->states = (uint64_t)json_number(states);
    read_conditions(answer, member(json, "conditions"));
    if (violations == NULL || json_kind(violations) != JSON_ARRAY)
        return;
    for (const struct json *v = json_first(violations); v; v = json_next(v)) {
        uint32_t kind = 0;
        if (strcmp(text_member(v, "severity"), "error") == 0 &&
            answer_parse_kinds(text_member(v, "kind"), &kind))
            answer->kinds |= kind;
    }
}

void answer_ask(struct answer *answer, const char *const *arguments, const char *input,
                unsigned seconds)
{
    static unsigned asked;
    char name[32];
    snprintf(name, sizeof name, "trace%u.json", asked++);
    str_append(&answer->trace, scratch_path(name));

    VEC(const char *) argv = {0};
    vec_push(&argv, scratch_heddle());
    vec_push(&argv, "check");
    vec_push(&argv, "--audit");
    vec_push(&argv, "--json");
    vec_push(&argv, "--trace");
    vec_push(&argv, str_text(&answer->trace));
    for (const char *const *argument = arguments; *argument; argument++)
        vec_push(&argv, *argument);
    vec_push(&argv, NULL);

    struct process p = {.input = input, .seconds = seconds};
    struct error err;
    process_run(&p, argv.items);
    answer->status = p.status;
    struct json *json = json_parse(str_text(&p.out), p.out.bytes, &err);
    if (json)
        read_answer(answer, json);
    json_free(json);
    str_append(&answer->text, str_text(&p.out));
    str_append(&answer->text, str_text(&p.err));
    process_release(&p);
    vec_release(&argv);
}

bool answer_replays(const struct answer *answer, struct str *text)
{
    struct process p = {0};
    process_heddle(&p, "replay", "--quiet", str_text(&answer->trace), NULL);
    bool same = p.status == EXIT_VIOLATION;
    str_append(text, str_text(&p.out));
    str_append(text, str_text(&p.err));
    process_release(&p);
    return same;
}

void answer_release(struct answer *answer)
{
    str_release(&answer->trace);
    str_release(&answer->text);
    *answer = (struct answer){0};
}

int answer_status_of(const char *verdict)
{
    static const struct {
        const char *verdict;
        int status;
    } statuses[] = {
        {"verified", EXIT_VERIFIED},
        {"violation", EXIT_VIOLATION},
        {"error", EXIT_BAD_INPUT},
        {"inconclusive", EXIT_INCONCLUSIVE},
        {"unsupported", EXIT_UNSUPPORTED},
    };
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        if (strcmp(statuses[i].verdict, verdict) == 0)
            return statuses[i].status;
    return -1;
}

/* The kind with this name of that many characters, FINDING_KINDS if there is none. */
static int find_kind(const char *name, size_t bytes)
{
    int kind = 0;
    while (kind < FINDING_KINDS && (strlen(finding_kind_name((enum finding_kind)kind)) != bytes ||
                                    strncmp(finding_kind_name((enum finding_kind)kind), name,
                                            bytes) != 0))
        kind++;
    return kind;
}

bool answer_parse_kinds(const char *text, uint32_t *kinds)
{
    *kinds = 0;
    if (strcmp(text, "-") == 0)
        return true;
    while (*text) {
        size_t bytes = strcspn(text, ",");
        int kind = find_kind(text, bytes);
        if (kind == FINDING_KINDS)
            return false;
        *kinds |= UINT32_C(1) << kind;
        text += bytes + (text[bytes] == ',');
    }
    return true;
}

void answer_format_kinds(uint32_t kinds, struct str *out)
{
    size_t start = out->bytes;
    for (int kind = 0; kind < FINDING_KINDS; kind++)
        if (kinds >> kind & 1)
            str_printf(out, "%s%s", out->bytes > start ? "," : "",
                       finding_kind_name((enum finding_kind)kind));
    if (out->bytes == start)
        str_append(out, "-");
}
