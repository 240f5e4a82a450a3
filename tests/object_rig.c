/* SPDX-License-Identifier: MIT */
#include "tests/object_rig.h"

#include "base/vec.h"
#include "tests/suite.h"

#include <string.h>

static VEC(struct object *) objects;

struct object *rig_object(const struct object_ops *ops, enum life life, uint64_t attributes)
{
    const uint64_t arguments[OBJECT_ARGUMENTS] = {
        [LIFE_ARGUMENT] = life, [ATTRIBUTES_ARGUMENT] = attributes};
    CU_ASSERT_FATAL(ops->state_bytes <= OBJECT_STATE_BYTES_MAX);
    struct object *object = memory_new(1, sizeof *object + OBJECT_STATE_BYTES_MAX);
    object->ops = ops;
    object->id = (uint32_t)objects.count + 1;
    ops->init(object->state, arguments);
    vec_push(&objects, object);
    return object;
}

void rig_release(void)
{
    for (size_t i = 0; i < objects.count; i++)
        free(objects.items[i]);
    vec_release(&objects);
}

static struct object_view view_of(struct object *object, const struct rig_call *call)
{
    return (struct object_view){.object = object,
                                .second = call->second,
                                .task = call->task,
                                .may_time_out = call->may_time_out,
                                .may_wake_spuriously = call->may_wake_spuriously,
                                .choose_waiter = call->choose_waiter,
                                .cancelled = call->cancelled};
}

static struct op op_of(struct object *object, const struct rig_call *call)
{
    return (struct op){.kind = OP_OBJECT,
                       .verb = call->verb,
                       .flags = call->flags,
                       .object = object->id,
                       .object2 = call->second ? call->second->id : 0,
                       .arg = call->arg};
}

/* Both states of an operation, to compare or to put back. */
struct saved {
    uint8_t first[OBJECT_STATE_BYTES_MAX], second[OBJECT_STATE_BYTES_MAX];
};

static void save(const struct object *object, const struct rig_call *call, struct saved *to)
{
    memset(to, 0, sizeof *to);
    memcpy(to->first, object->state, object->ops->state_bytes);
    if (call->second)
        memcpy(to->second, call->second->state, call->second->ops->state_bytes);
}

static void restore(struct object *object, const struct rig_call *call, const struct saved *from)
{
    memcpy(object->state, from->first, object->ops->state_bytes);
    if (call->second)
        memcpy(call->second->state, from->second, call->second->ops->state_bytes);
}

uint32_t rig_ways(struct object *object, struct rig_call call)
{
    struct object_view view = view_of(object, &call);
    struct op op = op_of(object, &call);
    struct saved before, after;
    CU_ASSERT(call.verb < object->ops->verb_count && object->ops->verbs[call.verb] != NULL);
    save(object, &call, &before);
    uint32_t ways = object->ops->alternatives(&view, &op);
    save(object, &call, &after);
    CU_ASSERT(memcmp(&before, &after, sizeof before) == 0);
    return ways;
}

static struct object_outcome apply(struct object *object, const struct rig_call *call)
{
    struct object_view view = view_of(object, call);
    struct op op = op_of(object, call);
    struct object_outcome outcome = {.misuse_other = TASK_NONE};
    object->ops->apply(&view, &op, call->alternative, &outcome);
    return outcome;
}

static void check_description(const struct object *object)
{
    struct str text = {0};
    object->ops->describe(object->state, &text);
    CU_ASSERT(text.bytes > 0);
    str_release(&text);
}

struct object_outcome rig_act(struct object *object, struct rig_call call)
{
    struct saved before, first, second;
    CU_ASSERT_FATAL(rig_ways(object, call) > call.alternative);
    save(object, &call, &before);
    struct object_outcome outcome = apply(object, &call);
    save(object, &call, &first);
    restore(object, &call, &before);
    struct object_outcome again = apply(object, &call);
    save(object, &call, &second);
    CU_ASSERT(memcmp(&first, &second, sizeof first) == 0);
    CU_ASSERT(outcome.result == again.result && outcome.edges == again.edges &&
              outcome.misuse == again.misuse);
    CU_ASSERT(!outcome.unchanged || memcmp(&before, &first, sizeof before) == 0);
    CU_ASSERT(!outcome.fatal || outcome.misuse != NULL);
    check_description(object);
    return outcome;
}

uint64_t rig_blockers(struct object *object, struct rig_call call)
{
    struct object_view view = view_of(object, &call);
    struct op op = op_of(object, &call);
    struct task_set set = {0};
    bool known = object->ops->blockers(&view, &op, &set);
    CU_ASSERT(known || task_set_count(&set) == 0);
    return known ? set.words[0] : UINT64_MAX;
}

uint64_t rig_holders(const struct object *object)
{
    struct task_set set = {0};
    object->ops->holders(object->state, &set);
    return set.words[0];
}

bool rig_describes(const struct object *object, const char *expected)
{
    struct str text = {0};
    object->ops->describe(object->state, &text);
    bool same = strcmp(str_text(&text), expected) == 0;
    if (!same)
        printf("described as '%s', not '%s'\n", str_text(&text), expected);
    str_release(&text);
    return same;
}

bool rig_is_misuse(struct object *object, struct rig_call call, const char *text, task_id other,
                   bool fatal)
{
    struct object_outcome outcome = rig_act(object, call);
    bool same = outcome.misuse && strcmp(outcome.misuse, text) == 0 &&
                outcome.misuse_other == other && outcome.fatal == fatal;
    if (!same)
        printf("reported '%s' (task %u), not '%s'\n", outcome.misuse ? outcome.misuse : "nothing",
               outcome.misuse_other, text);
    return same;
}
