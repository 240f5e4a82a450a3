/* SPDX-License-Identifier: MIT */
/* Writing down the deed of a step of the product (sim/deed.h). */
#ifndef SIM_LEARN_DEEDS_H
#define SIM_LEARN_DEEDS_H

#include "sim/deed.h"
#include "sim/learn/product.h"

/** The task of class c performs its operation in s with this outcome; child: whom it creates. */
void deeds_perform(struct product *p, const struct state *s, const struct class *c,
                   const struct outcome *outcome, task_id child, struct deed *deed);

/** What class c is about to do, whatever comes of it: a task that waits. */
void deeds_intend(struct product *p, const struct class *c, struct deed *deed);

#endif
