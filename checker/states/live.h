/* SPDX-License-Identifier: MIT */
/*
 * What a complete graph of states says about runs that never end: liveness, and the report card.
 */
#ifndef CHECKER_STATES_LIVE_H
#define CHECKER_STATES_LIVE_H

#include "checker/engine.h"
#include "checker/liveness/fairness.h"
#include "checker/states/state_graph.h"

/* An endless run that is wrong: the steps of the prefix, then those of the cycle for ever. */
struct endless {
    enum finding_kind kind;
    uint32_t task; /* who starves; TASK_NONE if it is about all */
    struct path prefix, cycle;
};

struct endless_list {
    struct endless *items;
    size_t count, capacity;
};

/** Looks for starvation, livelock and runs that do not end, and appends what it finds, one of a kind
 * and task. */
void live_judge(const struct state_graph *g, enum fairness fairness, struct endless_list *out);

/** Fills the report card. */
void live_card(const struct state_graph *g, struct report_card *card);

void endless_list_release(struct endless_list *list);

#endif
