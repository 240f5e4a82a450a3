/* SPDX-License-Identifier: MIT */
/*
 * The life of an object that sits in the program's memory: not initialised, ready, destroyed.
 *
 * An object comes into being when a task first passes its address to a function.  What the memory
 * holds then decides: a static initialiser is LIFE_READY; zeroes where a kind has no static
 * initialiser are LIFE_ZEROED (glibc happens to accept that: reported, then it goes on); anything
 * else is LIFE_RAW.  The kind's init verb makes it LIFE_READY.
 *
 * Every object of the program's memory is created with arguments[0] = enum life and arguments[1] =
 * what the kind's header says.
 */
#ifndef SIM_OBJECTS_LIFE_H
#define SIM_OBJECTS_LIFE_H

#include "sim/object.h"

enum life { LIFE_READY, LIFE_ZEROED, LIFE_RAW, LIFE_DESTROYED };

enum { LIFE_ARGUMENT, ATTRIBUTES_ARGUMENT, OBJECT_ARGUMENTS };

/* The two messages of a kind: LIFE_MISUSE("mutex"). */
struct life_misuse {
    const char *raw, *destroyed;
};
#define LIFE_MISUSE(kind)                                                                          \
    {                                                                                              \
        "uses a " kind " that was never initialised", "uses a " kind " that was destroyed"         \
    }

/** Sets a fatal misuse and returns true unless the object is ready (or zeroed). */
static inline bool life_refuses(uint8_t life, const struct life_misuse *texts,
                                struct object_outcome *outcome)
{
    if (life != LIFE_RAW && life != LIFE_DESTROYED)
        return false;
    outcome->misuse = life == LIFE_RAW ? texts->raw : texts->destroyed;
    outcome->fatal = true;
    return true;
}

/** Appends "not initialised" or "destroyed" and returns true unless the object is in use. */
static inline bool life_describe(uint8_t life, struct str *out)
{
    if (life == LIFE_READY)
        return false;
    str_append(out, life == LIFE_DESTROYED ? "destroyed" : "not initialised");
    return true;
}

/** A fatal misuse: "destroys a mutex that is locked"; other = the task to name, or TASK_NONE. */
static inline void outcome_misuse(struct object_outcome *outcome, const char *text, task_id other)
{
    outcome->misuse = text;
    outcome->misuse_other = other;
    outcome->fatal = true;
}

/** A result that says "no", after which everything is as it was. */
static inline void outcome_refuse(struct object_outcome *outcome, uint64_t result)
{
    outcome->result = result;
    outcome->unchanged = true;
}

#endif
