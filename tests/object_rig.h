/* SPDX-License-Identifier: MIT */
/*
 * A rig for specifications of objects (sim/object.h): performs verbs on states without any machine.
 *
 *     struct object *m = rig_object(&mutex_ops, LIFE_READY, MUTEX_NORMAL);
 *     CU_ASSERT_EQUAL(WAYS(m, 1, MUTEX_LOCK), 1);
 *     CU_ASSERT_EQUAL(RESULT(m, 1, MUTEX_LOCK), 0);
 *     rig_release();
 *
 * Whatever is performed, the rig checks what every specification promises: asking changes nothing,
 * performing is a function of state and operation, `unchanged` means it, and every state has a
 * description.
 */
#ifndef TESTS_OBJECT_RIG_H
#define TESTS_OBJECT_RIG_H

#include "sim/object.h"
#include "sim/objects/life.h"

/* An operation and what surrounds it. */
struct rig_call {
    task_id task;
    uint16_t verb;
    uint8_t flags; /* OP_TIMED, OP_CANCELLABLE */
    uint32_t alternative;
    uint64_t arg;
    struct object *second;
    bool may_time_out, may_wake_spuriously, choose_waiter, cancelled;
};

/** An object that lives until rig_release. */
struct object *rig_object(const struct object_ops *ops, enum life life, uint64_t attributes);
void rig_release(void);

uint32_t rig_ways(struct object *object, struct rig_call call);
/** Performs it; it must be enabled and have that alternative. */
struct object_outcome rig_act(struct object *object, struct rig_call call);
/** Whom the call waits for: a bit per task below 64; UINT64_MAX: anybody. */
uint64_t rig_blockers(struct object *object, struct rig_call call);
/** Who holds it, as bits. */
uint64_t rig_holders(const struct object *object);
bool rig_describes(const struct object *object, const char *expected);

#define CALL_(t, v, ...)      ((struct rig_call){.task = (t), .verb = (v), ##__VA_ARGS__})
#define WAYS(o, t, v, ...)    rig_ways(o, CALL_(t, v, ##__VA_ARGS__))
#define ACT(o, t, v, ...)     rig_act(o, CALL_(t, v, ##__VA_ARGS__))
#define RESULT(o, t, v, ...)  (ACT(o, t, v, ##__VA_ARGS__).result)
#define BLOCKERS(o, t, v, ...) rig_blockers(o, CALL_(t, v, ##__VA_ARGS__))
#define BIT(task)             (UINT64_C(1) << (task))

/** The call is a misuse with this text that names other; fatal or not. */
bool rig_is_misuse(struct object *object, struct rig_call call, const char *text, task_id other,
                   bool fatal);
#define FATAL(o, t, v, text, other)    rig_is_misuse(o, CALL_(t, v), text, other, true)
#define REPORTED(o, t, v, text, other) rig_is_misuse(o, CALL_(t, v), text, other, false)

#endif
