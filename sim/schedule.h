/* SPDX-License-Identifier: MIT */
/*
 * A schedule: the sequence of choices of one execution.  With the program (and its options) it
 * determines the execution completely.
 *
 * Only real choices are recorded.  A pick is either a task id (where two or more tasks were
 * enabled) or an alternative (where the picked operation had two or more), in the order they were
 * made.
 *
 * Printable form, one line, no spaces: "S1", then the promoted cells ("+" address in hex ":" mask
 * in hex), then run-length encoded picks, for example "S1+200000014010:f.0.1x12.0x3" (one promoted
 * cell of four bytes; pick 0 once, 1 twelve times, 0 three times); picks and counts are decimal.
 * The form is canonical: no leading zeros, runs as long as they can be, no "x1".  So two schedules
 * are equal if and only if their texts are.  No choice at all is "S1".
 *
 * An execution that never ends is a lasso: "@34:6" at the end says that after 34 steps the last 6 of
 * them are repeated for ever.
 */
#ifndef SIM_SCHEDULE_H
#define SIM_SCHEDULE_H

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdint.h>

/*
 * What is known about GRANULE_BYTES bytes at addr (a multiple of that) when an execution starts: which of
 * them are promoted (the low bits of mask) and other facts (FACT_* of shadow.h).  That decides where the
 * execution's choices are and what is reported, so it belongs to the schedule.
 */
struct promotion {
    uint64_t addr;
    uint8_t mask;
};

enum { SCHEDULE_PICKS_MAX = 100 * 1000 * 1000 }; /* that schedule_parse accepts */

struct schedule {
    VEC(uint32_t) picks;
    VEC(struct promotion) promoted; /* in order of discovery */
    uint64_t endless_steps; /* 0: it ends.  Otherwise it goes on for ever after so many steps (of the
                               machine, eager ones included), which the picks lead to: */
    uint64_t cycle_steps;   /* the last so many are repeated; 0: nobody has to move any more */
};

/** Appends the printable form of the schedule to out. */
void schedule_format(const struct schedule *schedule, struct str *out);

/**
 * Decodes a printable schedule.  *out must be zeroed or initialised; its content is replaced.
 * On failure returns false, leaves *out untouched, and err says which character was wrong.
 */
bool schedule_parse(const char *text, struct schedule *out, struct error *err);

void schedule_copy(struct schedule *to, const struct schedule *from);
void schedule_release(struct schedule *schedule);

#endif
