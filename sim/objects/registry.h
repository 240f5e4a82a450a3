/* SPDX-License-Identifier: MIT */
/*
 * A registry: a table of names for which tasks compete, such as those of named semaphores.  What is
 * in it is the wrapper's; here is who may look and change when.
 *
 * REGISTRY_OPEN, REGISTRY_CLOSE and REGISTRY_UNLINK let others run and change nothing by
 * themselves: a task that does nothing but try again waits for a change.  REGISTRY_CHANGE (with
 * OP_EAGER) follows when the table did change.
 */
#ifndef SIM_OBJECTS_REGISTRY_H
#define SIM_OBJECTS_REGISTRY_H

#include "sim/object.h"

enum registry_verb {
    REGISTRY_OPEN,
    REGISTRY_CLOSE,
    REGISTRY_UNLINK,
    REGISTRY_CHANGE,
    REGISTRY_VERBS
};

extern const struct object_ops registry_ops;

#endif
