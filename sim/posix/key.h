/* SPDX-License-Identifier: MIT */
/*
 * Thread-specific data: pthread_key_*, tss_*.
 *
 * Getting and setting concern the task alone, so they are no operations.
 */
#ifndef SIM_POSIX_KEY_H
#define SIM_POSIX_KEY_H

#include <stdbool.h>
#include <stdint.h>

/** A new key with that destructor (0 = none); false if PTHREAD_KEYS_MAX are in use. */
bool key_new(uint64_t destructor, unsigned *key);
/** False if there is no such key. */
bool key_free(unsigned key);
/** The running task's value; 0 if there is none. */
uint64_t key_get(unsigned key);
/** False if there is no such key. */
bool key_set(unsigned key, uint64_t value);
/** Was any key made in this execution? */
bool keys_are_used(void);
/**
 * The running task ends: calls destructors for its values, up to PTHREAD_DESTRUCTOR_ITERATIONS
 * times.
 */
void keys_run_destructors(void);

#endif
