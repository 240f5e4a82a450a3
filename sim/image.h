/* SPDX-License-Identifier: MIT */
/*
 * The image: a program's shared object in memory, at an address that is the same in every process.
 *
 *     struct binder binder = {0};
 *     if (image_load(p, path, folders, &binder, err) && binder.unbound.count == 0) ...
 *     image_unload(p);
 *
 * The segments are copied from the file into the world (world.h), relocated, and protected.
 * Addresses of host functions that the program can see as values (`f = puts`) are those of stubs
 * behind the image, so that they too are the same in every process; calls go directly.
 */
#ifndef SIM_IMAGE_H
#define SIM_IMAGE_H

#include "base/error.h"
#include "sim/bind.h"
#include "sim/program.h"

#include <stdbool.h>

/**
 * Loads the shared object and fills the fields of *p that describe memory, from bias to tls_align,
 * and identity (of the segments alone).  Symbols that could not be bound are collected in the
 * binder and are not an error here.  folders: where libraries may be, ends with NULL.  On failure
 * nothing stays loaded. main_entry is 0 if there is no main.
 */
bool image_load(struct program *p, const char *path, const char *const *folders,
                struct binder *binder, struct error *err);

/** Gives the addresses back to the reservation. */
void image_unload(struct program *p);

#endif
