/* SPDX-License-Identifier: MIT */
/*
 * Properties: what recognises one class of bug at the end of an execution.
 *
 * What is wrong at a single step (an assertion, a data race, a misused mutex, two tasks in a
 * critical section, a missing join ...) the machine reports at that step.  What only the end shows
 * is judged here, by every property whose `ends` has the bit of that end.  docs/properties.md lists
 * both.
 *
 * New property: a file under checker/properties/ and one line in registry.c
 * (docs/adding-a-property.md).
 */
#ifndef CHECKER_PROPERTIES_PROPERTY_H
#define CHECKER_PROPERTIES_PROPERTY_H

#include "sim/machine.h"

#define ENDS_AT(end) (1u << (end))

struct property_ops {
    const char *name;
    const char *summary;
    uint32_t ends; /* ENDS_AT(END_...) joined by |; END_FINISHED is the hot path: judge cheaply */
    /* Looks at the machine, which is over but not reset, and calls machine_report. */
    void (*judge)(struct machine *m);
};

extern const struct property_ops *const property_registry[]; /* ends with NULL */

/** Runs the properties that want to see this end. */
static inline void properties_judge(struct machine *m, enum machine_end end)
{
    for (const struct property_ops *const *p = property_registry; *p; p++)
        if (((*p)->ends >> end) & 1)
            (*p)->judge(m);
}

#endif
