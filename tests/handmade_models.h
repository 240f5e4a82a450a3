/* SPDX-License-Identifier: MIT */
/*
 * Known algorithms as automata: one step for each operation that heddle interleaves, with the local
 * computation up to the next one (docs/algorithms/states.md).
 *
 *     struct handmade *p = handmade_new();
 *     model_filter(p, 3, FOREVER);
 *
 * Each adds `tasks` threads that enter `entries` times each, or for ever.
 */
#ifndef TESTS_HANDMADE_MODELS_H
#define TESTS_HANDMADE_MODELS_H

#include "tests/handmade.h"

enum { FOREVER = 0 };

typedef void handmade_model(struct handmade *p, int tasks, int entries);

/* What the C programs of these names do, without the marks of their regions: models/,
 * bench/programs/buffer.c. */
handmade_model model_bakery, model_dekker, model_filter, model_peterson, model_spinlock,
    model_szymanski, model_ticket, model_tsl, model_turn;
handmade_model model_buffer, model_mutex_order_abba, model_philosophers, model_philosophers_naive,
    model_rwlock;

#endif
