/* SPDX-License-Identifier: MIT */
/*
 * What a pthread_mutexattr_t holds: glibc's encoding, so that static and copied ones are what they
 * say.
 */
#ifndef SIM_POSIX_MUTEX_ATTRIBUTES_H
#define SIM_POSIX_MUTEX_ATTRIBUTES_H

#include "sim/posix/attribute.h"

static const struct attribute mutex_attribute_kind = {0, 12};
static const struct attribute mutex_attribute_robust = {30, 1};

#endif
