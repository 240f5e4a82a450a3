/* SPDX-License-Identifier: MIT */
/*
 * A finding: something that is wrong (or noteworthy) in one execution of the program under test.
 *
 * The machine and the properties produce findings; the checker keeps the first of each signature and
 * attaches a trace, which makes it a violation of the verdict.
 */
#ifndef SIM_FINDING_H
#define SIM_FINDING_H

#include "sim/op.h"

/* The names (finding_kind_name) are part of the JSON contract. */
enum finding_kind {
    FINDING_ASSERTION,
    FINDING_MUTUAL_EXCLUSION,
    FINDING_DATA_RACE,
    FINDING_DEADLOCK,
    FINDING_LOST_WAKEUP,
    FINDING_LIVELOCK,
    FINDING_STARVATION,
    FINDING_PROGRESS,
    FINDING_MISUSE,
    FINDING_USE_AFTER_FREE,
    FINDING_DOUBLE_FREE,
    FINDING_OVERFLOW,
    FINDING_LEAK,
    FINDING_CRASH,
    FINDING_MISSING_JOIN,
    FINDING_PRIORITY_INVERSION,
    FINDING_NOT_LINEARIZABLE,
    FINDING_KINDS
};

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* One place that belongs to the finding: "T1 writes counter" at pc. */
struct finding_site {
    task_id task;
    uint64_t pc;      /* 0 = unknown */
    const char *what; /* "writes counter", "holds mutex a"; lives as long as the finding */
};

enum { FINDING_SITES_MAX = 16 };

/* Strings are borrowed from the execution's arena unless the holder says otherwise. */
struct finding {
    enum finding_kind kind;
    enum severity severity;
    bool goes_on; /* of severity error, but the execution need not end */
    const char *message; /* one or more lines, no trailing newline, names instead of addresses */
    uint64_t objects;    /* finding_add_object */
    uint32_t site_count;
    struct finding_site sites[FINDING_SITES_MAX]; /* sites[0] is where the finding was noticed */
    uint64_t step;                                /* index of the step that showed it */
};

/** "assertion", "mutual-exclusion", ... as in the JSON contract. */
const char *finding_kind_name(enum finding_kind kind);
/** "note", "warning", "error". */
const char *severity_name(enum severity severity);
/**
 * The finding is also about this variable or object, in any order; name as machine_name_addr and
 * machine_name_object have it.  Elements of an array are one variable, and so is the same local of
 * several tasks.
 */
void finding_add_object(struct finding *finding, const char *name);
/** Equal for findings that are the same bug: kind, pcs of the sites, and objects, regardless of task. */
uint64_t finding_signature(const struct finding *finding);

#endif
