/* SPDX-License-Identifier: MIT */
/* The objects that a learner knows: one for each kind and address, and one thread for each slot. */
#ifndef SIM_LEARN_REGISTRY_H
#define SIM_LEARN_REGISTRY_H

#include "sim/learn/learner.h"

/** Index in l->objects of the object of this kind at addr. */
uint32_t registry_object(struct learner *l, const struct attachment *kind, uint64_t addr);

/** The objects that the machine has in the base. */
void registry_take_base(struct learner *l);

/** Does [addr, addr + bytes) touch the memory of the object with this index? */
bool registry_lies_in(const struct learner *l, uint32_t index, uint64_t addr, uint64_t bytes);

/** The index behind op.object, op.object2: id - LEARNED_OBJECT_BASE; 0 for 0. */
static inline uint32_t registry_index(uint32_t id)
{
    return id ? id - LEARNED_OBJECT_BASE : 0;
}

/** The state of an object that is used for the first time and whose struct holds these bytes. */
void registry_first_state(const struct attachment *kind, const void *memory, void *state);

/** The bytes of a state, without its trailing zeroes, as an id of l->states. */
uint32_t registry_state(struct learner *l, const struct object_ops *ops, const void *state);
/** The other way round: fills ops->state_bytes bytes. */
void registry_state_get(const struct learner *l, const struct object_ops *ops, uint32_t id,
                        void *state);

#endif
