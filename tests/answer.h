/* SPDX-License-Identifier: MIT */
/*
 * What heddle check --json answers about a program.
 *
 *     struct answer answer = {0};
 *     const char *const arguments[] = {"--engine", "brute", "models/turn.c", NULL};
 *     answer_ask(&answer, arguments, NULL, 30);
 *     CU_ASSERT_STRING_EQUAL(answer.verdict, "verified");
 *     answer_release(&answer);
 */
#ifndef TESTS_ANSWER_H
#define TESTS_ANSWER_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* The order is that of models/conditions.tsv. */
enum answer_condition {
    ANSWER_MUTUAL_EXCLUSION,
    ANSWER_PROGRESS,
    ANSWER_BYPASS,
    ANSWER_BYPASS_DOORWAY,
    ANSWER_FCFS,
    ANSWER_STARVATION_FREE_WEAK,
    ANSWER_STARVATION_FREE_STRONG,
    ANSWER_CONDITIONS
};

struct answer {
    int status;       /* exit status, as in struct process */
    char verdict[24]; /* "" if there was no valid JSON */
    bool complete;
    uint64_t executions, states;
    uint32_t kinds;   /* bits of enum finding_kind: violations of severity error */
    /* With --conditions: "yes", "no", "unbounded" or a number; "" if it is not known. */
    char conditions[ANSWER_CONDITIONS][16];
    struct str trace; /* path of the trace of the first violation, if there is one */
    struct str text;  /* all that was printed, for messages */
};

/**
 * Runs heddle check --json --trace FILE with these arguments, ended by NULL.  input is what heddle
 * itself reads, NULL for nothing.
 */
void answer_ask(struct answer *answer, const char *const *arguments, const char *input,
                unsigned seconds);

/** Replays the trace in a fresh process; true if the same finding came up again. */
bool answer_replays(const struct answer *answer, struct str *text);

void answer_release(struct answer *answer);

/** The exit status that belongs to a verdict; -1 for an unknown one. */
int answer_status_of(const char *verdict);

/** "deadlock,leak" as bits of enum finding_kind, "-" and "" as 0.  False: one is unknown. */
bool answer_parse_kinds(const char *text, uint32_t *kinds);
/** The other way, "-" for none. */
void answer_format_kinds(uint32_t kinds, struct str *out);

#endif
