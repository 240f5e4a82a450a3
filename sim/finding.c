/* SPDX-License-Identifier: MIT */
#include "sim/finding.h"

#include "base/check.h"
#include "base/hash.h"

const char *finding_kind_name(enum finding_kind kind)
{
    static const char *const names[FINDING_KINDS] = {
        [FINDING_ASSERTION] = "assertion",
        [FINDING_MUTUAL_EXCLUSION] = "mutual-exclusion",
        [FINDING_DATA_RACE] = "data-race",
        [FINDING_DEADLOCK] = "deadlock",
        [FINDING_LOST_WAKEUP] = "lost-wakeup",
        [FINDING_LIVELOCK] = "livelock",
        [FINDING_STARVATION] = "starvation",
        [FINDING_PROGRESS] = "progress",
        [FINDING_MISUSE] = "misuse",
        [FINDING_USE_AFTER_FREE] = "use-after-free",
        [FINDING_DOUBLE_FREE] = "double-free",
        [FINDING_OVERFLOW] = "overflow",
        [FINDING_LEAK] = "leak",
        [FINDING_CRASH] = "crash",
        [FINDING_MISSING_JOIN] = "missing-join",
        [FINDING_PRIORITY_INVERSION] = "priority-inversion",
        [FINDING_NOT_LINEARIZABLE] = "not-linearizable",
    };
    ASSERT_LT(kind, FINDING_KINDS);
    return names[kind];
}

const char *severity_name(enum severity severity)
{
    static const char *const names[] = {"note", "warning", "error"};
    ASSERT_LT(severity, ARRAY_LENGTH(names));
    return names[severity];
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "[3]", "+8", "byte 4 of", "T2's": a number that says which of several equal things it is. */
static bool is_index(const char *name, const char *digits)
{
    if (digits == name)
        return false;
    bool begins_word = digits - 1 == name || digits[-2] == ' ';
    return digits[-1] == '[' || digits[-1] == '+' || digits[-1] == ' ' ||
           (digits[-1] == 'T' && begins_word);
}

void finding_add_object(struct finding *finding, const char *name)
{
    char key[256];
    size_t bytes = 0;
    for (const char *at = name; *at && bytes < sizeof key;) {
        if (is_digit(*at) && is_index(name, at)) {
            while (is_digit(*at))
                at++;
            continue;
        }
        key[bytes++] = *at++;
    }
    finding->objects += hash_bytes(key, bytes, 2);
}

/* Sites in any order, tasks left out: which of two equal tasks does it makes no other bug. */
uint64_t finding_signature(const struct finding *finding)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < finding->site_count; i++)
        sum += hash_bytes(&finding->sites[i].pc, sizeof finding->sites[i].pc, 1);
    uint64_t key[3] = {(uint64_t)finding->kind, sum, finding->objects};
    return hash_bytes(key, sizeof key, 0);
}
