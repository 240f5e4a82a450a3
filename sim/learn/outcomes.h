/* SPDX-License-Identifier: MIT */
/*
 * Building the outcomes of an operation; for the files that evaluate one kind of it each.
 *
 *     outcomes_begin(p);                                     the newest outcome; nothing changes
 *     outcomes_change(p, s, field, value);                   it changes a field
 *     outcomes_follow(p, class, s, &result, sizeof result);  and leads to where this result leads
 */
#ifndef SIM_LEARN_OUTCOMES_H
#define SIM_LEARN_OUTCOMES_H

#include "sim/learn/product.h"

/** A new outcome, OUTCOME_NEXT without changes.  Borrowed until the next one. */
struct outcome *outcomes_begin(struct product *p);
/** The newest outcome cannot be learned; product_refuse says why. */
void outcomes_refuse(struct product *p);
/** The newest outcome is that something is wrong. */
void outcomes_fail(struct product *p, uint32_t finding);
/** Something is wrong with the newest outcome, but the task goes on. */
void outcomes_note(struct product *p, uint32_t finding);
/** It sets a field, if the field has another value in s. */
void outcomes_change(struct product *p, const struct state *s, uint32_t field, uint32_t value);
/** It writes to [addr, addr + bytes), where the mask (NULL: everywhere) is not 0. */
void outcomes_write(struct product *p, const struct state *s, uint64_t addr, uint64_t bytes,
                   const uint8_t *from, const uint8_t *mask);
/** The newest outcome is that class's store goes into the task's buffer (buffers.h), and leads on. */
void outcomes_store(struct product *p, uint32_t class, const struct state *s);
/** The rest of it: where the result leads, and what is written on the way. */
void outcomes_follow(struct product *p, uint32_t class, const struct state *s, const void *result,
                    size_t bytes);

/* Objects (evaluate_object.c). */

/** Puts the state of an object into its stub, where specifications look.  False: it cannot be there. */
bool object_load(struct product *p, const struct state *s, uint32_t index);
/** The newest outcome sets the state of an object to what its stub holds. */
void object_store(struct product *p, const struct state *s, uint32_t index);

/** Has it come into being? */
bool object_is_there(const struct product *p, const struct state *s, uint32_t index);
/** Does [addr, addr + bytes) touch the memory of an object that is there? */
bool object_overlaps(const struct product *p, const struct state *s, uint64_t addr, uint64_t bytes);
/** The newest outcome makes an object vanish with its memory. */
void object_forget(struct product *p, const struct state *s, uint32_t index);

/* One kind of operation each; these return the number of alternatives. */
uint32_t evaluate_object(struct product *p, uint32_t class, struct state *s, bool late);
void evaluate_spawn(struct product *p, uint32_t class, struct state *s);
void evaluate_end(struct product *p, uint32_t class, struct state *s);
void evaluate_exit(struct product *p, const struct state *s);
void evaluate_allocate(struct product *p, uint32_t class, struct state *s);
void evaluate_free(struct product *p, uint32_t class, struct state *s);
void evaluate_block(struct product *p, uint32_t class, struct state *s);

#endif
