/* SPDX-License-Identifier: MIT */
/*
 * The report card of one configuration, made in a process of its own: whatever happens to it, the next
 * one can be judged.
 */
#ifndef CLI_JUDGEMENT_H
#define CLI_JUDGEMENT_H

#include "checker/verdict.h"
#include "cli/configuration.h"

enum { REASON_BYTES_MAX = 512 };

/* Plain data: it comes through a pipe. */
struct judgement {
    int status;              /* exit status, as heddle check --conditions would have it */
    enum verdict_kind kind;
    struct report_card card;
    char reason[REASON_BYTES_MAX]; /* why something is not known; "" if everything is.  One line */
};

/** Judges one configuration under a memory model.  Never fails: what goes wrong is a judgement with a reason. */
void judgement_make(const struct configuration *configuration, enum memory_model memory,
                    const struct options *options, struct judgement *out);

#endif
