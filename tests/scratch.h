/* SPDX-License-Identifier: MIT */
/* Files that tests make, and the places of files that tests need. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

/** Changes to the root of the source tree (the runner is in build/<mode>/ below it). */
void scratch_enter_source_tree(void);

/** Absolute path of the heddle of the same build as the runner.  Static storage. */
const char *scratch_heddle(void);

/** An empty folder of this process, made at the first call, removed when the suite ends. */
const char *scratch_folder(void);

/**
 * Writes text to a file of that name in the scratch folder and returns its path, valid for the life
 * of the process.  name may have one folder in front ("a/b.c").
 */
const char *scratch_file(const char *name, const char *text);

/** The path that scratch_file would give, without making anything. */
const char *scratch_path(const char *name);

/** Removes the scratch folder of this process.  The runner does that. */
void scratch_remove(void);

#endif
