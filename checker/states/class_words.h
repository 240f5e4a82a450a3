/* SPDX-License-Identifier: MIT */
/* Names of classes, operations and results of the product, for people: never an address. */
#ifndef CHECKER_STATES_CLASS_WORDS_H
#define CHECKER_STATES_CLASS_WORDS_H

#include "sim/learn/buffers.h"

/** "main", "T1". */
void class_words_task(task_id slot, struct str *out);
/** "store turn := 1", "lock mutex m", "create". */
void class_words_operation(const struct product *p, const struct class *c, struct str *out);
/** "flush turn := 1". */
void class_words_flush(const struct product *p, struct waiting_store store, struct str *out);
/** "= 1", "T2", "returns EBUSY": what a result says beyond the operation. */
void class_words_result(const struct product *p, const struct class *c, const struct class_edge *edge,
                  struct str *out);
/** Can results of this operation be told apart in words? */
bool class_words_has_result(const struct class *c);
/** "peterson.c:32", or several lines where bisimilar situations come from several. */
void class_words_site(const struct product *p, const struct class *c, struct str *out);
/** Name and state of the object: "mutex m held by T1". */
void class_words_object(struct product *p, const struct state *s, uint32_t index, struct str *out);

#endif
